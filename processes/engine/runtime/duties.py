"""Makes the row of a new task: whose it is, until when it is due, and who must keep away from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from processes.engine import deadlines
from processes.engine.expressions import ExpressionError, evaluate
from processes.engine.models import Task
from processes.engine.runtime.plain import plain
from processes.engine.runtime.rows import OpenTask
from processes.engine.spiff import StepFault, TaskToken
from processes.words import N_

if TYPE_CHECKING:
    from processes.engine.runtime.member import Member
    from processes.engine.runtime.unit import Unit

NO_DATE = N_("The due date of “%(name)s” is not a date: %(source)s")


def new_task(unit: Unit, member: Member, token: TaskToken) -> OpenTask:
    """The row for a token that has just begun to wait for a person. Raises StepFault when its due date fails."""
    lane = token.lane or None
    kept_away = excluded(unit, token)
    holder = (unit.root.lane_holders or {}).get(lane) if lane else None
    return OpenTask(
        id=token.id,
        instance_id=member.row.id,
        root_id=unit.root.id,
        definition_id=member.known.id,
        business_key=unit.business_key,
        element_id=token.element_id,
        name=token.name or token.element_id,
        lane=lane,
        team=unit.root.team,
        form=token.form,
        state="open",
        assignee=None if holder in kept_away else holder,
        excluded=kept_away,
        priority=_priority(token),
        due_at=_due(unit, member, token),
        follow_up_at=None,
        created_at=unit.now,
        data=_own_data(member, token),
    )


def _priority(token: TaskToken) -> int:
    given = str(token.properties.get("prioritaet", "")).strip()
    return int(given) if given.isdecimal() else 50


def _own_data(member: Member, token: TaskToken) -> dict[str, Any]:
    """What the token's data say otherwise than the picture of the instance: the item of a multi-instance task."""
    picture = member.row.data
    return {k: v for k, v in plain(token.data or {}).items() if k not in picture or picture[k] != v}


def eyes(token_properties: Any) -> list[str]:
    """The element ids whose completers must not complete this task."""
    return [part.strip() for part in str(token_properties.get("vier_augen", "")).split(",") if part.strip()]


def excluded(unit: Unit, token: TaskToken) -> list[str]:
    """The people who completed one of the elements that this task must be independent of, anywhere in this root."""
    elements = eyes(token.properties)
    return completers(unit, elements) if elements else []


def completers(unit: Unit, elements: Sequence[str]) -> list[str]:
    """Who completed tasks of these elements in this root, this command included."""
    earlier = unit.session.scalars(
        select(Task.completed_by)
        .where(Task.root_id == unit.root.id, Task.element_id.in_(elements), Task.state == "completed")
        .distinct()
    )
    now = [t.completed_by for t in unit.tasks.values() if t.state == "completed" and t.element_id in elements]
    return sorted({person for person in (*earlier, *now) if person})


def _due(unit: Unit, member: Member, token: TaskToken) -> datetime | None:
    source = str(token.properties.get("frist", "")).strip()
    if not source:
        return None
    names = {**(token.data or {}), **member.environment.names(token.data)}
    try:
        return as_instant(evaluate(deadline(source), names))
    except ExpressionError as error:
        raise StepFault(
            element_id=token.element_id,
            name=token.name,
            template=error.template,
            params=error.params,
            kind="expression",
        ) from None
    except (ValueError, TypeError):
        raise StepFault(
            element_id=token.element_id,
            name=token.name,
            template=NO_DATE,
            params={"name": token.name, "source": source},
            kind="expression",
        ) from None


def deadline(source: str) -> str:
    """The expression for a property `frist`: a key of the register counts from now, all else is an expression."""
    try:
        deadlines.default_register().find(source)
    except (deadlines.UnknownDeadline, deadlines.InvalidRegister):
        return source
    return f'frist(jetzt(), "{source}")'


def as_instant(value: Any) -> datetime | None:
    """An instant from what an expression gave: a datetime, a date (its end in the city), or their ISO text."""
    if value is None:
        return None
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=deadlines.CITY)).astimezone(UTC)
    if isinstance(value, date):
        return datetime.combine(value, deadlines.END_OF_DAY, deadlines.CITY).astimezone(UTC)
    raise TypeError("not an instant")
