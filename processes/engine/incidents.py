"""What cannot go on by itself: recording it so that people can read why, and trying it again."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from processes.engine import jobs, rights
from processes.engine.models import Incident
from processes.engine.runtime import faults, opening
from processes.engine.runtime.unit import Unit
from processes.errors import Conflict, NotFound
from processes.people import SYSTEM, Person
from processes.words import N_

RESOLVED = N_("This incident is already resolved.")

MESSAGE = "message"


def record(
    session: Session,
    *,
    instance_id: uuid.UUID,
    element_id: str,
    name: str,
    kind: str,
    template: str,
    params: Mapping[str, Any],
    token_id: uuid.UUID | None = None,
    attempts: int = 1,
    now: datetime,
) -> uuid.UUID | None:
    """Keep what went wrong in a job, in a transaction of its own; None when the instance has ended meanwhile.

    `kind` is job, timer, message, or what a StepFault says. `template` and `params` hold no content. The same thing
    going wrong again counts its attempts up.
    """
    with opening.locked(session, instance_id=instance_id, by=SYSTEM, now=now) as unit:
        member = unit.members.get(instance_id)
        if member is None:
            return None
        same = session.scalar(
            select(Incident.id).where(
                Incident.instance_id == instance_id,
                Incident.element_id == element_id,
                Incident.token_id.is_not_distinct_from(token_id),
                Incident.resolved_at.is_(None),
            )
        )
        values = {"template": template, "params": dict(params), "attempts": attempts, "kind": kind}
        if same is not None:
            session.execute(update(Incident).where(Incident.id == same).values(**values))
            return same
        incident_id = session.scalar(
            insert(Incident)
            .values(
                root_id=unit.root.id,
                instance_id=instance_id,
                element_id=element_id,
                name=name,
                token_id=token_id,
                created_at=now,
                **values,
            )
            .returning(Incident.id)
        )
        member.row.status = "incident"
        member.happened("incident.created", element_id=element_id, kind=kind)
        unit.save()
        return incident_id


def retry(session: Session, *, incident_id: uuid.UUID, by: Person, now: datetime) -> None:
    """Try again what went wrong. Raises NotFound, Conflict, and Invalid with `problems` when a step fails again.

    A service task or message goes back into the queue; what failed at a timer is done at once.
    """
    incident = session.execute(
        select(Incident.instance_id, Incident.token_id, Incident.kind, Incident.element_id, Incident.resolved_at).where(
            Incident.id == incident_id
        )
    ).one_or_none()
    if incident is None or not (rights.is_operator(by) or by.has("system")):
        raise NotFound
    with opening.locked(session, instance_id=incident.instance_id, by=by, now=now) as unit, faults.as_invalid():
        resolved = session.execute(
            update(Incident)
            .where(Incident.id == incident_id, Incident.resolved_at.is_(None))
            .values(resolved_at=now, resolved_by=by.id)
            .returning(Incident.id)
        ).one_or_none()
        member = unit.members.get(incident.instance_id)
        if resolved is None or member is None:
            raise Conflict(RESOLVED)
        member.happened("incident.resolved", element_id=incident.element_id, kind=incident.kind)
        if not _into_queue(unit, incident):
            unit.moved(member)
        unit.finish()


def _into_queue(unit: Unit, incident: Any) -> bool:
    """Defer the job that failed; False when no job did it."""
    if incident.kind == MESSAGE:
        unit.jobs.append((jobs.DELIVER_MESSAGE, {"message_id": incident.token_id}))
        return True
    if (incident.instance_id, incident.token_id, "job", 0) in unit.waits:
        arguments = {"instance_id": incident.instance_id, "token_id": incident.token_id}
        unit.jobs.append((jobs.RUN_OPERATION, arguments))
        return True
    return False
