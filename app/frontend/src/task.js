// The form of a task: saves its draft by itself, shows and hides conditional fields, Ctrl+Enter and Ctrl+S.

const form = document.querySelector("form[data-task]");
if (form) follow(form);

function follow(form) {
  let dirty = false;
  const note = document.querySelector("#gespeichert");

  form.addEventListener("input", () => { dirty = true; });
  form.addEventListener("htmx:after:request", (event) => {
    const status = event.detail.ctx.response?.status ?? 0;
    if (status >= 200 && status < 300) dirty = false;
  });
  for (const name of ["htmx:error", "htmx:response:error"]) {
    form.addEventListener(name, (event) => {
      const status = event.detail.ctx?.response?.status ?? 0;
      if (note && (status === 0 || status >= 500)) note.textContent = form.dataset.unsaved;
    });
  }

  document.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    if (event.key === "Enter") {
      event.preventDefault();
      form.querySelector("[data-completes]")?.click();
    } else if (event.key.toLowerCase() === "s") {
      event.preventDefault();
      form.dispatchEvent(new CustomEvent("entwurf"));
    }
  });

  // Whoever switches away or closes the browser within the pause of typing loses nothing.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || !dirty || form.dataset.sent) return;
    fetch(form.getAttribute("hx-post"), { method: "POST", body: new FormData(form), keepalive: true });
    dirty = false;
  });
}
