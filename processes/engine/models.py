"""The tables of the engine, all in the schema `engine`.

Content that people typed lies only in `record` and `draft`. Engine state is compressed bytes, never jsonb, because
SpiffWorkflow restores data in the order of its keys.
"""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    Boolean,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import Mapped, mapped_column

from processes.database import EngineBase

Instant = DateTime(timezone=True)
UUID7 = text("uuidv7()")


class Definition(EngineBase):
    """One version of a process definition as deployed; immutable."""

    __tablename__ = "definition"
    __table_args__ = (UniqueConstraint("key", "version"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    key: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(Text)
    checksum: Mapped[str] = mapped_column(Text)
    #: Roles named by lanes; empty means: open to operators (design.md 14).
    lanes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    #: Message names that start this process, and the root key inside whose case it starts (or null).
    start_messages: Mapped[list[str]] = mapped_column(ARRAY(Text))
    starts_inside: Mapped[str | None] = mapped_column(Text)
    valid_from: Mapped[datetime] = mapped_column(Instant)
    deployed_at: Mapped[datetime] = mapped_column(Instant)
    deployed_by: Mapped[str] = mapped_column(Text)


class DefinitionFile(EngineBase):
    """A file of a definition: diagram, decision or form."""

    __tablename__ = "definition_file"

    definition_id: Mapped[int] = mapped_column(ForeignKey(Definition.id, ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Instance(EngineBase):
    """One run of a definition. Roots are locked; children live under their root's lock."""

    __tablename__ = "instance"
    __table_args__ = (
        Index("ix_instance_root", "root_id"),
        Index("ix_instance_parent", "parent_id", postgresql_where=text("parent_id is not null")),
        Index("ix_instance_business_key", "business_key"),
        Index("ix_instance_definition_status", "definition_id", "status"),
    )

    id: Mapped[uuid.UUID] = mapped_column(UUID, primary_key=True)
    root_id: Mapped[uuid.UUID] = mapped_column(UUID)
    parent_id: Mapped[uuid.UUID | None] = mapped_column(UUID)
    #: The caller's token (a call activity) that waits for this child; null for roots and for children begun by message.
    parent_token: Mapped[uuid.UUID | None] = mapped_column(UUID)
    definition_id: Mapped[int] = mapped_column(ForeignKey(Definition.id))
    business_key: Mapped[str | None] = mapped_column(Text)
    #: running, incident, completed, cancelled
    status: Mapped[str] = mapped_column(Text)
    #: Raised by one with every change of the root's tree: the second net under the lock (roots only).
    rev: Mapped[int] = mapped_column(Integer, default=0)
    #: The team whose people work on this root, or null for the whole city (roots only).
    team: Mapped[str | None] = mapped_column(Text)
    #: Who gets new tasks of a lane in this root: {lane: sign-in name} (roots only).
    lane_holders: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    #: Messages thrown inside this root that nobody waited for yet (names, correlation; roots only).
    pending_messages: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    #: A picture of the process data for reading (identifiers and decision inputs only); the truth is the state.
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    started_at: Mapped[datetime] = mapped_column(Instant)
    started_by: Mapped[str] = mapped_column(Text)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class InstanceState(EngineBase):
    """The engine's state of a running instance: our own format number, zstd over JSON text."""

    __tablename__ = "instance_state"

    instance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Instance.id, ondelete="CASCADE"), primary_key=True)
    state: Mapped[bytes] = mapped_column(LargeBinary)


class Task(EngineBase):
    """A piece of work for a person, in a lane."""

    __tablename__ = "task"
    __table_args__ = (
        Index("ix_task_open_lane_due", "lane", "due_at", "id", postgresql_where=text("state = 'open'")),
        Index("ix_task_open_assignee_due", "assignee", "due_at", "id", postgresql_where=text("state = 'open'")),
        Index("ix_task_root", "root_id"),
        Index("ix_task_instance", "instance_id"),
    )

    #: The engine's own id of the token; stable over its life.
    id: Mapped[uuid.UUID] = mapped_column(UUID, primary_key=True)
    instance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Instance.id, ondelete="CASCADE"))
    root_id: Mapped[uuid.UUID] = mapped_column(UUID)
    definition_id: Mapped[int] = mapped_column(ForeignKey(Definition.id))
    business_key: Mapped[str | None] = mapped_column(Text)
    element_id: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    lane: Mapped[str | None] = mapped_column(Text)
    team: Mapped[str | None] = mapped_column(Text)
    #: The form's file name within the deployment, or null.
    form: Mapped[str | None] = mapped_column(Text)
    #: open, completed, cancelled
    state: Mapped[str] = mapped_column(Text)
    assignee: Mapped[str | None] = mapped_column(Text)
    #: Sign-in names that must not complete this task (four eyes).
    excluded: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    priority: Mapped[int] = mapped_column(Integer, default=50)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    follow_up_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    completed_at: Mapped[datetime | None] = mapped_column(Instant)
    completed_by: Mapped[str | None] = mapped_column(Text)


