"""What a machine tells the runtime about its tokens, and what it needs from the runtime."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID


class Environment(Protocol):
    """What the runtime lends to one loaded instance for one command."""

    @property
    def now(self) -> datetime:
        """The time of the command, aware, UTC."""

    def names(self) -> Mapping[str, Any]:
        """Names for expressions besides the process data (record, az, business_key, _now …)."""

    def operation(self, name: str, params: dict[str, Any], *, token_id: UUID, element_id: str) -> dict[str, Any] | None:
        """Run an inside operation now and return its result ({} for nothing); None for outside ones, the token waits.

        Raises:
            BusinessError: take the error boundary event with this code.
        """

    def decided(self, *, element_id: str, decision: str, rules: tuple[int, ...], inputs: dict[str, str]) -> None:
        """A decision table was evaluated."""


@dataclass(frozen=True)
class TaskToken:
    """Work that waits for a person."""

    id: UUID
    element_id: str
    name: str
    lane: str | None
    form: str | None
    properties: Mapping[str, str]
    instructions: str
    data: dict[str, Any]
    #: Which of several instances this is: index or key, None when there is only one.
    multi: int | str | None = None


@dataclass(frozen=True)
class WaitToken:
    """Something a token waits for; the branches of an event based gateway are slots of one token.

    Timers have `due_at` (aware, UTC); messages and signals have `message`, the name.
    """

    kind: str  # timer, message, signal
    token_id: UUID
    slot: int
    element_id: str
    name: str
    due_at: datetime | None = None
    message: str | None = None
    correlation: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class JobToken:
    """A service task that waits for its outside operation; `parameters()` evaluates its parameters now."""

    id: UUID
    element_id: str
    name: str
    operation: str
    parameters: Callable[[], dict[str, Any]]
    multi: int | str | None = None


@dataclass(frozen=True)
class CallToken:
    """A call activity that waits for its called instance; `inputs` are evaluated when read."""

    id: UUID
    element_id: str
    name: str
    key: str
    version: int | None
    multi: int | str | None
    _given: Callable[[tuple[str, ...]], dict[str, Any]]

    @property
    def inputs(self) -> dict[str, Any]:
        """What the called instance gets as its data. Raises StepFault."""
        return self._given(())

    def inputs_for(self, asked: tuple[str, ...]) -> dict[str, Any]:
        """The same; without a mapping also the inputs that the called process declares (`Model.parameters`)."""
        return self._given(asked)


@dataclass(frozen=True)
class Thrown:
    """An event that left the instance. Messages and signals are matched by the runtime, also with this instance itself.

    `name` is the message's or signal's name, or the code of an error or escalation that nothing inside caught.
    """

    kind: str  # message, signal, error, escalation
    name: str
    payload: Any
    correlation: dict[str, Any]
    element_id: str = ""

    @property
    def code(self) -> str:
        """The same as `name`, for errors and escalations."""
        return self.name


@dataclass(frozen=True)
class Passed:
    """An element that was left, for the event log."""

    element_id: str
    name: str
    type: str  # as in BPMN: userTask, exclusiveGateway …; "multiInstance" and "loop" for what wraps several
    state: str  # completed, cancelled
    at: datetime
