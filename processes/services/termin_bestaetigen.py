"""Confirms an appointment with date, place and a calendar file, without saying what it is for (L06)."""

from sqlalchemy import select

from processes.casework import appointments, calendar_file, office, rows
from processes.casework.letters import recipients, sending, texts
from processes.casework.mail import Attachment
from processes.casework.models import Consultation
from processes.engine.operations import Context

KIND = "outside"


def prepare(context: Context, termin_id: str) -> sending.Sending:
    """By the way the person wishes to be reminded. Raises BpmnError ERR_SPERRE for a letter to a barred address."""
    booked = appointments.find(context, termin_id)
    recipient, place = recipients.of_root(context), office.place(booked.place)
    wording = texts.appointment(
        number=booked.number,
        starts_at=booked.starts_at,
        minutes=booked.minutes,
        place=place,
        interpreter=_interpreter(context, recipient),
        children=booked.children,
    )
    file = calendar_file.appointment(
        number=booked.number, starts_at=booked.starts_at, minutes=booked.minutes, place=place, at=booked.created_at
    )
    way = recipients.way(recipient, booked.reminder) if booked.status in ("gebucht", "bestaetigt") else None
    return sending.prepare(
        context,
        wording,
        way=way,
        recipient=recipient,
        about=booked.id,
        attachments=(
            Attachment(
                name=calendar_file.NAME,
                media_type="text/calendar",
                content=file,
                parameters=(("method", "PUBLISH"), ("charset", "utf-8")),
            ),
        ),
    )


def _interpreter(context: Context, recipient: recipients.Recipient) -> bool:
    case = rows.case(context)
    ordered = context.session.scalar(
        select(Consultation.interpreting)
        .where(Consultation.case_id == case.id)
        .order_by(Consultation.created_at.desc())
        .limit(1)
    )
    return recipient.language not in ("de", "leichte_sprache") if ordered is None else ordered != "nein"


def act(payload: sending.Sending, key: str) -> sending.Sent | None:
    """Sends it; done twice it is the same message."""
    return sending.act(payload, key)


def settle(context: Context, payload: sending.Sending, result: sending.Sent | None) -> None:
    """Keeps the copy, and that the appointment is confirmed."""
    sending.keep(context, payload, result)
    appointments.confirm(context, appointments.find(context, payload.about))
