"""A running instance in memory: start or load it, act on a token, run it to rest, and read what it waits for."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from SpiffWorkflow.spiff.specs.event_definitions import MessageEventDefinition, SignalEventDefinition
from SpiffWorkflow.util.task import TaskState

from processes.engine.spiff import boundaries, events, state, tokens
from processes.engine.spiff.activities import CallActivity, ServiceTask
from processes.engine.spiff.bridge import Bridge
from processes.engine.spiff.hardening import RootScope, Token
from processes.engine.spiff.merging import copied
from processes.engine.spiff.model import Model
from processes.engine.spiff.motion import Motion, live_tokens, moving
from processes.engine.spiff.pictures import picture
from processes.engine.spiff.prune import prune
from processes.engine.spiff.reports import CallToken, Environment, JobToken, Passed, TaskToken, Thrown, WaitToken


class Machine:
    """One instance for one command. After any exception it is half moved and must be thrown away."""

    def __init__(self, model: Model, top: RootScope, bridge: Bridge) -> None:
        self.model = model
        self._top = top
        self._bridge = bridge

    @classmethod
    def start(
        cls,
        model: Model,
        environment: Environment,
        *,
        data: Mapping[str, Any] | None = None,
        message: str | None = None,
        payload: Any = None,
    ) -> "Machine":
        """A new instance with its first token behind its start event; `run()` moves it.

        With `message` it starts at the start event for that message, whose variable gets `payload`. Without, it starts
        at the plain start event; where there is none, at the first one, as if its event had just happened.

        Raises:
            StepFault: the first steps fail.
            ValueError: no start event waits for `message`.
        """
        bridge = Bridge(environment, model.decisions)
        top = RootScope(model.spec, model.inner, bridge)
        machine = cls(model, top, bridge)
        root = top.open(dict(data or {}))
        root.internal_data["start"] = tokens.start_event(model, message)
        with moving(root):
            root.run()
            for token in top.live():
                if message is not None and payload is not None:
                    token.internal_data["event"] = {"slot": 0, "payload": copied(payload)}
        return machine

    @classmethod
    def load(cls, model: Model, content: bytes, environment: Environment) -> "Machine":
        """The instance that `dump` wrote. Raises state.UnknownState."""
        bridge = Bridge(environment, model.decisions)
        return cls(model, state.load(content, model.spec, model.inner, bridge), bridge)

    def dump(self) -> bytes:
        """The state, without what was left. Raises StepFault for values that cannot be kept."""
        prune(self._top)
        return state.dump(self._top)

    def run(self) -> None:
        """Run to rest: everything that moves by itself, and timers that are due by the environment's clock.

        Raises:
            StepFault: a step fails, or the process does not come to rest.
        """
        Motion(self._top, self._bridge.now).to_rest()

    def complete_task(self, token_id: UUID, data: Mapping[str, Any] | None = None) -> None:
        """A person has done this task; `data` are merged into the process data. `run()` goes on from there.

        Raises:
            LookupError: no such task is open.
            StepFault: its postScript or the entry into the next element fails.
        """
        token = self._waiting(token_id, TaskState.READY, lambda spec: spec.manual)
        with moving(token):
            token.data.update(copied(dict(data or {})))
            token.run()

    def complete_service(self, token_id: UUID, result: Mapping[str, Any] | None = None) -> None:
        """The outside operation of this service task has given its result. Raises LookupError, StepFault."""
        token = self._waiting(token_id, TaskState.STARTED, lambda spec: isinstance(spec, ServiceTask))
        with moving(token):
            token.task_spec.take(token, dict(result or {}))
            token.complete()

    def complete_call(
        self, token_id: UUID, outputs: Mapping[str, Any] | None = None, *, offered: tuple[str, ...] = ()
    ) -> None:
        """The called instance has ended with these data; the output mapping takes what it names.

        Without a mapping, `offered` does: the results the called process declares itself (`Model.results`).
        Raises LookupError, StepFault.
        """
        token = self._waiting(token_id, TaskState.STARTED, lambda spec: isinstance(spec, CallActivity))
        with moving(token):
            token.task_spec.take(token, dict(outputs or {}), offered)
            token.complete()

    def raise_error(self, token_id: UUID, code: str, name: str = "") -> bool:
        """An error out of a waiting service task or called process; False, and no change, when nothing catches it."""
        return self._offer(token_id, "error", code)

    def raise_escalation(self, token_id: UUID, code: str) -> bool:
        """An escalation out of a waiting service task or called process; False when nothing catches it."""
        return self._offer(token_id, "escalation", code)

    def deliver_message(self, token_id: UUID, name: str, payload: Any = None) -> bool:
        """Give a message to the token that waits for it; False when it does not (any more). `run()` goes on."""
        token = self._find(token_id)
        if token is None or token._state != TaskState.WAITING:
            return False
        return self._deliver(token, MessageEventDefinition, name, {} if payload is None else payload)

    def deliver_signal(self, name: str, payload: Any = None) -> bool:
        """Give a signal to every token that waits for it; False when none does. `run()` goes on."""
        waiting = [token for token in self._live() if token._state == TaskState.WAITING]
        # A token may have gone because the signal interrupted what it was in.
        given = [
            self._deliver(token, SignalEventDefinition, name, payload)
            for token in waiting
            if token._state == TaskState.WAITING and token.id in token.workflow.tasks
        ]
        return any(given)

    def cancel(self) -> None:
        """End the instance now; no token stays."""
        self._top.success = False
        self._top.cancel_tokens()

    def tasks(self) -> list[TaskToken]:
        """Open work for people, oldest first."""
        return [
            tokens.task(token) for token in self._live() if token._state == TaskState.READY and token.task_spec.manual
        ]

    def waits(self) -> list[WaitToken]:
        """Timers, messages and signals that are waited for; each branch of an event based gateway for itself."""
        found: list[WaitToken] = []
        for token in self._live():
            if token._state == TaskState.WAITING and isinstance(token.task_spec, events.Catching):
                with moving(token):
                    found.extend(tokens.waits(token))
        return found

    def jobs(self) -> list[JobToken]:
        """Service tasks that wait for their outside operation."""
        return [tokens.job(token) for token in self._started(ServiceTask)]

    def calls(self) -> list[CallToken]:
        """Call activities that wait for their called instance. A token that is gone was cancelled or completed."""
        return [tokens.call(token) for token in self._started(CallActivity)]

    def thrown(self) -> list[Thrown]:
        """What left the instance since the last call: messages and signals to be matched, errors nobody caught."""
        thrown, self._bridge.thrown = self._bridge.thrown, []
        return thrown

    def passed(self) -> list[Passed]:
        """The elements left since the last call, in order."""
        left, self._top.left = self._top.left, []
        at = self._bridge.now
        return [
            Passed(spec.bpmn_id, spec.bpmn_name or "", spec.bpmn_type, how, at) for spec, how in left if spec.bpmn_id
        ]

    @property
    def completed(self) -> bool:
        """No token is left (also after an uncaught error or `cancel`)."""
        return bool(self._top.completed)

    @property
    def outcome_error(self) -> str | None:
        """The code of the error end event that ended the instance, when nothing caught it."""
        return self._top.outcome_error

    @property
    def data(self) -> dict[str, Any]:
        """The process data as one flat picture: of a running instance what all its tokens have made of it."""
        if self._top.completed:
            return {name: copied(value) for name, value in self._top.data.items() if name != "data_objects"}
        return picture(self._top)

    def _offer(self, token_id: UUID, kind: str, code: str) -> bool:
        token = self._waiting(token_id, TaskState.STARTED, lambda spec: isinstance(spec, ServiceTask | CallActivity))
        with moving(token):
            return boundaries.offer(token, kind, code)

    def _deliver(self, token: Token, kind: type, name: str, payload: Any) -> bool:
        if not isinstance(token.task_spec, events.Catching):
            return False
        for slot, definition, _ in token.task_spec.slots():
            if isinstance(definition, kind) and definition.name == name:  # type: ignore[attr-defined]
                with moving(token):
                    token.task_spec.caught(token, slot, payload)
                return True
        return False

    def _live(self) -> list[Token]:
        return live_tokens(self._top)

    def _started(self, kind: type) -> list[Token]:
        return [t for t in self._live() if t._state == TaskState.STARTED and isinstance(t.task_spec, kind)]

    def _find(self, token_id: UUID) -> Token | None:
        for scope in self._top.scopes():
            if token_id in scope.tasks:
                return scope.tasks[token_id]
        return None

    def _waiting(self, token_id: UUID, wanted: int, fits: Callable[[Any], bool]) -> Token:
        token = self._find(token_id)
        if token is None or token._state != wanted or not fits(token.task_spec):
            raise LookupError(f"no such token is waiting: {token_id}")
        return token
