// Words selected in the text become the quote of a new note, with the place where they stand.
(() => {
  const text = document.getElementById("text");
  const points = (words) => [...words].length;

  const placeOf = (node, offset) => {
    const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-at]");
    return piece ? Number(piece.dataset.at) + points(node.data?.slice(0, offset) || "") : null;
  };

  document.addEventListener("selectionchange", () => {
    const form = document.getElementById("note-form");
    const selection = document.getSelection();
    if (!form || !text || selection.isCollapsed || !selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    if (!text.contains(range.commonAncestorContainer)) return;
    const words = selection.toString();
    const quote = words.trim();
    if (!quote || quote.includes("\n")) return;
    document.getElementById("note-fold").open = true;
    const start = placeOf(range.startContainer, range.startOffset);
    form.elements.quote.value = quote;
    form.elements.start.value = start === null ? "" : start + points(words) - points(words.trimStart());
  });
})();
