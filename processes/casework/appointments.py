"""Appointments: booked together, confirmed, reminded of, cancelled, kept or missed."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes import errors
from processes.casework import answers, cases, dates, numbers, rows
from processes.casework.models import Appointment, CaseFile
from processes.words import N_

#: A reminder goes out so many working days before (frist.terminerinnerung).
REMIND_WORKING_DAYS = 2

#: Somebody who is so late has not come: then the result is asked for (P11 11.4).
GRACE = timedelta(minutes=15)

_KEPT = ("erschienen", "verspaetet")
_STATUS = {
    "erschienen": "erschienen",
    "verspaetet": "erschienen",
    "nicht_erschienen": "nicht_erschienen",
    "abgesagt": "abgesagt",
}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of an appointment; the other inputs of D19 stay in the record (they may be about health)."""

    result: str
    missed_in_row: int


def book(doing: rows.InCase, record: answers.Record, *, occasion: str | None, origin: uuid.UUID) -> Appointment:
    """Book the appointment of the newest F32 of this instance; the same token books once.

    Raises errors.Invalid without a time, errors.NotAllowed when the client has died.
    """
    known = doing.session.scalars(select(Appointment).where(Appointment.origin == origin)).one_or_none()
    if known is not None:
        return known
    case = rows.case(doing)
    form = answers.form(record, "F32")
    starts_at = answers.instant(form, "zeitpunkt")
    if starts_at is None:
        raise errors.Invalid(N_("An appointment needs a day and a time."))
    reminder = answers.text(form, "erinnerung") or "keine"
    remind_at = dates.working_days_before(starts_at, REMIND_WORKING_DAYS)
    return rows.new(
        doing,
        Appointment,
        number=_free_number(doing.session),
        case_id=case.id,
        instance_id=doing.instance_id,
        origin=origin,
        occasion=answers.text(form, "anlass") or occasion or "sonstiges",
        starts_at=starts_at,
        minutes=answers.whole(form, "dauer_min") or 60,
        place=answers.text(form, "ort") or "amt",
        reminder=reminder,
        remind_at=None if reminder == "keine" or remind_at <= doing.now else remind_at,
        children=answers.yes(form, "kinderbetreuung"),
        worker=cases.worker_of(doing.session, case),
    )


def _free_number(session: Session) -> str:
    while True:
        number = numbers.new_appointment_number()
        if session.scalar(select(Appointment.id).where(Appointment.number == number)) is None:
            return number


def find(doing: rows.InCase, appointment_id: str | uuid.UUID | None) -> Appointment:
    """An appointment of this case. Raises errors.NotFound."""
    found = doing.session.get(Appointment, rows.key(appointment_id))
    if found is None or found.case_id != rows.case(doing).id:
        raise errors.NotFound(N_("This appointment does not exist in this case."))
    return found


def control_at(appointment: Appointment) -> datetime:
    """When the result of an appointment is asked for."""
    return appointment.starts_at + GRACE


def confirm(doing: rows.InCase, appointment: Appointment) -> None:
    """Note that the person was told."""
    if appointment.status == "gebucht":
        rows.change(doing, appointment, status="bestaetigt")


def cancel(doing: rows.InCase, appointment: Appointment, by_whom: str | None) -> None:
    """Note that an appointment will not take place; never counted as missed."""
    if appointment.status in ("gebucht", "bestaetigt", "vorgeschlagen"):
        status = "verlegt" if by_whom == "verlegt" else "abgesagt"
        rows.change(doing, appointment, status=status, cancelled_by=by_whom or "person")


def settle(doing: rows.InCase, appointment: Appointment, record: answers.Record) -> Outcome:
    """Keep what became of an appointment (newest F33). A missed one with an important reason is not counted later."""
    form = answers.form(record, "F33")
    result = answers.text(form, "ergebnis")
    if result not in _STATUS:
        raise errors.Invalid(N_("The form needs the result of the appointment."))
    important = answers.yes(form, "wichtiger_grund")
    missed = missed_before(doing.session, appointment) + 1 if result == "nicht_erschienen" else 0
    rows.change(
        doing,
        appointment,
        status=_STATUS[result],
        waited_minutes=answers.whole(form, "wartezeit_min") if result in _KEPT else None,
        important_reason=important,
        missed_in_row=missed,
    )
    return Outcome(result=result, missed_in_row=missed)


def missed_before(session: Session, appointment: Appointment) -> int:
    """How many appointments of the case right before this one were missed without an important reason."""
    earlier = session.scalars(
        select(Appointment)
        .where(Appointment.case_id == appointment.case_id, Appointment.id != appointment.id)
        .where(Appointment.starts_at <= appointment.starts_at)
        .where(Appointment.status.in_(["erschienen", "nicht_erschienen"]))
        .order_by(Appointment.starts_at.desc(), Appointment.id.desc())
    )
    count = 0
    for each in earlier:
        if each.status == "erschienen":
            break
        count += not each.important_reason
    return count


def upcoming(session: Session, case: CaseFile, now: datetime) -> Appointment | None:
    """The next appointment of a case that is still to take place."""
    return session.scalars(
        select(Appointment)
        .where(Appointment.case_id == case.id, Appointment.starts_at >= now)
        .where(Appointment.status.in_(["gebucht", "bestaetigt"]))
        .order_by(Appointment.starts_at)
        .limit(1)
    ).one_or_none()
