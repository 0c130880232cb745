"""What happened in an instance, which elements it passed, and how its decisions were made."""

import uuid
from typing import Any

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from processes.engine import rights
from processes.engine.models import DecisionLog, Definition, Event, Instance
from processes.engine.queries import paging
from processes.engine.queries.instances import check_instance
from processes.engine.views import DecisionRow, EventRow, Page
from processes.errors import NotFound
from processes.people import Person

#: The columns of a line of the event log.
EVENT = (
    Event.id,
    Event.type,
    Event.at,
    Event.by,
    Event.instance_id,
    Event.root_id,
    Event.element_id,
    Event.task_id,
    Definition.key.label("definition_key"),
    Definition.version,
    Event.facts,
)


def event_row(row: Any) -> EventRow:
    """A row of these columns as a line of the event log."""
    return EventRow(**{**row, "facts": row["facts"] or {}})


def events(
    session: Session, *, instance_id: uuid.UUID, person: Person, limit: int = 100, cursor: str | None = None
) -> Page[EventRow]:
    """The events of an instance, oldest first; of a root with those of everything it has called. Raises NotFound."""
    root_id = session.scalar(
        select(Instance.root_id)
        .join(Definition, Definition.id == Instance.definition_id)
        .where(Instance.id == instance_id, rights.instance_clause(person))
    )
    if root_id is None:
        raise NotFound
    limit = paging.limited(limit)
    mine = Event.root_id == root_id if root_id == instance_id else Event.instance_id == instance_id
    statement = (
        select(*EVENT)
        .outerjoin(Definition, Definition.id == Event.definition_id)
        .where(mine)
        .order_by(Event.id)
        .limit(limit + 1)
    )
    if cursor is not None:
        (after,) = paging.decode(cursor, int)
        statement = statement.where(Event.id > after)
    found = [event_row(row) for row in session.execute(statement).mappings()]
    more = paging.encode(found[limit - 1].id) if len(found) > limit else None
    return Page(items=tuple(found[:limit]), next_cursor=more)


def passed(session: Session, *, instance_id: uuid.UUID, person: Person) -> tuple[str, ...]:
    """The ids of the elements this instance has passed, sorted. Raises NotFound."""
    check_instance(session, instance_id=instance_id, person=person)
    element = select(func.jsonb_array_elements_text(Event.facts["elements"]).label("element_id"))
    by_itself = element.where(Event.instance_id == instance_id, Event.type == "elements.passed")
    by_people = select(Event.element_id).where(Event.instance_id == instance_id, Event.type == "task.completed")
    return tuple(sorted(session.scalars(union(by_itself, by_people))))


def decisions(session: Session, *, root_id: uuid.UUID, person: Person, limit: int = 200) -> tuple[DecisionRow, ...]:
    """How the decisions of a root were made, newest first. Raises NotFound."""
    check_instance(session, instance_id=root_id, person=person)
    statement = (
        select(
            DecisionLog.at,
            DecisionLog.instance_id,
            DecisionLog.element_id,
            DecisionLog.decision,
            Definition.key.label("definition_key"),
            Definition.version,
            DecisionLog.rules,
            DecisionLog.inputs,
        )
        .join(Definition, Definition.id == DecisionLog.definition_id)
        .where(DecisionLog.root_id == root_id)
        .order_by(DecisionLog.id.desc())
        .limit(limit)
    )
    return tuple(DecisionRow(**{**row, "rules": tuple(row["rules"])}) for row in session.execute(statement).mappings())
