// A <details id> that was opened (or closed) stays so when a fragment with the same id replaces it.
(() => {
  let states = new Map();
  document.addEventListener("htmx:beforeSwap", (event) => {
    states = new Map();
    for (const details of document.querySelectorAll("details[id]")) states.set(details.id, details.open);
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const [id, open] of states) {
      const details = document.getElementById(id);
      if (details && details.open !== open) details.open = open;
    }
  });
})();
