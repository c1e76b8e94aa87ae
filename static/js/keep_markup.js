// What is copied from a page has its mark-up with it, which tells headline, date and links apart.
// The text is pasted as ever; a button then takes the mark-up in its place, and another gives back.
(() => {
  const text = document.querySelector('.import-form textarea[name="text"]');
  const place = document.getElementById("kept-markup");
  if (!text || !place) return;

  const offer = (words, label, value, other) => {
    const line = document.createElement("p");
    line.className = "message";
    const said = document.createElement("span");
    said.textContent = `${words} `;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--small";
    button.textContent = label;
    button.addEventListener("click", () => {
      text.value = value;
      other();
      place.querySelector("button").focus();
    });
    said.append(button);
    line.append(said);
    place.replaceChildren(line);
  };

  text.addEventListener("paste", (event) => {
    const markup = event.clipboardData?.getData("text/html");
    if (!markup) return;
    setTimeout(() => {
      const plain = text.value;
      const first = () => offer("This comes from a page.", "Keep the page’s mark-up", markup, second);
      const second = () => offer("The page’s mark-up is kept.", "Take the plain text instead", plain, first);
      first();
    });
  });
})();
