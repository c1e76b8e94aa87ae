// Letter keys; a switch in the settings leaves this script out. "/" leads to the search box.
(() => {
  const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]");
  const keys = {
    "/": () => {
      const boxes = [...document.querySelectorAll("[data-search]")];
      const box = boxes.find((each) => each.checkVisibility());
      box?.focus();
      box?.select();
      return box;
    },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (isTyping(event.target) || !keys[event.key]) return;
    if (keys[event.key]()) event.preventDefault();
  });
})();
