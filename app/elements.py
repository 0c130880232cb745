"""What a diagram holds, as a list in reading order, for the table beside the picture."""

from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from processes.words import N_

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"

KINDS = {
    "startEvent": N_("Start"),
    "endEvent": N_("End"),
    "userTask": N_("Task"),
    "manualTask": N_("Task"),
    "serviceTask": N_("Service task"),
    "scriptTask": N_("Calculation"),
    "businessRuleTask": N_("Decision"),
    "sendTask": N_("Message sent"),
    "receiveTask": N_("Message awaited"),
    "callActivity": N_("Called process"),
    "subProcess": N_("Sub-process"),
    "exclusiveGateway": N_("Either – or"),
    "inclusiveGateway": N_("One or several ways"),
    "parallelGateway": N_("At the same time"),
    "eventBasedGateway": N_("What happens first"),
    "intermediateCatchEvent": N_("Wait"),
    "intermediateThrowEvent": N_("Event"),
    "boundaryEvent": N_("Event at a task"),
}


@dataclass(frozen=True)
class Element:
    """One element of a diagram; `kind` is an English sentence part to translate."""

    id: str
    kind: str
    name: str
    lane: str
    detail: str


def in_reading_order(bpmn: bytes) -> tuple[Element, ...]:
    """The elements of a diagram, left to right within the order of its drawing; nothing if it cannot be read."""
    return _read(bytes(bpmn))


@lru_cache(maxsize=128)
def _read(bpmn: bytes) -> tuple[Element, ...]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(bpmn, parser)
    except etree.XMLSyntaxError:
        return ()
    lanes = {
        (reference.text or "").strip(): lane.get("name") or lane.get("id") or ""
        for lane in root.iter(f"{BPMN}lane")
        for reference in lane.iter(f"{BPMN}flowNodeRef")
    }
    places = {
        shape.get("bpmnElement"): (float(bounds.get("x", 0)), float(bounds.get("y", 0)))
        for shape in root.iter(f"{DI}BPMNShape")
        for bounds in shape.iter(f"{DC}Bounds")
    }
    found = [
        Element(
            id=node.get("id") or "",
            kind=KINDS[_kind(node)],
            name=node.get("name") or "",
            lane=lanes.get(node.get("id") or "", ""),
            detail=_detail(node),
        )
        for node in root.iter(etree.Element)
        if _kind(node) in KINDS
    ]
    return tuple(sorted(found, key=lambda element: places.get(element.id, (1e9, 0.0))))


def _kind(node: "etree._Element") -> str:
    tag = str(node.tag)
    return tag.removeprefix(BPMN) if tag.startswith(BPMN) else ""


def _detail(node: "etree._Element") -> str:
    """The form, decision, operation or called process that stands behind an element."""
    properties = {p.get("name"): p.get("value") for p in node.iterfind(f"{BPMN}extensionElements//{SPIFF}property")}
    operator = node.find(f"{BPMN}extensionElements/{SPIFF}serviceTaskOperator")
    decision = node.find(f"{BPMN}extensionElements/{SPIFF}calledDecisionId")
    candidates = (
        properties.get("form"),
        node.get("calledElement"),
        operator.get("id") if operator is not None else None,
        decision.text if decision is not None else None,
    )
    return next((str(one) for one in candidates if one), "")
