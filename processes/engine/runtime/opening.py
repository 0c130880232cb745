"""Takes the lock of a root and reads what a command needs of its tree: three statements after the lock."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, or_, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from processes.engine import ids
from processes.engine.models import Definition, Instance, InstanceState, Task, Wait
from processes.engine.runtime import library
from processes.engine.runtime.rows import OpenTask
from processes.engine.runtime.unit import Unit
from processes.errors import Conflict, NotFound
from processes.people import Person
from processes.words import N_

BUSY = N_("Somebody is working on this case at this moment. Please try again; what you typed is kept.")
LOCK_NOT_AVAILABLE = "55P03"

_TASK = [column for column in Task.__table__.columns if column.name != "sort_due"]
_WAIT = list(Wait.__table__.columns)


@contextmanager
def locked(
    session: Session,
    *,
    by: Person,
    now: datetime,
    root_id: uuid.UUID | None = None,
    instance_id: uuid.UUID | None = None,
    task_id: uuid.UUID | None = None,
) -> Iterator[Unit]:
    """Lock the root that is named directly, by one of its instances, or by one of its tasks; the lock ends with the
    transaction, the unit with the block.

    Raises NotFound when there is none, Conflict when somebody else holds the lock for longer than the session's
    `lock_timeout`.
    """
    if task_id is not None:
        wanted: Any = select(Task.root_id).where(Task.id == task_id).scalar_subquery()
    elif instance_id is not None:
        wanted = select(Instance.root_id).where(Instance.id == instance_id).scalar_subquery()
    else:
        wanted = root_id
    root = _lock(
        session,
        select(Instance)
        .where(Instance.id == wanted)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True),
    )
    if root is None:
        raise NotFound
    unit = Unit(session, root, by=by, now=now)
    _read_members(unit, instance_id, task_id)
    _read_tasks(unit, task_id)
    _read_waits(unit)
    with _holding(unit):
        yield unit


def peek(session: Session, *, instance_id: uuid.UUID, by: Person, now: datetime) -> Unit:
    """A unit for reading only, without the lock: it must not be advanced or saved. Raises NotFound."""
    root = session.scalars(
        select(Instance).where(
            Instance.id == select(Instance.root_id).where(Instance.id == instance_id).scalar_subquery()
        )
    ).one_or_none()
    if root is None:
        raise NotFound
    unit = Unit(session, root, by=by, now=now)
    _read_members(unit, instance_id, None)
    _read_waits(unit)
    return unit


@contextmanager
def new_root(session: Session, *, business_key: str | None, by: Person, now: datetime) -> Iterator[Unit]:
    """A unit for a root that is about to begin; nobody else can know it before the commit."""
    root_id = ids.new()
    root = Instance(id=root_id, root_id=root_id, business_key=business_key, lane_holders={}, pending_messages=[])
    with _holding(Unit(session, root, by=by, now=now)) as unit:
        yield unit


@contextmanager
def _holding(unit: Unit) -> Iterator[Unit]:
    """Let operations that run within this unit find it (`held`), but nobody after it."""
    units = unit.session.info.setdefault("engine.units", {})
    units[unit.root.id] = unit
    try:
        yield unit
    finally:
        units.pop(unit.root.id, None)


def _lock(session: Session, statement: Select[tuple[Instance]]) -> Instance | None:
    try:
        return session.scalars(statement).one_or_none()
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE:
            raise Conflict(BUSY) from None
        raise


def _read_members(unit: Unit, instance_id: uuid.UUID | None, task_id: uuid.UUID | None) -> None:
    """The live instances of the tree; the state comes along for the one that will surely move."""
    if task_id is not None:
        wanted: Any = select(Task.instance_id).where(Task.id == task_id).scalar_subquery()
    else:
        wanted = instance_id
    rows = unit.session.execute(
        select(Instance, *library.COLUMNS, case((Instance.id == wanted, InstanceState.state)).label("state"))
        .join(Definition, Definition.id == Instance.definition_id)
        .outerjoin(InstanceState, InstanceState.instance_id == Instance.id)
        .where(Instance.root_id == unit.root.id, Instance.ended_at.is_(None))
        .order_by(Instance.started_at, Instance.id)
        .execution_options(populate_existing=True)
    )
    for row in rows:
        unit.add(row.Instance, library.known(row), row.state)


def _read_tasks(unit: Unit, task_id: uuid.UUID | None) -> None:
    rows = unit.session.execute(
        select(*_TASK).where(Task.root_id == unit.root.id, or_(Task.state == "open", Task.id == task_id))
    ).mappings()
    unit.tasks = {row["id"]: OpenTask(**row) for row in rows}


def _read_waits(unit: Unit) -> None:
    rows = unit.session.execute(select(*_WAIT).where(Wait.root_id == unit.root.id)).mappings()
    unit.waits = {(row["instance_id"], row["token_id"], row["kind"], row["slot"]): dict(row) for row in rows}


def held(session: Session, root_id: uuid.UUID) -> Unit | None:
    """The unit of this root that the session's current command works on, for operations that run inside it."""
    unit: Unit | None = session.info.get("engine.units", {}).get(root_id)
    return unit
