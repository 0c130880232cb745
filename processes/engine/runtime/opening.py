"""Takes the lock of a root and reads what a command needs of its tree: three statements after the lock."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import UUID, bindparam, case, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from processes.engine import ids
from processes.engine.models import Definition, Instance, InstanceState, Task, Wait, table_of
from processes.engine.runtime import library
from processes.engine.runtime.rows import OpenTask
from processes.engine.runtime.unit import Unit
from processes.errors import Conflict, NotFound
from processes.people import Person
from processes.words import N_

BUSY = N_("Somebody is working on this case at this moment. Please try again; what you typed is kept.")
LOCK_NOT_AVAILABLE = "55P03"

_task, _wait = table_of(Task), table_of(Wait)

# Statements are built once: building them takes longer than PostgreSQL takes to answer.
_ROOT = {
    "task_id": select(_task.c.root_id).where(_task.c.id == bindparam("named")).scalar_subquery(),
    "instance_id": select(Instance.root_id).where(Instance.id == bindparam("named")).scalar_subquery(),
    "root_id": bindparam("named", type_=UUID),
}
_LOCK = {
    by: select(Instance)
    .where(Instance.id == root)
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
    for by, root in _ROOT.items()
}
_PEEK = select(Instance).where(Instance.id == _ROOT["instance_id"])
#: The live instances of the tree; the state comes along for the one that will surely move.
_MEMBERS = {
    by: select(Instance, *library.COLUMNS, case((Instance.id == moving, InstanceState.state)).label("state"))
    .join(Definition, Definition.id == Instance.definition_id)
    .outerjoin(InstanceState, InstanceState.instance_id == Instance.id)
    .where(Instance.root_id == bindparam("root_id"), Instance.ended_at.is_(None))
    .order_by(Instance.started_at, Instance.id)
    .execution_options(populate_existing=True)
    for by, moving in {
        "task_id": select(_task.c.instance_id).where(_task.c.id == bindparam("named")).scalar_subquery(),
        "instance_id": bindparam("named", type_=UUID),
        "root_id": bindparam("named", type_=UUID),
    }.items()
}
_columns = [column for column in _task.c if column.name != "sort_due"]
# two looks instead of one "or": a long case has thousands of finished tasks, which the first passes by
_TASKS = select(*_columns).where(_task.c.root_id == bindparam("root_id"), _task.c.state == "open")
_TASKS_AND_ONE = _TASKS.union_all(
    select(*_columns).where(_task.c.id == bindparam("task_id", type_=UUID), _task.c.state != "open")
)
_WAITS = select(_wait).where(_wait.c.root_id == bindparam("root_id"))


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
    """Lock the root that is named directly, by one of its instances, or by one of its tasks.

    The lock ends with the transaction, the unit with the block. Raises NotFound when there is no such root, Conflict
    when somebody else holds the lock for longer than the session's `lock_timeout`.
    """
    given = {"task_id": task_id, "instance_id": instance_id, "root_id": root_id}
    kind, named = next((kind, value) for kind, value in given.items() if value is not None)
    root = _lock(session, kind, named)
    if root is None:
        raise NotFound
    unit = Unit(session, root, by=by, now=now)
    _read_members(unit, kind, named)
    tasks = _TASKS if task_id is None else _TASKS_AND_ONE
    rows = session.execute(tasks, {"root_id": root.id, "task_id": task_id}).mappings()
    unit.tasks = {row["id"]: OpenTask(**row) for row in rows}
    _read_waits(unit)
    with _holding(unit):
        yield unit


def peek(session: Session, *, instance_id: uuid.UUID, by: Person, now: datetime) -> Unit:
    """A unit for reading only, without the lock: it must not be advanced or saved. Raises NotFound."""
    root = session.scalars(_PEEK, {"named": instance_id}).one_or_none()
    if root is None:
        raise NotFound
    unit = Unit(session, root, by=by, now=now)
    _read_members(unit, "instance_id", instance_id)
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
    root_id = unit.root.id
    units[root_id] = unit
    try:
        yield unit
    finally:
        units.pop(root_id, None)


def _lock(session: Session, kind: str, named: uuid.UUID) -> Instance | None:
    try:
        return session.scalars(_LOCK[kind], {"named": named}).one_or_none()
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE:
            raise Conflict(BUSY) from None
        raise


def _read_members(unit: Unit, kind: str, named: uuid.UUID) -> None:
    for row in unit.session.execute(_MEMBERS[kind], {"root_id": unit.root.id, "named": named}):
        unit.add(row.Instance, library.known(row), row.state)


def _read_waits(unit: Unit) -> None:
    rows = unit.session.execute(_WAITS, {"root_id": unit.root.id}).mappings()
    unit.waits = {(row["instance_id"], row["token_id"], row["kind"], row["slot"]): dict(row) for row in rows}


def held(session: Session, root_id: uuid.UUID) -> Unit | None:
    """The unit of this root that the session's current command works on, for operations that run inside it."""
    unit: Unit | None = session.info.get("engine.units", {}).get(root_id)
    return unit
