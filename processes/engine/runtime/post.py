"""Messages and signals thrown inside a root: to waits of the same root at once, to others as jobs after the commit."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, select

from processes.engine import ids
from processes.engine.jobs import DELIVER_MESSAGE
from processes.engine.models import Wait
from processes.engine.runtime import library
from processes.engine.runtime.plain import as_keys, plain

if TYPE_CHECKING:
    from processes.engine.runtime.member import Member
    from processes.engine.runtime.unit import Unit
    from processes.engine.spiff import Thrown

#: So many undelivered messages of a root are kept; older ones are dropped.
MOST_PENDING = 50


#: Kind, name, token, element, keys.
Waiting = tuple[str, str | None, uuid.UUID, str, Mapping[str, str]]


@dataclass(frozen=True)
class Place:
    """A token that waits for a message or signal."""

    member: Member
    token_id: uuid.UUID
    element_id: str
    correlation: Mapping[str, str]


def agreement(given: Mapping[str, str], known: Mapping[str, str]) -> int | None:
    """How many keys agree, or None when one disagrees."""
    common = given.keys() & known.keys()
    return len(common) if all(given[key] == known[key] for key in common) else None


class Post:
    """What was thrown in a unit and has not arrived yet."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._messages: list[dict[str, Any]] = []
        self.outgoing: list[dict[str, Any]] = []

    def throw(self, member: Member, thrown: Thrown) -> None:
        """Take a message or signal that `member` threw."""
        payload = {} if thrown.payload is None else plain(thrown.payload)
        if thrown.kind == "signal":
            self._broadcast(thrown.name, payload)
        else:
            keys = as_keys(thrown.correlation or {})
            self._messages.append({"name": thrown.name, "payload": payload, "correlation": keys})

    def places(self, kind: str, name: str) -> Iterator[Place]:
        """The tokens of this root that wait for a message (kind "message") or signal of this name."""
        unit = self._unit
        for member in list(unit.members.values()):
            if not member.is_live:
                continue
            waiting = self._waiting_now(member) if member.is_loaded else self._waiting_by_rows(member)
            for place_kind, place_name, token_id, element_id, correlation in waiting:
                if (place_kind, place_name) == (kind, name):
                    yield Place(member, token_id, element_id, {**self.root_keys(member), **correlation})

    @staticmethod
    def _waiting_now(member: Member) -> Iterator[Waiting]:
        for wait in member.machine.waits():
            keys = as_keys(wait.correlation or {})
            yield wait.kind, wait.message or wait.name, wait.token_id, wait.element_id, keys

    def _waiting_by_rows(self, member: Member) -> Iterator[Waiting]:
        for row in self._unit.waits.values():
            if row["instance_id"] == member.row.id:
                yield row["kind"], row["message"], row["token_id"], row["element_id"], row["correlation"]

    def root_keys(self, member: Member) -> dict[str, str]:
        """The keys every wait of a root has."""
        business_key = self._unit.business_key
        return as_keys({"az": member.data_now().get("az") or business_key, "business_key": business_key})

    def deliver(self) -> bool:
        """Hand out what can be delivered now; say whether anything moved. Called whenever everything rests."""
        return self._deliver_pending() or self._deliver_thrown()

    def _deliver_pending(self) -> bool:
        pending = list(self._unit.root.pending_messages or ())
        for message in pending:
            if self._hand_over(message):
                self._unit.root.pending_messages = [kept for kept in pending if kept is not message]
                return True
        return False

    def _deliver_thrown(self) -> bool:
        root = self._unit.root
        while self._messages:
            message = self._messages.pop(0)
            if self._hand_over(message) or self._begin_inside(message):
                return True
            if not self._send_away(message):
                root.pending_messages = [*(root.pending_messages or ()), message][-MOST_PENDING:]
        return False

    def hand_over(self, name: str, payload: Any, correlation: Mapping[str, str]) -> Place | None:
        """Deliver one message to the best fitting wait of this root; None when nobody waits."""
        places = [
            (-fit, len(place.member.lineage), number, place)
            for number, place in enumerate(self.places("message", name))
            if (fit := agreement(correlation, place.correlation)) is not None
        ]
        for *_, place in sorted(places, key=lambda found: found[:3]):
            if place.member.machine.deliver_message(place.token_id, name, payload):
                place.member.happened("message.received", element_id=place.element_id, message=name)
                self._unit.moved(place.member)
                return place
        return None

    def _hand_over(self, message: Mapping[str, Any]) -> bool:
        return self.hand_over(message["name"], message["payload"], message["correlation"]) is not None

    def _begin_inside(self, message: Mapping[str, Any]) -> bool:
        """Start the processes that begin with this message inside a running root of this kind."""
        unit = self._unit
        top = unit.members.get(unit.root.id)
        if top is None:
            return False
        begun = False
        for known in library.started_by(unit.session, message["name"], now=unit.now):
            if known.starts_inside == top.known.key:
                self.begin(known, message["name"], message["payload"])
                begun = True
        return begun

    def begin(self, known: library.Known, name: str, payload: Any) -> Member:
        """Start `known` by a message inside this root; it is given what identifies the case."""
        unit = self._unit
        top = unit.members[unit.root.id]
        data = {k: v for k, v in top.data_now().items() if k == "az" or k.endswith("_id")}
        member = unit.begin(known, data=data, message=name, payload=payload)
        member.happened("message.received", message=name)
        return member

    def give_signal(self, name: str, payload: Any) -> list[Member]:
        """Give a signal to everything in this root that waits for it; the instances reached."""
        reached = []
        for place in {id(found.member): found for found in self.places("signal", name)}.values():
            if place.member.machine.deliver_signal(name, payload):
                place.member.happened("signal.received", element_id=place.element_id, signal=name)
                self._unit.moved(place.member)
                reached.append(place.member)
        return reached

    def _broadcast(self, name: str, payload: Any) -> None:
        self.give_signal(name, payload)
        unit = self._unit
        others = unit.session.scalars(
            select(Wait.root_id).where(Wait.kind == "signal", Wait.message == name, Wait.root_id != unit.root.id)
        )
        for root_id in sorted(set(others)):
            self._put("signal", name, {}, payload, root_id)

    def _send_away(self, message: Mapping[str, Any]) -> bool:
        """Make a job of a message that somebody outside this root waits for or that starts a process."""
        unit = self._unit
        name, correlation = message["name"], message["correlation"] or self._named(message["payload"])
        waits = exists(
            select(Wait.id).where(Wait.kind == "message", Wait.message == name, Wait.root_id != unit.root.id)
        )
        for_others = correlation and not self._names_this_root(correlation)
        if not (for_others and unit.session.scalar(select(waits))):
            starts = [k for k in library.started_by(unit.session, name, now=unit.now) if k.starts_inside is None]
            if not starts:
                return False
        self._put("message", name, correlation, message["payload"], None)
        return True

    def _names_this_root(self, correlation: Mapping[str, str]) -> bool:
        """Whether the keys say that this root is meant: then nobody else is, and it may wait for the message later."""
        own = self.root_keys(self._unit.members[self._unit.root.id])
        return any(correlation.get(key) == value for key, value in own.items() if value)

    def _named(self, payload: Any) -> dict[str, str]:
        """The other case that a message without keys names in its payload."""
        if not isinstance(payload, Mapping):
            return {}
        keys = as_keys({key: payload.get(key) for key in ("az", "business_key")})
        return {key: value for key, value in keys.items() if value != self._unit.business_key}

    def _put(self, kind: str, name: str, correlation: Mapping[str, str], payload: Any, to: uuid.UUID | None) -> None:
        unit = self._unit
        message_id = ids.new()
        self.outgoing.append(
            {
                "id": message_id,
                "root_id": unit.root.id,
                "to_root_id": to,
                "kind": kind,
                "name": name,
                "correlation": dict(correlation),
                "payload": payload,
                "created_at": unit.now,
            }
        )
        unit.jobs.append((DELIVER_MESSAGE, {"message_id": message_id}))
