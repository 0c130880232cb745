// Long forms: the draft saves itself, conditional fields come and go, rows are added in place, Ctrl+Enter and Ctrl+S.
import { applyConditions } from "./conditions.js";

const form = document.querySelector("form[data-form]");
if (form) {
  applyConditions(form);
  form.addEventListener("input", () => applyConditions(form));
  form.addEventListener("submit", changeRows);
  if (form.hasAttribute("hx-post")) saveBySelf(form);
  document.addEventListener("keydown", (event) => keys(event, form));
}

function keys(event, form) {
  if (!event.ctrlKey && !event.metaKey) return;
  if (event.key === "Enter") {
    event.preventDefault();
    form.querySelector("[data-completes]")?.click();
  } else if (event.key.toLowerCase() === "s" && form.hasAttribute("hx-post")) {
    event.preventDefault();
    form.dispatchEvent(new CustomEvent("entwurf"));
  }
}

// "Add" and "Remove" are plain buttons that send the whole form. Here the server's answer replaces the fields in place,
// so that nobody loses the spot on a long page.
async function changeRows(event) {
  const button = event.submitter;
  if (!button || !["_add", "_remove"].includes(button.name)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const list = button.closest("[data-rows]").dataset.rows;
  const form = event.currentTarget;
  form.inert = true;
  try {
    const answer = await fetch(form.getAttribute("action") ?? location.pathname, { method: "POST", body: new FormData(form, button) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("form[data-form] > .form-items");
    if (!answer.ok || !fresh) throw new Error("no form in the answer");
    form.querySelector(":scope > .form-items").replaceWith(fresh);
  } catch {
    form.inert = false;
    HTMLFormElement.prototype.submit.call(withButton(form, button));
    return;
  }
  form.inert = false;
  applyConditions(form);
  const rows = form.querySelector(`[data-rows="${CSS.escape(list)}"]`);
  const last = [...rows.querySelectorAll(":scope > .form-row")].at(-1);
  const first = button.name === "_add" ? last?.querySelector("input, select, textarea") : null;
  (first ?? rows).focus();
}

// The browser's own way of sending, when fetching did not work.
function withButton(form, button) {
  const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value });
  form.append(hidden);
  return form;
}

function saveBySelf(form) {
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

  // Whoever switches away or closes the browser within the pause of typing loses nothing.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || !dirty || form.dataset.sent) return;
    fetch(form.getAttribute("hx-post"), { method: "POST", body: new FormData(form), keepalive: true });
    dirty = false;
  });
}
