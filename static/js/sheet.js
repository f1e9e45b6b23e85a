/* 记一次会议: what the page does without asking the server. Without this script the buttons do it. */
"use strict";

(function () {
  /* The list of who is expected comes anew when kind or time change: what was ticked and typed meanwhile stays. */
  var ticked = [];
  var typed = [];
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.target.id !== "roll-rows") return;
    var rows = event.detail.target;
    ticked = Array.from(rows.querySelectorAll("input:checked"), function (radio) { return radio.id; });
    typed = Array.from(rows.querySelectorAll("input[type=text]")).filter(function (field) { return field.value !== field.defaultValue; });
  });
  document.addEventListener("htmx:afterSwap", function () {
    ticked.splice(0).forEach(function (id) {
      var radio = document.getElementById(id);
      if (radio) radio.checked = true;
    });
    typed.splice(0).forEach(function (old) {
      var field = document.getElementsByName(old.name)[0];
      if (field) field.value = old.value;
    });
  });

  /* What is being saved is no draft any more: an automatic save must not come after it. */
  document.addEventListener("submit", function (event) {
    var autosave = event.target.querySelector("[data-autosave]");
    if (!autosave) return;
    window.htmx.trigger(autosave, "htmx:abort");
    autosave.remove();
  });
  /* Back from another page: the minutes may have changed meanwhile. */
  window.addEventListener("pageshow", function (event) { if (event.persisted) window.location.reload(); });
})();
