"use strict";

// select2 draws its own boxes and leaves them without a name: they take that of the field they stand for.
function nameBoxes() {
  document.querySelectorAll("select.admin-autocomplete.select2-hidden-accessible").forEach((field) => {
    const box = field.nextElementSibling.querySelector(".select2-selection");
    const shown = box.querySelector(".select2-selection__rendered");
    const label = field.labels.length ? field.labels[0].textContent.trim().replace(/[：:]$/, "") : "";
    const name = field.getAttribute("aria-label") || label;
    box.setAttribute("aria-label", name);
    box.querySelectorAll("input").forEach((input) => input.setAttribute("aria-label", name));
    if (field.multiple) {
      // No list to a screen reader: select2 puts a button between its items.
      [shown, ...shown.children].forEach((part) => part.setAttribute("role", "none"));
    } else {
      box.id = `${field.id}-box`;
      box.setAttribute("aria-labelledby", `${box.id} ${shown.id}`);
      shown.removeAttribute("role");
      shown.removeAttribute("aria-readonly");
    }
  });
}

// This file is deferred: what it asks jQuery for comes after the set-up of select2.
if (window.django && django.jQuery) {
  django.jQuery(nameBoxes);
  document.addEventListener("formset:added", () => setTimeout(nameBoxes));
  django.jQuery(document).on("select2:open select2:select select2:unselect", () => {
    nameBoxes();
    document.querySelectorAll(".select2-dropdown .select2-search__field").forEach((input) => {
      input.setAttribute("aria-label", "输入几个字或拼音首字母查找");
    });
  });
}
