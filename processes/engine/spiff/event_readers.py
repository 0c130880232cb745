"""Readers for events: which events a node may wait for or throw, and what they refer to."""

from typing import Any, ClassVar

from lxml import etree
from SpiffWorkflow.bpmn.specs.event_definitions.conditional import ConditionalEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.message import CorrelationProperty
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import (
    CancelEventDefinition,
    NoneEventDefinition,
    TerminateEventDefinition,
)
from SpiffWorkflow.spiff.specs.event_definitions import (
    ErrorEventDefinition,
    EscalationEventDefinition,
    MessageEventDefinition,
    SignalEventDefinition,
)

from processes.engine.spiff.properties import extensions_of
from processes.engine.spiff.readers import GatewayReader, NodeReader
from processes.engine.spiff.timers import Timer
from processes.engine.spiff.xml import BPMN, SPIFF, local_name
from processes.words import N_

_SUFFIX = "EventDefinition"


class EventReader(NodeReader):
    """A start, end, intermediate or boundary event."""

    ALLOWED: ClassVar[dict[str, tuple[str, ...]]] = {
        "startEvent": ("message", "signal", "timer", "conditional"),
        "intermediateCatchEvent": ("message", "signal", "timer", "conditional"),
        "boundaryEvent": ("message", "signal", "timer", "conditional", "error", "escalation", "cancel"),
        "intermediateThrowEvent": ("message", "signal", "escalation"),
        "endEvent": ("message", "signal", "error", "escalation", "terminate", "cancel"),
    }

    def create_task(self) -> Any:
        kind = local_name(self.node)
        more = {"cancel_activity": self.node.get("cancelActivity", "true") == "true"} if kind == "boundaryEvent" else {}
        definition = self.definition(kind)
        task = self.spec_class(self.spec, self.bpmn_id, event_definition=definition, **more, **self.bpmn_attributes)
        if kind == "startEvent":
            self.spec.start.connect(task)
        return task

    def definition(self, kind: str) -> Any:
        """What the event waits for or throws."""
        nodes = [child for child in self.node if local_name(child).endswith(_SUFFIX)]
        if len(nodes) > 1:
            raise self.problem(N_("An event can have one event definition only."))
        if not nodes:
            if kind in ("intermediateCatchEvent", "boundaryEvent"):
                raise self.problem(N_("This event does not say what it waits for."))
            return NoneEventDefinition()
        name = local_name(nodes[0]).removesuffix(_SUFFIX)
        if name not in self.ALLOWED[kind]:
            raise self.problem(N_("An event of the kind %(kind)s is not supported here."), kind=name)
        return getattr(self, f"_{name}")(nodes[0])

    def _terminate(self, node: etree._Element) -> Any:
        return TerminateEventDefinition()

    def _cancel(self, node: etree._Element) -> Any:
        return CancelEventDefinition()

    def _conditional(self, node: etree._Element) -> Any:
        text = (node.findtext(f"{BPMN}condition") or "").strip()
        if not text:
            raise self.problem(N_("A conditional event needs a condition."))
        return ConditionalEventDefinition(text)

    def _timer(self, node: etree._Element) -> Any:
        for tag in ("timeDate", "timeDuration", "timeCycle"):
            text = (node.findtext(f"{BPMN}{tag}") or "").strip()
            if text:
                return Timer(self.node.get("name") or self.bpmn_id, text, tag)
        raise self.problem(N_("A timer needs a time, a duration or a cycle."))

    def _signal(self, node: etree._Element) -> Any:
        _, name, extensions = self._referred(node, "signal")
        return SignalEventDefinition(
            name, expression=extensions.get("payloadExpression"), variable=extensions.get("variableName")
        )

    def _error(self, node: etree._Element) -> Any:
        if not node.get("errorRef"):
            return ErrorEventDefinition(self.bpmn_id, code=None)
        error, name, extensions = self._referred(node, "error")
        return ErrorEventDefinition(
            name,
            expression=extensions.get("payloadExpression"),
            variable=extensions.get("variableName"),
            code=error.get("errorCode") or error.get("id"),
        )

    def _escalation(self, node: etree._Element) -> Any:
        if not node.get("escalationRef"):
            return EscalationEventDefinition(self.bpmn_id, code=None)
        escalation, name, extensions = self._referred(node, "escalation")
        return EscalationEventDefinition(
            name,
            expression=extensions.get("payloadExpression"),
            variable=extensions.get("variableName"),
            code=escalation.get("escalationCode") or escalation.get("id"),
        )

    def _message(self, node: etree._Element) -> Any:
        message, name, _ = self._referred(node, "message")
        properties = self.process_parser.parser.message_correlations.get(message.get("id"), [])
        return MessageEventDefinition(
            name,
            properties,
            self._text(node, message, "messagePayload"),
            self._text(node, message, "messageVariable"),
            self._process_correlations(node, message),
        )

    def _referred(self, node: etree._Element, kind: str) -> tuple[etree._Element, str, dict[str, Any]]:
        """The message, signal, error or escalation an event refers to, its name, and what is attached to it."""
        reference = node.get(f"{kind}Ref")
        root = self.node.getroottree().getroot()
        found = [element for element in root.iterfind(f"{BPMN}{kind}") if element.get("id") == reference]
        if not reference or not found:
            raise self.problem(N_("The event refers to no %(kind)s of the diagram."), kind=kind)
        return found[0], found[0].get("name") or reference, extensions_of(found[0])

    def _places(self, node: etree._Element, message: etree._Element) -> list[etree._Element]:
        """Where modellers attach what concerns a message: at its use, at the event, at the message itself."""
        attached = self.node.find(f"{BPMN}extensionElements")
        return [node, *([] if attached is None or node is self.node else [attached]), message]

    def _text(self, node: etree._Element, message: etree._Element, name: str) -> str | None:
        for place in self._places(node, message):
            text = (place.findtext(f".//{SPIFF}{name}") or "").strip()
            if text:
                return text
        return None

    def _process_correlations(self, node: etree._Element, message: etree._Element) -> list[CorrelationProperty]:
        found: list[CorrelationProperty] = []
        entries = (place.findall(f".//{SPIFF}processVariableCorrelation") for place in self._places(node, message))
        for entry in next(filter(None, entries), []):
            key = (entry.findtext(f"{SPIFF}propertyId") or "").strip()
            expression = (entry.findtext(f"{SPIFF}expression") or "").strip()
            if not key or not expression:
                raise self.problem(N_("A correlation needs a property and an expression."))
            found.append(CorrelationProperty(key, expression, []))
        return found


