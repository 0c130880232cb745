"""Looking after accounts: adding people, passwords, API tokens."""

import hashlib
import re
import secrets
from collections.abc import Collection
from datetime import datetime

from argon2 import PasswordHasher
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from processes.engine import event_log
from processes.engine.models import ApiToken, PersonRow
from processes.errors import Conflict, Invalid, NotAllowed, NotFound
from processes.people import ROLES, Person
from processes.words import N_

#: OWASP's profile of argon2id: 19 MiB, two passes, one lane.
hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

SHORTEST_PASSWORD = 8

MAY_NOT = N_("Only the administration may look after accounts.")
BAD_LOGIN = N_("A sign-in name has 1 to 60 small letters, digits, dots, hyphens or underscores.")
TAKEN = N_("There is already a person with this sign-in name.")
BAD_ROLE = N_("There is no role of this name.")
SHORT = N_("A password has at least %(least)s characters.")
NOBODY = N_("There is no person with this sign-in name.")


def add(
    session: Session,
    *,
    login: str,
    name: str,
    roles: Collection[str],
    teams: Collection[str] = (),
    email: str | None = None,
    password: str | None = None,
    by: Person,
    now: datetime,
) -> Person:
    """Add an account. Raises NotAllowed, Invalid, Conflict when the sign-in name is taken."""
    _check_rights(by)
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,59}", login) or login == "system":
        raise Invalid(BAD_LOGIN)
    if not set(roles) <= set(ROLES) or "system" in roles:
        raise Invalid(BAD_ROLE)
    if session.scalar(select(PersonRow.id).where(PersonRow.id == login)) is not None:
        raise Conflict(TAKEN)
    session.execute(
        insert(PersonRow).values(
            id=login,
            name=name.strip() or login,
            email=email,
            roles=sorted(set(roles)),
            teams=sorted(set(teams)),
            password_hash=None if password is None else _hashed(password),
            active=True,
        )
    )
    _log(session, "person.added", login, by, now)
    return Person(id=login, name=name, roles=frozenset(roles), teams=frozenset(teams))


def set_password(session: Session, *, login: str, password: str, by: Person, now: datetime) -> None:
    """Give a person a new password; one may do so for oneself. Raises NotAllowed, Invalid, NotFound."""
    if by.id != login:
        _check_rights(by)
    _change(session, login, password_hash=_hashed(password))
    _log(session, "person.password_set", login, by, now)


def set_active(session: Session, *, login: str, active: bool, by: Person, now: datetime) -> None:
    """Let a person sign in, or no longer; a person who has left has no tokens. Raises NotAllowed, NotFound."""
    _check_rights(by)
    _change(session, login, active=active)
    if not active:
        session.execute(delete(ApiToken).where(ApiToken.person_id == login))
    _log(session, "person.activated" if active else "person.deactivated", login, by, now)


def set_roles(
    session: Session, *, login: str, roles: Collection[str], teams: Collection[str], by: Person, now: datetime
) -> None:
    """Give a person other roles and teams. Raises NotAllowed, Invalid, NotFound."""
    _check_rights(by)
    if not set(roles) <= set(ROLES) or "system" in roles:
        raise Invalid(BAD_ROLE)
    _change(session, login, roles=sorted(set(roles)), teams=sorted(set(teams)))
    _log(session, "person.changed", login, by, now)


def list_people(session: Session) -> tuple[Person, ...]:
    """All active people by sign-in name."""
    rows = session.execute(
        select(PersonRow.id, PersonRow.name, PersonRow.roles, PersonRow.teams)
        .where(PersonRow.active)
        .order_by(PersonRow.id)
    )
    return tuple(
        Person(id=row.id, name=row.name, roles=frozenset(row.roles), teams=frozenset(row.teams or ())) for row in rows
    )


def new_token(session: Session, *, login: str, by: Person, now: datetime) -> str:
    """Make an API token; only its SHA-256 is kept, so it is shown once. Raises NotAllowed, NotFound."""
    if by.id != login:
        _check_rights(by)
    if session.scalar(select(PersonRow.id).where(PersonRow.id == login, PersonRow.active)) is None:
        raise NotFound(NOBODY)
    token = secrets.token_urlsafe(32)
    session.execute(
        insert(ApiToken).values(token_hash=hashlib.sha256(token.encode()).digest(), person_id=login, created_at=now)
    )
    _log(session, "person.token_made", login, by, now)
    return token


def revoke_tokens(session: Session, *, login: str, by: Person, now: datetime) -> None:
    """Make all tokens of a person useless. Raises NotAllowed."""
    if by.id != login:
        _check_rights(by)
    session.execute(delete(ApiToken).where(ApiToken.person_id == login))
    _log(session, "person.tokens_revoked", login, by, now)


def _check_rights(by: Person) -> None:
    if not by.has("administration", "system"):
        raise NotAllowed(MAY_NOT)


def _hashed(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid(SHORT, least=SHORTEST_PASSWORD)
    return hasher.hash(password)


def _change(session: Session, login: str, **values: object) -> None:
    changed = session.execute(
        update(PersonRow).where(PersonRow.id == login).values(**values).returning(PersonRow.id)
    ).one_or_none()
    if changed is None:
        raise NotFound(NOBODY)


def _log(session: Session, type: str, login: str, by: Person, now: datetime) -> None:
    event_log.write(session, [event_log.Happened(type=type, at=now, by=by.id, facts={"person": login})])
