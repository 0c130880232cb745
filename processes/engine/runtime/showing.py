"""What a command answers, from what the unit already holds, so that an answer costs (nearly) no reading."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from processes.engine import rights
from processes.engine.runtime import incidents
from processes.engine.runtime.rows import OpenTask, wait_view
from processes.engine.views import ChildRow, InstanceView, TaskRow

if TYPE_CHECKING:
    from processes.engine.runtime.member import Member
    from processes.engine.runtime.unit import Unit


def task(unit: Unit, row: OpenTask) -> TaskRow:
    """A task of the unit as a line of a list."""
    known = unit.members[row.instance_id].known
    return row.view(known.key, known.version)


def _in_order(tasks: list[OpenTask]) -> list[OpenTask]:
    return sorted(tasks, key=lambda t: (t.due_at is None, t.due_at, t.created_at, t.id.int) if t.due_at else
                  (True, t.created_at, t.created_at, t.id.int))  # fmt: skip


def next_tasks(unit: Unit) -> tuple[TaskRow, ...]:
    """The open tasks of this root that whoever acts may complete now, soonest due date first."""
    person = unit.by
    mine = [
        row
        for row in unit.tasks.values()
        if row.state == "open"
        and rights.sees_task(person, row)
        and row.assignee in (None, person.id)
        and person.id not in row.excluded
    ]
    return tuple(task(unit, row) for row in _in_order(mine))


def _below(unit: Unit, member: Member) -> set[uuid.UUID]:
    found, waiting = {member.row.id}, [member]
    while waiting:
        called = unit.called_by.get(waiting.pop().row.id, [])
        found.update(one.row.id for one in called)
        waiting += called
    return found


def _troubled(unit: Unit) -> set[uuid.UUID]:
    """The live instances that cannot go on everywhere: with an incident of their own or in what they called."""
    found: set[uuid.UUID] = set()
    for member in unit.members.values():
        at: Member | None = member if member.is_live and member.row.status == "incident" else None
        while at is not None and at.row.id not in found:
            found.add(at.row.id)
            at = at.parent
    return found


def instance(unit: Unit, instance_id: uuid.UUID) -> InstanceView:
    """An instance with what is open in it and in what it has called.

    `children` are those that run or have ended in this very command: a case calls many in its life.
    """
    member = unit.members[instance_id]
    row, known = member.row, member.known
    tree, troubled = _below(unit, member), _troubled(unit)
    tasks = [t for t in unit.tasks.values() if t.instance_id in tree and t.state == "open"]
    waits = [wait_view(w) for w in (*unit.waits.values(), *incidents.open_of(unit)) if w["instance_id"] in tree]
    return InstanceView(
        id=row.id,
        root_id=row.root_id,
        parent_id=row.parent_id,
        business_key=row.business_key,
        definition_key=known.key,
        definition_version=known.version,
        definition_name=known.name,
        status="incident" if row.id in troubled else row.status,
        started_at=row.started_at,
        ended_at=row.ended_at,
        tasks=tuple(task(unit, t) for t in _in_order(tasks)),
        waits=tuple(sorted(waits, key=lambda w: (w.since, w.element_id, w.kind))),
        children=tuple(
            ChildRow(
                id=m.row.id,
                key=m.known.key,
                version=m.known.version,
                status="incident" if m.row.id in troubled else m.row.status,
            )
            for m in unit.called_by.get(row.id, ())
        ),
        data=row.data,
    )
