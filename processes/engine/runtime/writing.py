"""Writes what a unit changed, a handful of statements however much it was; what did not change is not written."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from processes.engine import event_log, jobs
from processes.engine.models import InstanceState, OutgoingMessage, Task, Wait, table_of
from processes.engine.runtime import incidents, projection
from processes.errors import Conflict

if TYPE_CHECKING:
    from processes.engine.runtime.unit import Unit

#: Sweepers look again after this time anyway; only timers that are due earlier have to wake them.
SWEEP = timedelta(seconds=60)
TIMER_CHANNEL = "engine_timer"


def save(unit: Unit) -> None:
    """Write the unit's changes into its session; the caller's transaction makes them one."""
    changes = projection.changes(unit)
    incidents.follow(unit)
    _write_instances(unit)
    _write_states(unit)
    _write_tasks(unit, changes)
    _write_waits(unit, changes)
    if unit.post.outgoing:
        unit.session.execute(insert(table_of(OutgoingMessage)), unit.post.outgoing)
    event_log.write_decisions(unit.session, unit.decisions)
    event_log.write(unit.session, sorted(unit.events, key=_rank))
    jobs.defer_all(unit.session, unit.jobs)


# Built once: building a statement takes longer than PostgreSQL takes to answer.
_state, _task = table_of(InstanceState), table_of(Task)
_put = upsert(_state)
_PUT_STATE = _put.on_conflict_do_update(index_elements=["instance_id"], set_={"state": _put.excluded.state})
_END_TASK = (
    update(_task)
    .where(_task.c.id == bindparam("task_id"))
    .values(
        state=bindparam("new_state"),
        completed_at=bindparam("new_completed_at"),
        completed_by=bindparam("new_completed_by"),
        assignee=bindparam("new_assignee"),
    )
)
_NEW_TASK, _NEW_WAIT = insert(_task), insert(table_of(Wait))

#: Within one command, which has one time: first what was done, then what passed, what came of it, and what ended.
_RANKS = {
    "elements.passed": 1,
    "task.created": 2,
    "task.cancelled": 2,
    "instance.completed": 3,
    "instance.cancelled": 3,
}


def _rank(event: event_log.Happened) -> int:
    return _RANKS.get(event.type, 0)


def _write_instances(unit: Unit) -> None:
    flag_modified(unit.root, "status")  # so that `rev` grows with every change of the tree
    try:
        unit.session.flush()  # the rows that states and tasks refer to
    except StaleDataError:
        raise Conflict from None


def _write_states(unit: Unit) -> None:
    moved = [m for m in unit.members.values() if m.is_loaded and m.is_live]
    if moved:
        rows = [{"instance_id": m.row.id, "state": m.machine.dump()} for m in moved]
        unit.session.execute(_PUT_STATE, rows)
    ended = [m.row.id for m in unit.members.values() if not m.is_live]
    if ended:
        unit.session.execute(delete(InstanceState).where(InstanceState.instance_id.in_(ended)))


def _write_tasks(unit: Unit, changes: projection.Changes) -> None:
    if changes.ended_tasks:
        unit.session.execute(
            _END_TASK,
            [
                {
                    "task_id": task.id,
                    "new_state": task.state,
                    "new_completed_at": task.completed_at,
                    "new_completed_by": task.completed_by,
                    "new_assignee": task.assignee,
                }
                for task in changes.ended_tasks
            ],
        )
    if changes.new_tasks:
        unit.session.execute(_NEW_TASK, [vars(task) for task in changes.new_tasks])


def _write_waits(unit: Unit, changes: projection.Changes) -> None:
    if changes.gone_waits:
        unit.session.execute(delete(Wait).where(Wait.id.in_(changes.gone_waits)))
    if changes.new_waits:
        unit.session.execute(_NEW_WAIT, changes.new_waits)
        if any(_is_soon(unit, wait) for wait in changes.new_waits):
            unit.session.execute(text("select pg_notify(:channel, '')"), {"channel": TIMER_CHANNEL})


def _is_soon(unit: Unit, wait: dict[str, Any]) -> bool:
    return wait["kind"] == "timer" and wait["due_at"] is not None and wait["due_at"] <= unit.now + SWEEP
