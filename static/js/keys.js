// Letter keys; a switch in the settings leaves this script out. A link that has keys of its own says
// so itself, data-keys="g s"; [data-rows] is a list or text to move through; "?" shows all there are.
(() => {
  const CHORD_MS = 1500; // between the two letters of one
  const ROW = "[data-rows] > :not(.between, .empty)";
  const help = document.getElementById("keyboard");
  let began = -CHORD_MS;
  let last = "";

  const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]");
  const say = (words) => document.getElementById("live").replaceChildren(words);
  const rowInFocus = () => document.activeElement.closest(ROW);
  const press = (element) => {
    element?.click();
    return element;
  };

  const step = (by) => {
    const rows = [...document.querySelectorAll(ROW)].filter((row) => row.checkVisibility());
    let at = rows.indexOf(rowInFocus());
    if (at < 0) at = rows.findIndex((row) => row.id && row.id === last);
    if (at < 0) at = rows.findIndex((row) => row.getBoundingClientRect().bottom > 0) - by;
    const next = Math.min(Math.max(at + by, 0), rows.length - 1);
    const row = rows[next];
    if (!row) return false;
    last = row.id;
    row.tabIndex = -1;
    row.focus();
    say(help.dataset.position.replace("{n}", next + 1).replace("{all}", rows.length));
    return true;
  };

  const open = () => {
    const row = rowInFocus();
    const ways = ["h2 a, h3 a:not(.badge, .words), .item__title a", "[data-open]", "a, summary"];
    return press(ways.map((way) => row?.querySelector(way)).find(Boolean));
  };

  const search = () => {
    const box = [...document.querySelectorAll("[data-search]")].find((each) => each.checkVisibility());
    box?.focus();
    box?.select();
    return box;
  };

  // The paragraph in focus is what the note is about, unless words are selected.
  const note = () => {
    const form = document.getElementById("note-form");
    if (!form) return false;
    const write = () => form.elements[form.elements.quote.value ? "body" : "quote"].focus();
    const row = rowInFocus();
    form.closest("details").open = true;
    if (row && getSelection().isCollapsed) {
      document.addEventListener("selectionchange", write, { once: true });
      getSelection().selectAllChildren(row);
    } else write();
    return true;
  };

  const show = async () => {
    if (!help.childElementCount) await htmx.ajax("GET", help.dataset.address, { target: help, swap: "innerHTML" });
    if (help.childElementCount && !help.open) help.showModal();
  };

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    o: open,
    Enter: () => document.activeElement.matches(ROW) && open(),
    n: note,
    u: () => press(document.querySelector(".crumb a")),
    "/": search,
    "?": show,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (isTyping(event.target) || help.open || event.key === "Shift") return;
    const pressed = event.timeStamp - began < CHORD_MS ? `g ${event.key}` : event.key;
    began = event.key === "g" ? event.timeStamp : -CHORD_MS;
    const act = keys[pressed] || (() => press(document.querySelector(`[data-keys="${CSS.escape(pressed)}"]`)));
    if (act()) event.preventDefault();
  });
})();
