"""Keeps incidents in step with their instances: a token that went on has none any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from processes.engine.models import Incident

if TYPE_CHECKING:
    from processes.engine.runtime.unit import Unit


def follow(unit: Unit) -> None:
    """Resolve the open incidents of what went on, and let instances without any run again."""
    troubled = [m for m in unit.members.values() if m.row.status == "incident" or (not m.is_live and m.had_incident)]
    if not troubled:
        return
    by_id = {m.row.id: m for m in troubled}
    rows = unit.session.execute(
        select(Incident.id, Incident.instance_id, Incident.token_id, Incident.kind, Incident.element_id).where(
            Incident.instance_id.in_(by_id), Incident.resolved_at.is_(None)
        )
    ).all()
    live = {key[1] for key in unit.waits}
    gone = [
        row
        for row in rows
        if not by_id[row.instance_id].is_live
        or (row.token_id is not None and row.token_id not in live and row.kind != "message")
    ]
    if gone:
        unit.session.execute(
            update(Incident)
            .where(Incident.id.in_([r.id for r in gone]))
            .values(resolved_at=unit.now, resolved_by=unit.by.id)
        )
        for row in gone:
            by_id[row.instance_id].happened("incident.resolved", element_id=row.element_id, kind=row.kind)
    left = {row.instance_id for row in rows if row not in gone}
    for member in troubled:
        if member.is_live and member.row.id not in left:
            member.row.status = "running"


def open_of(unit: Unit) -> list[dict[str, Any]]:
    """The open incidents of a unit as what its instances wait for; read only when there are some."""
    troubled = [m.row.id for m in unit.members.values() if m.is_live and m.row.status == "incident"]
    if not troubled:
        return []
    rows = unit.session.execute(
        select(Incident.element_id, Incident.name, Incident.created_at, Incident.instance_id).where(
            Incident.instance_id.in_(troubled), Incident.resolved_at.is_(None)
        )
    )
    shared = {"kind": "incident", "due_at": None, "message": None, "root_id": unit.root.id}
    return [
        {**shared, "element_id": r.element_id, "name": r.name, "since": r.created_at, "instance_id": r.instance_id}
        for r in rows
    ]
