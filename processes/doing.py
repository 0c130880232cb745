"""Does one job of the queue, each step in a transaction of its own; what cannot go on becomes an incident.

A job may come twice (a worker died after the commit): each looks under the root's lock whether there is still
something to do.
"""

import logging
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from processes import clock
from processes.engine import incidents, messages, service_tasks, timers
from processes.engine.jobs import ATTEMPTS, DELIVER_MESSAGE, FIRE_TIMERS, RUN_OPERATION
from processes.engine.operations import BpmnError
from processes.engine.runtime.faults import instance_of
from processes.engine.spiff import StepFault
from processes.errors import NotFound, Refusal
from processes.people import SYSTEM
from processes.words import N_

log = logging.getLogger(__name__)

FAILED = N_("The operation “%(operation)s” failed %(attempts)s times (%(reason)s).")
UNCAUGHT = N_("The operation “%(operation)s” gave the error “%(code)s”, and no boundary event catches it.")
TIMER_FAILED = N_("The step after a timer failed (%(reason)s).")
MESSAGE_FAILED = N_("The message “%(message)s” could not be delivered (%(reason)s).")


class TryAgain(Exception):
    """An attempt has failed; its text names the kind of error, never a value, because queues and logs keep it."""


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """Which attempt of a job this is, from 1, and how many there are at most."""

    number: int = 1
    most: int = ATTEMPTS

    @property
    def is_last(self) -> bool:
        """Whether a failure now is an incident."""
        return self.number >= self.most


def reason_of(error: BaseException) -> str:
    """What may be said about an error anywhere: the name of its kind. Its text may hold what people typed."""
    return type(error).__name__


def run_operation(
    sessions: sessionmaker[Session], *, instance_id: uuid.UUID, token_id: uuid.UUID, attempt: Attempt
) -> None:
    """Do the outside operation of a service task. Raises TryAgain when it should come again."""
    prepared = None
    try:
        with sessions() as session:  # only reads; its transaction ends before the world is touched
            prepared = service_tasks.prepare(session, instance_id=instance_id, token_id=token_id, now=clock.now())
        if prepared is None:
            return
        result = prepared.act()
        with sessions.begin() as session:
            service_tasks.settle(session, prepared, result=result, now=clock.now())
    except BpmnError as error:
        _take_error(sessions, instance_id, token_id, error.code)
    except StepFault as fault:
        _incident(sessions, fault, instance_id=instance_of(fault) or instance_id, token_id=token_id)
    except Exception as error:  # noqa: BLE001 — whatever an operation raises is tried again, then shown to people
        _failed(sessions, error, instance_id=instance_id, token_id=token_id, attempt=attempt, prepared=prepared)


def _take_error(sessions: sessionmaker[Session], instance_id: uuid.UUID, token_id: uuid.UUID, code: str) -> None:
    try:
        with sessions.begin() as session:
            caught = service_tasks.settle_error(
                session, instance_id=instance_id, token_id=token_id, code=code, now=clock.now()
            )
    except StepFault as fault:
        _incident(sessions, fault, instance_id=instance_of(fault) or instance_id, token_id=token_id)
        return
    if not caught:
        _job_incident(sessions, instance_id, token_id, UNCAUGHT, {"code": code}, attempts=1)


def _failed(
    sessions: sessionmaker[Session],
    error: Exception,
    *,
    instance_id: uuid.UUID,
    token_id: uuid.UUID,
    attempt: Attempt,
    prepared: service_tasks.Prepared | None,
) -> None:
    operation = prepared.operation.name if prepared else ""
    log.warning("operation %s failed: %s (attempt %d of %d)", operation, reason_of(error), attempt.number, attempt.most)
    with sessions.begin() as session:
        service_tasks.failed(
            session,
            instance_id=instance_id,
            token_id=token_id,
            reason=reason_of(error),
            attempt=attempt.number,
            now=clock.now(),
        )
    if not attempt.is_last:
        raise TryAgain(f"{operation}: {reason_of(error)}") from None
    if isinstance(error, Refusal):
        template, params = error.sentence, error.params
    else:
        template, params = FAILED, {"attempts": attempt.number, "reason": reason_of(error)}
    _job_incident(sessions, instance_id, token_id, template, params, attempts=attempt.number)


