/* Small comforts. Every page works without them. */
"use strict";

(function () {
  /* Menus on the phone: without this script the toggle is a link and :target opens the menu. */
  document.querySelectorAll("[data-menu]").forEach(function (toggle) {
    var menu = document.getElementById(toggle.hash.slice(1));
    if (!menu) return;
    toggle.setAttribute("role", "button");
    toggle.setAttribute("aria-controls", menu.id);
    toggle.setAttribute("aria-expanded", "false");
    toggle.addEventListener("click", function (event) {
      event.preventDefault();
      toggle.setAttribute("aria-expanded", String(menu.classList.toggle("is-open")));
    });
    toggle.addEventListener("keydown", function (event) {
      if (event.key === " ") { event.preventDefault(); toggle.click(); }
    });
  });

  /* A menu that lies over the page closes by Escape and by a click beside it. */
  function closeMenus(except) {
    document.querySelectorAll("details[data-pop][open]").forEach(function (menu) {
      if (menu !== except) menu.open = false;
    });
  }
  document.addEventListener("click", function (event) { closeMenus(event.target.closest("details[data-pop]")); });
  document.addEventListener("keydown", function (event) {
    var open = document.querySelector("details[data-pop][open]");
    if (event.key !== "Escape" || !open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });

  /* data-confirm="确定…？": the first click asks beside the button, the second does it. No pop-up. */
  function ask(button) {
    var box = document.createElement("span");
    var words = document.createElement("span");
    var yes = document.createElement("button");
    var no = document.createElement("button");
    box.className = "confirm";
    words.setAttribute("role", "status");
    yes.type = no.type = "button";
    yes.className = "btn btn-danger";
    no.className = "btn btn-quiet";
    yes.textContent = "确定";
    no.textContent = "取消";
    box.append(words, yes, no);
    button.hidden = true;
    button.after(box);
    words.textContent = button.dataset.confirm;
    no.focus();
    function restore() { box.remove(); button.hidden = false; button.focus(); }
    no.addEventListener("click", restore);
    yes.addEventListener("click", function () {
      restore();
      button.dataset.confirmed = "yes";
      button.click();
      delete button.dataset.confirmed;
    });
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-confirm]");
    if (!button || button.dataset.confirmed) return;
    event.preventDefault();
    event.stopPropagation();
    ask(button);
  }, true);

  /* A form that writes is sent once. It opens again when the browser's back button brings the page back. */
  var busy = [];
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-repeatable")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    var button = event.submitter || form.querySelector("[type=submit]");
    busy.push({ form: form, button: button, html: button && button.innerHTML });
    /* After this event: a disabled button would not send its own name and value. */
    setTimeout(function () {
      if (!button) return;
      button.disabled = true;
      button.textContent = "正在提交…";
    }, 0);
  });
  window.addEventListener("pageshow", function () {
    busy.splice(0).forEach(function (sent) {
      delete sent.form.dataset.sent;
      if (!sent.button) return;
      sent.button.disabled = false;
      sent.button.innerHTML = sent.html;
    });
  });

  /* htmx sends the token of the form it works in, or else the first one on the page. */
  document.addEventListener("htmx:configRequest", function (event) {
    var form = event.target.closest("form") || document;
    var token = form.querySelector("[name=csrfmiddlewaretoken]") || document.querySelector("[name=csrfmiddlewaretoken]");
    if (token) event.detail.headers["X-CSRFToken"] = token.value;
  });

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  var summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
})();
