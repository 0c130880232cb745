"""Tells the person what both sides do in the stage that begins (L09)."""

from processes.casework import dates, office, rows
from processes.casework.letters import recipients, sending, texts
from processes.casework.models import Step
from processes.engine.operations import Context

KIND = "outside"


def prepare(context: Context, etappe_id: str) -> sending.Sending:
    """Raises BpmnError ERR_SPERRE when only a letter to a barred address would be left."""
    stage, _ = rows.stage(context, etappe_id)
    recipient = recipients.of_root(context)
    wording = texts.next_stage(
        title=stage.title,
        until=stage.ends_on,
        own=stage.own_contribution,
        office_does=stage.office_contribution,
        steps=[_in_words(step) for step in stage.steps],
    )
    return sending.prepare(context, wording, way=recipients.way(recipient), recipient=recipient)


def _in_words(step: Step) -> str:
    who = office.DOERS.get(step.who or "", step.who or "offen")
    return f"{step.what} ({who}{f', bis {dates.short(step.until)}' if step.until else ''})"


def act(payload: sending.Sending, key: str) -> sending.Sent | None:
    """Sends it; done twice it is the same message."""
    return sending.act(payload, key)


def settle(context: Context, payload: sending.Sending, result: sending.Sent | None) -> None:
    """Keeps the copy."""
    sending.keep(context, payload, result)
