"""Outside operations of service tasks, in three steps: prepare (reads), act (no database), settle (under the lock)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from processes.engine import incidents, operations
from processes.engine.operations import Operation
from processes.engine.runtime import opening
from processes.engine.runtime.member import Member
from processes.engine.spiff import JobToken, StepFault
from processes.errors import NotFound
from processes.people import SYSTEM
from processes.words import N_

UNKNOWN = N_("There is no operation “%(operation)s”.")


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A job that is ready to act: what it needs was read, nothing is locked."""

    operation: Operation
    instance_id: uuid.UUID
    token_id: uuid.UUID
    element_id: str
    name: str
    key: str
    payload: Any

    def act(self) -> Any:
        """Touch the world; no transaction is open."""
        return None if self.operation.act is None else self.operation.act(self.payload, self.key)


def prepare(session: Session, *, instance_id: uuid.UUID, token_id: uuid.UUID, now: datetime) -> Prepared | None:
    """Read what the operation needs; None when the token no longer waits for it.

    Raises BpmnError and Refusal of the operation, StepFault when its parameters fail.
    """
    try:
        unit = opening.peek(session, instance_id=instance_id, by=SYSTEM, now=now)
    except NotFound:
        return None
    member = unit.members.get(instance_id)
    token = _waiting(member, token_id) if member is not None else None
    if member is None or token is None:
        return None
    operation = operations.get(token.operation)
    if operation is None or operation.prepare is None:
        raise StepFault(
            element_id=token.element_id, name=token.name, template=UNKNOWN, params={"operation": token.operation}
        )
    context = member.environment.context(token_id, token.element_id, member.machine.data)
    return Prepared(
        operation=operation,
        instance_id=instance_id,
        token_id=token_id,
        element_id=token.element_id,
        name=token.name,
        key=context.key,
        payload=operation.prepare(context, **token.parameters()),
    )


def _waiting(member: Member, token_id: uuid.UUID) -> JobToken | None:
    return next((token for token in member.machine.jobs() if token.id == token_id), None)


def settle(session: Session, prepared: Prepared, *, result: Any, now: datetime) -> bool:
    """Take the result into the case and let it go on; False when somebody else did or the token is gone.

    Raises BpmnError and Refusal of the operation, StepFault when a step fails.
    """
    with opening.locked(session, instance_id=prepared.instance_id, by=SYSTEM, now=now) as unit:
        member = unit.members.get(prepared.instance_id)
        if member is None or _waiting(member, prepared.token_id) is None:
            return False
        if prepared.operation.settle is not None:
            context = member.environment.context(prepared.token_id, prepared.element_id, member.machine.data)
            result = prepared.operation.settle(context, prepared.payload, result)
        member.happened("job.completed", element_id=prepared.element_id, operation=prepared.operation.name)
        member.machine.complete_service(prepared.token_id, result if isinstance(result, Mapping) else {})
        unit.moved(member)
        unit.finish()
        return True


def settle_error(session: Session, *, instance_id: uuid.UUID, token_id: uuid.UUID, code: str, now: datetime) -> bool:
    """Take the error boundary event with `code` at a service task; False when nothing catches it or it is gone."""
    with opening.locked(session, instance_id=instance_id, by=SYSTEM, now=now) as unit:
        member = unit.members.get(instance_id)
        token = _waiting(member, token_id) if member is not None else None
        if member is None or token is None:
            return True
        if not member.machine.raise_error(token_id, code):
            return False
        member.happened("job.completed", element_id=token.element_id, operation=token.operation, error=code)
        unit.moved(member)
        unit.finish()
        return True


def failed(
    session: Session, *, instance_id: uuid.UUID, token_id: uuid.UUID, reason: str, attempt: int, now: datetime
) -> None:
    """Note that an attempt has failed. `reason` is the name of a kind of error, never a value."""
    unit = opening.peek(session, instance_id=instance_id, by=SYSTEM, now=now)
    member = unit.members.get(instance_id)
    row = unit.waits.get((instance_id, token_id, "job", 0))
    if member is not None and row is not None:
        member.happened("job.failed", element_id=row["element_id"], reason=reason, attempt=attempt)
        unit.write_events()


def stuck(
    session: Session,
    *,
    instance_id: uuid.UUID,
    token_id: uuid.UUID,
    template: str,
    params: Mapping[str, Any],
    attempts: int,
    now: datetime,
) -> None:
    """Make an incident of a service task that has used up its attempts; nothing when it no longer waits."""
    unit = opening.peek(session, instance_id=instance_id, by=SYSTEM, now=now)
    member = unit.members.get(instance_id)
    token = _waiting(member, token_id) if member is not None else None
    if token is not None:
        incidents.record(
            session,
            instance_id=instance_id,
            element_id=token.element_id,
            name=token.name,
            kind="job",
            template=template,
            params={"operation": token.operation, **params},
            token_id=token_id,
            attempts=attempts,
            now=now,
        )
