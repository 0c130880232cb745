"""A root instance with all it has called, under one lock: moves until every token waits, then writes the changes."""

import uuid
from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from processes.engine import event_log, ids
from processes.engine.event_log import Decided, Happened
from processes.engine.models import Instance
from processes.engine.records import Store
from processes.engine.runtime import family, faults, library, post, writing
from processes.engine.runtime.library import Known
from processes.engine.runtime.member import Member
from processes.engine.runtime.rows import OpenTask, WaitKey
from processes.engine.spiff import StepFault
from processes.people import Person
from processes.words import N_

#: So often may instances move, and so many begin, in one command: a second or two. Processes that call each other
#: without end are stopped by it.
MOST_MOVES = 5_000
MOST_BEGUN = 2_000
MOST_LEVELS = 40
NO_REST = N_("The process does not come to rest.")


class Unit:
    """The aggregate of one command. After an exception it must be thrown away, with its transaction."""

    def __init__(self, session: Session, root: Instance, *, by: Person, now: datetime) -> None:
        self.session = session
        self.root = root
        self.by = by
        self.now = now
        self.members: dict[uuid.UUID, Member] = {}
        self.called_by: dict[uuid.UUID | None, list[Member]] = {}
        self._newest: dict[tuple[str, int | None], Known | None] = {}
        self.tasks: dict[uuid.UUID, OpenTask] = {}
        self.waits: dict[WaitKey, dict[str, Any]] = {}
        self.records = Store(session, root.id)
        self.events: list[Happened] = []
        self.decisions: list[Decided] = []
        self.jobs: list[tuple[str, dict[str, Any]]] = []
        self.post = post.Post(self)
        self._to_move: deque[Member] = deque()
        self._moves = 0
        self._begun = 0

    @property
    def business_key(self) -> str | None:
        """The number people know the root by."""
        return self.root.business_key

    def add(self, row: Instance, known: Known, state: bytes | None = None) -> Member:
        """Take a row of the tree into the unit."""
        member = self.members[row.id] = Member(self, row, known, state)
        self.called_by.setdefault(row.parent_id, []).append(member)
        return member

    def newest(self, key: str, version: int | None = None) -> Known | None:
        """The newest version of a process that is valid now (or `version`), asked for once in this command."""
        if (key, version) not in self._newest:
            self._newest[key, version] = library.newest(self.session, key, now=self.now, version=version)
        return self._newest[key, version]

    def begin(
        self,
        known: Known,
        *,
        data: Mapping[str, Any],
        parent: Member | None = None,
        token: uuid.UUID | None = None,
        message: str | None = None,
        payload: Any = None,
    ) -> Member:
        """Start an instance of `known`: the root itself, or a child of `parent` (called by `token`, or by message)."""
        row = self.root
        if parent is not None or (message is not None and self.root.id in self.members):
            row = Instance(
                id=ids.new(),
                root_id=self.root.id,
                parent_id=parent.row.id if parent else self.root.id,
                parent_token=token,
                business_key=self.root.business_key,
            )
        row.definition_id = known.id
        row.status, row.started_at, row.started_by, row.data = "running", self.now, self.by.id, {}
        self.session.add(row)
        member = self.add(row, known)
        self._begun += 1
        if self._begun > MOST_BEGUN:
            raise StepFault(element_id=known.key, name=known.name, template=NO_REST)
        if len(member.lineage) > MOST_LEVELS:
            raise StepFault(
                element_id=known.key,
                name=known.name,
                template=N_("Processes call each other more than %(most)s levels deep."),
                params={"most": MOST_LEVELS},
            )
        member.happened("instance.started", parent=str(row.parent_id) if row.parent_id else None)
        member.start(data, message, payload)
        self.moved(member)
        return member

    def moved(self, member: Member) -> None:
        """Say that something was done to an instance, so that it has to run on."""
        if member not in self._to_move:
            self._to_move.append(member)

    def advance(self) -> None:
        """Let everything run until every token of every instance waits. Raises StepFault."""
        while True:
            while self._to_move:
                self._move(self._to_move.popleft())
            if not self.post.deliver():
                return

    def _move(self, member: Member) -> None:
        self._moves += 1
        if self._moves > MOST_MOVES:
            raise StepFault(
                element_id=member.known.key,
                name=member.known.name,
                template=NO_REST,
            )
        if not member.is_live:
            return
        with faults.at(member):
            self._run(member)

    def _run(self, member: Member) -> None:
        machine = member.machine
        machine.run()
        member.passed += machine.passed()
        rest = member.look()
        for thrown in machine.thrown():
            if not member.is_live:
                return
            if thrown.kind in ("message", "signal"):
                self.post.throw(member, thrown)
            else:
                family.throw(self, member, thrown)
        if member.is_live and not family.follow_calls(self, member, rest) and machine.completed:
            family.finish(self, member)

    def save(self) -> None:
        """Write everything that changed: instances, states, tasks, waits, events, jobs."""
        writing.save(self)

    def write_events(self) -> None:
        """Write only what was noted for the event log."""
        event_log.write(self.session, self.events)

    def finish(self) -> None:
        """Advance, then save: the end of nearly every command."""
        self.advance()
        self.save()
