"""Lists with the names of clients: the worklist, and the list of cases."""

import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from processes import errors
from processes.casework import labels, numbers
from processes.casework.models import Assignment, CaseFile, Client, Intake
from processes.casework.views import CaseRow, Search
from processes.engine import queries as engine
from processes.engine import rights as engine_rights
from processes.engine.models import Definition, Instance, Task
from processes.engine.queries import paging
from processes.engine.views import Page, TaskRow
from processes.people import Person
from processes.words import N_

#: So many roots at most are found by a client's name, those with open tasks first.
MOST_ROOTS = 2000
TOO_MANY = N_("Very many people have such a name; not all of them are shown. Please type more letters.")


def search(session: Session, typed: str | None) -> Search:
    """Understand what was typed: a file or intake number in any spelling, or the beginning of names."""
    text = " ".join((typed or "").replace("\x00", "").split())[:100]
    if not text:
        return Search(text=None)
    if re.match(r"(?i)hp[\s\-–/]*\d", text):
        try:
            text = numbers.parse_case_number(text)
        except errors.Invalid as wrong:
            digits = sum(character.isdigit() for character in text)
            return Search(text=text, hint=wrong.sentence if digits >= 11 else None)
        return Search(text=text)
    if re.match(r"(?i)e[\s\-–/]*\d{4}", text):
        try:
            text = numbers.parse_intake_number(text)
        except errors.Invalid:
            return Search(text=text)
    is_open = select(Task.id).where(Task.root_id == Intake.root_id, Task.state == "open").exists()
    found = select(Intake.root_id).where(_named(text)).order_by(is_open.desc(), Intake.id.desc()).limit(MOST_ROOTS)
    roots = frozenset(session.scalars(found))
    return Search(text=text, roots=roots, hint=TOO_MANY if len(roots) == MOST_ROOTS else None)


def _named(text: str) -> ColumnElement[bool]:
    """Intakes whose last name, first name or both begin with what was typed; ue finds ü as well."""
    spellings = {text, *(text.replace(pair, letter) for pair, letter in (("ue", "u"), ("oe", "o"), ("ae", "a")))}
    return or_(*(_spelled(each) for each in spellings))


def _spelled(text: str) -> ColumnElement[bool]:
    first, _, second = text.replace(",", " ").strip().partition(" ")
    either = [_begins(Intake.sort_name, text), _begins(Intake.name_key, text), _begins(Intake.first_name_key, text)]
    if second.strip():
        turned = and_(_begins(Intake.sort_name, second.strip()), _begins(Intake.first_name_key, first))
        straight = and_(_begins(Intake.sort_name, first), _begins(Intake.first_name_key, second.strip()))
        either += [turned, straight]
    return or_(*either)


def _begins(column: Any, text: str) -> ColumnElement[bool]:
    key = func.casework.de_sort(text)
    return and_(column >= key, column < key.concat("\U0010ffff"))


def worklist(
    session: Session,
    *,
    person: Person,
    now: datetime,
    state: str = "open",
    lane: str | None = None,
    assignee: str | None = None,
    instance: uuid.UUID | None = None,
    found: Search | None = None,
    due_before: datetime | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[TaskRow]:
    """The engine's worklist, searched also by clients' names and by file numbers in any spelling."""
    looked = found or Search(text=None)
    return engine.worklist(
        session,
        person=person,
        now=now,
        state=state,
        lane=lane,
        assignee=assignee,
        instance=instance,
        q=looked.text,
        roots=looked.roots,
        due_before=due_before,
        limit=limit,
        cursor=cursor,
    )


def count_worklist(
    session: Session,
    *,
    person: Person,
    lane: str | None = None,
    assignee: str | None = None,
    found: Search | None = None,
    due_before: datetime | None = None,
) -> int:
    """How many open tasks the person sees with these filters."""
    looked = found or Search(text=None)
    return engine.count_worklist(
        session,
        person=person,
        lane=lane,
        assignee=assignee,
        q=looked.text,
        roots=looked.roots,
        due_before=due_before,
    )


def client_names(session: Session, tasks: Iterable[TaskRow]) -> Mapping[uuid.UUID, str]:
    """Whose case each task belongs to, by its root: "Demirci, Aylin". Give it only tasks the person sees."""
    roots = {task.root_id for task in tasks}
    if not roots:
        return {}
    rows = session.execute(
        select(
            Intake.root_id,
            func.coalesce(Client.last_name, Intake.last_name).label("last_name"),
            func.coalesce(Client.first_name, Intake.first_name).label("first_name"),
        )
        .outerjoin(CaseFile, CaseFile.id == Intake.case_id)
        .outerjoin(Client, Client.id == CaseFile.client_id)
        .where(Intake.root_id.in_(roots))
    )
    return {row.root_id: f"{row.last_name}, {row.first_name}" for row in rows}


def cases(
    session: Session,
    *,
    person: Person,
    found: Search | None = None,
    status: str | None = None,
    mine: bool = False,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[CaseRow]:
    """A page of the cases and intakes this person sees, by name. `mine`: those they are the worker of."""
    limit = paging.limited(limit)
    statement = _visible(person).order_by(Intake.sort_name, Intake.id).limit(limit + 1)
    if found is not None and found.text is not None:
        statement = statement.where(_fits(found))
    if status is not None:
        statement = statement.where(func.coalesce(CaseFile.status, Intake.status) == status)
    if mine:
        statement = statement.where(Assignment.worker == person.id)
    if cursor is not None:
        name, last = paging.decode(cursor, str, uuid.UUID)
        statement = statement.where(tuple_(Intake.sort_name, Intake.id) > tuple_(literal(name), literal(last)))
    rows = session.execute(statement).all()
    items = tuple(_case_row(row) for row in rows[:limit])
    more = paging.encode(rows[limit - 1].sort_name, rows[limit - 1].intake_id) if len(rows) > limit else None
    return Page(items=items, next_cursor=more)


def _visible(person: Person) -> Select[*tuple[Any, ...]]:
    worker = and_(Assignment.case_id == CaseFile.id, Assignment.until_at.is_(None), Assignment.kind == "haupt")
    return (
        select(
            Intake.id.label("intake_id"),
            Intake.sort_name,
            Intake.root_id,
            Intake.number.label("intake_number"),
            Intake.status.label("intake_status"),
            Intake.received_at,
            Intake.birth_date,
            Intake.last_name,
            Intake.first_name,
            Intake.protected_address,
            CaseFile.number,
            CaseFile.status,
            CaseFile.team,
            CaseFile.opened_at,
            Assignment.worker,
        )
        .join(Instance, Instance.id == Intake.root_id)
        .join(Definition, Definition.id == Instance.definition_id)
        .outerjoin(CaseFile, CaseFile.id == Intake.case_id)
        .outerjoin(Assignment, worker)
        .where(engine_rights.instance_clause(person))
    )


def _fits(found: Search) -> ColumnElement[bool]:
    text = found.text or ""
    by_number = or_(CaseFile.number == text, Intake.number == text)
    return or_(by_number, Intake.root_id.in_(found.roots)) if found.roots else by_number


def _case_row(row: Row[Any]) -> CaseRow:
    status = row.status or row.intake_status
    table = labels.CASE_STATUS if row.status else labels.INTAKE_STATUS
    return CaseRow(
        root_id=row.root_id,
        number=row.number or row.intake_number,
        client_name=f"{row.last_name}, {row.first_name}",
        birth_date=row.birth_date,
        protected=row.protected_address,
        status=status,
        status_words=labels.words(table, status),
        team=row.team,
        worker=row.worker,
        opened_at=row.opened_at or row.received_at,
    )
