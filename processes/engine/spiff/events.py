"""Events: what an instance waits for, what it throws, and what arrives."""

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import EndEvent as LibraryEndEvent
from SpiffWorkflow.bpmn.specs.defaults import EventBasedGateway as LibraryEventBasedGateway
from SpiffWorkflow.bpmn.specs.defaults import IntermediateCatchEvent as LibraryIntermediateCatchEvent
from SpiffWorkflow.bpmn.specs.defaults import IntermediateThrowEvent as LibraryIntermediateThrowEvent
from SpiffWorkflow.bpmn.specs.defaults import StartEvent as LibraryStartEvent
from SpiffWorkflow.bpmn.specs.event_definitions.conditional import ConditionalEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition, TerminateEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent, ThrowingEvent
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.spiff.specs.defaults import ReceiveTask as LibraryReceiveTask
from SpiffWorkflow.spiff.specs.defaults import SendTask as LibrarySendTask
from SpiffWorkflow.util.task import TaskState

from processes.engine.spiff.hardening import Step, Token
from processes.engine.spiff.merging import copied
from processes.engine.spiff.pictures import picture
from processes.engine.spiff.timers import Timer


class Catching(Step):
    """Mixed into elements that wait for an event; `slot` counts the events of one element, 0 but for gateways."""

    def _update_hook(self, my_task: Token) -> bool:
        super(CatchingEvent, self)._update_hook(my_task)  # type: ignore[misc]
        if isinstance(self.event_definition, NoneEventDefinition):  # type: ignore[attr-defined]
            return True
        for slot, definition, _ in self.slots():
            if isinstance(definition, Timer):
                definition.arm(my_task, slot)
        my_task._set_state(TaskState.WAITING)
        return False

    def _on_cancel(self, my_task: Token) -> None:
        Step._on_cancel(self, my_task)

    def _on_ready_hook(self, my_task: Token) -> None:
        """The library's event manager is not used."""

    def slots(self) -> list[tuple[int, Any, TaskSpec]]:
        """(slot, what it waits for, the element on the diagram that waits)."""
        return [(0, self.event_definition, self)]  # type: ignore[attr-defined]

    def slot_of(self, token: Token) -> int:
        """The slot whose event happened."""
        return int(token.internal_data.get("event", {}).get("slot", 0))

    def caught(self, token: Token, slot: int, payload: Any = None) -> None:
        """The event of this slot happened; the payload goes to its variable when the token moves on."""
        token.internal_data["event"] = {"slot": slot, "payload": copied(payload)}
        self.fire(token)

    def fire(self, token: Token) -> None:
        """It happened: go on."""
        token._ready()

    def _run_hook(self, my_task: Token) -> bool:
        event = my_task.internal_data.pop("event", None)
        if event is not None:
            definition = self.slots()[event["slot"]][1]
            variable = getattr(definition, "message_var", None) or getattr(definition, "variable", None)
            if variable:
                my_task.data[variable] = event["payload"]
            remember_correlation(my_task, definition, event["payload"])
        return True


class StartEvent(Catching, LibraryStartEvent):
    """A start event; a message that starts the process arrives in it."""

    def _update_hook(self, my_task: Token) -> bool:
        super(CatchingEvent, self)._update_hook(my_task)
        if isinstance(self.event_definition, Timer):
            self.event_definition.arm(my_task, 0)
            my_task._set_state(TaskState.WAITING)
            return False
        return True


class IntermediateCatchEvent(Catching, LibraryIntermediateCatchEvent):
    """Waits for a message, a signal, a time or a condition."""


class ReceiveTask(Catching, LibraryReceiveTask):
    """Waits for a message."""


class EventBasedGateway(Catching, LibraryEventBasedGateway):
    """Waits for the first of several events; each timer among them has its own due time."""

    def connect(self, taskspec: Any) -> None:
        TaskSpec.connect(self, taskspec)
        self.event_definition.event_definitions.append(taskspec.event_definition)
        taskspec.event_definition = NoneEventDefinition()

    def slots(self) -> list[tuple[int, Any, TaskSpec]]:
        targets = [self._wf_spec.task_specs[name] for name in self._outputs]
        pairs = zip(self.event_definition.event_definitions, targets, strict=True)
        return [(slot, definition, target) for slot, (definition, target) in enumerate(pairs)]

    def _run_hook(self, my_task: Token) -> bool:
        my_task.internal_data["chosen"] = self.slot_of(my_task)
        return Catching._run_hook(self, my_task)

    def following(self, token: Token) -> list[TaskSpec]:
        return [self._wf_spec.task_specs[self._outputs[token.internal_data.pop("chosen")]]]


class Throwing(Step):
    """Mixed into elements that throw an event."""

    def _run_hook(self, my_task: Token) -> bool:
        definition = self.event_definition  # type: ignore[attr-defined]
        if isinstance(definition, TerminateEventDefinition):
            my_task.data = picture(my_task.workflow)
        elif not isinstance(definition, NoneEventDefinition):
            my_task.workflow.top_workflow.script_engine.throw(my_task, definition)
        return True


class IntermediateThrowEvent(Throwing, LibraryIntermediateThrowEvent):
    """Throws an event and goes on."""


class SendTask(Throwing, LibrarySendTask):
    """Throws a message and goes on."""


class EndEvent(Throwing, LibraryEndEvent):
    """Throws an event, if it has one, and takes the token out of the game."""

    def _on_complete_hook(self, my_task: Token) -> None:
        super(ThrowingEvent, self)._on_complete_hook(my_task)
        if isinstance(self.event_definition, TerminateEventDefinition):
            my_task.workflow.cancel_tokens()
            my_task.workflow.finish(my_task)


def expected_correlation(token: Token, definition: Any) -> dict[str, Any]:
    """What a message has to carry to be meant for this token: from process variables and from earlier messages."""
    top = token.workflow.top_workflow
    keys = {prop.name for prop in definition.correlation_properties}
    expected = {key: value for key, value in top.correlations.items() if key in keys}
    for prop in definition.process_correlations:
        expected[prop.name] = top.script_engine.evaluate(token, prop.retrieval_expression)
    return expected


def carried_correlation(token: Token, definition: Any, payload: Any) -> dict[str, Any]:
    """The correlation values that a message's payload holds; a property it does not hold is left out."""
    bridge = token.workflow.top_workflow.script_engine
    found = {}
    for prop in definition.correlation_properties:
        value = bridge.look_into(prop.retrieval_expression, payload)
        if value is not None:
            found[prop.name] = value
    return found


def remember_correlation(token: Token, definition: Any, payload: Any) -> None:
    """Later messages of the same conversation carry the same values."""
    if getattr(definition, "correlation_properties", None):
        token.workflow.top_workflow.correlations.update(carried_correlation(token, definition, payload))


def is_condition(definition: Any) -> bool:
    """Whether this event is a condition over the data."""
    return isinstance(definition, ConditionalEventDefinition)
