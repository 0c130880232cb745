"""The shapes of the API: how rows and views become JSON, with the schemas that describe them beside them."""

import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from processes.engine import queries
from processes.engine.views import (
    ChildRow,
    Completed,
    DefinitionRow,
    EventRow,
    InstanceView,
    Page,
    TaskRow,
    TaskView,
    WaitRow,
)
from processes.people import Person

T = TypeVar("T")
Json = dict[str, Any]


def page(found: Page[T], shape: Callable[[T], Json]) -> Json:
    """A stretch of a list."""
    return {"items": [shape(item) for item in found.items], "next_cursor": found.next_cursor}


def task(row: TaskRow) -> Json:
    """A task as a line; its form and answers come with the single task."""
    return {
        "id": row.id,
        "element_id": row.element_id,
        "name": row.name,
        "state": row.state,
        "lane": row.lane,
        "team": row.team,
        "assignee": row.assignee,
        "due_at": row.due_at,
        "created_at": row.created_at,
        "completed_at": row.completed_at,
        "completed_by": row.completed_by,
        "instance_id": row.instance_id,
        "root_id": row.root_id,
        "business_key": row.business_key,
        "definition": {"key": row.definition_key, "version": row.definition_version},
        "form_name": row.form_name,
        "form": None,
        "answers": None,
    }


def task_with_form(view: TaskView, why_not: str) -> Json:
    """A task with its form's schema and the answers it begins with."""
    return {
        **task(view.row),
        "form": view.form,
        "answers": view.answers,
        "sources": view.sources,
        "proposals": view.proposals,
        "instructions": view.instructions,
        "draft_saved_at": view.draft_saved_at,
        "may_complete": view.may_complete,
        "why_not": why_not,
    }


def wait(row: WaitRow) -> Json:
    """What an instance waits for."""
    return {
        "kind": row.kind,
        "element_id": row.element_id,
        "name": row.name,
        "due_at": row.due_at,
        "message": row.message,
        "since": row.since,
        "instance_id": row.instance_id,
    }


def child(row: ChildRow) -> Json:
    """A called instance."""
    return {"id": row.id, "key": row.key, "version": row.version, "status": row.status}


def instance(view: InstanceView) -> Json:
    """An instance with what is open in it."""
    return {
        "id": view.id,
        "root_id": view.root_id,
        "parent_id": view.parent_id,
        "business_key": view.business_key,
        "definition": {"key": view.definition_key, "version": view.definition_version},
        "name": view.definition_name,
        "status": view.status,
        "started_at": view.started_at,
        "ended_at": view.ended_at,
        "tasks": [task(row) for row in view.tasks],
        "waits": [wait(row) for row in view.waits],
        "children": [child(row) for row in view.children],
        "data": view.data,
    }


def completed(done: Completed) -> Json:
    """What completing a task led to."""
    return {
        "task": task(done.task),
        "next_tasks": [task(row) for row in done.next_tasks],
        "instance": instance(done.instance),
    }


def event(row: EventRow) -> Json:
    """A line of the event log."""
    return {
        "id": row.id,
        "type": row.type,
        "at": row.at,
        "by": row.by,
        "instance_id": row.instance_id,
        "root_id": row.root_id,
        "task_id": row.task_id,
        "element_id": row.element_id,
        "definition_key": row.definition_key,
        "version": row.version,
        "facts": row.facts,
    }


def definition(row: DefinitionRow) -> Json:
    """A deployed version."""
    return {
        "key": row.key,
        "version": row.version,
        "name": row.name,
        "lanes": row.lanes,
        "deployed_at": row.deployed_at,
        "deployed_by": row.deployed_by,
        "valid_from": row.valid_from,
        "running": row.running,
        "files": row.files,
    }


# --- answers that are kept for repeats ------------------------------------------------------------------------------


def _instance_in(answer: Json) -> Json | None:
    if isinstance(answer.get("instance"), dict):
        return answer["instance"]
    return answer if "children" in answer else None


def without_data(answer: Json) -> Json:
    """The answer without process data, which may hold what people typed and so must not be kept with the answer."""
    found = _instance_in(answer)
    if found:
        found["data"] = None
    return answer


def with_data(answer: Json, session: Session, person: Person) -> Json:
    """A kept answer with the process data read again."""
    found = _instance_in(answer)
    if found:
        found["data"] = queries.instance(session, instance_id=uuid.UUID(found["id"]), person=person).data
    return answer
