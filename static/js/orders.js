/* 派单: the button says to whom. Without this script it says 派出, and the answer names the unit. */
"use strict";

(function () {
  var button = document.querySelector("[data-dispatch]");
  if (!button) return;
  var form = button.form;
  var usual = button.textContent;

  function name() {
    var typed = form.elements.other && form.elements.other.value.trim();
    var marked = form.querySelector("[name=suggested]:checked");
    var unit = typed || (marked && marked.dataset.label);
    button.textContent = unit ? button.dataset.dispatch + unit : usual;
  }
  form.addEventListener("input", name);
  form.addEventListener("change", name);
  name();
})();
