"""The page of a case for one reader: header, person, plan, areas of life, appointments, documents, people."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.casework import labels, rights
from processes.casework.models import (
    Address,
    Aftercare,
    Appointment,
    Assignment,
    CaseFile,
    Client,
    Contact,
    ContactNote,
    HouseholdMember,
    Intake,
    Representation,
)
from processes.casework.queries.areas import areas_of
from processes.casework.queries.documents import documents_of
from processes.casework.queries.happenings import happenings_of
from processes.casework.queries.plans import plans_of
from processes.casework.views import (
    AftercareRow,
    AppointmentRow,
    AssignmentRow,
    CaseView,
    ClientView,
    ContactRow,
)
from processes.engine import queries as engine
from processes.people import Person


def case(session: Session, *, root_id: uuid.UUID, person: Person, now: datetime) -> CaseView | None:
    """The case or intake of a root; None when there is none or the person may see nothing of it.

    Raises errors.NotFound when the person does not see the root at all.
    """
    engine.check_instance(session, instance_id=root_id, person=person)
    intake = session.scalars(select(Intake).where(Intake.root_id == root_id)).one_or_none()
    if intake is None:
        return None
    file = session.get(CaseFile, intake.case_id) if intake.case_id else None
    parts = rights.sections(session, person=person, case=file, intake=intake, now=now)
    if "contact" not in parts:
        return None
    client = session.get(Client, file.client_id) if file else None
    people = _people(session, file) if file else ()
    worker = next((each.worker for each in people if each.until_at is None), None)
    plans = plans_of(session, file, parts, now) if file else ()
    meetings = _appointments(session, file, parts) if file else ()
    return CaseView(
        root_id=root_id,
        worker=worker,
        sections=parts,
        **_head(session, file, intake, parts),
        client=_client(session, client, intake, parts),
        plans=plans,
        areas=areas_of(session, file, parts) if file else (),
        appointments=meetings,
        documents=documents_of(session, intake, file, parts),
        contacts=_contacts(session, file) if file and "plan" in parts else (),
        people=people if "people" in parts else (),
        aftercare=_aftercare(session, file) if file and "aftercare" in parts else (),
        happenings=happenings_of(intake, file, plans, meetings, people if "people" in parts else ()),
    )


def _head(session: Session, file: CaseFile | None, intake: Intake, parts: frozenset[str]) -> dict[str, Any]:
    """What stands at the top of a case, and before there is one, of its intake."""
    head: dict[str, Any] = {
        "case_id": None,
        "number": intake.number,
        "intake_number": intake.number,
        "client_name": _name(intake),
        "status": intake.status,
        "status_words": labels.words(labels.INTAKE_STATUS, intake.status),
        "benefit_words": "",
        "urgency_words": "",
        "received_at": intake.received_at,
        "known_since": intake.known_since,
        "opened_at": None,
        "closed_at": None,
        "closing_words": "",
        "team": None,
        "previous_number": None,
        "next_numbers": (),
    }
    if file is not None:
        head |= {
            "case_id": file.id,
            "number": file.number,
            "client_name": _name(session.get_one(Client, file.client_id)),
            "status": file.status,
            "status_words": labels.words(labels.CASE_STATUS, file.status),
            "benefit_words": labels.words(labels.BENEFITS, file.benefit),
            "urgency_words": labels.words(labels.URGENCIES, file.urgency),
            "opened_at": file.opened_at,
            "closed_at": file.closed_at,
            "closing_words": labels.words(labels.CLOSING_REASONS, file.closing_reason if "plan" in parts else None),
            "team": file.team,
            "previous_number": _previous(session, file),
            "next_numbers": _next(session, file),
        }
    return head


def _name(who: Client | Intake) -> str:
    return f"{who.first_name} {who.last_name}"


def _previous(session: Session, file: CaseFile) -> str | None:
    if file.previous_case_id is None:
        return None
    return session.scalar(select(CaseFile.number).where(CaseFile.id == file.previous_case_id))


def _next(session: Session, file: CaseFile) -> tuple[str, ...]:
    later = select(CaseFile.number).where(CaseFile.previous_case_id == file.id).order_by(CaseFile.opened_at)
    return tuple(session.scalars(later))


def _client(session: Session, client: Client | None, intake: Intake, parts: frozenset[str]) -> ClientView:
    if client is None:
        return ClientView(
            number=None,
            birth_date=intake.birth_date,
            language="",
            telephone=None,
            email=None,
            address=None,
            protected=intake.protected_address,
        )
    reach = {
        row.kind: row.value
        for row in session.execute(
            select(Contact.kind, Contact.value)
            .where(Contact.client_id == client.id)
            .order_by(Contact.created_at, Contact.id)
        )
    }
    may_see_address = not client.protected_address or "protected_address" in parts
    return ClientView(
        number=client.number,
        birth_date=client.birth_date,
        language=client.language,
        telephone=reach.get("telefon"),
        email=reach.get("email"),
        address=_address(session, client) if may_see_address else None,
        protected=client.protected_address,
        household=_household(session, client) if "plan" in parts or "application" in parts else (),
        representation=session.scalar(
            select(Representation.kind).where(Representation.client_id == client.id, Representation.valid_to.is_(None))
        ),
    )


def _address(session: Session, client: Client) -> str | None:
    now = select(Address.text).where(Address.client_id == client.id, Address.valid_to.is_(None))
    return session.scalar(now.order_by(Address.valid_from.desc(), Address.id.desc()).limit(1))


def _household(session: Session, client: Client) -> tuple[str, ...]:
    mine = select(HouseholdMember.household_id).where(HouseholdMember.client_id == client.id)
    newest = mine.order_by(HouseholdMember.valid_from.desc(), HouseholdMember.id.desc()).limit(1)
    others = select(HouseholdMember.name).where(
        HouseholdMember.household_id == newest.scalar_subquery(), HouseholdMember.name.is_not(None)
    )
    return tuple(name for name in session.scalars(others.order_by(HouseholdMember.birth_date)) if name)


def _people(session: Session, file: CaseFile) -> tuple[AssignmentRow, ...]:
    found = session.scalars(select(Assignment).where(Assignment.case_id == file.id).order_by(Assignment.from_at.desc()))
    return tuple(
        AssignmentRow(worker=each.worker, team=each.team, role=each.role, from_at=each.from_at, until_at=each.until_at)
        for each in found
    )


def _appointments(session: Session, file: CaseFile, parts: frozenset[str]) -> tuple[AppointmentRow, ...]:
    found: Sequence[Appointment] = session.scalars(
        select(Appointment).where(Appointment.case_id == file.id).order_by(Appointment.starts_at.desc())
    ).all()
    knows = "appointment_subjects" in parts
    return tuple(
        AppointmentRow(
            id=each.id,
            number=each.number,
            starts_at=each.starts_at,
            minutes=each.minutes,
            place_words=labels.words(labels.PLACES, each.place),
            occasion_words=labels.words(labels.OCCASIONS, each.occasion) if knows else "",
            status=each.status,
            status_words=labels.words(labels.APPOINTMENT_STATUS, each.status),
        )
        for each in found
    )


def _contacts(session: Session, file: CaseFile) -> tuple[ContactRow, ...]:
    found = session.scalars(select(ContactNote).where(ContactNote.case_id == file.id).order_by(ContactNote.at.desc()))
    return tuple(
        ContactRow(
            at=each.at,
            by=each.created_by,
            kind_words=labels.words(labels.CONTACT_KINDS, each.kind),
            text=each.text,
            mood=each.mood,
            help_needed=each.help_needed,
        )
        for each in found
    )


def _aftercare(session: Session, file: CaseFile) -> tuple[AftercareRow, ...]:
    found = session.scalars(select(Aftercare).where(Aftercare.case_id == file.id).order_by(Aftercare.month))
    return tuple(
        AftercareRow(
            month=each.month,
            due_at=each.due_at,
            status=each.status,
            status_words=labels.words(labels.AFTERCARE_STATUS, each.status),
        )
        for each in found
    )
