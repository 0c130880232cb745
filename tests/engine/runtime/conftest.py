"""What the tests of the runtime share: a hand that plays processes, and operations that are there for one test."""

from collections.abc import Callable, Iterator
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from processes.engine import definitions, instances, operations, people_admin, queries, tasks
from processes.engine.views import Completed, InstanceView, TaskRow
from processes.errors import Invalid
from processes.people import SYSTEM, Person
from tests.conftest import MO, MONDAY


class Play:
    """Plays processes in one session: by Mo, on Monday, unless said otherwise."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.by = MO
        self.now = MONDAY

    def deploy(self, *deployments: dict[str, bytes]) -> None:
        for files in deployments:
            definitions.deploy(self.session, files=files, by=MO, now=self.now)

    def start(self, key: str, **more: Any) -> InstanceView:
        return instances.start(self.session, key=key, by=more.pop("by", self.by), now=self.now, **more)

    def open(self, root: InstanceView, element_id: str | None = None, by: Person | None = None) -> list[TaskRow]:
        rows = queries.worklist(
            self.session, person=by or self.by, now=self.now, instance=root.root_id, limit=200
        ).items
        return [row for row in rows if element_id in (None, row.element_id)]

    def elements(self, root: InstanceView, by: Person | None = None) -> list[str]:
        return sorted(row.element_id for row in self.open(root, by=by))

    def complete(
        self, root: InstanceView, element_id: str, by: Person | None = None, at: datetime | None = None, **answers: Any
    ) -> Completed:
        row = self.open(root, element_id, by)[0]
        return tasks.complete(
            self.session, task_id=row.id, answers=answers, by=by or self.by, now=at or self.now
        )

    def look(self, id: Any) -> InstanceView:
        return queries.instance(self.session, instance_id=getattr(id, "id", id), person=self.by)

    def events(self, view: InstanceView) -> list[str]:
        return [e.type for e in queries.events(self.session, instance_id=view.id, person=self.by, limit=200).items]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Say what was wrong when a refusal was not expected."""
    if call.excinfo is not None and isinstance(call.excinfo.value, Invalid):
        for problem in (*call.excinfo.value.problems, *call.excinfo.value.fields.values()):
            call.excinfo.value.add_note(f"{problem.element_id}: {problem}")
    yield


@pytest.fixture
def play(session: Session) -> Play:
    return Play(session)


@pytest.fixture
def operation() -> Iterator[Callable[..., None]]:
    """Adds operations for one test."""
    known = dict(operations._operations)

    def add(name: str, **functions: Any) -> None:
        kind = "inside" if "run" in functions else "outside"
        operations.add(name, SimpleNamespace(KIND=kind, __doc__=name, **functions))

    yield add
    operations._operations.clear()
    operations._operations.update(known)


@pytest.fixture
def people(session: Session) -> None:
    """Three accounts: Olga and Otto do case management, Vic the customer centre."""
    for login, role in (("olga", "fallmanagement"), ("otto", "fallmanagement"), ("vic", "kundenzentrum")):
        people_admin.add(session, login=login, name=login.title(), roles=[role], by=SYSTEM, now=MONDAY)
