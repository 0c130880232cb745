"""Who somebody is, by sign-in name or by token."""

import hashlib
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.engine.models import ApiToken, PersonRow
from processes.people import Person

_PERSON = (PersonRow.id, PersonRow.name, PersonRow.roles, PersonRow.teams)


def _person(row: Any) -> Person | None:
    if row is None:
        return None
    return Person(id=row.id, name=row.name, roles=frozenset(row.roles), teams=frozenset(row.teams or ()))


def person(session: Session, login: str) -> Person | None:
    """The active person with this sign-in name."""
    return _person(session.execute(select(*_PERSON).where(PersonRow.id == login, PersonRow.active)).one_or_none())


def person_by_token(session: Session, token: str) -> Person | None:
    """The active person whose token this is; only the token's SHA-256 is stored and asked for."""
    token_hash = hashlib.sha256(token.encode(errors="replace")).digest()
    return _person(
        session.execute(
            select(*_PERSON)
            .join(ApiToken, ApiToken.person_id == PersonRow.id)
            .where(ApiToken.token_hash == token_hash, PersonRow.active)
        ).one_or_none()
    )
