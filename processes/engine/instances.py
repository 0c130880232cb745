"""Starting and cancelling process instances, and saying whose they are."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import literal, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from processes.engine import event_log, records, rights
from processes.engine.models import Instance, Task, Wait
from processes.engine.runtime import family, faults, library, opening, showing, start_data
from processes.engine.runtime.member import Member
from processes.engine.runtime.plain import as_keys
from processes.engine.runtime.unit import Unit
from processes.engine.views import InstanceView
from processes.errors import Conflict, Invalid, NotAllowed, NotFound
from processes.people import Person
from processes.words import N_

MAY_NOT_START = N_("You may not start this process.")
ENDED = N_("This process has already ended.")
MAY_NOT_CANCEL = N_("Only process owners, the administration or team leaders may cancel a process.")
NO_REASON = N_("Please say why the process is cancelled.")
ODD_KEY = N_("A business key is a text of at most 200 characters without line breaks.")

MOST_REASON = 2_000

#: Besides whoever started it.
MAY_CANCEL = ("administration", "prozessverantwortung", "teamleitung", "sachgebietsleitung")


def start(
    session: Session,
    *,
    key: str,
    version: int | None = None,
    business_key: str | None = None,
    data: Mapping[str, Any] | None = None,
    by: Person,
    now: datetime,
) -> InstanceView:
    """Start an instance of the newest version (or of `version`), and let it run until it waits.

    Raises NotFound for an unknown definition, NotAllowed, Invalid for unfit data or with `problems` of a failing step.
    """
    known = library.newest(session, key, now=now, version=version)
    if known is None:
        raise NotFound
    if not (rights.is_operator(by) or by.has("system", *known.lanes)):
        raise NotAllowed(MAY_NOT_START)
    if business_key is not None and (not 0 < len(business_key) <= 200 or not business_key.isprintable()):
        raise Invalid(ODD_KEY)
    variables = start_data.check(data or {})
    with opening.new_root(session, business_key=business_key, by=by, now=now) as unit, faults.as_invalid():
        root = unit.begin(known, data=variables)
        unit.finish()
        return showing.instance(unit, root.row.id)


def cancel(session: Session, *, instance_id: uuid.UUID, reason: str, by: Person, now: datetime) -> InstanceView:
    """End an instance with everything it has called; its tasks and waits are withdrawn.

    A called instance can only be cancelled by its caller. Raises NotFound, NotAllowed, Conflict when it has ended.
    """
    if not reason.strip():
        raise Invalid(NO_REASON)
    with opening.locked(session, instance_id=instance_id, by=by, now=now) as unit:
        _check_may_see(session, instance_id, by)
        member = unit.members.get(instance_id)
        if member is None:
            raise _ended(session, instance_id)
        if not (by.has("system", *MAY_CANCEL) or unit.root.started_by == by.id):
            raise NotAllowed(MAY_NOT_CANCEL)
        if member.row.parent_token is not None:
            raise Conflict(N_("This process was called by another one: cancel that one instead."))
        family.cancel(unit, member)
        _keep_reason(unit, member, reason.strip())
        unit.finish()
        return showing.instance(unit, instance_id)


def _keep_reason(unit: Unit, member: Member, reason: str) -> None:
    """What people write belongs into the record, also why they stopped a process."""
    records.write(
        unit.session,
        root_id=unit.root.id,
        instance_id=member.row.id,
        task_id=member.row.id,
        element_id=member.known.key,
        form="abbruch",
        definition_id=member.known.id,
        answers={"grund": reason[:MOST_REASON]},
        by=unit.by.id,
        at=unit.now,
    )


def _check_may_see(session: Session, instance_id: uuid.UUID, by: Person) -> None:
    from processes.engine import queries

    queries.check_instance(session, instance_id=instance_id, person=by)


def _ended(session: Session, instance_id: uuid.UUID) -> Conflict:
    row = session.execute(select(Instance.root_id, Instance.ended_at).where(Instance.id == instance_id)).one()
    types = ("instance.completed", "instance.cancelled")
    by, _ = event_log.last(session, *types, root_id=row.root_id, instance_id=instance_id)
    return Conflict(ENDED, by=by, at=row.ended_at)


def place(
    session: Session,
    *,
    root_id: uuid.UUID,
    team: str | None = None,
    lane_holders: Mapping[str, str] | None = None,
    business_key: str | None = None,
    by: Person | None = None,
    now: datetime | None = None,
) -> None:
    """Say whose a root is: its team, who gets new tasks of a lane, the number people know it by. None changes nothing.

    Inside an operation it acts on the unit that runs; elsewhere `by` and `now` are needed to take the lock.
    """
    unit = opening.held(session, root_id)
    if unit is not None:
        _place(unit, team, lane_holders, business_key)
        return
    if by is None or now is None:
        raise TypeError("outside of an operation somebody has to take the lock: by and now are needed")
    with opening.locked(session, root_id=root_id, by=by, now=now) as unit:
        _place(unit, team, lane_holders, business_key)
        unit.save()


def _place(unit: Unit, team: str | None, lane_holders: Mapping[str, str] | None, business_key: str | None) -> None:
    if lane_holders is not None:
        unit.root.lane_holders = {**(unit.root.lane_holders or {}), **lane_holders}
    changed: dict[str, Any] = {}
    if team is not None and team != unit.root.team:
        unit.root.team = changed["team"] = team
    if business_key is not None and business_key != unit.root.business_key:
        unit.root.business_key = changed["business_key"] = business_key
        for member in unit.members.values():
            member.row.business_key = business_key
        _recorrelate(unit, business_key)
    if not changed:
        return
    for task in unit.tasks.values():
        for column, value in changed.items():
            setattr(task, column, value)
    unit.session.execute(update(Task).where(Task.root_id == unit.root.id, Task.state == "open").values(**changed))


def _recorrelate(unit: Unit, business_key: str) -> None:
    """Let everything in this root that waits for a message be found by the new number."""
    keys = as_keys({"az": business_key, "business_key": business_key})
    waiting = [row for row in unit.waits.values() if row["kind"] == "message"]
    for row in waiting:
        row["correlation"] = {**row["correlation"], **keys}
    if waiting:
        merged = Wait.correlation.op("||", return_type=JSONB)(literal(keys, JSONB))
        unit.session.execute(
            update(Wait).where(Wait.root_id == unit.root.id, Wait.kind == "message").values(correlation=merged)
        )
