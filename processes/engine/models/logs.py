"""The tables of what happened and how decisions were made; append-only, no content."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, Integer, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID
from sqlalchemy.orm import Mapped, mapped_column

from processes.database import EngineBase
from processes.engine.models.columns import Instant


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
