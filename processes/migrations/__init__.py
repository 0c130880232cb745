"""Brings a database to the newest shape of our tables, and says whether the tables and the code still agree."""

import importlib
import importlib.util
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from processes.database import SEARCH_PATH, CaseworkBase, EngineBase

#: Any number, always the same: who migrates holds this lock, so that two processes that start at once take turns.
LOCK = 4_812_007

VERSIONS: dict[str, Any] = {"version_table": "schema_version", "version_table_schema": "engine"}


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def include(thing: Any, name: str | None, kind: str, reflected: bool, compared_to: Any) -> bool:  # noqa: FBT001
    """Whether Alembic should look at this thing: the queue's own tables are not ours to compare."""
    return not (kind == "table" and ((name or "").startswith("procrastinate_") or name == VERSIONS["version_table"]))


def _run(url: str, revision: str, *, up: bool) -> None:
    engine = create_engine(
        url, poolclass=NullPool, connect_args={"options": f"-csearch_path={SEARCH_PATH} -ctimezone=UTC"}
    )
    with engine.begin() as connection:
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": LOCK})
        connection.execute(text("create schema if not exists engine"))
        (command.upgrade if up else command.downgrade)(_config(connection), revision)


def upgrade(url: str, revision: str = "head") -> None:
    """Make or bring up to date all tables of the database at `url`, in one transaction."""
    _run(url, revision, up=True)


def downgrade(url: str, revision: str) -> None:
    """Go back to an older shape (`base`: no tables at all). Data that the older shape has no place for is lost."""
    _run(url, revision, up=False)


def newest() -> str:
    """The revision that `upgrade` leads to, read from the file names (each begins with its number) to be quick."""
    return max(file.name.partition("_")[0] for file in (Path(__file__).parent / "versions").glob("[0-9]*_*.py"))


def current(connection: Connection) -> str | None:
    """The revision the connected database has, or None before the first migration."""
    return MigrationContext.configure(connection, opts=VERSIONS).get_current_revision()


def differences(url: str) -> list[Any]:
    """What differs between the database at `url` and the tables in the code; empty is right."""
    for models in ("processes.engine.models", "processes.casework.models"):
        if importlib.util.find_spec(models):
            importlib.import_module(models)  # fills the metadata
    # not our search path: what PostgreSQL finds without a schema, Alembic compares without one
    engine = create_engine(url, poolclass=NullPool, connect_args={"options": "-csearch_path=public"})
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={**VERSIONS, "include_schemas": True, "include_object": include, "compare_type": True}
        )
        return list(compare_metadata(context, [EngineBase.metadata, CaseworkBase.metadata]))  # type: ignore[arg-type]
