"""The worklist: what a person may work on, soonest due date first, however many tasks there are.

Each lane (and the person's own tasks) is one walk along an index that stops after a page; the walks are merged. So a
page costs the same with a hundred and with a hundred thousand open tasks.
"""

import uuid
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, tuple_, union_all
from sqlalchemy.orm import Session

from processes.engine import rights
from processes.engine.models import Definition, Task
from processes.engine.queries import paging, rows
from processes.engine.views import Page, TaskRow
from processes.people import Person

#: What `Task.sort_due` holds for tasks without a due date.
LATE = datetime.fromisoformat("9999-01-01T00:00:00+00:00")

Narrow = Callable[[Select[Any]], Select[Any]]


def worklist(
    session: Session,
    *,
    person: Person,
    now: datetime,
    state: str = "open",
    lane: str | None = None,
    assignee: str | None = None,
    instance: uuid.UUID | None = None,
    q: str | None = None,
    roots: Collection[uuid.UUID] = (),
    due_before: datetime | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[TaskRow]:
    """A page of the tasks this person sees.

    Open ones are sorted by due date; the others (`state` completed or cancelled) by their end, newest first.
    `instance` is an instance or a root, `q` a part of the name or of the business key, `assignee` a sign-in name or
    "none".
    """
    limit = paging.limited(limit)
    conditions = _conditions(lane=lane, assignee=assignee, instance=instance, q=q, roots=roots, due_before=due_before)
    if state == "open":
        order: Sequence[Any] = (Task.sort_due, Task.id)
        if cursor is not None:
            due, last = paging.decode(cursor, datetime, uuid.UUID)
            conditions.append(tuple_(Task.sort_due, Task.id) > tuple_(literal(due), literal(last)))
    else:
        order = (Task.completed_at.desc(), Task.id.desc())
        if cursor is not None:
            ended, last = paging.decode(cursor, datetime, uuid.UUID)
            conditions.append(tuple_(Task.completed_at, Task.id) < tuple_(literal(ended), literal(last)))

    def narrow(branch: Select[Any]) -> Select[Any]:
        return branch.where(Task.state == state, *conditions).order_by(*order).limit(limit + 1)

    found = _page_ids(person, narrow, instance=instance, lane=lane, state=state)
    statement = (
        select(*rows.TASK)
        .join(Definition, Definition.id == Task.definition_id)
        .where(Task.id.in_(found))
        .order_by(*order)
        .limit(limit + 1)
    )
    return _page(rows.task_rows(session.execute(statement)), limit, is_open=state == "open")


def _page(found: tuple[TaskRow, ...], limit: int, *, is_open: bool) -> Page[TaskRow]:
    items = found[:limit]
    if len(found) <= limit:
        return Page(items=items, next_cursor=None)
    last = items[-1]
    position = (last.due_at or LATE) if is_open else last.completed_at
    return Page(items=items, next_cursor=paging.encode(position, last.id))


def _conditions(
    *,
    lane: str | None,
    assignee: str | None,
    instance: uuid.UUID | None,
    q: str | None,
    roots: Collection[uuid.UUID],
    due_before: datetime | None,
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if lane is not None:
        conditions.append(Task.lane == lane)
    if assignee is not None:
        conditions.append(Task.assignee.is_(None) if assignee == "none" else Task.assignee == assignee)
    if instance is not None:
        conditions.append(or_(Task.root_id == instance, Task.instance_id == instance))
    if q is not None and q.strip():
        part = q.strip()[:100].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace("\x00", "")
        fits = [Task.name.ilike(f"%{part}%"), Task.business_key.ilike(f"%{part}%")]
        conditions.append(or_(*fits, *([Task.root_id.in_(roots)] if roots else [])))
    if due_before is not None:
        conditions.append(Task.sort_due < due_before)
    return conditions


def _page_ids(person: Person, narrow: Narrow, *, instance: uuid.UUID | None, lane: str | None, state: str) -> Any:
    """The ids of one page: a walk for each lane of the person, one for what is theirs, merged by the caller."""
    if instance is not None:  # few tasks, found by their root: one look is enough
        return narrow(select(Task.id).where(rights.task_clause(person)))
    lanes: list[ColumnElement[bool]] = [Task.lane == role for role in sorted(person.roles) if lane in (None, role)]
    if person.teams:
        teams = [Task.team.is_(None), *(Task.team == team for team in sorted(person.teams))]
        lanes = [and_(one, team) for one in lanes for team in teams]
    if rights.is_operator(person) and lane is None:
        lanes.append(Task.lane.is_(None))
    # whoever completed a task was its assignee, if it had one
    mine = Task.completed_by == person.id if state == "completed" else Task.assignee == person.id
    walks = [narrow(select(Task.id).where(condition)) for condition in (*lanes, mine)]
    return union_all(*[select(walk.subquery().c.id) for walk in walks])


def count_worklist(
    session: Session,
    *,
    person: Person,
    lane: str | None = None,
    assignee: str | None = None,
    instance: uuid.UUID | None = None,
    q: str | None = None,
    roots: Collection[uuid.UUID] = (),
    due_before: datetime | None = None,
) -> int:
    """How many open tasks the person sees with these filters."""
    conditions = _conditions(lane=lane, assignee=assignee, instance=instance, q=q, roots=roots, due_before=due_before)
    statement = (
        select(func.count()).select_from(Task).where(Task.state == "open", rights.task_clause(person), *conditions)
    )
    return session.scalar(statement) or 0
