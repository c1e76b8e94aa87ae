// What a swapped fragment wants said: <… data-announce="Verdict saved">. One region for the whole
// page, never replaced itself, or screen readers would miss what is put into it. A poll says the
// same thing once.
(() => {
  const say = (words, isPoll) => {
    const region = document.getElementById("live");
    if (words && !(isPoll && region.dataset.said === words)) {
      region.dataset.said = words;
      region.innerHTML = "";
      region.append(words);
    }
  };
  document.addEventListener("htmx:load", (event) => {
    const spoken = event.target.closest("[data-announce]") || event.target.querySelector("[data-announce]");
    if (spoken) say(spoken.dataset.announce, Boolean(spoken.closest("[data-polls]")));
  });
})();
