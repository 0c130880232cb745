"""Puts jobs into the queue, in the transaction that wants them: ids only, never content.

Which function does a job is the business of `processes.worker`. Procrastinate's `lock` is not used: a future job would
block all later ones of its lock, and the lock on the root's row does the work anyway.
"""

import uuid
from typing import Any

from procrastinate import SyncPsycopgConnector
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from sqlalchemy.orm import Session

RUN_OPERATION = "run_operation"
FIRE_TIMERS = "fire_timers"
DELIVER_MESSAGE = "deliver_message"

#: How often a job is done at most before it becomes an incident.
ATTEMPTS = 5

#: Two queues, so that a slow mail server does not keep timers waiting: what touches the world, and what does not.
OUTSIDE, INSIDE = "outside", "inside"
QUEUES = {RUN_OPERATION: OUTSIDE, FIRE_TIMERS: INSIDE, DELIVER_MESSAGE: INSIDE}

# never opened, without a pool of its own: it only builds the statement for the session's connection
_producer = JobManager(SyncPsycopgConnector())


def defer(session: Session, name: str, **arguments: Any) -> None:
    """Put one job into the queue; it is seen by workers when the session commits."""
    defer_all(session, [(name, arguments)])


def defer_all(session: Session, jobs: list[tuple[str, dict[str, Any]]]) -> None:
    """Put several jobs into the queue with one statement."""
    if not jobs:
        return
    connection = session.connection().connection.driver_connection
    _producer.batch_defer_jobs(
        [
            Job(
                id=None,
                queue=QUEUES[name],
                lock=None,
                queueing_lock=None,
                task_name=name,
                task_kwargs={
                    key: str(value) if isinstance(value, uuid.UUID) else value for key, value in given.items()
                },
            )
            for name, given in jobs
        ],
        connection=connection,
    )
