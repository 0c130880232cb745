"""Compares where the tokens are with the rows of tasks and waits, and says which rows are new and which are gone."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from processes.engine import ids
from processes.engine.jobs import RUN_OPERATION
from processes.engine.runtime import duties, faults
from processes.engine.runtime.plain import as_keys
from processes.engine.runtime.rows import OpenTask, WaitKey

if TYPE_CHECKING:
    from processes.engine.runtime.member import Member
    from processes.engine.runtime.unit import Unit


@dataclass
class Changes:
    """Rows to write."""

    new_tasks: list[OpenTask] = field(default_factory=list)
    ended_tasks: list[OpenTask] = field(default_factory=list)
    new_waits: list[dict[str, Any]] = field(default_factory=list)
    gone_waits: list[uuid.UUID] = field(default_factory=list)


def changes(unit: Unit) -> Changes:
    """The difference between the machines and the rows, with its events; also brings the unit's own rows up to date."""
    found = Changes()
    tasks, waits = _by_instance(unit)
    for member in list(unit.members.values()):
        if member.is_live and not member.is_loaded:
            continue
        mine = waits.get(member.row.id, {})
        _timers_fired(unit, member, mine)
        with faults.at(member):
            _tasks(unit, member, tasks.get(member.row.id, []), found)
        _waits(unit, member, mine, found)
        _passed(member)
    return found


def _by_instance(
    unit: Unit,
) -> tuple[dict[uuid.UUID, list[OpenTask]], dict[uuid.UUID, dict[WaitKey, dict[str, Any]]]]:
    """The rows of tasks and of waits by their instance: a case may have thousands of both."""
    tasks: dict[uuid.UUID, list[OpenTask]] = {}
    waits: dict[uuid.UUID, dict[WaitKey, dict[str, Any]]] = {}
    for task in unit.tasks.values():
        tasks.setdefault(task.instance_id, []).append(task)
    for key, row in unit.waits.items():
        waits.setdefault(key[0], {})[key] = row
    return tasks, waits


def _tasks(unit: Unit, member: Member, mine: list[OpenTask], found: Changes) -> None:
    rest = member.rest if member.is_live else None
    tokens = {token.id: token for token in rest.tasks} if rest else {}
    for task in mine:
        if task.state == "completed":
            found.ended_tasks.append(task)
        elif task.state == "open" and task.id not in tokens:
            task.state, task.completed_at = "cancelled", unit.now
            found.ended_tasks.append(task)
            member.happened("task.cancelled", task_id=task.id, element_id=task.element_id, lane=task.lane)
    for token_id, token in tokens.items():
        if token_id not in unit.tasks:
            task = unit.tasks[token_id] = duties.new_task(unit, member, token)
            found.new_tasks.append(task)
            due = task.due_at.isoformat() if task.due_at else None
            member.happened(
                "task.created",
                task_id=task.id,
                element_id=task.element_id,
                lane=task.lane,
                assignee=task.assignee,
                due=due,
            )


def _wanted(unit: Unit, member: Member) -> dict[WaitKey, dict[str, Any]]:
    wanted: dict[WaitKey, dict[str, Any]] = {}
    rest = member.rest
    if not member.is_live or rest is None:
        return wanted

    def want(kind: str, token_id: uuid.UUID, element_id: str, name: str, slot: int = 0, **more: Any) -> None:
        wanted[member.row.id, token_id, kind, slot] = {
            "root_id": unit.root.id,
            "instance_id": member.row.id,
            "token_id": token_id,
            "slot": slot,
            "kind": kind,
            "element_id": element_id,
            "name": name or element_id,
            "due_at": None,
            "fired_at": None,
            "message": None,
            "correlation": {},
            **more,
        }

    keys = unit.post.root_keys(member)
    for wait in rest.waits:
        if wait.kind == "timer":
            want("timer", wait.token_id, wait.element_id, wait.name, wait.slot, due_at=wait.due_at)
        else:
            name = wait.message or wait.name
            own = as_keys(wait.correlation or {})
            correlation = {**keys, **own} if wait.kind == "message" else {}
            want(wait.kind, wait.token_id, wait.element_id, wait.name, wait.slot, message=name, correlation=correlation)
    for job in rest.jobs:
        want("job", job.id, job.element_id, job.name)
    for call in rest.calls:
        want("child", call.id, call.element_id, call.name)
    return wanted


def _waits(unit: Unit, member: Member, mine: dict[WaitKey, dict[str, Any]], found: Changes) -> None:
    wanted = _wanted(unit, member)
    for key, row in mine.items():
        same = wanted.get(key)
        if same is None or (same["due_at"], same["correlation"]) != (row["due_at"], row["correlation"]):
            found.gone_waits.append(row["id"])
            del unit.waits[key]
    for key, row in wanted.items():
        if key not in unit.waits:
            since = mine[key]["since"] if key in mine else unit.now
            unit.waits[key] = {"id": ids.new(), **row, "since": since}
            found.new_waits.append(unit.waits[key])
            if row["kind"] == "job" and key not in mine:
                unit.jobs.append((RUN_OPERATION, {"instance_id": key[0], "token_id": key[1]}))


def _timers_fired(unit: Unit, member: Member, mine: dict[WaitKey, dict[str, Any]]) -> None:
    done = {passed.element_id for passed in member.passed if passed.state == "completed"}
    for row in mine.values():
        is_timer = row["kind"] == "timer" and row["due_at"] is not None
        if is_timer and row["element_id"] in done and row["due_at"] <= unit.now:
            member.happened("timer.fired", element_id=row["element_id"], due=row["due_at"].isoformat())


def _passed(member: Member) -> None:
    """One event for everything that went by itself; the tasks of people have events of their own."""
    elements = [p.element_id for p in member.passed if p.state == "completed" and "user" not in p.type.lower()]
    if elements:
        member.happened("elements.passed", elements=elements)
