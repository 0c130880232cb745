"""Commands that bring something into cases from outside: a new application, and messages about a running case."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes import errors
from processes.casework import dates, numbers
from processes.casework.views import NewCase
from processes.engine import messages, queries, tasks
from processes.engine.messages import Delivered
from processes.engine.models import Task
from processes.people import Person
from processes.words import N_

#: The message that begins a case, and the process with the form of its first task.
MESSAGE = "AntragEingegangen"
FIRST_PROCESS = "erstantrag_eingang"
FIRST_FORM = "F01"

#: Which roles may say that something has happened to a case (domain.md 2.9); people who see the case, that is.
MAY_TELL: Mapping[str, tuple[str, ...]] = {
    "PlanGewuenscht": ("kundenzentrum", "fallmanagement", "leistung"),
    "KontaktWiederAufgenommen": ("kundenzentrum", "fallmanagement", "leistung"),
    "LeistungEnde": ("leistung", "fallmanagement"),
    "TerminAbgesagt": ("kundenzentrum", "fallmanagement"),
    "TerminVerlegt": ("kundenzentrum", "fallmanagement"),
    "FallWiederaufnahme": ("kundenzentrum", "fallmanagement"),
}


def new_application(session: Session, *, answers: Mapping[str, Any], by: Person, now: datetime) -> NewCase:
    """Begin a case and hand in its first form (F01), all in one: from the counter in one page.

    Raises errors.Invalid (with `fields`) for answers that are not valid, errors.NotAllowed when the person may not take
    applications; then the caller rolls back and nothing was stored.
    """
    number = numbers.new_intake_number(session, year=dates.today(now).year)
    begun = messages.deliver(
        session,
        name=MESSAGE,
        correlation={"eingang_id": str(uuid.uuid4()), "eingang_nr": number, "business_key": number},
        payload={},
        by=by,
        now=now,
    )
    if not begun.count:
        raise errors.NotAllowed(N_("You may not take applications, or the process for them is not deployed."))
    (root_id,) = begun.instance_ids
    first = _first_task(session, root_id)
    completed = tasks.complete(session, task_id=first, answers=answers, by=by, now=now)
    return NewCase(root_id=root_id, number=number, completed=completed)


def _first_task(session: Session, root_id: uuid.UUID) -> uuid.UUID:
    session.flush()
    found = session.scalars(
        select(Task.id)
        .where(Task.root_id == root_id, Task.state == "open", Task.form.like(f"{FIRST_FORM}%"))
        .order_by(Task.created_at)
        .limit(1)
    ).one_or_none()
    if found is None:
        raise errors.Invalid(N_("The process for applications does not begin with its form."))
    return found


def application_form(session: Session) -> bytes:
    """The form of a new application (F01) as deployed. Raises errors.NotFound."""
    found = queries.definition(session, key=FIRST_PROCESS)
    name = next((file for file in found.files if file.startswith(FIRST_FORM) and file.endswith(".form.json")), None)
    if name is None:
        raise errors.NotFound
    return queries.definition_file(session, key=FIRST_PROCESS, version=found.version, name=name)


def tell(
    session: Session,
    *,
    root_id: uuid.UUID,
    name: str,
    by: Person,
    now: datetime,
    payload: Mapping[str, Any] | None = None,
    correlation: Mapping[str, Any] | None = None,
) -> Delivered:
    """Say that something has happened to a case (a message of MAY_TELL), to its own root only.

    Raises errors.NotFound when the person does not see the case, errors.NotAllowed when their role may not say this,
    errors.Conflict when the case does not wait for it.
    """
    view = queries.instance(session, instance_id=root_id, person=by)
    if name not in MAY_TELL or not by.has(*MAY_TELL[name]):
        raise errors.NotAllowed(N_("Your role may not report this."))
    keys = {**(correlation or {}), "business_key": view.business_key or ""}
    done = messages.deliver(session, name=name, correlation=keys, payload=payload or {}, by=by, now=now)
    if not done.count:
        raise errors.Conflict(N_("The case does not wait for this at the moment."))
    return done
