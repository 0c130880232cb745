"""Plays a whole case through the real diagrams: hands in forms, does jobs, lets time pass until something waits."""

import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from processes import clock, doing, errors
from processes.casework import intake
from processes.engine import tasks, timers
from processes.engine.models import Incident, Instance, Task, Wait
from processes.people import Person

PEOPLE = {
    "kundenzentrum": Person(id="klara", roles=frozenset({"kundenzentrum"})),
    "leistung": Person(id="leo", roles=frozenset({"leistung"})),
    "teamleitung": Person(id="tessa", roles=frozenset({"teamleitung"})),
    "sachgebietsleitung": Person(id="sigrid", roles=frozenset({"sachgebietsleitung"})),
}

Answers = Mapping[str, Any] | Callable[["Player", Task], Mapping[str, Any]]


class Player:
    """One case in the hands of a test; `now` is its clock."""

    def __init__(self, session: Session, sessions: sessionmaker[Session], monkeypatch: Any, now: datetime) -> None:
        self.session = session
        self.sessions = sessions
        self.now = now
        self.root_id = uuid.UUID(int=0)
        self.done: list[str] = []
        self.answers: dict[str, Answers] = {}
        monkeypatch.setattr(clock, "now", lambda: self.now)

    def begin(self, application: Mapping[str, Any]) -> None:
        new = intake.new_application(self.session, answers=application, by=PEOPLE["kundenzentrum"], now=self.now)
        self.root_id = new.root_id
        self.done.append("F01")
        self.settle()

    @property
    def today(self) -> date:
        return self.now.date()

    def day(self, days: int) -> str:
        return (self.today + timedelta(days=days)).isoformat()

    def moment(self, days: int, hour: int = 9) -> str:
        return datetime.combine(self.today + timedelta(days=days), time(hour), UTC).isoformat()

    # ------------------------------------------------------------------------------------------- what is there

    def open_tasks(self) -> list[Task]:
        self.session.expire_all()
        query = select(Task).where(Task.root_id == self.root_id, Task.state == "open")
        return list(self.session.scalars(query.order_by(Task.created_at, Task.id)))

    def forms(self) -> list[str]:
        """The forms that wait to be filled in."""
        return [self.form_of(task) for task in self.open_tasks()]

    @staticmethod
    def form_of(task: Task) -> str:
        return (task.form or task.element_id).partition("_")[0] if task.form else task.element_id

    def waits(self) -> list[Wait]:
        self.session.expire_all()
        return list(self.session.scalars(select(Wait).where(Wait.root_id == self.root_id).order_by(Wait.due_at)))

    def incidents(self) -> list[tuple[str, str, Any]]:
        rows = self.session.scalars(
            select(Incident).where(Incident.root_id == self.root_id, Incident.resolved_at.is_(None))
        )
        return [(row.element_id, row.template, row.params) for row in rows]

    def root(self) -> Instance:
        self.session.expire_all()
        return self.session.get_one(Instance, self.root_id)

    def data_of(self, task: Task) -> Mapping[str, Any]:
        return {**self.session.get_one(Instance, task.instance_id).data, **(task.data or {})}

    # ------------------------------------------------------------------------------------------- what is done

    def settle(self) -> None:
        """Do all outside operations that wait."""
        for _ in range(20):
            jobs = [wait for wait in self.waits() if wait.kind == "job"]
            if not jobs:
                return
            for job in jobs:
                doing.run_operation(
                    self.sessions,
                    instance_id=job.instance_id,
                    token_id=job.token_id,
                    attempt=doing.Attempt(number=doing.ATTEMPTS),
                )
            assert self.incidents() == []

    def pass_time(self, until: datetime) -> None:
        """Let time pass: timers fire at their moment, jobs are done."""
        for _ in range(200):
            due = [
                wait.due_at for wait in self.waits() if wait.kind == "timer" and wait.due_at and wait.due_at <= until
            ]
            if not due:
                break
            self.now = max(self.now, min(due))
            timers.fire_due(self.session, root_id=self.root_id, now=self.now)
            self.settle()
        self.now = max(self.now, until)

    def next_timer(self) -> datetime:
        return min(wait.due_at for wait in self.waits() if wait.kind == "timer" and wait.due_at)

    def who(self, task: Task) -> Person:
        if task.assignee is not None:
            return Person(id=task.assignee, roles=frozenset({task.lane or ""}))
        return PEOPLE.get(task.lane or "", Person(id="falk", roles=frozenset({task.lane or ""})))

    def hand_in(self, form: str, **more: Any) -> None:
        """Complete the first open task with this form."""
        task = next(task for task in self.open_tasks() if self.form_of(task) == form)
        given = self.answers.get(form, {})
        answers = {**(given(self, task) if callable(given) else given), **more}
        try:
            tasks.complete(self.session, task_id=task.id, answers=answers, by=self.who(task), now=self.now)
        except errors.Invalid as wrong:
            said = {name: str(problem) for name, problem in wrong.fields.items()}
            problems = [str(problem) for problem in wrong.problems]
            raise AssertionError(f"{form} ({task.element_id}): {said} {problems} {wrong}") from wrong
        self.done.append(form)
        self.settle()

    def hand_in_all(self, *forms: str) -> None:
        for form in forms:
            self.hand_in(form)
