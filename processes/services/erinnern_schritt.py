"""Reminds whoever wanted to do a step; the message says nothing of what it is."""

from processes.casework import rows, staff
from processes.casework.letters import recipients, sending, texts
from processes.engine.operations import Context

KIND = "outside"


def prepare(context: Context, etappe_id: str, schritt_id: str) -> sending.Sending | sending.Notice:
    """The person gets a friendly message, staff a notice; partners are reminded by the worker."""
    step, _ = rows.step(context, schritt_id)
    if step.who in ("person", None):
        recipient = recipients.of_root(context)
        done = step.status in ("erledigt", "entfallen")
        return sending.prepare(
            context,
            texts.step_due(until=step.until),
            way=None if done else recipients.way(recipient),
            recipient=recipient,
        )
    lane = "leistung" if step.who == "leistung" else "fallmanagement"
    return sending.Notice(
        to=staff.addresses(context.session, root_id=context.root_id, lane=lane),
        reference=sending.reference(context),
        urgent=False,
        at=context.now,
    )


def act(payload: sending.Sending | sending.Notice, key: str) -> sending.Sent | None:
    """Sends it; done twice it is the same message."""
    if isinstance(payload, sending.Notice):
        sending.notify(payload, key)
        return None
    return sending.act(payload, key)


def settle(context: Context, payload: sending.Sending | sending.Notice, result: sending.Sent | None) -> None:
    """Keeps the copy of what went to the person."""
    if isinstance(payload, sending.Sending):
        sending.keep(context, payload, result)
