"""Hands due timers to jobs: sleeps until the next one is due, or until it is told that an earlier one has come."""

import logging
import select
import socket
import threading
from datetime import timedelta
from typing import Any

import psycopg
from sqlalchemy.orm import Session, sessionmaker

from processes import clock
from processes.engine import timers
from processes.engine.runtime.writing import SWEEP, TIMER_CHANNEL

log = logging.getLogger(__name__)

#: After this time the queue is looked through for timers whose jobs were lost.
LOOK_FOR_LOST = timedelta(minutes=10)
#: How long to wait after the database could not be reached.
PAUSE = 1.0


class Sweeper:
    """A thread that sweeps until it is stopped. `dsn` is a plain URL or connection string of the database."""

    def __init__(self, dsn: str, sessions: sessionmaker[Session]) -> None:
        self._dsn = dsn
        self._sessions = sessions
        self._stopped = threading.Event()
        self._waker, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="sweeper", daemon=True)
        self._looked_for_lost = clock.now()

    def start(self) -> None:
        """Begin to sweep."""
        self._thread.start()

    def stop(self) -> None:
        """Stop, and wait until the sweep under way is done."""
        self._stopped.set()
        self._waker.send(b"x")
        if self._thread.is_alive():
            self._thread.join(timeout=10)
        self._waker.close()
        self._woken.close()

    def sweep(self) -> float:
        """Take what is due; how many seconds nothing will be due."""
        with self._sessions.begin() as session:
            now = clock.now()
            if now - self._looked_for_lost > LOOK_FOR_LOST:
                timers.take_lost(session, now=now)
                self._looked_for_lost = now
            taken = timers.take_due(session, now=now)
            if taken >= timers.AT_ONCE:
                return 0.0
            due = timers.next_due(session)
        most = SWEEP.total_seconds()
        return most if due is None else min(max((due - clock.now()).total_seconds(), 0.0), most)

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                with psycopg.connect(self._dsn, autocommit=True) as connection:
                    connection.execute(f"listen {TIMER_CHANNEL}")  # before the first look, so that nothing is missed
                    while not self._stopped.is_set():
                        self._sleep(connection, self.sweep())
            except Exception as error:  # noqa: BLE001 — a sweeper that ends would stop all clocks
                log.warning("the sweeper starts again after: %s", type(error).__name__)
                self._stopped.wait(PAUSE)

    def _sleep(self, connection: psycopg.Connection[Any], seconds: float) -> None:
        """Until the time is over, a notice comes, or `stop` is called."""
        readable, _, _ = select.select([connection.fileno(), self._woken.fileno()], [], [], seconds)
        if connection.fileno() in readable:
            for _ in connection.notifies(timeout=0):
                pass
