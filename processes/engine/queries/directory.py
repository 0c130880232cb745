"""Looking things up by the names people know: persons by sign-in name, definitions by key, roots by business key."""

import uuid
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from processes.engine import rights
from processes.engine.models import Definition, Instance, PersonRow
from processes.errors import NotFound
from processes.people import Person


def people(session: Session) -> tuple[Person, ...]:
    """All active people, by name."""
    rows = session.scalars(select(PersonRow).where(PersonRow.active).order_by(PersonRow.name, PersonRow.id))
    return tuple(
        Person(id=row.id, name=row.name, roles=frozenset(row.roles), teams=frozenset(row.teams or ())) for row in rows
    )


def names(session: Session) -> Mapping[str, str]:
    """The names of all people by sign-in name, also of those who have left: lists and timelines name them."""
    return {row.id: row.name for row in session.execute(select(PersonRow.id, PersonRow.name))}


def definition_names(session: Session) -> Mapping[str, str]:
    """The names of all definitions by key, as their newest versions say."""
    rows = session.execute(
        select(Definition.key, Definition.name)
        .ext(distinct_on(Definition.key))
        .order_by(Definition.key, Definition.version.desc())
    )
    return {row.key: row.name for row in rows}


def root_id(session: Session, *, business_key: str, person: Person) -> uuid.UUID:
    """The root people know by this key, the newest if several bear it. Raises NotFound."""
    found = session.scalar(
        select(Instance.id)
        .join(Definition, Definition.id == Instance.definition_id)
        .where(Instance.business_key == business_key, Instance.parent_id.is_(None), rights.instance_clause(person))
        .order_by(Instance.started_at.desc())
        .limit(1)
    )
    if found is None:
        raise NotFound
    return found
