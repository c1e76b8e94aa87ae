// An import is sent once: the button answers the first click, the form's token forgives a second one.
(() => {
  for (const form of document.querySelectorAll(".import-form")) {
    form.addEventListener("submit", (event) => {
      if (form.getAttribute("aria-busy") === "true") event.preventDefault();
      form.setAttribute("aria-busy", "true");
    });
    window.addEventListener("pageshow", () => form.removeAttribute("aria-busy"));
  }
})();
