"""A deployed process definition as the engine runs it: immutable, shared by all threads and instances."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree
from SpiffWorkflow.spiff.specs.event_definitions import MessageEventDefinition

from processes.engine.spiff.activities import CallActivity, ServiceTask
from processes.engine.spiff.properties import properties_of
from processes.engine.spiff.xml import BPMN, local_name

#: Property of a process: the key of the root process inside whose case a message starts it.
INSIDE = ("startet_in", "starts_inside")


@dataclass(frozen=True)
class Element:
    """A node of the diagram, embedded sub-processes included."""

    id: str
    type: str
    name: str
    lane: str | None
    properties: Mapping[str, str]


class Model:
    """What `parse` makes of a deployment."""

    def __init__(
        self,
        process: etree._Element,
        spec: Any,
        inner: Mapping[str, Any],
        decisions: Mapping[str, Any],
        nodes: Iterable[Any],
    ) -> None:
        properties = properties_of(process)
        self.key: str = str(process.get("id"))
        self.name: str = process.get("name") or self.key
        self.lanes = _lanes(process)
        self.starts_inside: str | None = next((properties[name] for name in INSIDE if name in properties), None)
        self.properties: Mapping[str, str] = properties
        self.spec = spec
        self.inner = dict(inner)
        self.decisions = dict(decisions)
        nodes = list(nodes)
        self.elements = tuple(_element(reader) for reader in nodes)
        self._documentation = {reader.bpmn_id: reader.parse_documentation() or "" for reader in nodes}
        self._documentation[self.key] = process.findtext(f"{BPMN}documentation") or ""
        self._instructions = {
            reader.bpmn_id: reader.task.extensions.get("instructionsForEndUser") or self._documentation[reader.bpmn_id]
            for reader in nodes
        }
        self.starts = {start.name: start for start in spec.bpmn_start_events}
        self.start_messages = _unique(
            start.event_definition.name
            for start in spec.bpmn_start_events
            if isinstance(start.event_definition, MessageEventDefinition)
        )
        specs = [task for scope in (spec, *self.inner.values()) for task in scope.task_specs.values()]
        self.called = _unique(task.key for task in specs if isinstance(task, CallActivity))
        self.operations = _unique(task.operation for task in specs if isinstance(task, ServiceTask))
        self.forms = _unique(element.properties["form"] for element in self.elements if element.properties.get("form"))
        #: What the process wants from its caller and gives back, by its own ioSpecification; empty when it has none.
        self.parameters = _declared(process, "dataInput")
        self.results = _declared(process, "dataOutput")

    def instructions(self, element_id: str) -> str:
        """What a person reads at a task: its instructions, else its documentation."""
        return str(self._instructions.get(element_id, ""))

    def documentation(self, element_id: str) -> str:
        """The documentation text of an element, or of the process under its key; empty when there is none."""
        return self._documentation.get(element_id, "")


def _unique(values: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(value) for value in values))


def _declared(process: etree._Element, kind: str) -> tuple[str, ...]:
    return _unique(
        data.get("name") or data.get("id") for data in process.findall(f"{BPMN}ioSpecification/{BPMN}{kind}")
    )


def _element(reader: Any) -> Element:
    return Element(
        id=reader.bpmn_id,
        type=local_name(reader.node),
        name=re.sub(r"\s+", " ", reader.node.get("name") or "").strip(),
        lane=reader.lane,
        properties=properties_of(reader.node),
    )


def _lanes(process: etree._Element) -> tuple[str, ...]:
    """Names of the innermost lanes, in the order of the diagram."""
    lanes = [lane for lane in process.iter(f"{BPMN}lane") if lane.find(f"{BPMN}childLaneSet") is None]
    return _unique(lane.get("name") for lane in lanes if lane.get("name"))
