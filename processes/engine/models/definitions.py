"""The tables of what is deployed."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from processes.database import EngineBase
from processes.engine.models.columns import Instant


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
    #: {element id: {type, name, lane, properties, documentation}}: what pages say about an element without the engine.
    elements: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    valid_from: Mapped[datetime] = mapped_column(Instant)
    deployed_at: Mapped[datetime] = mapped_column(Instant)
    deployed_by: Mapped[str] = mapped_column(Text)


class DefinitionFile(EngineBase):
    """A file of a definition: diagram, decision or form.

    What a definition uses from other deployments is copied at its own deployment, so that a version always means the
    same; such rows are `borrowed` and are neither exported nor shown as files of the definition.
    """

    __tablename__ = "definition_file"
    __table_args__ = (Index("ix_definition_file_name", "name"),)

    definition_id: Mapped[int] = mapped_column(ForeignKey(Definition.id, ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    borrowed: Mapped[bool] = mapped_column(Boolean, default=False)
