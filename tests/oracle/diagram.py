"""Reads a BPMN file for the oracle: nodes, flows and borders, with nothing but the standard library."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
NODES = {
    "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
    "userTask", "callActivity", "subProcess",
    "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway",
}  # fmt: skip


@dataclass
class Flow:
    """A sequence flow."""

    id: str
    source: str
    target: str
    condition: str | None


@dataclass
class Node:
    """A node with what it needs to be played."""

    id: str
    kind: str
    inside: str
    incoming: list[Flow] = field(default_factory=list)
    outgoing: list[Flow] = field(default_factory=list)
    default: str | None = None
    event: str | None = None  # message, timer, error, terminate
    reference: str | None = None  # of the message or error
    hours: int = 0  # of the timer
    repeats: bool = False  # the timer is a cycle
    interrupts: bool = True
    host: str | None = None
    borders: list[str] = field(default_factory=list)
    instances: int | None = None
    sequential: bool = False


class Diagram:
    """All nodes by id; the nodes of a scope are found by `inside`."""

    def __init__(self, content: bytes) -> None:
        self.nodes: dict[str, Node] = {}
        root = ET.fromstring(content)
        process = next(iter(root.iter(f"{BPMN}process")))
        self.key = str(process.get("id"))
        self._read(process, self.key)
        for node in self.nodes.values():
            if node.host:
                self.nodes[node.host].borders.append(node.id)

    def start(self, scope: str) -> Node:
        """The start event of a process or sub-process."""
        return next(n for n in self.nodes.values() if n.inside == scope and n.kind == "startEvent")

    def _read(self, parent: ET.Element, inside: str) -> None:
        for element in parent:
            kind = element.tag.removeprefix(BPMN)
            if kind in NODES:
                self.nodes[str(element.get("id"))] = _node(element, kind, inside)
                if kind == "subProcess":
                    self._read(element, str(element.get("id")))
        for element in parent.findall(f"{BPMN}sequenceFlow"):
            condition = element.findtext(f"{BPMN}conditionExpression")
            name, source, target = (str(element.get(key)) for key in ("id", "sourceRef", "targetRef"))
            flow = Flow(name, source, target, condition)
            self.nodes[flow.source].outgoing.append(flow)
            self.nodes[flow.target].incoming.append(flow)


def _node(element: ET.Element, kind: str, inside: str) -> Node:
    node = Node(str(element.get("id")), kind, inside, default=element.get("default"))
    node.host = element.get("attachedToRef")
    node.interrupts = element.get("cancelActivity", "true") == "true"
    for child in element:
        name = child.tag.removeprefix(BPMN)
        if name.endswith("EventDefinition"):
            node.event = name.removesuffix("EventDefinition")
            node.reference = child.get(f"{node.event}Ref")
            for timer in child:
                text = (timer.text or "").strip('"')
                node.repeats = text.startswith("R/")
                node.hours = int(text.removeprefix("R/").removeprefix("PT").removesuffix("H"))
        elif name == "multiInstanceLoopCharacteristics":
            node.instances = int(child.findtext(f"{BPMN}loopCardinality") or 0)
            node.sequential = child.get("isSequential") == "true"
    return node
