// An answer that is not swapped in (401, 403, 404, 429, 5xx, no network) is told in words; what was
// typed stays where it is.
(() => {
  const words = {
    0: "The server can’t be reached. Nothing was saved; what you typed is still here. Try again in a moment.",
    401: "You are signed out. Sign in again; what you typed is still here.",
    403: "You may not do that, or this page is too old. Nothing was saved; reload the page and try again.",
    404: "That is no longer there. Nothing was saved; reload the page to see what is.",
    429: "Too many requests at once. Nothing was saved; wait a moment and try again.",
  };
  const tell = (status) => {
    const place = document.getElementById("alert");
    const line = document.createElement("p");
    line.className = "message message--error";
    line.textContent = words[status] || `Something went wrong on the server (${status}). Nothing was saved; what you typed is still here.`;
    place.replaceChildren(line);
    line.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:responseError", (event) => tell(event.detail.xhr.status));
  document.addEventListener("htmx:sendError", () => tell(0));
  document.addEventListener("htmx:timeout", () => tell(0));
  document.addEventListener("htmx:afterSwap", () => document.getElementById("alert").replaceChildren());
})();
