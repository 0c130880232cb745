"""Puts the parts together for the command line: database, migrations, models, people, worker and web server."""

import logging
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from processes import migrations
from processes.config import Config, NotConfigured
from processes.database import open_engine, open_sessions
from processes.embedded_pg import EmbeddedPostgres

#: The name of our database in the embedded PostgreSQL.
DATABASE = "hilfeplan"

Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A database that is there and has the newest shape, with connections to it."""

    config: Config
    url: str
    engine: Engine
    sessions: sessionmaker[Session]
    tools: Path | None = None


@contextmanager
def database(config: Config, *, migrate: bool = True, say: Say = lambda words: None) -> Iterator[Opened]:
    """The database of these settings; the embedded one is started, or shared with whoever has started it.

    `migrate` brings it to the newest shape. Only the embedded one is migrated without being asked.
    """
    embedded = None
    if config.database_url is None:
        config.data_dir.mkdir(parents=True, exist_ok=True)
        say("Starting the database …")
        embedded = EmbeddedPostgres(config.postgres_home).start()
        url = embedded.create_database(DATABASE)
    else:
        url = config.database_url
    # a request may keep a note aside in a second transaction; the worker has its jobs, the sweeper one more
    engine = open_engine(url, pool_size=2 * config.threads + config.worker_concurrency + 1)
    try:
        if migrate:
            upgrade(url, engine, say=say)
        tools = embedded.tools if embedded else None
        if embedded:
            embedded.keep_alive()
        yield Opened(config=config, url=url, engine=engine, sessions=open_sessions(engine), tools=tools)
    finally:
        engine.dispose()
        if embedded:
            embedded.stop()


def upgrade(url: str, engine: Engine, *, say: Say) -> bool:
    """Migrate unless the database has the newest shape already; whether there was something to do."""
    with engine.connect() as connection:
        have, newest = migrations.current(connection), migrations.newest()
    if have == newest:
        return False
    say(f"Bringing the database to its newest shape ({newest}) …")
    migrations.upgrade(url)
    return True


def check_shape(engine: Engine) -> None:
    """Refuse a database without the newest shape: a service is migrated on purpose, once, before it starts."""
    with engine.connect() as connection:
        have = migrations.current(connection)
    if have != migrations.newest():
        raise NotConfigured(
            f"The database has the shape {have or '(none)'}: bring it up to date with `hilfeplan db upgrade`."
        )


def log_to_file(config: Config) -> None:
    """Send the log to a file in the data directory, so that the terminal shows people only what is meant for them."""
    from app import logs

    folder = config.data_dir / "log"
    folder.mkdir(parents=True, exist_ok=True)
    logs.set_up(
        handler=RotatingFileHandler(folder / "hilfeplan.log", maxBytes=20_000_000, backupCount=3, encoding="utf-8")
    )


def log_to_stdout() -> None:
    """Send the log to standard output, as services do."""
    from app import logs

    logs.set_up(handler=logging.StreamHandler(sys.stdout))


class Stopped(SystemExit):
    """Somebody asked us to stop. A SystemExit, because libraries let that pass and swallow other exceptions."""


@contextmanager
def stoppable() -> Iterator[threading.Event]:
    """SIGTERM and SIGINT raise `Stopped` once in the main thread; a second one does not disturb the tidying up."""
    asked = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        if not asked.is_set():
            asked.set()
            raise Stopped

    before: dict[int, Any] = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield asked
    except Stopped:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
