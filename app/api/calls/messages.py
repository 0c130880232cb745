"""Delivering messages to whoever waits for them."""

from typing import Any

from app import db
from app.api import bearer, bodies
from app.api.route import api
from app.page import signed_in
from processes import clock
from processes.engine import messages
from processes.errors import NotFound
from processes.words import N_


@api.post(
    "/messages",
    allow=signed_in,
    answer="Delivered",
    body={
        "type": "object",
        "properties": {
            "name": {"type": "string", "minLength": 1},
            "correlation": {"type": "object", "description": "Keys of the diagram, or `az` or `business_key`."},
            "payload": {"type": "object", "description": "Goes into the variable that the message names."},
        },
        "required": ["name"],
    },
    refuses=(403, 404, 409),
)
def deliver_message() -> Any:
    """Deliver a message to the instance that waits for it, or start a process that begins with it."""
    content = bodies.json_object()
    done = messages.deliver(
        db.session(),
        name=bodies.text(content, "name", required=True) or "",
        correlation=bodies.mapping(content, "correlation"),
        payload=bodies.mapping(content, "payload"),
        by=bearer.person(),
        now=clock.now(),
    )
    if not done.count:
        raise NotFound(N_("Nobody waits for this message."))
    return {"delivered": done.count, "instance_ids": done.instance_ids}
