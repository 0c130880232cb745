"""The access log: who looked into which case, in which role and why (domain.md DS2)."""

import uuid
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from processes import errors
from processes.casework import rights
from processes.casework.models import Access, CaseFile
from processes.casework.values import PURPOSES
from processes.people import Person
from processes.words import N_

#: Why somebody of a role usually looks into a case; the first that fits counts.
_USUAL = (
    ("fallmanagement", "beratung"),
    ("leistung", "leistung"),
    ("teamleitung", "freigabe"),
    ("sachgebietsleitung", "freigabe"),
    ("widerspruchsstelle", "widerspruch"),
    ("revision", "revision"),
    ("administration", "technik"),
    ("prozessverantwortung", "technik"),
)


def usual_purpose(person: Person) -> str:
    """The purpose code of somebody who gave none: what their role usually looks into cases for."""
    return next((purpose for role, purpose in _USUAL if person.has(role)), "auskunft")


def note(
    session: Session,
    *,
    case_id: uuid.UUID,
    by: Person,
    now: datetime,
    purpose: str | None = None,
    what: str = "fall",
) -> None:
    """Write down one look into a case; at the edge, in a short transaction of its own, because reading is read-only.

    `what` names what was opened (fall, dokument, akte). Raises errors.Invalid for an unknown purpose.
    """
    reason = purpose or usual_purpose(by)
    if reason not in PURPOSES:
        raise errors.Invalid(N_("This purpose of access does not exist."))
    case = session.get(CaseFile, case_id)
    if case is None:
        raise errors.NotFound
    session.execute(
        insert(Access).values(
            at=now,
            person=by.id,
            roles=" ".join(sorted(by.roles)),
            case_id=case_id,
            purpose=reason,
            what=what,
            assigned=rights.is_assigned(session, person=by, case=case, root_id=case.root_id),
        )
    )


def seen_by(session: Session, *, case_id: uuid.UUID, limit: int = 200) -> list[tuple[datetime, str, str, str]]:
    """The newest looks into a case: when, who, why, what. For data protection and audit."""
    found = session.execute(
        select(Access.at, Access.person, Access.purpose, Access.what)
        .where(Access.case_id == case_id)
        .order_by(Access.id.desc())
        .limit(limit)
    )
    return [(row.at, row.person, row.purpose, row.what) for row in found]


def note_look(session: Session, *, root_id: uuid.UUID, by: Person, now: datetime, what: str) -> None:
    """Write down a look into the case of a root; nothing for a root that is not (yet) a case."""
    case_id = session.scalar(select(CaseFile.id).where(CaseFile.root_id == root_id))
    if case_id is not None:
        note(session, case_id=case_id, by=by, now=now, what=what)
