"""Turns rows of the database into the frozen rows that are given out."""

from collections.abc import Iterable
from typing import Any

from processes.engine.models import Definition, Task, Wait
from processes.engine.views import TaskRow, WaitRow

#: What a `TaskRow` is made of; select them from the task table joined with its definition.
TASK = (
    Task.id,
    Task.element_id,
    Task.name,
    Task.state,
    Task.lane,
    Task.team,
    Task.assignee,
    Task.due_at,
    Task.follow_up_at,
    Task.priority,
    Task.instance_id,
    Task.root_id,
    Task.business_key,
    Task.form.label("form_name"),
    Task.created_at,
    Task.completed_at,
    Task.completed_by,
    Definition.key.label("definition_key"),
    Definition.version.label("definition_version"),
)

WAIT = (
    Wait.kind,
    Wait.element_id,
    Wait.name,
    Wait.due_at,
    Wait.message,
    Wait.since,
    Wait.instance_id,
    Wait.root_id,
)

_TASK_NAMES = tuple(TaskRow.__dataclass_fields__)
_WAIT_NAMES = tuple(WaitRow.__dataclass_fields__)


def task_row(row: Any) -> TaskRow:
    """A `TaskRow` from a row with the columns `TASK`."""
    return TaskRow(**{name: getattr(row, name) for name in _TASK_NAMES})


def task_rows(rows: Iterable[Any]) -> tuple[TaskRow, ...]:
    """`TaskRow`s from rows with the columns `TASK`."""
    return tuple(task_row(row) for row in rows)


def wait_row(row: Any) -> WaitRow:
    """A `WaitRow` from a row with the columns `WAIT`."""
    return WaitRow(**{name: getattr(row, name) for name in _WAIT_NAMES})
