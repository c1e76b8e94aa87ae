// The times of a story as a slider: it moves the select that is there without this script, says the
// moment in words, and asks for the story when it comes to rest.
(() => {
  const slide = (steps) => {
    const select = steps.querySelector("select");
    if (!select || select.length < 3 || steps.querySelector("[type=range]")) return;
    const range = document.createElement("input");
    Object.assign(range, { type: "range", min: 0, max: select.length - 1, step: 1, value: select.selectedIndex });
    range.id = `${select.id}-slider`;
    const words = document.createElement("output");
    words.htmlFor = range.id;
    const tell = () => {
      words.value = select.options[range.value].text;
      range.setAttribute("aria-valuetext", words.value);
    };
    range.addEventListener("input", tell);
    range.addEventListener("change", () => {
      select.selectedIndex = range.value;
      select.form.requestSubmit();
    });
    steps.querySelector(`label[for="${select.id}"]`).htmlFor = range.id;
    select.hidden = true;
    select.before(range);
    steps.querySelector("button").replaceWith(words);
    tell();
  };
  document.addEventListener("htmx:load", (event) => {
    for (const steps of event.target.querySelectorAll("[data-steps]")) slide(steps);
  });
})();