class MessageTaskReader(EventReader):
    """A send or receive task: the message hangs on the task itself."""

    def create_task(self) -> Any:
        extensions = self.parse_extensions()
        task = self.spec_class(
            self.spec, self.bpmn_id, event_definition=self._message(self.node), **self.bpmn_attributes
        )
        task.prescript, task.postscript = extensions.get("preScript"), extensions.get("postScript")
        return task


class EventGatewayReader(GatewayReader):
    """An event based gateway takes over what the events behind it wait for."""

    def create_task(self) -> Any:
        return self.spec_class(
            self.spec, self.bpmn_id, event_definition=MultipleEventDefinition(), **self.bpmn_attributes
        )

    def connect_flow(self, target: NodeReader, flow: etree._Element, count: int) -> None:
        if not isinstance(target, EventReader) or local_name(target.node) not in (
            "intermediateCatchEvent",
            "receiveTask",
        ):
            raise self.problem(N_("An event based gateway has to lead to events that wait for something."))
        flows = [flow for flows in self.process_parser.outgoing_sequence_flows.values() for flow in flows]
        ways_in = sum(1 for flow in flows if flow.get("targetRef") == target.bpmn_id)
        if target.entry is not target.task or ways_in > 1:
            raise self.problem(
                N_("An event behind an event based gateway can have no other way in and no boundary events.")
            )
        self.task.connect(target.task)
