"""The rows of tasks and waits as a unit holds them in memory."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from processes.engine.views import TaskRow, WaitRow

#: instance, token, kind, slot: what makes a wait the same wait.
WaitKey = tuple[uuid.UUID, uuid.UUID, str, int]


@dataclass(kw_only=True)
class OpenTask:
    """A row of the task table, with the columns that commands decide by."""

    id: uuid.UUID
    instance_id: uuid.UUID
    root_id: uuid.UUID
    definition_id: int
    business_key: str | None
    element_id: str
    name: str
    lane: str | None
    team: str | None
    form: str | None
    state: str
    assignee: str | None
    excluded: list[str]
    priority: int
    due_at: datetime | None
    follow_up_at: datetime | None
    created_at: datetime
    data: dict[str, Any]
    completed_at: datetime | None = None
    completed_by: str | None = None

    def view(self, key: str, version: int) -> TaskRow:
        """The task as a line of a list."""
        return TaskRow(
            id=self.id,
            element_id=self.element_id,
            name=self.name,
            state=self.state,
            lane=self.lane,
            team=self.team,
            assignee=self.assignee,
            due_at=self.due_at,
            follow_up_at=self.follow_up_at,
            priority=self.priority,
            instance_id=self.instance_id,
            root_id=self.root_id,
            business_key=self.business_key,
            definition_key=key,
            definition_version=version,
            form_name=self.form,
            created_at=self.created_at,
            completed_at=self.completed_at,
            completed_by=self.completed_by,
        )


def wait_view(row: Mapping[str, Any]) -> WaitRow:
    """A row of the wait table as a line of a list."""
    return WaitRow(
        kind=row["kind"],
        element_id=row["element_id"],
        name=row["name"],
        due_at=row["due_at"],
        message=row["message"],
        since=row["since"],
        instance_id=row["instance_id"],
        root_id=row["root_id"],
    )
