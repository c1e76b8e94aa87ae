// Focus after a swap: to what the fragment names with data-focus (an error summary, a first field, a
// heading). A fragment without it leaves focus alone. A full page with an error summary gets it too.
// In a box that scrolls sideways, what the keyboard reaches comes into view as a whole.
(() => {
  const take = (root) => {
    const wanted = root.matches?.("[data-focus]") ? root : root.querySelector?.("[data-focus]");
    if (wanted) wanted.focus({ preventScroll: false });
  };
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.requestConfig?.elt?.hasAttribute("data-polls")) return;
    take(event.detail.elt);
  });
  const summary = document.querySelector(".error-summary[data-focus]");
  if (summary) summary.focus();
  document.addEventListener("focusin", ({ target }) => {
    if (!target.matches(".scroll *:focus-visible")) return;
    target.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
})();
