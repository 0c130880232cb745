"""The first tables: those of the engine, and the queue's beside them."""

from typing import Any

from alembic import op
from procrastinate.schema import SchemaManager

from processes.database import EngineBase
from processes.engine import models  # noqa: F401

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute("create schema if not exists engine")
    # for searching in parts of words; PostgreSQL lets the owner of a database add it
    op.execute("create extension if not exists pg_trgm with schema public")
    EngineBase.metadata.create_all(op.get_bind())
    op.execute("alter table engine.instance_state alter column state set storage external")
    op.execute("set local search_path = engine, public")
    # the queue's script holds several statements and percent signs, so it goes past SQLAlchemy
    driver: Any = op.get_bind().connection.driver_connection
    driver.execute(SchemaManager.get_schema())
    op.execute("set local search_path = engine, casework, public")


def downgrade() -> None:
    op.execute("set local search_path = public")
    op.execute("create temporary table kept_version as select * from engine.schema_version")
    op.execute("drop schema engine cascade")
    op.execute("create schema engine")
    op.execute("create table engine.schema_version (version_num varchar(32) not null primary key)")
    op.execute("insert into engine.schema_version select * from kept_version")
    op.execute("drop table kept_version")
