"""What happened in a root, newest first, with the names of the elements: what a timeline in words needs."""

import uuid
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.engine.models import Definition, Event, Instance
from processes.engine.queries import log, paging
from processes.engine.queries.instances import check_instance
from processes.engine.views import EventRow, Page
from processes.people import Person

#: Steps of the engine itself; the timeline of people leaves them out.
TECHNICAL = ("elements.passed", "task.created", "decision.evaluated")

ElementNames = Mapping[tuple[str, int], Mapping[str, str]]


def history(
    session: Session,
    *,
    root_id: uuid.UUID,
    person: Person,
    technical: bool = False,
    limit: int = 100,
    cursor: str | None = None,
) -> Page[EventRow]:
    """The events of a root and of everything it has called, newest first. Raises NotFound."""
    check_instance(session, instance_id=root_id, person=person)
    limit = paging.limited(limit)
    statement = (
        select(*log.EVENT)
        .outerjoin(Definition, Definition.id == Event.definition_id)
        .where(Event.root_id == root_id)
        .order_by(Event.id.desc())
        .limit(limit + 1)
    )
    if not technical:
        statement = statement.where(Event.type.not_in(TECHNICAL))
    if cursor is not None:
        (before,) = paging.decode(cursor, int)
        statement = statement.where(Event.id < before)
    found = [log.event_row(row) for row in session.execute(statement).mappings()]
    more = paging.encode(found[limit - 1].id) if len(found) > limit else None
    return Page(items=tuple(found[:limit]), next_cursor=more)


def element_names(session: Session, *, root_id: uuid.UUID) -> ElementNames:
    """The names of the elements of every definition version that a root uses: {(key, version): {element id: name}}."""
    used = select(Instance.definition_id).where(Instance.root_id == root_id)
    rows = session.execute(
        select(Definition.key, Definition.version, Definition.elements).where(Definition.id.in_(used))
    )
    return {
        (row.key, row.version): {id: element.get("name") or id for id, element in (row.elements or {}).items()}
        for row in rows
    }
