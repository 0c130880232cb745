"""Reading and cancelling process instances."""

import uuid
from typing import Any

from app import db
from app.api import bearer, bodies, shapes
from app.api.parameters import CURSOR, LIMIT
from app.api.route import api
from app.page import signed_in
from processes import clock
from processes.engine import instances, queries


@api.get("/instances/<uuid:instance_id>", allow=signed_in, answer="Instance", refuses=(404,))
def get_instance(instance_id: uuid.UUID) -> Any:
    """An instance with its open tasks, its waits, its children and its process data."""
    return shapes.instance(queries.instance(db.session(), instance_id=instance_id, person=bearer.person()))


@api.get(
    "/instances/<uuid:instance_id>/events",
    allow=signed_in,
    answer="Events",
    query=(LIMIT, CURSOR),
    refuses=(404, 422),
)
def list_events(instance_id: uuid.UUID) -> Any:
    """The event log of an instance and of all it has called, oldest first."""
    found = queries.events(
        db.session(),
        instance_id=instance_id,
        person=bearer.person(),
        limit=bodies.query_limit(),
        cursor=bodies.query_text("cursor"),
    )
    return shapes.page(found, shapes.event)


@api.post(
    "/instances/<uuid:instance_id>/cancel",
    allow=signed_in,
    answer="Instance",
    body={
        "type": "object",
        "properties": {"reason": {"type": "string", "minLength": 1, "maxLength": 2000}},
        "required": ["reason"],
    },
    refuses=(403, 404, 409),
)
def cancel_instance(instance_id: uuid.UUID) -> Any:
    """Cancel an instance with all it has called."""
    content = bodies.json_object()
    view = instances.cancel(
        db.session(),
        instance_id=instance_id,
        reason=bodies.text(content, "reason", required=True, most=2000) or "",
        by=bearer.person(),
        now=clock.now(),
    )
    return shapes.instance(view)
