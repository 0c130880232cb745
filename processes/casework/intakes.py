"""Intakes (Eingänge): an application or a need that became known, before anybody knows whose case it is."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from processes import errors
from processes.casework import answers, clients, dates, numbers, rows
from processes.casework.models import CaseFile, Intake
from processes.casework.values import CASE_OVER
from processes.engine import instances
from processes.words import N_

#: A forwarded application is kept so long (domain.md D15, ablehnung_ruecknahme), in months.
FORWARDED_KEPT_MONTHS = 24


def register(
    doing: rows.InCase, application: answers.Answers, *, data: Mapping[str, Any], business_key: str | None
) -> Intake:
    """The intake of this root, made from F01 the first time; a root without a business key gets its number.

    `data` may hold the number and the id that were given when the application came in. Raises errors.Invalid when the
    application has no name or birth date.
    """
    known = doing.session.scalars(select(Intake).where(Intake.root_id == doing.root_id)).one_or_none()
    if known is not None:
        return known
    received_at = answers.instant(application, "eingang_am") or doing.now
    last_name, first_name = answers.text(application, "nachname"), answers.text(application, "vorname")
    birth_date = answers.day(application, "geburtsdatum")
    if last_name is None or first_name is None or birth_date is None:
        raise errors.Invalid(N_("The application needs a name, a first name and a date of birth."))
    received_on = dates.today(received_at)
    given_id = _given_id(data)
    intake = rows.new(
        doing,
        Intake,
        **({"id": given_id} if given_id and doing.session.get(Intake, given_id) is None else {}),
        number=_number(doing, data.get("eingang_nr"), business_key),
        root_id=doing.root_id,
        channel=answers.text(application, "kanal") or "schalter",
        received_at=received_at,
        known_since=min(answers.day(application, "bekannt_seit") or received_on, received_on),
        last_name=last_name,
        first_name=first_name,
        birth_date=birth_date,
        protected_address=answers.yes(application, "schutzadresse"),
    )
    if business_key is None:
        instances.place(doing.session, root_id=doing.root_id, business_key=intake.number)
    return intake


def _given_id(data: Mapping[str, Any]) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(data.get("eingang_id")))
    except ValueError:
        return None


def _number(doing: rows.Doing, *given: Any) -> str:
    """The number the application was given when it came in, if that is one and still free; else a new one."""
    for typed in given:
        try:
            number = numbers.parse_intake_number(str(typed))
        except errors.Invalid:
            continue
        if doing.session.scalar(select(Intake.id).where(Intake.number == number)) is None:
            return number
    return numbers.new_intake_number(doing.session, year=dates.today(doing.now).year)


def earlier_case(doing: rows.InCase, intake: Intake) -> CaseFile | None:
    """The newest case of the same person that is over, if it is still kept (S01, domain.md 4.4 no. 10)."""
    found = [client.id for client in clients.same_identity(doing.session, intake)]
    return doing.session.scalars(
        select(CaseFile)
        .where(CaseFile.client_id.in_(found), CaseFile.root_id != doing.root_id)
        .where(CaseFile.status.in_([*CASE_OVER, "nachsorge"]))
        .order_by(CaseFile.opened_at.desc())
        .limit(1)
    ).one_or_none()


def duplicates(doing: rows.InCase, intake: Intake) -> int:
    """How many running cases and other open intakes bear the same name and birth date."""
    running = sum(
        clients.has_running_case(doing.session, client) for client in clients.same_identity(doing.session, intake)
    )
    waiting = doing.session.scalar(
        select(func.count())
        .select_from(Intake)
        .where(Intake.name_key == intake.name_key, Intake.birth_date == intake.birth_date)
        .where(Intake.id != intake.id, Intake.status == "neu")
    )
    return running + int(waiting or 0)


def forward(doing: rows.InCase, intake: Intake, to: str) -> None:
    """Mark an intake as forwarded to another body. The day of its receipt stays: it counts there (§ 16(2) SGB I)."""
    if intake.status == "weitergeleitet":
        return
    rows.change(
        doing,
        intake,
        status="weitergeleitet",
        forwarded_to=to,
        forwarded_at=doing.now,
        data_class="ablehnung_ruecknahme",
        erase_after=dates.add_months(dates.today(doing.now), FORWARDED_KEPT_MONTHS),
    )
