"""The tables of what people typed: the only ones of the engine that hold content."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import Mapped, mapped_column

from processes.database import EngineBase
from processes.engine.models.columns import Instant


class Record(EngineBase):
    """What a person filled in: one row per submitted form. Content lives here and nowhere else in this schema."""

    __tablename__ = "record"
    __table_args__ = (
        Index("ix_record_root_form", "root_id", "form", "id"),
        Index("ix_record_root_element", "root_id", "element_id", "id"),
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
