// An answer that is not swapped in (401, 403, 404, 429, 5xx, no network) is told in words; what was
// typed stays where it is. What a page asks by itself goes on asking, and clears its own words only.
(() => {
  const words = {
    0: "The server can’t be reached. Nothing was saved; what you typed is still here. Try again in a moment.",
    401: "You are signed out. Sign in again; what you typed is still here.",
    403: "You may not do that, or this page is too old. Nothing was saved; reload the page and try again.",
    404: "That is no longer there. Nothing was saved; reload the page to see what is.",
    429: "Too many requests at once. Nothing was saved; wait a moment and try again.",
  };
  const place = document.getElementById("alert");
  const isPoll = (event) => Boolean(event.detail.requestConfig?.elt?.hasAttribute("data-polls"));
  let told = "";
  const clear = (event) => {
    if (told && isPoll(event) === (told === "poll")) place.replaceChildren();
  };
  const tell = (event, status) => {
    if (isPoll(event) && told && place.firstChild) return;
    told = isPoll(event) ? "poll" : "deed";
    const line = document.createElement("p");
    line.className = "message message--error";
    line.textContent = told === "poll"
      ? "This page can’t be brought up to date at the moment. It goes on trying; what you see may be old."
      : words[status] || `Something went wrong on the server (${status}). Nothing was saved; what you typed is still here.`;
    place.replaceChildren(line);
    if (told === "deed") line.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:responseError", (event) => tell(event, event.detail.xhr.status));
  document.addEventListener("htmx:sendError", (event) => tell(event, 0));
  document.addEventListener("htmx:timeout", (event) => tell(event, 0));
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) clear(event);
  });
})();
