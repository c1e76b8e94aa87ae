// A form is sent once: until its answer comes a second click does nothing. What htmx sends it keeps
// apart itself; after a while, or coming back to the page, a form can be sent again.
(() => {
  const WAIT_MS = 10000;
  const ready = (form) => form.removeAttribute("aria-busy");
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
    if (form.getAttribute("aria-busy") === "true") event.preventDefault();
    else setTimeout(ready, WAIT_MS, form);
    form.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach(ready));
})();
