// What every page gets: htmx, the styles, and a few habits of the keyboard. All of it is optional: pages work without.
import "./app.css";
import "htmx.org/dist/htmx.esm.js";
import "./task.js";

// The error summary and the note after an action take the focus, so that keyboard and screen reader start there.
document.querySelector("[data-takes-focus]")?.focus();

document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !isTyping(event.target)) {
    const search = document.querySelector("[data-search]");
    if (search) { event.preventDefault(); search.focus(); search.select(); }
  }
});

function isTyping(element) {
  return element.closest("input, textarea, select, [contenteditable]") !== null;
}

// A second click on "complete" must not send the form twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (form.method === "post" && !form.hasAttribute("data-again")) form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});
