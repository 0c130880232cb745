"""The shapes of the API: how rows and views become JSON, with the schemas that describe them beside them."""

import uuid
from collections.abc import Callable, Mapping
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
        return answer["instance"]  # type: ignore[no-any-return]
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


# --- schemas ---------------------------------------------------------------------------------------------------------


def _object(**members: Mapping[str, Any]) -> Json:
    return {"type": "object", "required": list(members), "properties": dict(members)}


def _or_null(schema: Mapping[str, Any]) -> Json:
    return {"anyOf": [dict(schema), {"type": "null"}]}


def ref(name: str) -> Json:
    """A reference to one of the schemas."""
    return {"$ref": f"#/components/schemas/{name}"}


def _list_of(name: str) -> Json:
    return _object(items={"type": "array", "items": ref(name)}, next_cursor=_or_null(TEXT))


TEXT: Json = {"type": "string"}
NUMBER: Json = {"type": "integer"}
ID: Json = {"type": "string", "format": "uuid"}
TIME: Json = {"type": "string", "format": "date-time"}
ANYTHING: Json = {"type": "object", "additionalProperties": True}
TEXTS: Json = {"type": "array", "items": TEXT}
MAYBE_TEXT, MAYBE_ID, MAYBE_TIME = _or_null(TEXT), _or_null(ID), _or_null(TIME)
VERSION_OF = _object(key=TEXT, version=NUMBER)

_task = {
    "id": ID,
    "element_id": TEXT,
    "name": TEXT,
    "state": {"enum": ["open", "completed", "cancelled"]},
    "lane": MAYBE_TEXT,
    "team": MAYBE_TEXT,
    "assignee": MAYBE_TEXT,
    "due_at": MAYBE_TIME,
    "created_at": TIME,
    "completed_at": MAYBE_TIME,
    "completed_by": MAYBE_TEXT,
    "instance_id": ID,
    "root_id": ID,
    "business_key": MAYBE_TEXT,
    "definition": VERSION_OF,
    "form_name": MAYBE_TEXT,
}

SCHEMAS: dict[str, Json] = {
    "Task": _object(**_task, form={"type": "null"}, answers={"type": "null"}),
    "TaskWithForm": _object(
        **_task,
        form=_or_null(ANYTHING),
        answers=ANYTHING,
        sources={"type": "object", "additionalProperties": TEXT},
        proposals=ANYTHING,
        instructions=TEXT,
        draft_saved_at=MAYBE_TIME,
        may_complete={"type": "boolean"},
        why_not=TEXT,
    ),
    "Wait": _object(
        kind={"enum": ["timer", "message", "signal", "job", "child", "incident"]},
        element_id=TEXT,
        name=TEXT,
        due_at=MAYBE_TIME,
        message=MAYBE_TEXT,
        since=TIME,
        instance_id=ID,
    ),
    "Child": _object(id=ID, key=TEXT, version=NUMBER, status=ref("Status")),
    "Status": {"enum": ["running", "incident", "completed", "cancelled"]},
    "Instance": _object(
        id=ID,
        root_id=ID,
        parent_id=MAYBE_ID,
        business_key=MAYBE_TEXT,
        definition=VERSION_OF,
        name=TEXT,
        status=ref("Status"),
        started_at=TIME,
        ended_at=MAYBE_TIME,
        tasks={"type": "array", "items": ref("Task")},
        waits={"type": "array", "items": ref("Wait")},
        children={"type": "array", "items": ref("Child")},
        data=ANYTHING,
    ),
    "Completed": _object(
        task=ref("Task"), next_tasks={"type": "array", "items": ref("Task")}, instance=ref("Instance")
    ),
    "Event": _object(
        id=NUMBER,
        type=TEXT,
        at=TIME,
        by=TEXT,
        instance_id=MAYBE_ID,
        root_id=MAYBE_ID,
        task_id=MAYBE_ID,
        element_id=MAYBE_TEXT,
        definition_key=MAYBE_TEXT,
        version=_or_null(NUMBER),
        facts=ANYTHING,
    ),
    "Definition": _object(
        key=TEXT,
        version=NUMBER,
        name=TEXT,
        lanes=TEXTS,
        deployed_at=TIME,
        deployed_by=TEXT,
        valid_from=TIME,
        running=NUMBER,
        files=TEXTS,
    ),
    "Deployed": _object(key=TEXT, version=NUMBER, created={"type": "boolean"}),
    "Delivered": _object(delivered=NUMBER, instance_ids={"type": "array", "items": ID}),
    "Document": ANYTHING,
    "Tasks": _list_of("Task"),
    "Events": _list_of("Event"),
    "Definitions": _list_of("Definition"),
    "Problem": {
        **_object(type=TEXT, title=TEXT, status=NUMBER, detail=TEXT),
        "description": "A problem document (RFC 9457). A 409 says `by` whom and `at` what time; a 422 names fields in "
        "`errors` or elements of a diagram in `problems`.",
    },
}
SCHEMAS["Problem"]["properties"] |= {
    "request_id": MAYBE_TEXT,
    "by": MAYBE_TEXT,
    "at": MAYBE_TIME,
    "errors": {"type": "object", "additionalProperties": TEXT},
    "problems": {"type": "array", "items": _object(element_id=TEXT, message=TEXT)},
}
