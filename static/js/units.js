/* 选单位: an input that offers the units that fit while one types (a WAI-ARIA combobox). Without this script the server
   looks up what was typed. */
"use strict";

(function () {
  var WAIT = 150;
  var answers = {};
  var count = 0;
  var status = null;
  var timer = 0;
  /* The one list that is open: its input, its popup, its options, the place of the active one. */
  var now = null;

  function enhance(root) {
    root.querySelectorAll("input[data-units]:not([role])").forEach(function (input) {
      input.setAttribute("role", "combobox");
      input.setAttribute("aria-autocomplete", "list");
      input.setAttribute("aria-expanded", "false");
      input.dataset.chosen = input.value;
    });
  }

  function say(text) {
    if (!status) {
      status = document.createElement("div");
      status.className = "visually-hidden";
      status.setAttribute("role", "status");
      document.body.appendChild(status);
    }
    status.textContent = text;
  }

  function ask(input, text, then) {
    var url = input.dataset.units + "&q=" + encodeURIComponent(text);
    if (answers[url]) { then(answers[url]); return; }
    fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then(function (response) { return response.ok ? response.json() : null; })
      .then(function (found) { if (found) { answers[url] = found; then(found); } })
      .catch(function () { /* the server looks again when the form is sent */ });
  }

  /* What is chosen already does not narrow the list that is opened again. */
  function look(input, takes) {
    var text = input.value;
    ask(input, text === input.dataset.chosen ? "" : text.trim(), function (found) {
      if (document.activeElement !== input || input.value !== text) return;
      show(input, found);
      if (takes && found.total === 1) choose(found.units[0]);
    });
  }

  function show(input, found) {
    close();
    var pop = document.createElement("div");
    var list = document.createElement("ul");
    pop.className = "units-pop";
    list.id = "units-list-" + (count += 1);
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "单位");
    var options = found.units.map(function (label, place) {
      var option = document.createElement("li");
      option.id = list.id + "-" + place;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.textContent = label;
      list.appendChild(option);
      return option;
    });
    var note = document.createElement("p");
    var hidden = found.total - options.length;
    note.textContent = !found.total ? "没有符合的单位" : hidden > 0 ? "还有 " + hidden + " 家，请再输几个字" : "";
    if (options.length) pop.appendChild(list);
    if (note.textContent) pop.appendChild(note);
    input.parentElement.appendChild(pop);
    pop.scrollIntoView({ block: "nearest" });
    now = { input: input, pop: pop, options: options, active: -1, found: found, text: input.value };
    if (options.length) {
      input.setAttribute("aria-expanded", "true");
      input.setAttribute("aria-controls", list.id);
    }
    /* Where nothing but a unit will do, Enter takes the first. */
    if (isOpenQuestion(input)) move(0);
    say(found.total ? "找到 " + found.total + " 家" : note.textContent);
  }

  function isOpenQuestion(input) {
    return input.value && input.value !== input.dataset.chosen && !input.hasAttribute("data-free");
  }

  function close() {
    if (!now) return;
    now.pop.remove();
    now.input.setAttribute("aria-expanded", "false");
    now.input.removeAttribute("aria-controls");
    now.input.removeAttribute("aria-activedescendant");
    now = null;
  }

  function move(place) {
    if (!now.options.length) return;
    var old = now.options[now.active];
    if (old) old.setAttribute("aria-selected", "false");
    now.active = (place + now.options.length) % now.options.length;
    var option = now.options[now.active];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    now.input.setAttribute("aria-activedescendant", option.id);
  }

  function choose(label) {
    var input = now.input;
    close();
    input.value = input.dataset.chosen = label;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /* Each chosen unit makes room for the next. */
  function grow(input) {
    var group = input.closest("[data-grows]");
    if (!group || input.parentElement !== group.lastElementChild || !input.value) return;
    var box = input.parentElement.cloneNode(true);
    var next = box.querySelector("input");
    var place = group.children.length;
    box.querySelectorAll(".units-pop").forEach(function (pop) { pop.remove(); });
    ["role", "aria-describedby", "aria-invalid", "aria-controls", "aria-activedescendant"].forEach(function (name) {
      next.removeAttribute(name);
    });
    next.defaultValue = next.value = "";
    next.id = group.querySelector("input").id + "_" + place;
    next.setAttribute("aria-label", "第 " + (place + 1) + " 家");
    group.appendChild(box);
    enhance(box);
  }

  document.addEventListener("input", function (event) {
    var input = event.target;
    if (!input.dataset || !input.dataset.units || input.value === input.dataset.chosen) return;
    clearTimeout(timer);
    timer = setTimeout(function () { look(input); }, WAIT);
  });
  document.addEventListener("change", function (event) {
    if (event.target.dataset && event.target.dataset.units) grow(event.target);
  });
  document.addEventListener("keydown", function (event) {
    var input = event.target;
    if (!input.dataset || !input.dataset.units || event.isComposing) return;
    var open = now && now.input === input;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) move(event.key === "ArrowDown" ? now.active + 1 : Math.max(now.active, 0) - 1);
      else look(input);
    } else if (event.key === "Enter" && open && now.active >= 0 && now.text === input.value) {
      event.preventDefault();
      choose(now.options[now.active].textContent);
    } else if (event.key === "Enter" && isOpenQuestion(input)) {
      /* Typed faster than the answer came: the form is not sent off with half a name. */
      event.preventDefault();
      clearTimeout(timer);
      look(input, true);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    }
  });
  document.addEventListener("click", function (event) {
    var option = event.target.closest(".units-pop [role=option]");
    if (option && now) choose(option.textContent);
    else if (event.target.dataset && event.target.dataset.units) look(event.target);
    else if (now && !event.target.closest(".units-pop")) close();
  });
  /* The input keeps the focus while one taps an option. */
  document.addEventListener("mousedown", function (event) {
    if (event.target.closest(".units-pop")) event.preventDefault();
  });
  document.addEventListener("focusout", function (event) {
    if (!now || event.target !== now.input) return;
    var only = now.found.total === 1 && now.active === 0 && now.text === now.input.value;
    if (only) choose(now.options[0].textContent);
    else close();
  });

  enhance(document);
  document.addEventListener("htmx:load", function (event) { enhance(event.detail.elt); });
})();
