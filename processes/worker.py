"""Does the jobs of the queue and fires timers: in a thread beside the web server, or alone as a service."""

import asyncio
import logging
import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Self

import procrastinate
from procrastinate import JobContext
from procrastinate.jobs import DeleteJobCondition
from procrastinate.worker import Worker as QueueWorker
from psycopg.conninfo import make_conninfo
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from processes import clock
from processes.database import SEARCH_PATH
from processes.doing import JOBS, Attempt
from processes.engine.jobs import ATTEMPTS, INSIDE, OUTSIDE, QUEUES
from processes.sweeper import Sweeper

log = logging.getLogger(__name__)

#: Seconds. A notice of the queue may be missed, so it is also looked at so often.
POLL = 0.5
#: Seconds. A worker that has not been heard of for this long is taken for dead, and its jobs are done by others.
HEARTBEAT, DEAD_AFTER, RESCUE_EVERY = 3.0, 10.0, 5.0
#: Seconds. How long a job under way may still take when the worker is stopped.
GRACE = 20.0


class Backoff(procrastinate.BaseRetryStrategy):
    """Tries again after 1, 2, 4, 8 … seconds."""

    def __init__(self, attempts: int) -> None:
        self._attempts = attempts

    def get_retry_decision(
        self, *, exception: BaseException, job: procrastinate.jobs.Job
    ) -> procrastinate.RetryDecision | None:
        """When the job comes again, or None when its attempts are used up."""
        if job.attempts + 1 >= self._attempts:
            return None
        return procrastinate.RetryDecision(retry_in={"seconds": 2**job.attempts})


class Worker:
    """Jobs and timers of one database. Starts and stops its threads as a context manager.

    `url` is the SQLAlchemy URL, `sessions` makes sessions on the same database, `concurrency` is how many outside
    operations run at once (timers and messages have a place of their own), `attempts` how often a failing job is tried
    before it becomes an incident.
    """

    def __init__(
        self, *, url: str, sessions: sessionmaker[Session], concurrency: int = 2, attempts: int = ATTEMPTS
    ) -> None:
        plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._conninfo = make_conninfo(plain, options=f"-csearch_path={SEARCH_PATH} -ctimezone=UTC")
        self._sessions = sessions
        self._concurrency = concurrency
        self._attempts = attempts
        self._sweeper = Sweeper(self._conninfo, sessions)
        self._stopping = threading.Event()
        self._queue_workers: list[QueueWorker] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Begin to work, in threads of its own."""
        self._thread.start()
        self._sweeper.start()

    def stop(self) -> None:
        """Take nothing new, finish what is under way (at most 20 s), and return."""
        self._stopping.set()
        self._sweeper.stop()
        for worker in self._queue_workers:
            if self._loop is not None and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(worker.stop)
        self._thread.join(timeout=GRACE + 5)

    def run_forever(self) -> None:
        """Work in the foreground until SIGTERM or SIGINT, then finish what is under way."""
        asked = threading.Event()

        def stop(number: int, frame: FrameType | None) -> None:
            asked.set()

        before: dict[int, Any] = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            with self:
                asked.wait()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _run(self) -> None:
        pause = 1.0
        while not self._stopping.is_set():
            try:
                asyncio.run(self._work())
                pause = 1.0
            except Exception as error:  # noqa: BLE001 — the database was away; a worker does not end for that
                log.warning("the worker starts again after: %s", type(error).__name__)
                self._stopping.wait(pause)
                pause = min(pause * 2, 15.0)

    async def _work(self) -> None:
        connector = procrastinate.PsycopgConnector(conninfo=self._conninfo, min_size=1, max_size=self._concurrency + 6)
        app = procrastinate.App(connector=connector)
        for name, function in JOBS.items():
            app.task(name=name, queue=QUEUES[name], pass_context=True, retry=Backoff(self._attempts))(
                self._job(function)
            )
        async with app.open_async():
            await self._hurry(app)
            self._loop = asyncio.get_running_loop()
            self._queue_workers = [
                self._queue_worker(app, OUTSIDE, self._concurrency),
                self._queue_worker(app, INSIDE, 1),
            ]
            rescue = asyncio.create_task(self._rescue(app))
            try:
                if not self._stopping.is_set():
                    await asyncio.gather(*(worker.run() for worker in self._queue_workers))  # type: ignore[no-untyped-call]
            finally:
                rescue.cancel()
                self._queue_workers = []

    def _queue_worker(self, app: procrastinate.App, queue: str, concurrency: int) -> QueueWorker:
        # run_worker_async makes one too, but gives no handle to stop it
        return app._worker(  # noqa: SLF001
            queues=[queue],
            name=queue,
            concurrency=concurrency,
            fetch_job_polling_interval=POLL,
            update_heartbeat_interval=HEARTBEAT,
            stalled_worker_timeout=DEAD_AFTER,
            shutdown_graceful_timeout=GRACE,
            delete_jobs=DeleteJobCondition.SUCCESSFUL,
            install_signal_handlers=False,
        )

    def _job(self, function: Callable[..., None]) -> Callable[..., None]:
        def do(context: JobContext, **arguments: str) -> None:
            attempt = Attempt(number=context.job.attempts + 1, most=self._attempts)
            function(self._sessions, attempt=attempt, **arguments)

        return do

    async def _hurry(self, app: procrastinate.App) -> None:
        """Where the clock is ahead, attempts that would wait for longer than real time has come are due now."""
        if clock.ahead():
            await app.connector.execute_query_async(
                "update procrastinate_jobs set scheduled_at = now() where status = 'todo' and scheduled_at < %(until)s",
                until=clock.now(),
            )

    async def _rescue(self, app: procrastinate.App) -> None:
        """Put the jobs of dead workers back into the queue; they bear being done twice."""
        while True:
            try:
                for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER):
                    log.warning("rescuing job %s of a dead worker", job.id)
                    await app.job_manager.retry_job(job)
            except procrastinate.exceptions.ConnectorException:
                log.warning("stalled jobs could not be looked for")
            await asyncio.sleep(RESCUE_EVERY)
