"""Messages from outside and between roots: found by name and correlation, delivered under the lock of one root."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from processes.engine import rights
from processes.engine.models import Definition, Instance, OutgoingMessage, Wait
from processes.engine.runtime import faults, library, opening, start_data
from processes.engine.runtime.plain import as_key, as_keys
from processes.engine.runtime.post import agreement
from processes.errors import Conflict, Invalid
from processes.people import Person
from processes.words import N_

AMBIGUOUS = N_("Several processes wait for this message: say which one is meant by its keys.")
NO_NAME = N_("A message has a name.")
MOST_FOUND = 200


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """How many instances got the message, and which."""

    count: int
    instance_ids: tuple[uuid.UUID, ...] = ()


NOBODY_WAITS = Delivered(count=0)


def deliver(
    session: Session,
    *,
    name: str,
    correlation: Mapping[str, Any],
    payload: Any,
    by: Person,
    now: datetime,
) -> Delivered:
    """Give a message to the one instance that waits for it, else start the process that begins with it.

    A wait fits when all given keys that it knows agree, and at least one does; `az` and `business_key` are always
    known. Without keys, the only one that waits gets it. Raises Conflict when several fit, Invalid when the message is
    unfit or (with `problems`) a step fails.
    """
    if not name or len(name) > 200:
        raise Invalid(NO_NAME)
    keys = as_keys(start_data.check(correlation, variables=False))
    content = start_data.check({"payload": payload}, variables=False)["payload"]
    root_id = _find(session, name, keys, by)
    with faults.as_invalid():
        if root_id is not None:
            with opening.locked(session, root_id=root_id, by=by, now=now) as unit:
                place = unit.post.hand_over(name, content, keys)
                if place is not None:
                    unit.finish()
                    return Delivered(count=1, instance_ids=(place.member.row.id,))
        return _begin(session, name, keys, content, by, now)


def _find(session: Session, name: str, keys: Mapping[str, str], by: Person) -> uuid.UUID | None:
    """The root with the wait that fits. Raises Conflict when there are several."""
    statement = select(Wait.root_id, Wait.correlation).where(Wait.kind == "message", Wait.message == name)
    if keys:
        one_agrees = [Wait.correlation.contains({key: value}) for key, value in keys.items()]
        statement = statement.where(or_(*one_agrees))
    if not by.has("system") and not rights.is_operator(by):
        statement = (
            statement.join(Instance, Instance.id == Wait.root_id)
            .join(Definition, Definition.id == Instance.definition_id)
            .where(rights.instance_clause(by))
        )
    found = session.execute(statement.limit(MOST_FOUND)).all()
    roots = {row.root_id for row in found if agreement(keys, row.correlation) is not None}
    if len(roots) > 1:
        raise Conflict(AMBIGUOUS)
    return roots.pop() if roots else None


def _begin(session: Session, name: str, keys: Mapping[str, str], payload: Any, by: Person, now: datetime) -> Delivered:
    """Start what begins with this message: inside the running root the keys name, or as a new root."""
    known = [k for k in library.started_by(session, name, now=now) if _may_start(k, by)]
    inside = [k for k in known if k.starts_inside is not None]
    begun: list[uuid.UUID] = []
    root_id = _running_root(session, inside, keys, by) if inside else None
    if root_id is not None:
        with opening.locked(session, root_id=root_id, by=by, now=now) as unit:
            top = unit.members.get(root_id)
            fitting = [one for one in inside if top is not None and one.starts_inside == top.known.key]
            begun = [unit.post.begin(one, name, payload).row.id for one in fitting]
            unit.finish()
        return Delivered(count=len(begun), instance_ids=tuple(begun))
    for one in known:
        if one.starts_inside is None:
            named = payload.get("business_key") if isinstance(payload, Mapping) else None
            business_key = keys.get("business_key") or keys.get("az") or as_key(named)
            data = {key: value for key, value in keys.items() if key != "business_key" and key.isidentifier()}
            with opening.new_root(session, business_key=business_key, by=by, now=now) as unit:
                member = unit.begin(one, data=data, message=name, payload=payload)
                member.happened("message.received", message=name)
                unit.finish()
                begun.append(member.row.id)
    return Delivered(count=len(begun), instance_ids=tuple(begun))


def _may_start(known: library.Known, by: Person) -> bool:
    return rights.is_operator(by) or by.has("system", *known.lanes)


def _running_root(
    session: Session, inside: list[library.Known], keys: Mapping[str, str], by: Person
) -> uuid.UUID | None:
    """The running root of the right kind that `az` or the business key names."""
    business_key = keys.get("az") or keys.get("business_key")
    if business_key is None:
        return None
    statement = (
        select(Instance.id)
        .join(Definition, Definition.id == Instance.definition_id)
        .where(
            Instance.business_key == business_key,
            Instance.parent_id.is_(None),
            Instance.ended_at.is_(None),
            Definition.key.in_({known.starts_inside for known in inside}),
        )
        .limit(2)
    )
    if not by.has("system") and not rights.is_operator(by):
        statement = statement.where(rights.instance_clause(by))
    found = session.scalars(statement).all()
    if len(found) > 1:
        raise Conflict(AMBIGUOUS)
    return found[0] if found else None


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A message on its way to another root."""

    root_id: uuid.UUID
    name: str


def outgoing(session: Session, *, message_id: uuid.UUID) -> Outgoing | None:
    """The message with this id, unless it has arrived."""
    row = session.execute(
        select(OutgoingMessage.root_id, OutgoingMessage.name).where(OutgoingMessage.id == message_id)
    ).one_or_none()
    return None if row is None else Outgoing(root_id=row.root_id, name=row.name)


def deliver_outgoing(session: Session, *, message_id: uuid.UUID, by: Person, now: datetime) -> Delivered:
    """Deliver a message or signal that another root has thrown; done already, it does nothing.

    Taking the row away belongs to the same transaction, so it is delivered exactly once.
    """
    row = session.execute(
        delete(OutgoingMessage)
        .where(OutgoingMessage.id == message_id)
        .returning(
            OutgoingMessage.kind,
            OutgoingMessage.name,
            OutgoingMessage.correlation,
            OutgoingMessage.payload,
            OutgoingMessage.to_root_id,
        )
    ).one_or_none()
    if row is None:
        return NOBODY_WAITS
    if row.kind == "message":
        return deliver(session, name=row.name, correlation=row.correlation, payload=row.payload, by=by, now=now)
    with opening.locked(session, root_id=row.to_root_id, by=by, now=now) as unit, faults.as_invalid():
        reached = unit.post.give_signal(row.name, row.payload)
        unit.finish()
        return Delivered(count=len(reached), instance_ids=tuple(member.row.id for member in reached))
