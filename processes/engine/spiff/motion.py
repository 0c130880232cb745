"""Moves an instance until every token waits: for a person, an operation, a called process, a message or a time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from processes.engine.spiff import events, tokens
from processes.engine.spiff.gateways import InclusiveGateway
from processes.engine.spiff.hardening import RootScope, Token
from processes.engine.spiff.prune import prune
from processes.engine.spiff.timers import Timer
from processes.words import N_

#: So many elements may run without anybody waiting; more means the process never comes to rest.
STEP_LIMIT = 20_000
#: Nor does one that computes for so many seconds (of this thread, waiting for the database not counted).
LONGEST = 4.0
_PRUNE_EVERY = 100


class Motion:
    """One way to rest. `now` is aware, UTC."""

    def __init__(self, top: RootScope, now: datetime) -> None:
        self._top = top
        self._now = now
        self._steps = 0
        self._until = time.thread_time() + LONGEST

    def to_rest(self) -> None:
        """Run everything that moves by itself, and the timers that are due.

        Raises:
            StepFault: a step fails, or there is no rest.
        """
        while self._advance() or self._fire_timers() or self._fire_joins() or self._fire_conditions():
            pass
        prune(self._top)

    def _advance(self) -> bool:
        """Run what is ready and needs nobody; True when anything did."""
        moved = False
        for scope in reversed(self._top.scopes()):
            for token in scope.live():
                if token._state == TaskState.READY and not token.task_spec.manual and not scope.completed:
                    self._count(token)
                    with moving(token):
                        token.run()
                    moved = True
                    if self._steps % _PRUNE_EVERY == 0:
                        prune(self._top)
        return moved

    def _fire_timers(self) -> bool:
        """Let every timer that is due happen once, the earliest first; True when any was."""
        due = []
        for token in self._waiting():
            for slot, definition, _ in token.task_spec.slots():
                if isinstance(definition, Timer) and definition.due(token, slot) <= self._now:
                    due.append((definition.due(token, slot), token.last_state_change, token, slot))
        for _, _, token, slot in sorted(due, key=lambda entry: entry[:2]):
            if token._state == TaskState.WAITING:  # an earlier one may have interrupted it
                self._count(token)
                with moving(token):
                    token.task_spec.caught(token, slot)
        return bool(due)

    def _fire_joins(self) -> bool:
        """Inclusive gateways fire when nothing else moves by itself; True when one did."""
        for scope in reversed(self._top.scopes()):
            for spec in {id(token.task_spec): token.task_spec for token in scope.live()}.values():
                if isinstance(spec, InclusiveGateway) and spec.fire_if_alone(scope):
                    return True
        return False

    def _fire_conditions(self) -> bool:
        """Let the first event happen whose condition over the data has become true; True when one did."""
        for token in self._waiting():
            for slot, definition, _ in token.task_spec.slots():
                if not events.is_condition(definition):
                    continue
                with moving(token):
                    if self._top.script_engine.evaluate(token, definition.expression):
                        self._count(token)
                        token.task_spec.caught(token, slot)
                        return True
        return False

    def _waiting(self) -> list[Token]:
        return [
            token
            for token in live_tokens(self._top)
            if token._state == TaskState.WAITING and isinstance(token.task_spec, events.Catching)
        ]

    def _count(self, token: Token) -> None:
        self._steps += 1
        if self._steps > STEP_LIMIT or time.thread_time() > self._until:
            endless = N_("The process does not come to rest: it has run %(count)s steps in a row.")
            raise tokens.fault(token, endless, count=self._steps - 1)


def live_tokens(top: RootScope) -> list[Token]:
    """The tokens in play in all scopes, outer before inner."""
    return [token for scope in top.scopes() for token in scope.live()]


@contextmanager
def moving(token: Token) -> Iterator[None]:
    """Whatever the library raises while this token moves becomes a fault of its element, without data."""
    try:
        yield
    except (SpiffWorkflowException, RecursionError, MemoryError) as error:
        reason = type(error).__name__
        raise tokens.fault(token, N_("The step failed in the engine (%(reason)s)."), reason=reason) from error
