// A BPMN diagram to look at: where the case is now, where it has been, and nothing to edit.
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "./diagram.css";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

const READABLE = 0.6; // below this zoom nobody can read the names

for (const place of document.querySelectorAll("[data-diagram]")) show(place);

async function show(place) {
  const answer = await fetch(place.dataset.diagram);
  if (!answer.ok) return;
  place.hidden = false;
  const viewer = new NavigatedViewer({ container: place });
  await viewer.importXML(await answer.text());
  const canvas = viewer.get("canvas");
  const registry = viewer.get("elementRegistry");
  const mark = (ids, name) => ids.split(" ").filter((id) => id && registry.get(id)).forEach((id) => canvas.addMarker(id, name));
  mark(place.dataset.passed ?? "", "was-here");
  mark(place.dataset.tokens ?? "", "is-here");
  mark(place.dataset.troubled ?? "", "is-stuck");
  lookAt(canvas, registry, (place.dataset.tokens ?? "").split(" "));
  wire(place, canvas);
  place.dataset.ready = "yes";
}

// The whole diagram if it can be read then, else the place where the case is now.
function lookAt(canvas, registry, tokens) {
  canvas.zoom("fit-viewport", "auto");
  const here = tokens.map((id) => registry.get(id)).find((element) => element && !element.waypoints);
  if (canvas.zoom() >= READABLE || !here) return;
  canvas.zoom(READABLE);
  canvas.scrollToElement(here, 150);
}

// Buttons beside the diagram do what wheel and mouse do, for keyboards and for trembling hands.
function wire(place, canvas) {
  const tools = place.parentElement.querySelector("[data-diagram-tools]");
  if (!tools) return;
  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const what = event.target.closest("button")?.dataset.zoom;
    if (what === "in") canvas.zoom(canvas.zoom() * 1.25);
    if (what === "out") canvas.zoom(canvas.zoom() / 1.25);
    if (what === "fit") canvas.zoom("fit-viewport", "auto");
  });
}