class Wait(EngineBase):
    """What an instance waits for besides people, and until when. The case page and the operations page read it."""

    __tablename__ = "wait"
    __table_args__ = (
        Index("ix_wait_due", "due_at", postgresql_where=text("kind = 'timer' and fired_at is null")),
        Index("ix_wait_correlation", "correlation", postgresql_using="gin", postgresql_ops={"correlation": "jsonb_path_ops"}),
        Index("ix_wait_message", "message", postgresql_where=text("message is not null")),
        Index("ix_wait_root", "root_id"),
        Index("ix_wait_instance", "instance_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(UUID, primary_key=True, server_default=UUID7)
    root_id: Mapped[uuid.UUID] = mapped_column(UUID)
    instance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Instance.id, ondelete="CASCADE"))
    #: The engine's token; one token may have several waits (event based gateway), hence `slot`.
    token_id: Mapped[uuid.UUID] = mapped_column(UUID)
    slot: Mapped[int] = mapped_column(Integer, default=0)
    #: timer, message, signal, job, child
    kind: Mapped[str] = mapped_column(Text)
    element_id: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    #: Set when a sweeper has handed the timer to a job; cleared never (the wait row goes when the timer fires).
    fired_at: Mapped[datetime | None] = mapped_column(Instant)
    message: Mapped[str | None] = mapped_column(Text)
    #: Correlation keys of a message wait, always with `az` and `business_key` when the root has one.
    correlation: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    since: Mapped[datetime] = mapped_column(Instant)


class Incident(EngineBase):
    """Something that cannot go on by itself: what, where, why (a sentence without content), and how to retry it."""

    __tablename__ = "incident"
    __table_args__ = (
        Index("ix_incident_root", "root_id"),
        Index("ix_incident_open", "created_at", postgresql_where=text("resolved_at is null")),
    )

    id: Mapped[uuid.UUID] = mapped_column(UUID, primary_key=True, server_default=UUID7)
    root_id: Mapped[uuid.UUID] = mapped_column(UUID)
    instance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Instance.id, ondelete="CASCADE"))
    element_id: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    #: job, timer, message, expression, decision
    kind: Mapped[str] = mapped_column(Text)
    token_id: Mapped[uuid.UUID | None] = mapped_column(UUID)
    #: An English sentence with `%(name)s` places, translated at the edge; params hold no content.
    template: Mapped[str] = mapped_column(Text)
    params: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(Instant)
    resolved_at: Mapped[datetime | None] = mapped_column(Instant)
    resolved_by: Mapped[str | None] = mapped_column(Text)


class Event(EngineBase):
    """The event log: append-only, `noun.verbed`, no content."""

    __tablename__ = "event_log"
    __table_args__ = (
        Index("ix_event_log_root", "root_id", "id"),
        Index("ix_event_log_instance", "instance_id", "id"),
        Index("ix_event_log_type_at", "type", "at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    type: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(Text)
    root_id: Mapped[uuid.UUID | None] = mapped_column(UUID)
    instance_id: Mapped[uuid.UUID | None] = mapped_column(UUID)
    definition_id: Mapped[int | None] = mapped_column(BigInteger)
    task_id: Mapped[uuid.UUID | None] = mapped_column(UUID)
    element_id: Mapped[str | None] = mapped_column(Text)
    #: Small technical facts (lane, due, reason codes); never what people typed.
    facts: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class DecisionLog(EngineBase):
    """Every evaluation of a decision: which table version, which rules, where the inputs came from."""

    __tablename__ = "decision_log"
    __table_args__ = (Index("ix_decision_log_root", "root_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    root_id: Mapped[uuid.UUID] = mapped_column(UUID)
    instance_id: Mapped[uuid.UUID] = mapped_column(UUID)
    element_id: Mapped[str] = mapped_column(Text)
    decision: Mapped[str] = mapped_column(Text)
    #: The definition whose deployment held the table.
    definition_id: Mapped[int] = mapped_column(BigInteger)
    #: Numbers of the rules that fired, from 1.
    rules: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    #: {input name: "record:<record id>:<field>" or "data:<variable>" or "expression"}: references, never copies.
    inputs: Mapped[dict[str, Any]] = mapped_column(JSONB)


class Record(EngineBase):
    """What a person filled in: one row per submitted form. Content lives here and nowhere else in this schema."""

    __tablename__ = "record"
    __table_args__ = (
        Index("ix_record_root_form", "root_id", "form", "id"),
        Index("ix_record_instance", "instance_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    root_id: Mapped[uuid.UUID] = mapped_column(UUID)
    instance_id: Mapped[uuid.UUID] = mapped_column(UUID)
    task_id: Mapped[uuid.UUID] = mapped_column(UUID)
    element_id: Mapped[str] = mapped_column(Text)
    #: The form's id (F01 …); for tasks without a form the element's id.
    form: Mapped[str] = mapped_column(Text)
    #: The definition version the form came from.
    definition_id: Mapped[int] = mapped_column(BigInteger)
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(Text)


class Draft(EngineBase):
    """What a person has typed into an open task but not handed in; private to that person."""

    __tablename__ = "draft"

    task_id: Mapped[uuid.UUID] = mapped_column(UUID, primary_key=True)
    person_id: Mapped[str] = mapped_column(Text, primary_key=True)
    #: The nested fields as typed (text), valid or not.
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    saved_at: Mapped[datetime] = mapped_column(Instant)


class PersonRow(EngineBase):
    """An account: who may sign in, with which roles and teams."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    teams: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    password_hash: Mapped[str | None] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(Boolean, default=True)


class ApiToken(EngineBase):
    """A bearer token of the API, stored as its SHA-256."""

    __tablename__ = "api_token"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey(PersonRow.id, ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(Instant)


class WebSession(EngineBase):
    """A signed-in browser; the cookie holds a random id, the table its SHA-256."""

    __tablename__ = "web_session"

    id_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey(PersonRow.id, ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)


class SignInAttempt(EngineBase):
    """How often somebody has tried to sign in lately, by the SHA-256 of the name or the address tried."""

    __tablename__ = "sign_in_attempt"

    key_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    since: Mapped[datetime] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(Integer)


class KeptAnswer(EngineBase):
    """The answer to an API write with an Idempotency-Key, stored with its effect; holds nothing people typed."""

    __tablename__ = "kept_answer"

    person_id: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    request_hash: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int] = mapped_column(Integer)
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Instant)
