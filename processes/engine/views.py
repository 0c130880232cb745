"""The frozen values that commands and queries of the engine return."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class TaskRow:
    """A task as a line of a list."""

    id: uuid.UUID
    element_id: str
    name: str
    state: str  # open, completed, cancelled
    lane: str | None
    team: str | None
    assignee: str | None
    due_at: datetime | None
    follow_up_at: datetime | None
    priority: int
    instance_id: uuid.UUID
    root_id: uuid.UUID
    business_key: str | None
    definition_key: str
    definition_version: int
    form_name: str | None
    created_at: datetime
    completed_at: datetime | None = None
    completed_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class TaskView:
    """A task with everything a person needs to work on it."""

    row: TaskRow
    form: Mapping[str, Any] | None  # form-js schema
    answers: Mapping[str, Any]  # the person's draft if there is one, else what the record proposes
    sources: Mapping[str, str] = field(default_factory=dict)  # field -> where its proposal came from, e.g. "F01"
    proposals: Mapping[str, Any] = field(
        default_factory=dict
    )  # field -> proposed value that needs a reason to override
    instructions: str = ""
    draft_saved_at: datetime | None = None
    is_open: bool = True
    may_complete: bool = True
    why_not: str = ""  # English sentence, translated at the edge


@dataclass(frozen=True, kw_only=True)
class WaitRow:
    """What an instance waits for."""

    kind: str  # timer, message, signal, job, child, incident
    element_id: str
    name: str
    due_at: datetime | None
    message: str | None
    since: datetime
    instance_id: uuid.UUID
    root_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class ChildRow:
    """A called instance."""

    id: uuid.UUID
    key: str
    version: int
    status: str


@dataclass(frozen=True, kw_only=True)
class InstanceView:
    """An instance with what is open in it."""

    id: uuid.UUID
    root_id: uuid.UUID
    parent_id: uuid.UUID | None
    business_key: str | None
    definition_key: str
    definition_version: int
    definition_name: str
    status: str  # running, incident, completed, cancelled
    started_at: datetime
    ended_at: datetime | None
    tasks: tuple[TaskRow, ...]
    waits: tuple[WaitRow, ...]
    children: tuple[ChildRow, ...]
    data: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class EventRow:
    """A line of the event log."""

    id: int
    type: str
    at: datetime
    by: str
    instance_id: uuid.UUID | None
    root_id: uuid.UUID | None
    element_id: str | None
    task_id: uuid.UUID | None
    definition_key: str | None
    version: int | None
    facts: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class DefinitionRow:
    """A deployed version."""

    key: str
    version: int
    name: str
    lanes: tuple[str, ...]
    deployed_at: datetime
    deployed_by: str
    valid_from: datetime
    running: int
    files: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class IncidentRow:
    """Something that cannot go on by itself."""

    id: uuid.UUID
    instance_id: uuid.UUID
    root_id: uuid.UUID
    business_key: str | None
    definition_key: str
    element_id: str
    name: str
    kind: str
    template: str
    params: Mapping[str, Any]
    attempts: int
    created_at: datetime
    resolved_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class DecisionRow:
    """One evaluation of a decision table."""

    at: datetime
    instance_id: uuid.UUID
    element_id: str
    decision: str
    definition_key: str
    version: int
    rules: tuple[int, ...]
    inputs: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Deployed:
    """What `definitions.deploy` did."""

    key: str
    version: int
    created: bool


@dataclass(frozen=True, kw_only=True)
class Completed:
    """What `tasks.complete` did: the next tasks are those of the whole root that this person may work on."""

    task: TaskRow
    next_tasks: tuple[TaskRow, ...]
    instance: InstanceView


@dataclass(frozen=True, kw_only=True)
class Page(Generic[T]):
    """A stretch of a list; `next_cursor` is opaque, null at the end."""

    items: tuple[T, ...]
    next_cursor: str | None
