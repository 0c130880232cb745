"""What operators watch: is the database in shape, and how much lies there open, due or broken at this moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import text
from sqlalchemy.orm import Session

from processes import migrations


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Counts, and how late the oldest things are in seconds."""

    open_tasks: int
    overdue_tasks: int
    running_instances: int
    open_incidents: int
    timer_lag: float
    oldest_job: float
    jobs: Mapping[str, int]


@cache
def _newest() -> str:
    return migrations.newest()


def is_ready(session: Session) -> bool:
    """Whether the database answers and has the shape that this version of the application needs."""
    return migrations.current(session.connection()) == _newest()


def now(session: Session, *, now: datetime) -> Figures:
    """The figures at this moment."""
    row = session.execute(
        text(
            """
            select (select count(*) from engine.task where state = 'open') as open_tasks,
                   (select count(*) from engine.task where state = 'open' and due_at < :now) as overdue_tasks,
                   (select count(*) from engine.instance where ended_at is null) as running_instances,
                   (select count(*) from engine.incident where resolved_at is null) as open_incidents,
                   coalesce((select extract(epoch from :now - min(due_at)) from engine.wait
                             where kind = 'timer' and fired_at is null and due_at < :now), 0) as timer_lag,
                   coalesce((select extract(epoch from now() - min(coalesce(scheduled_at, now())))
                             from procrastinate_jobs where status = 'todo' and scheduled_at < now()), 0) as oldest_job
            """
        ),
        {"now": now},
    ).one()
    jobs = session.execute(
        text("select status::text, count(*) as number from procrastinate_jobs group by status")
    ).all()
    return Figures(
        open_tasks=row.open_tasks,
        overdue_tasks=row.overdue_tasks,
        running_instances=row.running_instances,
        open_incidents=row.open_incidents,
        timer_lag=float(row.timer_lag),
        oldest_job=float(row.oldest_job),
        jobs={row.status: row.number for row in jobs},
    )
