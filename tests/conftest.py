"""One real PostgreSQL for the run and a database for each test process; what a test does is undone when it ends."""

import hashlib
import os
import tempfile
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from processes import config as settings
from processes import migrations
from processes.database import CaseworkBase, EngineBase, open_engine
from processes.embedded_pg import EmbeddedPostgres
from processes.people import Person

ROOT = Path(__file__).resolve().parents[1]

#: One Monday, always the same: 9 o'clock in Münster.
MONDAY = datetime(2026, 1, 12, 8, tzinfo=UTC)

#: Three people, always the same: Olga works in the lane, Vic does not, Mo may deploy.
OLGA = Person(id="olga", name="Olga", roles=frozenset({"fallmanagement"}))
VIC = Person(id="vic", name="Vic", roles=frozenset({"kundenzentrum"}))
MO = Person(id="mo", name="Mo", roles=frozenset({"prozessverantwortung"}))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give the tests that share one real server to one process.

    The mark `xdist_group` would say so, but xdist 3.8 writes it where pytest 9.2 does not look any more.
    """
    if config.getoption("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadGroupScheduling

    class ByFolder(LoadGroupScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "outside" if nodeid.startswith("tests/outside/") else str(super()._split_scope(nodeid))

    return ByFolder(config, log)


@pytest.fixture(scope="session", autouse=True)
def settings_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[settings.Config]:
    """Settings that do not come from the environment of whoever runs the tests."""
    config = settings.load({"HILFEPLAN_DATA_DIR": str(tmp_path_factory.mktemp("data"))})
    settings.use(config)
    yield config
    settings.use(None)


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """A PostgreSQL of our own, in memory where that is possible; all test processes share it."""
    named = os.environ.get("HILFEPLAN_TEST_DATABASE_URL")
    if named:
        yield named
        return
    memory = Path("/dev/shm")
    place = memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
    mine = hashlib.sha256(f"{ROOT}{os.getuid()}".encode()).hexdigest()[:8]
    server = EmbeddedPostgres(place / f"hilfeplan-tests-{mine}", testing=True).start()
    yield server.dsn()
    server.stop()


def _drop_leftovers(connection: psycopg.Connection[tuple[str]]) -> None:
    """Remove the databases of test processes that were killed; each carries the pid of its process."""
    for (name,) in connection.execute("select datname from pg_database where datname like 'test\\_%'").fetchall():
        if not psutil.pid_exists(int(name.split("_")[1])):
            connection.execute(f'drop database if exists "{name}" with (force)')


@pytest.fixture(scope="session")
def database_url(server_url: str) -> Iterator[str]:
    """A database of this test process, made by the migrations."""
    name = f"test_{os.getpid()}_{uuid.uuid4().hex[:6]}"
    plain = make_url(server_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        _drop_leftovers(connection)
        connection.execute(f"create database {name}")
    url = make_url(server_url).set(database=name).render_as_string(hide_password=False)
    migrations.upgrade(url)
    yield url
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    """Connections to the database of this test process."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """The one connection of a test whose transaction is undone."""
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


@pytest.fixture
def sessions(connection: Connection) -> sessionmaker[Session]:
    """Makes sessions whose commits are undone when the test ends."""
    return sessionmaker(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """A session that is undone when the test ends."""
    with sessions() as session:
        yield session


@pytest.fixture
def committed_sessions(engine: Engine) -> Iterator[sessionmaker[Session]]:
    """Sessions that really commit, for tests with several connections; all rows are removed when the test ends."""
    yield sessionmaker(engine, expire_on_commit=False)
    wipe(engine)


def wipe(engine: Engine) -> None:
    """Remove all rows of our tables and of the queue (quicker than truncating: only tables that hold something)."""
    tables = [t.fullname for base in (EngineBase, CaseworkBase) for t in base.metadata.sorted_tables]
    with engine.begin() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        queue = connection.execute(
            text("select schemaname || '.' || tablename from pg_tables where tablename like 'procrastinate\\_%'")
        ).scalars()
        for table in [*tables, *queue]:
            if connection.execute(text(f"select exists (select from {table})")).scalar():
                connection.execute(text(f"delete from {table}"))
