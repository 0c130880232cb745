"""Turns tokens into what the runtime is told about them."""

from typing import Any

from SpiffWorkflow.spiff.specs.event_definitions import MessageEventDefinition, SignalEventDefinition

from processes.engine.spiff.events import expected_correlation
from processes.engine.spiff.faults import StepFault
from processes.engine.spiff.hardening import Token
from processes.engine.spiff.merging import copied
from processes.engine.spiff.model import Model
from processes.engine.spiff.reports import CallToken, JobToken, TaskToken, WaitToken
from processes.engine.spiff.timers import Timer


def start_event(model: Model, message: str | None) -> str:
    """The name of the start event to begin at. Raises ValueError when none waits for `message`."""
    starts = list(model.starts.values())
    if message is not None:
        for start in starts:
            if isinstance(start.event_definition, MessageEventDefinition) and start.event_definition.name == message:
                return str(start.name)
        raise ValueError(f"{model.key} does not start by the message {message}")
    plain = [start for start in starts if type(start.event_definition).__name__ == "NoneEventDefinition"]
    return str((plain or starts)[0].name)


def name_of(token: Token) -> str:
    """What the diagram calls this element; its id when it has no name."""
    return str(token.task_spec.bpmn_name or token.task_spec.bpmn_id or token.task_spec.name)


def fault(token: Token, template: str, **params: Any) -> StepFault:
    """A fault of the engine at this element."""
    element_id = str(token.task_spec.bpmn_id or token.workflow.spec.name)
    return StepFault(element_id=element_id, name=name_of(token), template=template, params=params, kind="engine")


def task(token: Token) -> TaskToken:
    """Work for a person."""
    spec = token.task_spec
    properties = spec.extensions["properties"]
    return TaskToken(
        id=token.id,
        element_id=spec.bpmn_id,
        name=name_of(token),
        lane=spec.lane,
        form=properties.get("form") or None,
        properties=properties,
        instructions=spec.extensions.get("instructionsForEndUser") or spec.documentation or "",
        data=copied(token.data),
        multi=token.internal_data.get("index"),
    )


def waits(token: Token) -> list[WaitToken]:
    """What this token waits for. Raises StepFault when a correlation fails."""
    found = []
    for slot, definition, spec in token.task_spec.slots():
        common = {
            "token_id": token.id,
            "slot": slot,
            "element_id": str(spec.bpmn_id),
            "name": str(spec.bpmn_name or spec.bpmn_id),
        }
        if isinstance(definition, Timer):
            found.append(WaitToken(kind="timer", due_at=definition.due(token, slot), **common))
        elif isinstance(definition, MessageEventDefinition):
            correlation = expected_correlation(token, definition)
            found.append(WaitToken(kind="message", message=definition.name, correlation=correlation, **common))
        elif isinstance(definition, SignalEventDefinition):
            found.append(WaitToken(kind="signal", message=definition.name, **common))
    return found


def job(token: Token) -> JobToken:
    """An outside operation."""
    spec = token.task_spec
    return JobToken(
        id=token.id,
        element_id=spec.bpmn_id,
        name=name_of(token),
        operation=spec.operation,
        parameters=lambda: spec.parameters(token),
        multi=token.internal_data.get("index"),
    )


def call(token: Token) -> CallToken:
    """A called process."""
    spec = token.task_spec
    return CallToken(
        id=token.id,
        element_id=spec.bpmn_id,
        name=name_of(token),
        key=spec.key,
        version=spec.version,
        multi=token.internal_data.get("index"),
        _given=lambda asked: spec.given(token, asked),
    )
