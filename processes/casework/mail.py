"""E-mail: sent by the mail server of the settings, or written as .eml to the outbox when none is set.

The same key gives the same Message-ID and the same file, so that a repeated job does not look like a second message.
"""

import hashlib
import os
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from pathlib import Path
from urllib.parse import unquote, urlsplit

from processes import config
from processes.casework import office

#: Seconds until a silent mail server counts as unreachable; the job is tried again later.
TIMEOUT = 20


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that goes with a message; `parameters` belong to its media type."""

    name: str
    media_type: str
    content: bytes
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A message to one person. `at` (aware) is its date."""

    to: str
    subject: str
    text: str
    at: datetime
    attachments: tuple[Attachment, ...] = ()


def digest(key: str) -> str:
    """A short name for a job's key that stands in file names and message ids."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def compose(mail: Mail, key: str) -> EmailMessage:
    """The message as it goes out. Raises ValueError for an address that is none."""
    sender = config.current().mail_from
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = Address(display_name=office.SENDER, addr_spec=sender)
    message["To"] = Address(addr_spec=mail.to)
    message["Subject"] = mail.subject
    message["Date"] = mail.at
    message["Message-ID"] = f"<{digest(key)}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    for attachment in mail.attachments:
        kind, _, subtype = attachment.media_type.partition("/")
        message.add_attachment(
            attachment.content,
            maintype=kind,
            subtype=subtype,
            filename=attachment.name,
            params=dict(attachment.parameters),
        )
    return message


def send(mail: Mail, key: str) -> None:
    """Send a message, or write it to the outbox. Raises OSError or smtplib.SMTPException when the server refuses."""
    message = compose(mail, key)
    url = config.current().smtp_url
    if url is None:
        put(f"{digest(key)}.eml", message.as_bytes())
        return
    with _connect(url) as server:
        server.send_message(message)


def put(name: str, content: bytes) -> Path:
    """Write a file to the outbox, whole or not at all; the same name again replaces it."""
    outbox = config.current().outbox
    outbox.mkdir(parents=True, exist_ok=True)
    final = outbox / name
    half = outbox / f".{name}.{os.getpid()}"
    half.write_bytes(content)
    half.replace(final)
    return final


def _connect(url: str) -> smtplib.SMTP:
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=TIMEOUT, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server