def _job_incident(
    sessions: sessionmaker[Session],
    instance_id: uuid.UUID,
    token_id: uuid.UUID,
    template: str,
    params: Mapping[str, Any],
    *,
    attempts: int,
) -> None:
    with sessions.begin() as session:
        service_tasks.stuck(
            session,
            instance_id=instance_id,
            token_id=token_id,
            template=template,
            params=params,
            attempts=attempts,
            now=clock.now(),
        )


def _incident(
    sessions: sessionmaker[Session], fault: StepFault, *, instance_id: uuid.UUID, token_id: uuid.UUID | None = None
) -> None:
    """A step of a diagram failed: trying again would fail again, so people are told at once."""
    with sessions.begin() as session:
        incidents.record(
            session,
            instance_id=instance_id,
            element_id=fault.element_id,
            name=fault.name,
            kind=fault.kind,
            template=fault.template,
            params=fault.params,
            token_id=token_id,
            now=clock.now(),
        )


def fire_timers(sessions: sessionmaker[Session], *, root_id: uuid.UUID, attempt: Attempt) -> None:
    """Let happen in a root what is due. Raises TryAgain when it should come again."""
    try:
        with sessions.begin() as session:
            timers.fire_due(session, root_id=root_id, now=clock.now())
    except NotFound:
        return
    except StepFault as fault:
        _incident(sessions, fault, instance_id=instance_of(fault) or root_id)
    except Exception as error:  # noqa: BLE001
        with _last_attempt(error, attempt):
            _other_incident(sessions, root_id, "timer", TIMER_FAILED, {"reason": reason_of(error)}, attempt)


def deliver_message(sessions: sessionmaker[Session], *, message_id: uuid.UUID, attempt: Attempt) -> None:
    """Deliver what another root has thrown. Raises TryAgain when it should come again."""
    try:
        with sessions.begin() as session:
            messages.deliver_outgoing(session, message_id=message_id, by=SYSTEM, now=clock.now())
    except NotFound:
        return
    except Exception as error:  # noqa: BLE001
        with _last_attempt(error, attempt), sessions.begin() as session:
            sent = messages.outgoing(session, message_id=message_id)
            if sent is not None:
                incidents.record(
                    session,
                    instance_id=sent.root_id,
                    element_id=sent.name,
                    name=sent.name,
                    kind=incidents.MESSAGE,
                    template=MESSAGE_FAILED,
                    params={"message": sent.name, "reason": reason_of(error)},
                    token_id=message_id,
                    attempts=attempt.number,
                    now=clock.now(),
                )


@contextmanager
def _last_attempt(error: Exception, attempt: Attempt) -> Iterator[None]:
    """Try again what may only have been disturbed; refusals and the last attempt go on to an incident."""
    if not attempt.is_last and not isinstance(error, Refusal):
        raise TryAgain(reason_of(error)) from None
    yield


def _other_incident(
    sessions: sessionmaker[Session],
    root_id: uuid.UUID,
    kind: str,
    template: str,
    params: Mapping[str, Any],
    attempt: Attempt,
) -> None:
    with sessions.begin() as session:
        incidents.record(
            session,
            instance_id=root_id,
            element_id=kind,
            name=kind,
            kind=kind,
            template=template,
            params=params,
            attempts=attempt.number,
            now=clock.now(),
        )


def _ids(function: Callable[..., None]) -> Callable[..., None]:
    def call(sessions: sessionmaker[Session], *, attempt: Attempt, **arguments: str) -> None:
        function(sessions, attempt=attempt, **{name: uuid.UUID(value) for name, value in arguments.items()})

    return call


#: The functions by the names under which jobs are put into the queue; their arguments come as texts.
JOBS: Mapping[str, Callable[..., None]] = {
    RUN_OPERATION: _ids(run_operation),
    FIRE_TIMERS: _ids(fire_timers),
    DELIVER_MESSAGE: _ids(deliver_message),
}
