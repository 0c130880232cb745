"""Clients and their households, made from an application (F01) or found again."""

import re
import uuid
from collections.abc import Sequence
from datetime import date

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from processes.casework import answers, dates, numbers, rows
from processes.casework.models import (
    Address,
    CaseFile,
    Client,
    Contact,
    Household,
    HouseholdMember,
    Intake,
    Representation,
)
from processes.casework.values import CASE_OVER, REPRESENTATION_KINDS

_ADDRESS = re.compile(r"(?P<street>.+?)\s+(?P<house_number>\d+\s?\w?),\s*(?P<postal_code>\d{5})\s+(?P<city>.+)")
_ROLES = (("partner", "partner"), ("ehe", "partner"), ("kind", "kind"), ("sohn", "kind"), ("tochter", "kind"))


def with_identity(session: Session, *, last_name: str, first_name: str, birth_date: date) -> Sequence[Client]:
    """Clients with this name (accents and case do not matter) and birth date, newest first."""
    same_name = Client.name_key == func.casework.de_sort(f"{last_name} {first_name}")
    return session.scalars(
        select(Client)
        .where(same_name, Client.birth_date == birth_date, Client.status != "geloescht")
        .order_by(Client.created_at.desc(), Client.id.desc())
    ).all()


def same_identity(session: Session, intake: Intake) -> Sequence[Client]:
    """Clients with the name and birth date of an intake, newest first."""
    return with_identity(
        session, last_name=intake.last_name, first_name=intake.first_name, birth_date=intake.birth_date
    )


def has_running_case(session: Session, client: Client) -> bool:
    """Whether the client is the main person of a case that is not over (aftercare counts as over)."""
    running = exists().where(CaseFile.client_id == client.id, CaseFile.status.not_in([*CASE_OVER, "nachsorge"]))
    return bool(session.scalar(select(running)))


def for_intake(doing: rows.Doing, intake: Intake, application: answers.Answers) -> Client:
    """The client of an application: the one who was here before, or a new one.

    Somebody is taken for the same person only if exactly one client has this name and birth date and has no running
    case. Otherwise a new client is made that names the one it resembles: people, not the system, decide about merging,
    because two files of two people in one would show each the other's secrets.
    """
    same = same_identity(doing.session, intake)
    if len(same) == 1 and not has_running_case(doing.session, same[0]):
        client = same[0]
        rows.change(doing, client, **_details(application))
    else:
        client = rows.new(
            doing,
            Client,
            number=_free_number(doing.session),
            last_name=intake.last_name,
            first_name=intake.first_name,
            birth_date=intake.birth_date,
            resembles_id=same[0].id if same else None,
            **_details(application),
        )
    _reach(doing, client, application)
    _represent(doing, client, application)
    return client


def household_for(doing: rows.Doing, client: Client, application: answers.Answers) -> Household:
    """The household of a client with the people named in the application."""
    since = dates.today(doing.now)
    household = rows.new(doing, Household, label=client.last_name, valid_from=since)
    _member(doing, household, since, client_id=client.id, role="antragstellend", birth_date=client.birth_date)
    for person in answers.table(application, "haushalt"):
        name = answers.text(person, "person")
        if name is not None:
            _member(
                doing,
                household,
                since,
                name=name,
                role=_role(answers.text(person, "verhaeltnis")),
                birth_date=answers.day(person, "geburtsdatum"),
                has_income=answers.yes(person, "einkommen_ja_nein"),
            )
    return household


def _member(doing: rows.Doing, household: Household, since: date, **values: object) -> None:
    rows.new(doing, HouseholdMember, household_id=household.id, valid_from=since, **values)


def _role(relation: str | None) -> str:
    small = (relation or "").lower()
    return next((role for word, role in _ROLES if word in small), "sonstige")


def _details(application: answers.Answers) -> dict[str, object]:
    return {
        "call_name": answers.text(application, "rufname"),
        "nationality": answers.text(application, "staatsangehoerigkeit"),
        "language": answers.text(application, "sprache") or "de",
        "protected_address": answers.yes(application, "schutzadresse"),
    }


def _reach(doing: rows.Doing, client: Client, application: answers.Answers) -> None:
    """Where and how the client can be reached now; an older address ends today."""
    today = dates.today(doing.now)
    text = answers.text(application, "anschrift")
    if text is not None:
        current = doing.session.scalars(
            select(Address).where(Address.client_id == client.id, Address.valid_to.is_(None))
        ).all()
        if not any(each.text == text for each in current):
            for each in current:
                rows.change(doing, each, valid_to=today)
            parts = _ADDRESS.fullmatch(text)
            rows.new(
                doing,
                Address,
                client_id=client.id,
                kind=_address_kind(application),
                text=text,
                district=answers.text(application, "stadtbezirk"),
                valid_from=today,
                **(parts.groupdict() if parts else {}),
            )
    for kind in ("telefon", "email"):
        value = answers.text(application, kind)
        known = select(Contact.id).where(Contact.client_id == client.id, Contact.kind == kind, Contact.value == value)
        if value is not None and doing.session.scalar(known) is None:
            rows.new(doing, Contact, client_id=client.id, kind=kind, value=value)


def _address_kind(application: answers.Answers) -> str:
    if answers.yes(application, "schutzadresse"):
        return "schutz"
    return "erreichbarkeit" if answers.yes(application, "ohne_wohnung") else "wohnung"


def _represent(doing: rows.Doing, client: Client, application: answers.Answers) -> None:
    kind = answers.text(application, "vertretung")
    if kind not in REPRESENTATION_KINDS:
        return
    known = select(Representation.id).where(
        Representation.client_id == client.id, Representation.kind == kind, Representation.valid_to.is_(None)
    )
    if doing.session.scalar(known) is None:
        rows.new(doing, Representation, client_id=client.id, kind=kind, valid_from=dates.today(doing.now))


def _free_number(session: Session) -> str:
    while True:
        number = numbers.new_client_number()
        if session.scalar(select(Client.id).where(Client.number == number)) is None:
            return number


def reached_by(session: Session, client_id: uuid.UUID, kind: str) -> str | None:
    """The newest telephone number or e-mail address of a client, or None."""
    return session.scalar(
        select(Contact.value)
        .where(Contact.client_id == client_id, Contact.kind == kind)
        .order_by(Contact.created_at.desc(), Contact.id.desc())
        .limit(1)
    )


def address_now(session: Session, client_id: uuid.UUID) -> Address | None:
    """The address that is valid now, or None."""
    return session.scalars(
        select(Address)
        .where(Address.client_id == client_id, Address.valid_to.is_(None))
        .order_by(Address.valid_from.desc(), Address.id.desc())
        .limit(1)
    ).one_or_none()
