"""The table of the work of people."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Computed, ForeignKey, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, UUID
from sqlalchemy.orm import Mapped, mapped_column

from processes.database import EngineBase
from processes.engine.models.columns import Instant
from processes.engine.models.definitions import Definition
from processes.engine.models.instances import Instance

#: PostgreSQL's text of the generated column `sort_due`.
LATE = "coalesce(due_at, '9999-01-01 00:00:00+00'::timestamptz)"

OPEN, DONE, CANCELLED = text("state = 'open'"), text("state <> 'open'"), text("state = 'cancelled'")


class Task(EngineBase):
    """A piece of work for a person, in a lane."""

    __tablename__ = "task"
    __table_args__ = (
        # the worklist: lanes of people for the whole city, lanes of people with teams, what is one's own
        Index("ix_task_open_lane", "lane", "sort_due", "id", postgresql_where=OPEN),
        Index("ix_task_open_team", "lane", "team", "sort_due", "id", postgresql_where=OPEN),
        Index("ix_task_open_assignee", "assignee", "sort_due", "id", postgresql_where=OPEN),
        Index(
            "ix_task_open_words",
            "business_key",
            "name",
            postgresql_using="gin",
            postgresql_ops={"business_key": "gin_trgm_ops", "name": "gin_trgm_ops"},
            postgresql_where=OPEN,
        ),
        Index("ix_task_open_root", "root_id", postgresql_where=OPEN),
        # the same for what is over
        Index("ix_task_done_lane", "lane", "completed_at", "id", postgresql_where=DONE),
        Index("ix_task_done_team", "lane", "team", "completed_at", "id", postgresql_where=DONE),
        Index("ix_task_done_by", "completed_by", "completed_at", "id", postgresql_where=DONE),
        Index("ix_task_cancelled_assignee", "assignee", "completed_at", "id", postgresql_where=CANCELLED),
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
    #: `due_at` for sorting: tasks without a due date come last, and every worklist is one walk along an index.
    sort_due: Mapped[datetime] = mapped_column(Instant, Computed(LATE, persisted=True))
    #: What the token's data say otherwise than the instance's (the item of a multi-instance task); no content.
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    follow_up_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    completed_at: Mapped[datetime | None] = mapped_column(Instant)
    completed_by: Mapped[str | None] = mapped_column(Text)
