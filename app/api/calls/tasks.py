"""The worklist, and what people do with tasks."""

import uuid
from typing import Any

from app import db, i18n
from app.api import bearer, bodies, schemas, shapes
from app.api.parameters import CURSOR, LIMIT
from app.api.route import Parameter, api
from app.page import signed_in
from processes import clock
from processes.engine import queries, tasks
from processes.words import N_

STATES = ("open", "completed", "cancelled")
NOT_AN_ID = N_("This must be an id.")

FILTERS = (
    Parameter(name="state", schema={"enum": list(STATES)}, meaning="`open` unless said."),
    Parameter(name="lane", schema=schemas.TEXT, meaning="Only tasks of this lane."),
    Parameter(name="assignee", schema=schemas.TEXT, meaning="Only tasks of this person (a sign-in name)."),
    Parameter(name="instance", schema=schemas.ID, meaning="Only tasks of this instance and of all it has called."),
    Parameter(name="q", schema=schemas.TEXT, meaning="Only tasks whose name or business key contains this."),
    Parameter(name="due_before", schema=schemas.TIME, meaning="Only tasks due before this time."),
)


@api.get("/tasks", allow=signed_in, answer="Tasks", query=(*FILTERS, LIMIT, CURSOR), refuses=(422,))
def list_tasks() -> Any:
    """The worklist of the token's person: tasks of their lanes and those assigned to them, soonest due first."""
    instance = bodies.query_text("instance")
    try:
        instance_id = uuid.UUID(instance) if instance else None
    except ValueError:
        raise bodies.wrong("instance", NOT_AN_ID) from None
    found = queries.worklist(
        db.session(),
        person=bearer.person(),
        now=clock.now(),
        state=bodies.query_choice("state", STATES, "open"),
        lane=bodies.query_text("lane"),
        assignee=bodies.query_text("assignee"),
        instance=instance_id,
        q=bodies.query_text("q"),
        due_before=bodies.query_time("due_before"),
        limit=bodies.query_limit(),
        cursor=bodies.query_text("cursor"),
    )
    return shapes.page(found, shapes.task)


@api.get("/tasks/<uuid:task_id>", allow=signed_in, answer="TaskWithForm", refuses=(404,))
def get_task(task_id: uuid.UUID) -> Any:
    """A task with its form's schema and the answers it begins with: the person's draft, else what is known already."""
    view = queries.task(db.session(), task_id=task_id, person=bearer.person(), now=clock.now())
    return shapes.task_with_form(view, i18n.translate(view.why_not) if view.why_not else "")


@api.post("/tasks/<uuid:task_id>/claim", allow=signed_in, answer="Task", refuses=(403, 404, 409))
def claim_task(task_id: uuid.UUID) -> Any:
    """Take a task, so that others see who works on it."""
    return shapes.task(tasks.claim(db.session(), task_id=task_id, by=bearer.person(), now=clock.now()))


@api.post("/tasks/<uuid:task_id>/release", allow=signed_in, answer="Task", refuses=(403, 404, 409))
def release_task(task_id: uuid.UUID) -> Any:
    """Give a task back."""
    return shapes.task(tasks.release(db.session(), task_id=task_id, by=bearer.person(), now=clock.now()))


@api.post(
    "/tasks/<uuid:task_id>/assign",
    allow=signed_in,
    answer="Task",
    body={"type": "object", "properties": {"person": {"type": "string"}}, "required": ["person"]},
    refuses=(403, 404, 409),
)
def assign_task(task_id: uuid.UUID) -> Any:
    """Give a task to somebody."""
    to = bodies.text(bodies.json_object(), "person", required=True) or ""
    return shapes.task(tasks.assign(db.session(), task_id=task_id, to=to, by=bearer.person(), now=clock.now()))


@api.post(
    "/tasks/<uuid:task_id>/complete",
    allow=signed_in,
    answer="Completed",
    body={"type": "object", "properties": {"answers": {"type": "object"}}},
    refuses=(403, 404, 409),
)
def complete_task(task_id: uuid.UUID) -> Any:
    """Complete a task with its answers.

    The answer holds the person's next tasks in the same case. A task that somebody else has completed is a 409 that
    says who and when; answers that are not valid are a 422 with a sentence for each field.
    """
    answers = bodies.mapping(bodies.json_object(), "answers")
    done = tasks.complete(db.session(), task_id=task_id, answers=answers, by=bearer.person(), now=clock.now())
    return shapes.completed(done)
