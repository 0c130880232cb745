"""Hands the signed plan over: the copy for the person, with a letter about its legal nature (L08)."""

import uuid
from dataclasses import dataclass

from processes.casework import answers, legal_texts, plan_document, rows
from processes.casework.documents import pdf
from processes.casework.documents import plan as document
from processes.casework.letters import recipients, sending, texts
from processes.engine.operations import Context

KIND = "outside"


@dataclass(frozen=True, kw_only=True)
class Copy:
    """The letter, and the signed plan that goes with it."""

    plan_id: uuid.UUID
    letter: sending.Sending
    plan: document.PlanDocument


def prepare(context: Context, plan_id: str) -> Copy:
    """The copy is handed over in person; whoever chose the mailbox in F11 is told by e-mail that it is there."""
    plan, recipient = rows.plan(context, plan_id), recipients.of_root(context)
    wants = answers.text(answers.form(context.record, "F11"), "ausfertigung")
    by_mail = wants in ("postfach", "beides") and recipient.email is not None and not recipient.died
    wording = texts.plan_copy(number=plan.number, legal_nature=legal_texts.TEXTS[plan.legal_nature])
    way = None if recipient.died else ("email" if by_mail else "abholung")
    return Copy(
        plan_id=plan.id,
        letter=sending.prepare(context, wording, way=way, recipient=recipient),
        plan=plan_document.of(context.session, plan),
    )


def act(payload: Copy, key: str) -> tuple[sending.Sent | None, pdf.Rendered]:
    """Sends the letter and renders the plan."""
    return sending.act(payload.letter, key), document.render(payload.plan)


def settle(context: Context, payload: Copy, result: tuple[sending.Sent | None, pdf.Rendered]) -> None:
    """Keeps the letter and the signed plan."""
    plan = rows.plan(context, payload.plan_id)
    sent, rendered = result
    sending.keep(context, payload.letter, sent, plan_id=plan.id)
    sending.keep_document(
        context,
        kind="hilfeplan",
        title=payload.plan.title,
        rendered=rendered,
        channel="abholung",
        plan_id=plan.id,
        part=":plan",
    )
