"""Activities with events on their border, and how errors and escalations find the event that catches them."""

from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.event_definitions.conditional import ConditionalEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import CancelEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent as LibraryBoundaryEvent
from SpiffWorkflow.spiff.specs.event_definitions import ErrorEventDefinition, EscalationEventDefinition
from SpiffWorkflow.util.task import TaskState

from processes.engine.spiff.events import Catching
from processes.engine.spiff.hardening import Step, Token, unwatch
from processes.engine.spiff.merging import copied
from processes.engine.spiff.pictures import picture

KINDS = {"error": ErrorEventDefinition, "escalation": EscalationEventDefinition, "cancel": CancelEventDefinition}


class ActivitySplit(Step, BpmnTaskSpec):
    """Sits before an activity with boundary events: one token into the activity, one into each event."""

    def __init__(self, wf_spec: Any, name: str, activity: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.activity = activity


class BoundaryEvent(Catching, LibraryBoundaryEvent, BpmnSpecMixin):
    """Waits as long as its activity is open; a non-interrupting one fires as often as it happens."""

    def fire(self, token: Token) -> None:
        """It happened: leave the activity (interrupting), or send a further token and keep waiting.

        Who interrupts an embedded sub-process goes on with what was decided in it so far.
        """
        if self.cancel_activity:
            activity = activity_of(token)
            if activity is not None:
                inner = token.workflow.top_workflow.subprocesses.get(activity.id)
                if inner is not None:
                    token.data = picture(inner)
                unwatch(activity, but=token)
                activity.cancel()
            token._ready()
        elif self.fires_again(token):
            shot = token.parent._add_child(self)
            shot._inherit_data()
            shot.internal_data = copied(token.internal_data)
            token.internal_data.pop("event", None)
            shot._ready()
        else:
            token._ready()

    def _on_cancel(self, my_task: Token) -> None:
        """That it did not happen is no news."""

    def fires_again(self, token: Token) -> bool:
        """Whether the same event can happen once more: not for a fixed time, nor for a condition that stays true."""
        definition = self.event_definition
        if hasattr(definition, "again"):
            return bool(definition.again(token, self.slot_of(token)))
        return not isinstance(definition, ConditionalEventDefinition)


def activity_of(boundary: Token) -> Token | None:
    """The open activity that this boundary event is attached to."""
    for sibling in boundary.parent.children:
        if sibling.task_spec.name == boundary.parent.task_spec.activity and sibling.is_live:
            return sibling
    return None


def offer(activity: Token | None, kind: str, code: str | None, payload: Any = None) -> bool:
    """Offer an error, escalation or cancel event to the borders around `activity`, from the inside out.

    Returns True when one caught it; `activity` may be None (the process itself), then nothing does.
    """
    while activity is not None:
        wrapper = activity.parent
        borders = [activity, wrapper] if activity.triggered and wrapper is not None else [activity]
        for border in borders:
            caught = _catching(border, kind, code)
            if caught is not None:
                caught.task_spec.caught(caught, 0, payload if payload is not None else code)
                return True
        if kind == "cancel":
            return False
        activity = activity.workflow.parent_token
    return False


def _catching(activity: Token, kind: str, code: str | None) -> Token | None:
    split = activity.parent
    if split is None or getattr(split.task_spec, "activity", None) != activity.task_spec.name:
        return None
    general = None
    for sibling in split.children:
        if sibling._state != TaskState.WAITING or not isinstance(sibling.task_spec, BoundaryEvent):
            continue
        definition = sibling.task_spec.event_definition
        if not isinstance(definition, KINDS[kind]):
            continue
        wanted = getattr(definition, "code", None)
        if wanted is None:
            general = general or sibling
        elif wanted == code:
            return sibling
    return general
