"""Timers: taking those that are due for jobs, and letting them happen under the lock of their root."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from processes.engine import jobs
from processes.engine.models import Wait
from processes.engine.runtime import opening
from processes.people import SYSTEM

#: So many timers are handed to jobs in one transaction.
AT_ONCE = 500
#: A timer whose job has not been done after this time is handed out once more (the job may have been lost).
LOST_AFTER = timedelta(minutes=10)

_TAKE = text(
    """
    with due as (
        select id from engine.wait
        where kind = 'timer' and fired_at is null and due_at <= :now
        order by due_at limit :most for update skip locked
    )
    update engine.wait w set fired_at = :now from due where w.id = due.id returning w.root_id
    """
)
_LOST = text(
    """
    update engine.wait w set fired_at = null
    where w.kind = 'timer' and w.fired_at < :before
      and not exists (select from engine.incident i where i.instance_id = w.instance_id and i.resolved_at is null)
    """
)


def take_due(session: Session, *, now: datetime) -> int:
    """Hand the timers that are due to jobs, one for each root; how many timers there were.

    Several workers may do this at once: each timer is taken by one of them.
    """
    roots = session.scalars(_TAKE, {"now": now, "most": AT_ONCE}).all()
    jobs.defer_all(session, [(jobs.FIRE_TIMERS, {"root_id": root_id}) for root_id in dict.fromkeys(roots)])
    return len(roots)


def take_lost(session: Session, *, now: datetime) -> None:
    """Let timers be taken once more whose jobs were not done; a job that comes twice does nothing the second time."""
    session.execute(_LOST, {"before": now - LOST_AFTER})


def next_due(session: Session) -> datetime | None:
    """When the next timer is due that nobody has taken."""
    return session.scalar(select(func.min(Wait.due_at)).where(Wait.kind == "timer", Wait.fired_at.is_(None)))


def fire_due(session: Session, *, root_id: uuid.UUID, now: datetime) -> int:
    """Let everything happen in this root that is due by now; how many timers were due. Doing it again does nothing.

    Raises NotFound, StepFault when a step fails.
    """
    with opening.locked(session, root_id=root_id, by=SYSTEM, now=now) as unit:
        due = [
            row
            for row in unit.waits.values()
            if row["kind"] == "timer" and row["due_at"] is not None and row["due_at"] <= now
        ]
        for row in due:
            member = unit.members.get(row["instance_id"])
            if member is not None:
                unit.moved(member)
        if due:
            unit.finish()
        return len(due)
