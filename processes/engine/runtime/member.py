"""One process instance within a unit: its row, and its machine, loaded when it is needed."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from processes.engine.event_log import Happened
from processes.engine.models import Instance, InstanceState
from processes.engine.runtime import library
from processes.engine.runtime.environment import MemberEnvironment
from processes.engine.runtime.library import Known
from processes.engine.runtime.plain import plain
from processes.engine.spiff import CallToken, Machine, Passed, TaskToken, WaitToken

if TYPE_CHECKING:
    from processes.engine.runtime.unit import Unit


@dataclass
class Rest:
    """Where the tokens of an instance are when it has come to rest."""

    tasks: list[TaskToken] = field(default_factory=list)
    waits: list[WaitToken] = field(default_factory=list)
    jobs: list[Any] = field(default_factory=list)
    calls: list[CallToken] = field(default_factory=list)


class Member:
    """An instance of the root's tree under the root's lock."""

    def __init__(self, unit: "Unit", row: Instance, known: Known, state: bytes | None = None) -> None:
        self.unit = unit
        self.row = row
        self.known = known
        self.environment = MemberEnvironment(self)
        self.passed: list[Passed] = []
        self.rest: Rest | None = None
        #: Whether it began in this command, and so goes with its rollback.
        self.is_new = False
        #: Whether an incident was open when the instance ended in this command.
        self.had_incident = False
        self._state = state
        self._machine: Machine | None = None

    @property
    def is_live(self) -> bool:
        """Whether the instance still runs (an incident does not end it)."""
        return self.row.ended_at is None

    @property
    def is_loaded(self) -> bool:
        """Whether its machine is in memory, and so may have moved."""
        return self._machine is not None

    @property
    def machine(self) -> Machine:
        """The machine, loaded at the first use."""
        if self._machine is None:
            state = self._state
            if state is None:
                state = self.unit.session.scalar(
                    select(InstanceState.state).where(InstanceState.instance_id == self.row.id)
                )
            if state is None:
                raise LookupError(f"the running instance {self.row.id} has no state")
            model = library.model(self.unit.session, self.known)
            self._machine = Machine.load(model, state, self.environment)
        return self._machine

    def start(self, data: Mapping[str, Any], message: str | None = None, payload: Any = None) -> None:
        """Make the machine of a new instance."""
        self.is_new = True
        model = library.model(self.unit.session, self.known)
        self._machine = Machine.start(model, self.environment, data=data, message=message, payload=payload)

    def data_now(self) -> Mapping[str, Any]:
        """The process data as far as they are known at this moment."""
        return self._machine.data if self._machine is not None else self.row.data

    @property
    def parent(self) -> "Member | None":
        """The live instance that called this one, if any."""
        return self.unit.members.get(self.row.parent_id) if self.row.parent_id is not None else None

    @property
    def lineage(self) -> list[uuid.UUID]:
        """The ids of this instance and of its callers, nearest first."""
        ids, member = [self.row.id], self
        while (above := member.parent) is not None:
            ids.append(above.row.id)
            member = above
        return ids

    @property
    def children(self) -> list["Member"]:
        """The live instances this one has called, oldest first."""
        return [member for member in self.unit.called_by.get(self.row.id, ()) if member.is_live]

    def happened(
        self,
        type: str,
        *,
        task_id: uuid.UUID | None = None,
        element_id: str | None = None,
        facts: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> None:
        """Note an event of this instance for the event log; facts that are None are left out."""
        self.unit.events.append(
            Happened(
                type=type,
                at=self.unit.now,
                by=self.unit.by.id,
                root_id=self.unit.root.id,
                instance_id=self.row.id,
                definition_id=self.known.id,
                task_id=task_id,
                element_id=element_id,
                facts={name: value for name, value in {**(facts or {}), **more}.items() if value is not None} or None,
            )
        )

    def look(self) -> Rest:
        """Take down where the tokens are, and the picture of the data, after the machine came to rest."""
        machine = self.machine
        self.rest = Rest(tasks=machine.tasks(), waits=machine.waits(), jobs=machine.jobs(), calls=machine.calls())
        picture = plain(machine.data)
        if picture != self.row.data:
            self.row.data = picture
        return self.rest
