"""The JSON schemas of the shapes; the OpenAPI document holds them, and the tests hold every answer against them."""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]


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
