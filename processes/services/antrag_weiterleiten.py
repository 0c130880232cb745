"""Passes an application on to the competent body and tells the person (S02, L02, § 16(2) SGB I)."""

from dataclasses import dataclass

from processes.casework import answers, dates, rows
from processes.casework.letters import recipients, sending, texts
from processes.engine.operations import BpmnError, Context

KIND = "outside"


@dataclass(frozen=True, kw_only=True)
class Forwarding:
    """What goes to the other body, and what goes to the person."""

    to_body: sending.Sending
    to_person: sending.Sending


def prepare(context: Context) -> Forwarding:
    """Reads F01 and F02. Raises BpmnError ERR_SPERRE when the address is barred: then people use the secure way."""
    form, intake, person = answers.form(context.record, "F02"), rows.intake(context), recipients.of_root(context)
    if person.protected:
        raise BpmnError(recipients.BARRED)
    body = answers.text(form, "empfaenger_stelle") or answers.text(form, "traeger") or "zuständige Stelle"
    received_on = dates.today(intake.received_at)
    cover = texts.forwarding(
        person=f"{intake.first_name} {intake.last_name}",
        born=intake.birth_date,
        on=intake.received_at,
        known_since=intake.known_since,
    )
    told = texts.forwarded(to=body, on=received_on, reason=answers.text(form, "zustaendigkeit_begruendung"))
    ready = person.died or not person.address
    return Forwarding(
        to_body=sending.prepare(context, cover, way="amt", recipient=recipients.Recipient(name=body)),
        to_person=sending.prepare(context, told, way="abholung" if ready else "brief", recipient=person),
    )


def act(payload: Forwarding, key: str) -> tuple[sending.Sent | None, sending.Sent | None]:
    """Sends both."""
    return sending.act(payload.to_body, f"{key}:amt"), sending.act(payload.to_person, key)


def settle(
    context: Context, payload: Forwarding, result: tuple[sending.Sent | None, sending.Sent | None]
) -> dict[str, object]:
    """Keeps both copies as proof. Result: weitergeleitet."""
    to_body, to_person = result
    sending.keep(context, payload.to_body, to_body, part=":amt")
    sending.keep(context, payload.to_person, to_person)
    return {"weitergeleitet": True}
