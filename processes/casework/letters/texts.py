"""What letters and messages say, in plain German (domain.md 2.11). E-mail says nothing of the matter (DS11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from processes.casework import dates, office


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The words of a letter, and of the e-mail that goes out in its place."""

    kind: str
    title: str
    paragraphs: Sequence[str]
    short: Sequence[str]
    items: Sequence[str] = ()
    mail: Sequence[str] = ()


_CALL = f"Fragen? Sie erreichen uns unter {office.TELEPHONE}."
_WAITING = "Für Sie liegt eine Nachricht bereit. Aus Gründen des Datenschutzes steht sie nicht in dieser E-Mail."


def received(*, number: str, on: date) -> Wording:
    """L01: an application has come in."""
    day = dates.in_words(on)
    return Wording(
        kind="L01",
        title="Wir haben Ihren Antrag erhalten",
        paragraphs=(
            f"Ihr Antrag ist am {day} bei uns eingegangen. Dieser Tag zählt.",
            "Wir prüfen jetzt, welche Stelle für Sie zuständig ist. Danach melden wir uns mit einem Termin bei Ihnen.",
            f"Ihre Ansprechstelle ist das Kundenzentrum, Telefon {office.TELEPHONE}.",
            f"In einem Notfall rufen Sie bitte sofort an, in Lebensgefahr {office.EMERGENCY}.",
        ),
        short=("Ihr Antrag ist da.", f"Eingegangen am {day}.", "Wir melden uns bei Ihnen."),
        mail=(
            f"Ihre Unterlagen sind am {day} bei uns eingegangen. Dieser Tag zählt.",
            f"Unser Zeichen: {number}",
            f"Wir melden uns bei Ihnen. {_CALL} Im Notfall: {office.EMERGENCY}.",
        ),
    )


def forwarded(*, to: str, on: date, reason: str | None) -> Wording:
    """L02: an application was passed on; the day it came here counts (§ 16(2) SGB I)."""
    day = dates.in_words(on)
    return Wording(
        kind="L02",
        title="Ihr Antrag wurde weitergeleitet",
        paragraphs=(
            f"Für Ihren Antrag ist eine andere Stelle zuständig: {to}. Wir haben ihn deshalb dorthin weitergeleitet.",
            *((reason,) if reason else ()),
            f"Ihr Antrag gilt als am {day} gestellt: Der Tag zählt, an dem er hier einging (§ 16 Absatz 2 SGB I).",
            "Sie müssen ihn nicht noch einmal stellen.",
            f"Wenn Sie Hilfe beim nächsten Schritt brauchen, rufen Sie uns an: {office.TELEPHONE}.",
        ),
        short=(f"Zuständig ist: {to}.", "Ihr Antrag ist schon dort.", f"Er zählt ab dem {day}."),
        mail=(_WAITING, _CALL),
    )


def forwarding(*, person: str, born: date | None, on: datetime, known_since: date) -> Wording:
    """S02: the cover letter to the body an application is passed on to."""
    return Wording(
        kind="S02",
        title="Weiterleitung eines Antrags nach § 16 Absatz 2 SGB I",
        paragraphs=("Wir leiten Ihnen den beiliegenden Antrag weiter, weil Sie dafür zuständig sind.",),
        items=(
            f"Person: {person}" + (f", geboren am {dates.in_words(born)}" if born else ""),
            f"Bei uns eingegangen am {dates.in_words(dates.today(on))}, {dates.clock(on)}",
            f"Bedarf bekannt seit {dates.in_words(known_since)}",
        ),
        short=(),
    )


