"""What is deployed, and starting it."""

from typing import Any

from app import db
from app.api import bearer, bodies, shapes
from app.api.route import Parameter, api
from app.page import signed_in
from processes import clock
from processes.engine import instances, queries

VERSION = Parameter(name="version", schema={"type": "integer", "minimum": 1}, meaning="The version, or the newest.")


@api.get("/definitions", allow=signed_in, answer="Definitions")
def list_definitions() -> Any:
    """The newest version of each process definition."""
    newest: dict[str, Any] = {}
    for row in queries.definitions(db.session()):
        newest.setdefault(row.key, row)
    return {"items": [shapes.definition(row) for row in newest.values()], "next_cursor": None}


@api.get("/definitions/<key>", allow=signed_in, answer="Definition", query=(VERSION,), refuses=(404, 422))
def get_definition(key: str) -> Any:
    """One version of a process definition."""
    version = bodies.query_number("version")
    return shapes.definition(queries.definition(db.session(), key=key, version=version))


@api.post(
    "/definitions/<key>/instances",
    allow=signed_in,
    answer="Instance",
    status=201,
    body={
        "type": "object",
        "properties": {
            "business_key": {"type": ["string", "null"], "maxLength": bodies.LONGEST_NAME},
            "data": {"type": ["object", "null"], "description": "Variables the process begins with."},
            "version": {"type": ["integer", "null"], "minimum": 1},
        },
    },
    refuses=(404, 409),
)
def start_instance(key: str) -> Any:
    """Start an instance of a process definition."""
    content = bodies.json_object()
    view = instances.start(
        db.session(),
        key=key,
        version=bodies.number(content, "version"),
        business_key=bodies.text(content, "business_key"),
        data=bodies.mapping(content, "data"),
        by=bearer.person(),
        now=clock.now(),
    )
    return shapes.instance(view), 201
