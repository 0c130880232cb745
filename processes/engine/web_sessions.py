"""Signed-in browsers: checking a password, and sessions as rows, so that they survive a restart and can be ended."""

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from processes.engine.models import PersonRow, SignInAttempt, WebSession
from processes.people import Person

#: A working day with breaks; each visit renews it. After a night one signs in again.
IDLE = timedelta(hours=10)
#: However busy: at the latest after this time one signs in again.
LONGEST = timedelta(days=7)
#: How often `seen_at` is written at most.
SEEN_EVERY = timedelta(minutes=5)

ATTEMPTS_WINDOW = timedelta(minutes=5)

#: OWASP's profile of argon2id, as `people_admin` makes hashes with.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _nobody() -> str:
    """Verified for unknown names, so that the answer takes as long as for known ones."""
    return _hasher.hash(secrets.token_hex(16))


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _person(row: PersonRow) -> Person:
    return Person(id=row.id, name=row.name, roles=frozenset(row.roles), teams=frozenset(row.teams or ()))


def check_password(session: Session, *, login: str, password: str) -> Person | None:
    """The person with this sign-in name and password, or None; takes the same time for unknown names."""
    row = session.scalar(select(PersonRow).where(PersonRow.id == login, PersonRow.active))
    try:
        _hasher.verify(row.password_hash if row and row.password_hash else _nobody(), password)
    except (Argon2Error, InvalidHashError):
        return None
    return _person(row) if row else None


def begin(session: Session, *, person_id: str, now: datetime) -> str:
    """Sign a browser in. Returns the random id for its cookie; the table keeps only the id's SHA-256."""
    web_session_id = secrets.token_urlsafe(32)
    session.add(
        WebSession(
            id_hash=_hash(web_session_id), person_id=person_id, created_at=now, seen_at=now, expires_at=now + IDLE
        )
    )
    return web_session_id


def find(session: Session, *, web_session_id: str, now: datetime) -> tuple[Person, bool] | None:
    """Who is signed in with this id, and whether it is time to call `seen`; None when ended or expired."""
    found = session.execute(
        select(PersonRow, WebSession.seen_at)
        .join(WebSession, WebSession.person_id == PersonRow.id)
        .where(
            WebSession.id_hash == _hash(web_session_id),
            WebSession.expires_at > now,
            WebSession.created_at > now - LONGEST,
            PersonRow.active,
        )
    ).one_or_none()
    if found is None:
        return None
    row, seen_at = found
    return _person(row), now - seen_at > SEEN_EVERY


def seen(session: Session, *, web_session_id: str, now: datetime) -> None:
    """Renew the idle time of a signed-in browser."""
    session.execute(
        update(WebSession).where(WebSession.id_hash == _hash(web_session_id)).values(seen_at=now, expires_at=now + IDLE)
    )


def end(session: Session, *, web_session_id: str) -> None:
    """Sign this browser out."""
    session.execute(delete(WebSession).where(WebSession.id_hash == _hash(web_session_id)))


def end_all(session: Session, *, person_id: str) -> int:
    """Sign the person out on every browser; returns how many there were."""
    ended = session.execute(delete(WebSession).where(WebSession.person_id == person_id).returning(WebSession.id_hash))
    return len(ended.all())


def drop_expired(session: Session, *, now: datetime) -> None:
    """Forget sessions that ended by themselves, and attempts that no longer count."""
    session.execute(delete(WebSession).where(WebSession.expires_at <= now))
    session.execute(delete(SignInAttempt).where(SignInAttempt.since <= now - ATTEMPTS_WINDOW))


def count_attempt(session: Session, *, key: str, now: datetime) -> int:
    """Count an attempt to sign in for `key` (a name or an address) and return how many there were in five minutes."""
    fresh = SignInAttempt.since <= now - ATTEMPTS_WINDOW
    counted = session.scalar(
        insert(SignInAttempt)
        .values(key_hash=_hash(key), since=now, attempts=1)
        .on_conflict_do_update(
            index_elements=[SignInAttempt.key_hash],
            set_={
                "since": case((fresh, now), else_=SignInAttempt.since),
                "attempts": case((fresh, 1), else_=SignInAttempt.attempts + 1),
            },
        )
        .returning(SignInAttempt.attempts)
    )
    return int(counted or 0)


def forget_attempts(session: Session, *, key: str) -> None:
    """Start counting anew after a successful sign-in."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.key_hash == _hash(key)))