def appointment(
    *, number: str, starts_at: datetime, minutes: int, place: str, interpreter: bool, children: bool
) -> Wording:
    """L06: date, place, how to cancel; nothing about what it is for."""
    day = dates.today(starts_at)
    when = f"{dates.weekday(day)}, {dates.in_words(day)}, {dates.clock(starts_at)}"
    extras = (
        *(("Es kommt jemand, der für Sie übersetzt.",) if interpreter else ()),
        *(("Ihre Kinder können mitkommen; es gibt eine Spielecke.",) if children else ()),
    )
    change = f"Absagen oder verlegen: {office.TELEPHONE}. Bitte nennen Sie die Nummer {number}."
    return Wording(
        kind="L06",
        title="Ihr Termin",
        paragraphs=(
            f"Ihr Termin ist am {when}. Er dauert etwa {minutes} Minuten.",
            f"Ort: {place}. Das Haus ist stufenlos zugänglich.",
            *extras,
            f"Wenn Sie nicht können, geben Sie uns bitte Bescheid. {change}",
        ),
        short=(f"Wann: {when}", f"Wo: {place}", f"Nummer: {number}"),
        mail=(f"Ihr Termin: {when}, etwa {minutes} Minuten.", f"Ort: {place}.", *extras, change),
    )


def appointment_soon(*, number: str, starts_at: datetime, place: str) -> Wording:
    """The reminder of an appointment."""
    day = dates.today(starts_at)
    when = f"{dates.weekday(day)}, {dates.in_words(day)}, {dates.clock(starts_at)}"
    change = f"Absagen oder verlegen: {office.TELEPHONE}, Nummer {number}."
    return Wording(
        kind="L06",
        title="Erinnerung an Ihren Termin",
        paragraphs=(f"Wir erinnern an Ihren Termin am {when}.", f"Ort: {place}.", change),
        short=(f"Wann: {when}", f"Wo: {place}"),
        mail=(f"Wir erinnern an Ihren Termin: {when}.", f"Ort: {place}.", change),
    )


def plan_copy(*, number: str, legal_nature: str) -> Wording:
    """L08: the copy of a signed plan."""
    return Wording(
        kind="L08",
        title="Ihr Hilfeplan",
        paragraphs=(
            f"Hier ist Ihr Hilfeplan ({number}), so wie wir ihn zusammen vereinbart haben.",
            legal_nature,
            f"Sie können den Plan jederzeit ändern oder beenden. Rufen Sie uns an: {office.TELEPHONE}.",
        ),
        short=("Das ist Ihr Plan.", "Er ist freiwillig.", "Sie können ihn jederzeit ändern."),
        mail=(_WAITING, _CALL),
    )


def next_stage(*, title: str, until: date, own: str | None, office_does: str | None, steps: Sequence[str]) -> Wording:
    """L09: what person and office do in the stage that begins."""
    return Wording(
        kind="L09",
        title="Ihre nächste Etappe",
        paragraphs=(
            f"Ihre nächste Etappe heißt: {title}. Sie geht bis zum {dates.in_words(until)}.",
            *((f"Das machen Sie: {own}",) if own else ()),
            *((f"Das machen wir: {office_does}",) if office_does else ()),
            *(("Die Schritte:",) if steps else ()),
        ),
        items=steps,
        short=(f"Bis {dates.in_words(until)}.", "Wenn etwas nicht klappt: Rufen Sie uns an."),
        mail=(_WAITING, _CALL),
    )


def step_due(*, until: date | None) -> Wording:
    """A friendly reminder of something the person wanted to do."""
    day = f" bis zum {dates.in_words(until)}" if until else ""
    return Wording(
        kind="erinnerung",
        title="Eine freundliche Erinnerung",
        paragraphs=(
            f"Sie hatten sich{day} etwas vorgenommen. Wenn es geklappt hat: Sagen Sie uns gern Bescheid.",
            f"Wenn nicht: Das ist nicht schlimm. Rufen Sie uns an, wir suchen zusammen einen Weg: {office.TELEPHONE}.",
        ),
        short=("Sie hatten sich etwas vorgenommen.", "Brauchen Sie Hilfe? Rufen Sie uns an."),
        mail=(
            f"Sie hatten sich{day} etwas vorgenommen.",
            f"Wenn Sie Hilfe brauchen, rufen Sie uns an: {office.TELEPHONE}.",
        ),
    )


def staff_notice(*, reference: str, urgent: bool) -> Sequence[str]:
    """A notice to staff: that something waits, not what."""
    when = "Bitte sehen Sie heute noch nach." if urgent else "Bitte sehen Sie in Ihre Aufgaben."
    return (f"Zum Vorgang {reference} gibt es etwas für Sie.", when)
