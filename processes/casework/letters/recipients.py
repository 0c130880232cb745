"""Who gets a letter, and by which way: what they asked for, never a protected address by the standard letter."""

import re
from dataclasses import dataclass

from sqlalchemy.orm import Session

from processes.casework import answers, clients, rows
from processes.casework.models import Client
from processes.engine.operations import BpmnError, Context

#: Raised where only the standard letter would be left for somebody whose address is barred (domain.md DS12, 2.12).
BARRED = "ERR_SPERRE"

_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(\.[\w-]+)+", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """A person as a letter needs them."""

    name: str
    #: Lines of the address below the name; empty where there is none or it is barred.
    address: tuple[str, ...] = ()
    email: str | None = None
    protected: bool = False
    died: bool = False
    language: str = "de"

    @property
    def greeting(self) -> str:
        """How a letter begins; without a guess at anybody's sex."""
        return f"Guten Tag {self.name},"


def of_root(context: Context) -> Recipient:
    """The person a root is about: the client of its case, or before there is one, who applied (F01)."""
    case = rows.case_or_none(context.session, context.root_id)
    if case is not None:
        client = context.session.get(Client, case.client_id)
        if client is not None:
            return of_client(context.session, client)
    form = answers.form(context.record, "F01")
    protected = answers.yes(form, "schutzadresse")
    first_name = answers.text(form, "rufname") or answers.text(form, "vorname")
    return Recipient(
        name=" ".join(part for part in (first_name, answers.text(form, "nachname")) if part) or "liebe Besucherin",
        address=() if protected else _lines(answers.text(form, "anschrift")),
        email=_usable(answers.text(form, "email")),
        protected=protected,
        language=answers.text(form, "sprache") or "de",
    )


def of_client(session: Session, client: Client) -> Recipient:
    """A client with the address and e-mail that are valid now."""
    address = None if client.protected_address else clients.address_now(session, client.id)
    return Recipient(
        name=f"{client.call_name or client.first_name} {client.last_name}",
        address=_lines(address.text if address else None),
        email=_usable(clients.reached_by(session, client.id, "email")),
        protected=client.protected_address,
        died=client.died_on is not None,
        language=client.language,
    )


def _usable(address: str | None) -> str | None:
    """An e-mail address mail can go to; whoever gave another one gets a letter instead."""
    return address if address and _ADDRESS.fullmatch(address) else None


def _lines(address: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (address or "").replace("\n", ",").split(",") if part.strip())


def way(recipient: Recipient, wish: str | None = None) -> str | None:
    """How something goes out: email, brief, abholung (ready at the counter), or None for nothing.

    `wish` is what the person asked for (F32: keine, sms, email, brief, anruf). Text messages have no gateway yet and
    become e-mail. Raises BpmnError ERR_SPERRE when only the letter to a barred address is left.
    """
    if recipient.died or wish in ("keine", "anruf"):
        return None
    if recipient.email and wish != "brief":
        return "email"
    if recipient.protected:
        raise BpmnError(BARRED)
    return "brief" if recipient.address else "abholung"
