// The bookmarklet is for the bookmarks bar: a click on it here says so. Its text can be copied.
(() => {
  const link = document.getElementById("bookmarklet");
  const text = document.getElementById("bookmarklet-text");
  const copy = document.getElementById("bookmarklet-copy");
  if (!link) return;
  const say = (words) => document.getElementById("live").replaceChildren(words);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    text.focus();
    text.select();
    say("Drag the link to your bookmarks bar, or copy this text into a new bookmark.");
  });
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    text.select();
    await navigator.clipboard.writeText(text.value);
    say("Copied.");
  });
})();
