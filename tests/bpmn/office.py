"""A social office that plays a whole case by the real commands, with a clock that the test moves."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from processes.casework.models import CaseFile, Plan
from processes.engine import definitions, instances, messages, queries, service_tasks, tasks, timers
from processes.engine.deadlines import CITY
from processes.engine.models import Definition, Incident, Instance, OutgoingMessage, PersonRow, Task, Wait
from processes.engine.operations import BpmnError
from processes.people import SYSTEM, Person
from tests.bpmn.shipped import folders, known_operations
from tests.conftest import MO

#: Who does what; each lane has somebody of its own, so that four eyes are four eyes.
STAFF = {
    "kundenzentrum": Person(id="ute", roles=frozenset({"kundenzentrum"})),
    "leistung": Person(id="joerg", roles=frozenset({"leistung"})),
    "fallmanagement": Person(id="miriam", roles=frozenset({"fallmanagement"})),
    "teamleitung": Person(id="sabine", roles=frozenset({"teamleitung"})),
    "sachgebietsleitung": Person(id="heiner", roles=frozenset({"sachgebietsleitung"})),
}


class Office:
    """Plays one root instance."""

    def __init__(self, session: Session, now: str) -> None:
        self.session = session
        self.now = moment(now)
        self.root_id: uuid.UUID
        known_operations()
        for person in STAFF.values():
            row = {"id": person.id, "name": person.id.title(), "email": f"{person.id}@stadt.example"}
            session.merge(PersonRow(**row, roles=sorted(person.roles), teams=[], active=True))
        if not session.scalar(select(func.count()).select_from(Definition)):
            definitions.deploy_all(session, folders(), by=MO, now=self.now)

    def begin(self, **data: str) -> "Office":
        """Somebody is at the counter."""
        view = instances.start(self.session, key="hilfeplan_fall", data=data, by=STAFF["kundenzentrum"], now=self.now)
        self.root_id = view.root_id
        return self

    # What people do

    def do(self, element_id: str, answers: Mapping[str, Any] | None = None, **item: Any) -> "Office":
        """Complete an open task: what is proposed on screen, changed by `answers`; then the worker has its turn."""
        task = self.task(element_id, **item)
        person = STAFF[task.lane or ""]
        view = queries.task(self.session, task_id=task.id, person=person, now=self.now)
        given = {name: value for name, value in view.answers.items() if value is not None}
        tasks.complete(self.session, task_id=task.id, answers={**given, **(answers or {})}, by=person, now=self.now)
        return self.work()

    def task(self, element_id: str, **item: Any) -> Task:
        """An open task of the case; of several the one whose form is about `item`."""
        found = self.session.scalars(self._open().where(Task.element_id == element_id).order_by(Task.id)).all()
        for task in found:
            person = STAFF[task.lane or ""]
            shown = queries.task(self.session, task_id=task.id, person=person, now=self.now).answers if item else {}
            if all(shown.get(name) == value for name, value in item.items()):
                return task
        raise AssertionError(f"{element_id} {item} is not open on {self.now}, but {self.open}; waits: {self.waits}")

    def tell(self, name: str, **keys: str) -> "Office":
        """A message comes in for this case."""
        given = messages.deliver(
            self.session, name=name, correlation=keys or {"az": self.az}, payload={}, by=SYSTEM, now=self.now
        )
        assert given.count == 1, f"nobody waits for {name} on {self.now}, but: {self.waits}"
        return self.work()

    def until(self, when: str) -> "Office":
        """Let time pass; what falls due meanwhile happens when it is due."""
        end = moment(when)
        assert end >= self.now, f"{when} is over"
        while (due := self._next_due()) is not None and due <= end:
            self.now = max(self.now, due)
            timers.fire_due(self.session, root_id=self.root_id, now=self.now)
            self.work()
        self.now = end
        return self

    def work(self) -> "Office":
        """Do every job of this case: outside operations and messages on their way."""
        jobs = select(Wait).where(Wait.root_id == self.root_id, Wait.kind == "job")
        while waiting := self.session.scalars(jobs.limit(1)).first():
            self._operate(waiting.instance_id, waiting.token_id)
        for message_id in self.session.scalars(select(OutgoingMessage.id)).all():
            messages.deliver_outgoing(self.session, message_id=message_id, by=SYSTEM, now=self.now)
        assert self.session.scalars(select(Incident.element_id).where(Incident.root_id == self.root_id)).all() == []
        return self

    def _operate(self, instance_id: uuid.UUID, token_id: uuid.UUID) -> None:
        given: dict[str, Any] = {"instance_id": instance_id, "token_id": token_id, "now": self.now}
        failed = None
        try:
            prepared = service_tasks.prepare(self.session, **given)
            assert prepared is not None
            result = prepared.act()
        except BpmnError as error:
            failed = error.code
        if failed is None:
            service_tasks.settle(self.session, prepared, result=result, now=self.now)
        else:
            assert service_tasks.settle_error(self.session, code=failed, **given)

    # What one sees

    def _open(self) -> Any:
        return select(Task).where(Task.root_id == self.root_id, Task.state == "open")

    @property
    def open(self) -> list[str]:
        """The elements of all open tasks of the case."""
        return sorted(task.element_id for task in self.session.scalars(self._open()))

    @property
    def waits(self) -> dict[str, datetime | str | None]:
        """What the case waits for, by element: timers with their due time, messages with their name."""
        rows = self.session.scalars(
            select(Wait).where(Wait.root_id == self.root_id, Wait.kind.in_(("timer", "message")))
        )
        return {row.element_id: row.due_at or row.message for row in rows}

    def _next_due(self) -> datetime | None:
        wanted = select(func.min(Wait.due_at)).where(Wait.root_id == self.root_id, Wait.kind == "timer")
        return self.session.scalar(wanted)

    @property
    def root(self) -> Instance:
        return self.session.scalars(select(Instance).where(Instance.id == self.root_id)).one()

    @property
    def az(self) -> str:
        """The file number."""
        return str(self.root.business_key)

    @property
    def case(self) -> CaseFile:
        self.session.expire_all()
        return self.session.scalars(select(CaseFile).where(CaseFile.root_id == self.root_id)).one()

    @property
    def plans(self) -> list[Plan]:
        """The plans of the case, oldest first."""
        return list(self.session.scalars(select(Plan).where(Plan.case_id == self.case.id).order_by(Plan.version)))


def moment(text: str) -> datetime:
    """City time, as an aware moment in UTC."""
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=found.tzinfo or CITY).astimezone(UTC)
