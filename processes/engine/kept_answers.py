"""Keeps the answer to a write of the API beside its effect, so that a repeat gets the same answer and does nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from processes.engine.models import KeptAnswer

#: How long an answer is kept. Callers repeat within minutes; a week covers an outage over holidays.
KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """An answer given before. `request_hash` tells whether the repeat asks for the same thing."""

    request_hash: bytes
    status: int
    answer: dict[str, Any]


def find(session: Session, *, person_id: str, key: str) -> Kept | None:
    """The answer kept under this key of this person, or None.

    Waits until nobody else works under the same key, and holds the key to the end of the transaction: of two requests
    at once, the second sees the answer of the first.
    """
    name = f"{person_id}\n{key}"
    session.execute(text("select pg_advisory_xact_lock(hashtextextended(:name, 4711))"), {"name": name})
    row = session.execute(
        select(KeptAnswer.request_hash, KeptAnswer.status, KeptAnswer.answer).where(
            KeptAnswer.person_id == person_id, KeptAnswer.key == key
        )
    ).one_or_none()
    return Kept(request_hash=row.request_hash, status=row.status, answer=row.answer) if row else None


def keep(
    session: Session,
    *,
    person_id: str,
    key: str,
    request_hash: bytes,
    status: int,
    answer: dict[str, Any],
    now: datetime,
) -> None:
    """Keep an answer in the transaction of its effect. It must hold nothing that people typed."""
    session.add(
        KeptAnswer(
            person_id=person_id, key=key, request_hash=request_hash, status=status, answer=answer, created_at=now
        )
    )


def drop_old(session: Session, *, now: datetime) -> None:
    """Forget answers that nobody will ask for again."""
    session.execute(delete(KeptAnswer).where(KeptAnswer.created_at < now - KEPT_FOR))
