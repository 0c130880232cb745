"""Writes the event log: what happened, when, by whom, at which element; never what people typed."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from processes.engine.models import DecisionLog, Event, table_of

_EVENT, _DECISION = insert(table_of(Event)), insert(table_of(DecisionLog))


@dataclass(frozen=True, kw_only=True)
class Happened:
    """One event before it is written. `type` is `noun.verbed`; `facts` are small and technical."""

    type: str
    at: datetime
    by: str
    root_id: uuid.UUID | None = None
    instance_id: uuid.UUID | None = None
    definition_id: int | None = None
    task_id: uuid.UUID | None = None
    element_id: str | None = None
    facts: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Decided:
    """One evaluation of a decision before it is written; `inputs` are references, never copies."""

    at: datetime
    root_id: uuid.UUID
    instance_id: uuid.UUID
    element_id: str
    decision: str
    definition_id: int
    rules: Sequence[int]
    inputs: Mapping[str, str]


def write(session: Session, events: Iterable[Happened]) -> None:
    """Append these events, in this order, with one statement."""
    rows = [vars(event) for event in events]
    if rows:
        session.execute(_EVENT, rows)


def write_decisions(session: Session, decisions: Iterable[Decided]) -> None:
    """Append these evaluations with one statement."""
    rows = [{**vars(decided), "rules": list(decided.rules)} for decided in decisions]
    if rows:
        session.execute(_DECISION, rows)


def last(
    session: Session,
    *types: str,
    root_id: uuid.UUID,
    task_id: uuid.UUID | None = None,
    instance_id: uuid.UUID | None = None,
) -> tuple[str | None, datetime | None]:
    """By whom and when the last event of these types happened to a task or an instance; (None, None) without one."""
    about = Event.task_id == task_id if task_id is not None else Event.instance_id == instance_id
    found = session.execute(
        select(Event.by, Event.at)
        .where(Event.root_id == root_id, Event.type.in_(types), about)
        .order_by(Event.id.desc())
        .limit(1)
    ).one_or_none()
    return (found.by, found.at) if found is not None else (None, None)
