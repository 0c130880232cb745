"""What lies in the queue: jobs that wait, run or have failed, without their arguments."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session


@dataclass(frozen=True, kw_only=True)
class JobRow:
    """A job as a line of a list; `status` is todo, doing or failed."""

    id: int
    name: str
    status: str
    attempts: int
    scheduled_at: datetime | None


def jobs(session: Session, *, limit: int = 200) -> tuple[JobRow, ...]:
    """The jobs that are not done, failed ones first, then as they will be taken."""
    rows = session.execute(
        text(
            "select id, task_name as name, status::text as status, attempts, scheduled_at from procrastinate_jobs"
            " where status in ('todo', 'doing', 'failed')"
            " order by status = 'failed' desc, scheduled_at nulls first, id limit :limit"
        ),
        {"limit": limit},
    )
    return tuple(JobRow(**row) for row in rows.mappings())
