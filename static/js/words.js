/* 常用的话: a click puts them into their field. Without this script they can be read, and copied. */
"use strict";

(function () {
  document.querySelectorAll("[data-words]").forEach(function (button) {
    var field = document.getElementById(button.dataset.wordsFor);
    if (!field) return;
    button.hidden = false;
    button.addEventListener("click", function () {
      field.value = button.dataset.words;
      field.focus();
    });
  });
})();
