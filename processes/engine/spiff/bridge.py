"""The only way from a running model to expressions, decisions, operations and the outside; no eval is ever reached."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from SpiffWorkflow.spiff.specs.event_definitions import (
    ErrorEventDefinition,
    EscalationEventDefinition,
    MessageEventDefinition,
    SignalEventDefinition,
)

from processes.engine import decisions, expressions
from processes.engine.decisions import DecisionError
from processes.engine.expressions import ExpressionError
from processes.engine.spiff import boundaries, events
from processes.engine.spiff.faults import BusinessError, StepFault
from processes.engine.spiff.hardening import Token
from processes.engine.spiff.merging import copied
from processes.engine.spiff.pictures import picture
from processes.engine.spiff.reports import Environment, Thrown
from processes.words import N_


class Bridge:
    """Stands where the library expects its script engine; one per loaded instance."""

    def __init__(self, environment: Environment, known_decisions: Mapping[str, Any]) -> None:
        self.environment = environment
        self.decisions = known_decisions
        self.thrown: list[Thrown] = []

    @property
    def now(self) -> datetime:
        """The time of the running command, aware, UTC."""
        return self.environment.now

    def names(self, token: Token, more: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What an expression may read: the environment's names and the process data, which win except over `record`."""
        given = self.environment.names()
        names = {**given, **token.workflow.data_objects, **token.data, **(more or {})}
        for name in given:
            if name == "record" or name.startswith("_"):
                names[name] = given[name]
        return names

    def evaluate(self, task: Token, expression: str, external_context: Mapping[str, Any] | None = None) -> Any:
        """The value of an expression of the model at this token.

        Raises:
            StepFault: it fails.
        """
        with at(task):
            return expressions.evaluate(expression, self.names(task, external_context))

    def execute(self, task: Token, script: str, external_context: Mapping[str, Any] | None = None) -> bool:
        """Run a script of the model; what it assigns becomes process data.

        Raises:
            StepFault: it fails.
        """
        with at(task):
            changed = expressions.execute(script, copied(self.names(task, external_context)))
        task.data.update(copied(changed))
        return True

    def look_into(self, expression: str, payload: Any) -> Any:
        """A value out of a message's payload, None when the payload has no such thing."""
        names = dict(payload) if isinstance(payload, Mapping) else {}
        try:
            return expressions.evaluate(expression, names)
        except ExpressionError:
            return None

    def decide(self, token: Token, decision_id: str) -> None:
        """Evaluate a decision table into the process data; no match sets its outputs to None.

        Raises:
            StepFault: the table is missing, or fails.
        """
        decision = self.decisions.get(decision_id)
        if decision is None:
            raise _fault(
                token, "decision", N_("The decision table %(decision)s is not there."), {"decision": decision_id}
            )
        with at(token):
            result = decisions.decide(decision, self.names(token))
        token.data.update(copied(result.outputs))
        self.environment.decided(
            element_id=token.task_spec.bpmn_id,
            decision=decision_id,
            rules=tuple(result.rules),
            inputs=dict(result.inputs),
        )

    def operate(self, token: Token, name: str, parameters: dict[str, Any]) -> dict[str, Any] | None:
        """Call an operation; None when it runs outside and the token has to wait.

        Raises:
            StepFault: the operation raised a BPMN error that nothing around catches.
        """
        try:
            return self.environment.operation(name, parameters, token_id=token.id, element_id=token.task_spec.bpmn_id)
        except BusinessError as error:
            if not boundaries.offer(token, "error", error.code):
                raise _uncaught(token, error.code) from error
            return {}

    def throw(self, token: Token, definition: Any) -> None:
        """Throw an event; what nothing inside the instance catches is reported to the outside."""
        expression = getattr(definition, "expression", None)
        payload = copied(self.evaluate(token, expression)) if expression else None
        if isinstance(definition, MessageEventDefinition):
            self._throw_message(token, definition, payload)
        elif isinstance(definition, SignalEventDefinition):
            self.thrown.append(Thrown("signal", definition.name, payload, {}, token.task_spec.bpmn_id))
        elif isinstance(definition, ErrorEventDefinition):
            self._throw_error(token, definition, payload)
        elif isinstance(definition, EscalationEventDefinition):
            token.internal_data["threw"] = True
            code = definition.code or definition.name
            if not boundaries.offer(token.workflow.parent_token, "escalation", code, payload):
                self.thrown.append(Thrown("escalation", code, payload, {}, token.task_spec.bpmn_id))
        else:
            token.internal_data["threw"] = True
            boundaries.offer(token.workflow.parent_token, "cancel", None)

    def _throw_message(self, token: Token, definition: MessageEventDefinition, payload: Any) -> None:
        correlation = events.expected_correlation(token, definition)
        if payload is not None:
            correlation.update(events.carried_correlation(token, definition, payload))
        if definition.correlation_properties:
            token.workflow.top_workflow.correlations.update(correlation)
        sent = payload if payload is not None else {}
        self.thrown.append(Thrown("message", definition.name, sent, correlation, token.task_spec.bpmn_id))

    def _throw_error(self, token: Token, definition: ErrorEventDefinition, payload: Any) -> None:
        """An error nobody catches ends the whole instance."""
        code = definition.code or definition.name
        token.internal_data["threw"] = True
        if boundaries.offer(token.workflow.parent_token, "error", code, payload):
            return
        top = token.workflow.top_workflow
        top.outcome_error = code
        token.data = picture(top)
        self.thrown.append(Thrown("error", code, payload, {}, token.task_spec.bpmn_id))
        top.cancel_tokens()
        top.finish(token)


@contextmanager
def at(token: Token) -> Iterator[None]:
    """Turn what expressions and decisions raise into a fault of the element this token stands at."""
    try:
        yield
    except ExpressionError as error:
        raise _fault(token, "expression", error.template, error.params) from error
    except DecisionError as error:
        raise _fault(token, "decision", error.template, error.params) from error


def _fault(token: Token, kind: str, template: str, params: Mapping[str, Any]) -> StepFault:
    spec = token.task_spec
    element_id = str(spec.bpmn_id or spec.name)
    return StepFault(
        element_id=element_id, name=str(spec.bpmn_name or element_id), template=template, params=params, kind=kind
    )


def _uncaught(token: Token, code: str) -> StepFault:
    return _fault(token, "engine", N_("No boundary event catches the error %(code)s of this step."), {"code": code})
