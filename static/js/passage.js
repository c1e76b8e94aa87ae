// #c164-332 marks exactly these code points of the text, whatever they are cut into. Without this
// script the link still leads to where the passage begins.
(() => {
  const text = document.getElementById("text");
  const pattern = /^#c(\d+)-(\d+)$/;

  // Code points are counted by the server, UTF-16 units by the DOM.
  const units = (words, points) => [...words].slice(0, points).join("").length;

  const rangesOf = (start, end) => {
    const ranges = [];
    for (const piece of text.querySelectorAll("[data-at]")) {
      const from = Number(piece.dataset.at);
      const node = piece.querySelector("a")?.firstChild || piece.firstChild;
      if (!node) continue;
      const length = [...node.data].length;
      const left = Math.max(start, from) - from;
      const right = Math.min(end, from + length) - from;
      if (left >= right) continue;
      const range = new Range();
      range.setStart(node, units(node.data, left));
      range.setEnd(node, units(node.data, right));
      ranges.push(range);
    }
    return ranges;
  };

  const show = () => {
    const found = pattern.exec(location.hash);
    if (window.CSS?.highlights) CSS.highlights.delete("passage");
    if (!found) return;
    const ranges = rangesOf(Number(found[1]), Number(found[2]));
    if (!ranges.length) return;
    if (window.CSS?.highlights) CSS.highlights.set("passage", new Highlight(...ranges));
    if (!document.getElementById(location.hash.slice(1))) {
      ranges[0].startContainer.parentElement.scrollIntoView({ block: "center" });
    }
  };

  if (text) {
    window.addEventListener("hashchange", show);
    show();
  }
})();
