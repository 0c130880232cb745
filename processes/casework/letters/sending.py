"""Sends what `texts` says by the way `recipients` chose, and keeps a copy with the case.

The three parts of an outside operation: `prepare` reads the database and gives a `Sending`, `act` touches the world and
may be repeated, `keep` writes down what went out. A `Sending` is never stored: it holds names and addresses.
"""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from processes.casework import dates, office, rows
from processes.casework import mail as mails
from processes.casework.documents import letter, pdf
from processes.casework.letters import recipients, texts
from processes.casework.models import Document, Intake
from processes.engine.operations import BpmnError, Context


@dataclass(frozen=True, kw_only=True)
class Sending:
    """Something to go out; `way` None sends nothing."""

    way: str | None
    recipient: recipients.Recipient
    wording: texts.Wording
    reference: str
    at: datetime
    day: str
    #: The appointment or plan it is about.
    about: uuid.UUID | None = None
    attachments: tuple[mails.Attachment, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What went out, with its copy."""

    way: str
    copy: pdf.Rendered


def prepare(
    context: Context,
    wording: texts.Wording,
    *,
    way: str | None,
    recipient: recipients.Recipient,
    about: uuid.UUID | None = None,
    attachments: tuple[mails.Attachment, ...] = (),
) -> Sending:
    """Put a letter together for the person of a root."""
    return Sending(
        way=way,
        recipient=recipient,
        wording=wording,
        reference=reference(context),
        at=context.now,
        day=dates.in_words(dates.today(context.now)),
        about=about,
        attachments=attachments,
    )


def reference(context: Context) -> str:
    """The number letters about a root carry: the file number, before that the intake's."""
    case = rows.case_or_none(context.session, context.root_id)
    if case is not None:
        return case.number
    found = context.session.scalar(select(Intake.number).where(Intake.root_id == context.root_id))
    return found or context.business_key or ""


def act(sending: Sending, key: str) -> Sent | None:
    """Send it. The letter channel refuses a barred address whatever anybody asked for. Raises BpmnError, OSError."""
    if sending.way is None:
        return None
    if sending.way == "email":
        return _as_mail(sending, key)
    if sending.way == "brief" and sending.recipient.protected:
        raise BpmnError(recipients.BARRED)
    rendered = letter.render(document(sending))
    if sending.way in ("brief", "amt"):
        mails.put(f"{mails.digest(key)}.{rendered.ending}", rendered.content)
    return Sent(way=sending.way, copy=rendered)


def _as_mail(sending: Sending, key: str) -> Sent:
    text = _mail_text(sending.recipient.greeting, sending.wording.mail)
    if sending.recipient.email is not None:
        mails.send(
            mails.Mail(
                to=sending.recipient.email,
                subject=f"Nachricht der {office.SENDER}" if not sending.attachments else f"Termin {office.SENDER}",
                text=text,
                at=sending.at,
                attachments=sending.attachments,
            ),
            key,
        )
    return Sent(way="email", copy=pdf.Rendered(content=text.encode(), media_type="text/plain", ending="txt"))


def _mail_text(greeting: str, lines: Sequence[str]) -> str:
    return "\n\n".join((greeting, *lines, f"Mit freundlichen Grüßen\n{office.SENDER}")) + "\n"


def document(sending: Sending) -> letter.LetterDocument:
    """The letter of a sending."""
    return letter.LetterDocument(
        title=sending.wording.title,
        address=(sending.recipient.name, *sending.recipient.address) if sending.way != "abholung" else (),
        reference=sending.reference,
        day=sending.day,
        greeting=sending.recipient.greeting,
        paragraphs=sending.wording.paragraphs,
        items=sending.wording.items,
        short=sending.wording.short,
    )


def keep(
    context: Context, sending: Sending, sent: Sent | None, *, plan_id: uuid.UUID | None = None, part: str = ""
) -> Document | None:
    """Keep the copy with the case (or the intake); the same job keeps it once."""
    if sent is None:
        return None
    return keep_document(
        context,
        kind=sending.wording.kind,
        title=sending.wording.title,
        rendered=sent.copy,
        channel=sent.way,
        plan_id=plan_id,
        part=part,
    )


def keep_document(
    context: Context,
    *,
    kind: str,
    title: str,
    rendered: pdf.Rendered,
    channel: str | None,
    plan_id: uuid.UUID | None = None,
    part: str = "",
) -> Document:
    """Store a document of this root under the key of the job that made it."""
    origin = f"{context.key}{part}"
    known = context.session.scalars(select(Document).where(Document.origin == origin)).one_or_none()
    if known is not None:
        return known
    case = rows.case_or_none(context.session, context.root_id)
    intake_id = None if case else rows.intake(context).id
    number = reference(context).replace("/", "-")
    return rows.new(
        context,
        Document,
        case_id=case.id if case else None,
        intake_id=intake_id,
        plan_id=plan_id,
        origin=origin,
        kind=kind,
        title=title,
        file_name=f"{title.replace(' ', '-')}-{number}.{rendered.ending}",
        media_type=rendered.media_type,
        content=rendered.content,
        checksum=hashlib.sha256(rendered.content).hexdigest(),
        channel=channel,
        sent_at=context.now if channel else None,
    )


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A short notice to members of staff; `to` holds their e-mail addresses."""

    to: tuple[str, ...]
    reference: str
    urgent: bool
    at: datetime


def notify(notice: Notice, key: str) -> None:
    """Send a notice to each of its receivers."""
    for count, address in enumerate(notice.to):
        text = "\n\n".join(texts.staff_notice(reference=notice.reference, urgent=notice.urgent)) + "\n"
        mails.send(
            mails.Mail(to=address, subject=f"Vorgang {notice.reference}", text=text, at=notice.at), f"{key}:{count}"
        )
