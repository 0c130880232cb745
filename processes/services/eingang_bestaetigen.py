"""Confirms to the person that the application has come in and since when it counts (L01)."""

from processes.casework import dates, rows
from processes.casework.letters import recipients, sending, texts
from processes.engine.operations import Context

KIND = "outside"


def prepare(context: Context) -> sending.Sending:
    """Raises BpmnError ERR_SPERRE when only a letter to a barred address would be left."""
    intake = rows.intake(context)
    recipient = recipients.of_root(context)
    wording = texts.received(number=intake.number, on=dates.today(intake.received_at))
    return sending.prepare(context, wording, way=recipients.way(recipient), recipient=recipient)


def act(payload: sending.Sending, key: str) -> sending.Sent | None:
    """Sends it; done twice it is the same message."""
    return sending.act(payload, key)


def settle(context: Context, payload: sending.Sending, result: sending.Sent | None) -> None:
    """Keeps the copy."""
    sending.keep(context, payload, result)
