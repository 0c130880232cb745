"""The first tables: those of the engine, and the queue's beside them."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute("create schema if not exists engine")
    # for searching in parts of words; PostgreSQL lets the owner of a database add it
    op.execute("create extension if not exists pg_trgm with schema public")
    definitions()
    instances()
    waits()
    tasks()
    logs()
    content()
    people()
    # compressed already, so PostgreSQL need not try
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


def definitions() -> None:
    """Versions of process definitions and their files."""
    op.create_table(
        "definition",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("checksum", sa.Text(), nullable=False),
        sa.Column("lanes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("start_messages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("starts_inside", sa.Text()),
        sa.Column("elements", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deployed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deployed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_definition")),
        sa.UniqueConstraint("key", "version", name=op.f("uq_definition_key_version")),
        schema="engine",
    )
    op.create_table(
        "definition_file",
        sa.Column("definition_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("borrowed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["definition_id"],
            ["engine.definition.id"],
            name=op.f("fk_definition_file_definition_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("definition_id", "name", name=op.f("pk_definition_file")),
        schema="engine",
    )
    op.create_index("ix_definition_file_name", "definition_file", ["name"], schema="engine")


def instances() -> None:
    """What runs."""
    op.create_table(
        "instance",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("root_id", sa.UUID(), nullable=False),
        sa.Column("parent_id", sa.UUID()),
        sa.Column("parent_token", sa.UUID()),
        sa.Column("definition_id", sa.BigInteger(), nullable=False),
        sa.Column("business_key", sa.Text()),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("team", sa.Text()),
        sa.Column("lane_holders", postgresql.JSONB(), nullable=False),
        sa.Column("pending_messages", postgresql.JSONB(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["definition_id"], ["engine.definition.id"], name=op.f("fk_instance_definition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instance")),
        schema="engine",
    )
    op.create_index("ix_instance_business_key", "instance", ["business_key"], schema="engine")
    op.create_index("ix_instance_definition_status", "instance", ["definition_id", "status"], schema="engine")
    op.create_index(
        "ix_instance_live", "instance", ["root_id"], schema="engine", postgresql_where=sa.text("ended_at is null")
    )
    op.create_index(
        "ix_instance_parent",
        "instance",
        ["parent_id"],
        schema="engine",
        postgresql_where=sa.text("parent_id is not null"),
    )
    op.create_index("ix_instance_root", "instance", ["root_id"], schema="engine")
    op.create_index("ix_instance_started_by", "instance", ["started_by"], schema="engine")
    op.create_table(
        "instance_state",
        sa.Column("instance_id", sa.UUID(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["engine.instance.id"], name=op.f("fk_instance_state_instance_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_instance_state")),
        schema="engine",
    )
    op.create_table(
        "outgoing_message",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("root_id", sa.UUID(), nullable=False),
        sa.Column("to_root_id", sa.UUID()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("correlation", postgresql.JSONB(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_message")),
        schema="engine",
    )


def waits() -> None:
    """What is waited for, and what cannot go on."""
    op.create_table(
        "wait",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("root_id", sa.UUID(), nullable=False),
        sa.Column("instance_id", sa.UUID(), nullable=False),
        sa.Column("token_id", sa.UUID(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("fired_at", sa.DateTime(timezone=True)),
        sa.Column("message", sa.Text()),
        sa.Column("correlation", postgresql.JSONB(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["engine.instance.id"], name=op.f("fk_wait_instance_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wait")),
        schema="engine",
    )
    op.create_index(
        "ix_wait_correlation",
        "wait",
        ["correlation"],
        schema="engine",
        postgresql_using="gin",
        postgresql_ops={"correlation": "jsonb_path_ops"},
        postgresql_where=sa.text("message is not null"),
    )
    op.create_index(
        "ix_wait_due",
        "wait",
        ["due_at"],
        schema="engine",
        postgresql_where=sa.text("kind = 'timer' and fired_at is null"),
    )
    op.create_index("ix_wait_instance", "wait", ["instance_id"], schema="engine")
    op.create_index(
        "ix_wait_message", "wait", ["message"], schema="engine", postgresql_where=sa.text("message is not null")
    )
    op.create_index("ix_wait_root", "wait", ["root_id"], schema="engine")
    op.create_table(
        "incident",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("root_id", sa.UUID(), nullable=False),
        sa.Column("instance_id", sa.UUID(), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("token_id", sa.UUID()),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("params", postgresql.JSONB(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True)),
        sa.Column("resolved_by", sa.Text()),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["engine.instance.id"], name=op.f("fk_incident_instance_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        schema="engine",
    )
    op.create_index(
        "ix_incident_open", "incident", ["created_at"], schema="engine", postgresql_where=sa.text("resolved_at is null")
    )
    op.create_index(
        "ix_incident_open_instance",
        "incident",
        ["instance_id"],
        schema="engine",
        postgresql_where=sa.text("resolved_at is null"),
    )
    op.create_index("ix_incident_root", "incident", ["root_id"], schema="engine")


def tasks() -> None:
    """The work of people."""
    op.create_table(
        "task",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("instance_id", sa.UUID(), nullable=False),
        sa.Column("root_id", sa.UUID(), nullable=False),
        sa.Column("definition_id", sa.BigInteger(), nullable=False),
        sa.Column("business_key", sa.Text()),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text()),
        sa.Column("team", sa.Text()),
        sa.Column("form", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("assignee", sa.Text()),
        sa.Column("excluded", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column(
            "sort_due",
            sa.DateTime(timezone=True),
            sa.Computed("coalesce(due_at, '9999-01-01 00:00:00+00'::timestamptz)", persisted=True),
            nullable=False,
        ),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("follow_up_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True)),
        sa.Column("completed_by", sa.Text()),
        sa.ForeignKeyConstraint(["definition_id"], ["engine.definition.id"], name=op.f("fk_task_definition_id")),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["engine.instance.id"], name=op.f("fk_task_instance_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        schema="engine",
    )
    op.create_index(
        "ix_task_cancelled_assignee",
        "task",
        ["assignee", "completed_at", "id"],
        schema="engine",
        postgresql_where=sa.text("state = 'cancelled'"),
    )
    op.create_index(
        "ix_task_done_by",
        "task",
        ["completed_by", "completed_at", "id"],
        schema="engine",
        postgresql_where=sa.text("state <> 'open'"),
    )
    op.create_index(
        "ix_task_done_lane",
        "task",
        ["lane", "completed_at", "id"],
        schema="engine",
        postgresql_where=sa.text("state <> 'open'"),
    )
    op.create_index(
        "ix_task_done_team",
        "task",
        ["lane", "team", "completed_at", "id"],
        schema="engine",
        postgresql_where=sa.text("state <> 'open'"),
    )
    op.create_index("ix_task_instance", "task", ["instance_id"], schema="engine")
    op.create_index(
        "ix_task_open_assignee",
        "task",
        ["assignee", "sort_due", "id"],
        schema="engine",
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_task_open_lane",
        "task",
        ["lane", "sort_due", "id"],
        schema="engine",
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_task_open_root", "task", ["root_id"], schema="engine", postgresql_where=sa.text("state = 'open'")
    )
    op.create_index(
        "ix_task_open_team",
        "task",
        ["lane", "team", "sort_due", "id"],
        schema="engine",
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_task_open_words",
        "task",
        ["business_key", "name"],
        schema="engine",
        postgresql_using="gin",
        postgresql_ops={"business_key": "gin_trgm_ops", "name": "gin_trgm_ops"},
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_task_root", "task", ["root_id"], schema="engine")


def logs() -> None:
    """What happened, and how decisions were made."""
    op.create_table(
        "event_log",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("root_id", sa.UUID()),
        sa.Column("instance_id", sa.UUID()),
        sa.Column("definition_id", sa.BigInteger()),
        sa.Column("task_id", sa.UUID()),
        sa.Column("element_id", sa.Text()),
        sa.Column("facts", postgresql.JSONB()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_log")),
        schema="engine",
    )
    op.create_index("ix_event_log_instance", "event_log", ["instance_id", "id"], schema="engine")
    op.create_index("ix_event_log_root", "event_log", ["root_id", "id"], schema="engine")
    op.create_index("ix_event_log_type_at", "event_log", ["type", "at"], schema="engine")
    op.create_table(
        "decision_log",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("root_id", sa.UUID(), nullable=False),
        sa.Column("instance_id", sa.UUID(), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("definition_id", sa.BigInteger(), nullable=False),
        sa.Column("rules", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("inputs", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_log")),
        schema="engine",
    )
    op.create_index("ix_decision_log_root", "decision_log", ["root_id", "id"], schema="engine")


def content() -> None:
    """What people typed."""
    op.create_table(
        "record",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("root_id", sa.UUID(), nullable=False),
        sa.Column("instance_id", sa.UUID(), nullable=False),
        sa.Column("task_id", sa.UUID(), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("definition_id", sa.BigInteger(), nullable=False),
        sa.Column("answers", postgresql.JSONB(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
        schema="engine",
    )
    op.create_index("ix_record_instance", "record", ["instance_id"], schema="engine")
    op.create_index("ix_record_root_element", "record", ["root_id", "element_id", "id"], schema="engine")
    op.create_index("ix_record_root_form", "record", ["root_id", "form", "id"], schema="engine")
    op.create_table(
        "draft",
        sa.Column("task_id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("answers", postgresql.JSONB(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("task_id", "person_id", name=op.f("pk_draft")),
        schema="engine",
    )


def people() -> None:
    """Accounts."""
    op.create_table(
        "person",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text()),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("teams", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("password_hash", sa.Text()),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        schema="engine",
    )
    op.create_table(
        "api_token",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["engine.person.id"], name=op.f("fk_api_token_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_api_token")),
        schema="engine",
    )
    op.create_table(
        "web_session",
        sa.Column("id_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["engine.person.id"], name=op.f("fk_web_session_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_web_session")),
        schema="engine",
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_sign_in_attempt")),
        schema="engine",
    )
    op.create_table(
        "kept_answer",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pk_kept_answer")),
        schema="engine",
    )
