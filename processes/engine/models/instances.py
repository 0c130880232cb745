"""The tables of what runs: instances, their state, what they wait for, and what keeps them from going on."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import Mapped, mapped_column

from processes.database import EngineBase
from processes.engine.models.columns import UUID7, Instant
from processes.engine.models.definitions import Definition


class Instance(EngineBase):
    """One run of a definition. Roots are locked; children live under their root's lock."""

    __tablename__ = "instance"
    __table_args__ = (
        Index("ix_instance_root", "root_id"),
        Index("ix_instance_live", "root_id", postgresql_where=text("ended_at is null")),
        Index("ix_instance_started_by", "started_by"),
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

    __mapper_args__ = {"version_id_col": rev}  # noqa: RUF012 — SQLAlchemy's way: `rev` is checked in every UPDATE


class InstanceState(EngineBase):
    """The engine's state of a running instance: our own format number, zstd over JSON text."""

    __tablename__ = "instance_state"

    instance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Instance.id, ondelete="CASCADE"), primary_key=True)
    state: Mapped[bytes] = mapped_column(LargeBinary)


class Wait(EngineBase):
    """What an instance waits for besides people, and until when. The case page and the operations page read it."""

    __tablename__ = "wait"
    __table_args__ = (
        Index("ix_wait_due", "due_at", postgresql_where=text("kind = 'timer' and fired_at is null")),
        Index(
            "ix_wait_correlation",
            "correlation",
            postgresql_using="gin",
            postgresql_ops={"correlation": "jsonb_path_ops"},
            postgresql_where=text("message is not null"),
        ),
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
        Index("ix_incident_open_instance", "instance_id", postgresql_where=text("resolved_at is null")),
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


class OutgoingMessage(EngineBase):
    """A message or signal on its way to another root: written with its throw, removed with its delivery."""

    __tablename__ = "outgoing_message"

    id: Mapped[uuid.UUID] = mapped_column(UUID, primary_key=True)
    #: The root it was thrown in.
    root_id: Mapped[uuid.UUID] = mapped_column(UUID)
    #: The root it goes to (signals), or null: whoever waits for it (messages).
    to_root_id: Mapped[uuid.UUID | None] = mapped_column(UUID)
    #: message, signal
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    correlation: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    payload: Mapped[Any] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(Instant)
