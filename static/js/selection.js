// Words selected in the text become the quote of a new note, and the words of what is added to
// who says what, with the place where they stand.
(() => {
  const text = document.getElementById("text");
  const points = (words) => [...words].length;

  const placeOf = (node, offset) => {
    const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-at]");
    return piece ? Number(piece.dataset.at) + points(node.data?.slice(0, offset) || "") : null;
  };

  document.addEventListener("selectionchange", () => {
    const forms = [["note-form", "quote"], ["say-form", "words"]]
      .map(([id, name]) => [document.getElementById(id), name]).filter(([form]) => form);
    const selection = document.getSelection();
    if (!forms.length || !text || selection.isCollapsed || !selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    if (!text.contains(range.commonAncestorContainer)) return;
    const words = selection.toString();
    const quote = words.trim();
    if (!quote || quote.includes("\n")) return;
    document.getElementById("note-fold")?.setAttribute("open", "");
    const start = placeOf(range.startContainer, range.startOffset);
    for (const [form, name] of forms) {
      form.elements[name].value = quote;
      form.elements.start.value = start === null ? "" : start + points(words) - points(words.trimStart());
    }
  });
})();
