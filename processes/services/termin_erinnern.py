"""Reminds the person of an appointment by the way they chose."""

from processes.casework import appointments, office
from processes.casework.letters import recipients, sending, texts
from processes.engine.operations import Context

KIND = "outside"


def prepare(context: Context, termin_id: str) -> sending.Sending:
    """Nothing goes out for an appointment that was cancelled, has passed or was booked at short notice."""
    booked = appointments.find(context, termin_id)
    recipient = recipients.of_root(context)
    due = booked.status in ("gebucht", "bestaetigt") and booked.remind_at is not None and context.now < booked.starts_at
    wording = texts.appointment_soon(number=booked.number, starts_at=booked.starts_at, place=office.place(booked.place))
    way = recipients.way(recipient, booked.reminder) if due else None
    return sending.prepare(context, wording, way=way, recipient=recipient)


def act(payload: sending.Sending, key: str) -> sending.Sent | None:
    """Sends it; done twice it is the same message."""
    return sending.act(payload, key)


def settle(context: Context, payload: sending.Sending, result: sending.Sent | None) -> None:
    """Keeps the copy."""
    sending.keep(context, payload, result)
