"""Instances with what is open in them, what they wait for, and where their tokens are."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from processes.engine import rights
from processes.engine.models import Definition, Incident, Instance, Task, Wait
from processes.engine.queries import rows
from processes.engine.views import ChildRow, InstanceView, WaitRow
from processes.errors import NotFound
from processes.people import Person

#: So many of the newest called instances are shown; a case of many years has more.
MOST_CHILDREN = 1_000
#: How often a picture is taken anew while somebody keeps moving the case.
MOST_READS = 5

_INSTANCE = (
    Instance.id,
    Instance.root_id,
    Instance.parent_id,
    Instance.business_key,
    Instance.status,
    Instance.started_at,
    Instance.ended_at,
    Instance.data,
)


def _visible(session: Session, instance_id: uuid.UUID, person: Person) -> Any:
    row = session.execute(
        select(*_INSTANCE, Definition.key, Definition.version, Definition.name.label("definition_name"))
        .join(Definition, Definition.id == Instance.definition_id)
        .where(Instance.id == instance_id, rights.instance_clause(person))
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def check_instance(session: Session, *, instance_id: uuid.UUID, person: Person) -> None:
    """Raise NotFound unless the instance exists and this person may see it."""
    _visible(session, instance_id, person)


def instance(session: Session, *, instance_id: uuid.UUID, person: Person) -> InstanceView:
    """An instance with the open tasks and waits of it and of everything it has called. Raises NotFound.

    It is one picture although several statements read it: the root's `rev` is compared, and when somebody has moved
    the case in between, it is read again.
    """
    for _ in range(MOST_READS):
        row = _visible(session, instance_id, person)
        rev = _rev(session, row.root_id)
        view = _view(session, row)
        if rev == _rev(session, row.root_id):
            break
    return view


def _rev(session: Session, root_id: uuid.UUID) -> int | None:
    return session.scalar(select(Instance.rev).where(Instance.id == root_id))


def _view(session: Session, row: Any) -> InstanceView:
    above = _live_callers(session, row.root_id)
    tree = _tree(row.id, above)
    waits = _waits_of(session, row.root_id)
    troubled = _troubled(waits, above)
    tasks = session.execute(
        select(*rows.TASK)
        .join(Definition, Definition.id == Task.definition_id)
        .where(Task.root_id == row.root_id, Task.state == "open")
        .order_by(Task.sort_due, Task.created_at, Task.id)
    )
    children = session.execute(
        select(Instance.id, Definition.key, Definition.version, Instance.status)
        .join(Definition, Definition.id == Instance.definition_id)
        .where(Instance.parent_id == row.id)
        .order_by(Instance.started_at.desc(), Instance.id.desc())
        .limit(MOST_CHILDREN)
    ).all()
    return InstanceView(
        id=row.id,
        root_id=row.root_id,
        parent_id=row.parent_id,
        business_key=row.business_key,
        definition_key=row.key,
        definition_version=row.version,
        definition_name=row.definition_name,
        status="incident" if row.id in troubled else row.status,
        started_at=row.started_at,
        ended_at=row.ended_at,
        tasks=tuple(task for task in rows.task_rows(tasks) if task.instance_id in tree),
        waits=tuple(wait for wait in waits if wait.instance_id in tree),
        children=tuple(
            ChildRow(id=c.id, key=c.key, version=c.version, status="incident" if c.id in troubled else c.status)
            for c in reversed(children)
        ),
        data=row.data,
    )


def _live_callers(session: Session, root_id: uuid.UUID) -> dict[uuid.UUID, uuid.UUID | None]:
    """The running instances of a root with their callers, callers before the instances they called."""
    rows = session.execute(
        select(Instance.id, Instance.parent_id)
        .where(Instance.root_id == root_id, Instance.ended_at.is_(None))
        .order_by(Instance.started_at, Instance.id)
    )
    return {row.id: row.parent_id for row in rows}


def _tree(top: uuid.UUID, above: Mapping[uuid.UUID, uuid.UUID | None]) -> set[uuid.UUID]:
    """The running instances below `top`, itself included."""
    found = {top}
    for id, parent_id in above.items():
        if parent_id in found:
            found.add(id)
    return found


def _troubled(waits: list[WaitRow], above: Mapping[uuid.UUID, uuid.UUID | None]) -> set[uuid.UUID]:
    """The running instances that cannot go on everywhere: with an incident of their own or in what they called."""
    found: set[uuid.UUID] = set()
    for wait in waits:
        at: uuid.UUID | None = wait.instance_id if wait.kind == "incident" else None
        while at is not None and at in above and at not in found:
            found.add(at)
            at = above[at]
    return found


def _waits_of(session: Session, root_id: uuid.UUID) -> list[WaitRow]:
    """What a root waits for, its open incidents included, in the order in which it began."""
    waits = session.execute(select(*rows.WAIT).where(Wait.root_id == root_id))
    incidents = session.execute(
        select(Incident.element_id, Incident.name, Incident.created_at, Incident.instance_id).where(
            Incident.root_id == root_id, Incident.resolved_at.is_(None)
        )
    )
    found = [rows.wait_row(row) for row in waits]
    found += [
        WaitRow(
            kind="incident",
            element_id=row.element_id,
            name=row.name,
            due_at=None,
            message=None,
            since=row.created_at,
            instance_id=row.instance_id,
            root_id=root_id,
        )
        for row in incidents
    ]
    return sorted(found, key=lambda wait: (wait.since, wait.element_id, wait.kind))


def waits(session: Session, *, person: Person, kind: str | None = None, limit: int = 200) -> tuple[WaitRow, ...]:
    """What the instances this person sees wait for, what is due soonest first; for operators, of all instances."""
    statement = select(*rows.WAIT).order_by(Wait.due_at.asc().nulls_last(), Wait.since, Wait.id).limit(limit)
    if kind is not None:
        statement = statement.where(Wait.kind == kind)
    if not rights.is_operator(person):
        root = aliased(Instance)
        a_task = select(Task.id).where(Task.root_id == Wait.root_id, rights.task_clause(person)).exists()
        statement = statement.join(root, root.id == Wait.root_id).where((root.started_by == person.id) | a_task)
    return tuple(rows.wait_row(row) for row in session.execute(statement))


def tokens(session: Session, *, instance_id: uuid.UUID, person: Person) -> Mapping[uuid.UUID, tuple[str, ...]]:
    """Where the tokens of the instance's whole root are: {instance id: element ids}. Raises NotFound."""
    row = _visible(session, instance_id, person)
    open_tasks = session.execute(
        select(Task.instance_id, Task.element_id).where(Task.root_id == row.root_id, Task.state == "open")
    )
    waiting = session.execute(select(Wait.instance_id, Wait.element_id).where(Wait.root_id == row.root_id))
    found: dict[uuid.UUID, set[str]] = {}
    for id, element_id in (*open_tasks, *waiting):
        found.setdefault(id, set()).add(element_id)
    return {id: tuple(sorted(elements)) for id, elements in found.items()}
