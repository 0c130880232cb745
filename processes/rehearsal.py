"""Plays a case through the real commands with a simulated clock: one transaction for each command, as in life."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, sessionmaker

from processes import clock, doing
from processes.casework import intake
from processes.casework.queries import subjects
from processes.engine import messages, queries, rights, tasks
from processes.engine.models import Instance, OutgoingMessage, Record, Task, Wait
from processes.people import SYSTEM, Person

#: More than one attempt is for the worker; what fails here becomes an incident at once.
ONLY_ATTEMPT = doing.Attempt(number=1, most=1)

#: What somebody fills in: the answers, or what makes them of those that the form shows already.
Answers = Mapping[str, Any] | Callable[[Mapping[str, Any]], Mapping[str, Any]]


class OutOfStep(Exception):
    """The play asks for something that the case does not offer at this moment."""


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Let the application's clock stand at `moment` (aware), and put it right afterwards."""
    before = clock.ahead()
    clock.set_ahead(moment - datetime.now(UTC))
    try:
        yield
    finally:
        clock.set_ahead(before)


class Rehearsal:
    """One case and the people who work on it. `now` is aware and only goes forward; between two tasks `pace` goes by.

    Nothing happens later than `end`, where one is given.
    """

    def __init__(
        self,
        sessions: sessionmaker[Session],
        *,
        staff: Sequence[Person],
        now: datetime,
        end: datetime | None = None,
        pace: timedelta = timedelta(),
    ) -> None:
        self.sessions = sessions
        self.staff = staff
        self.now = now
        self.end = end
        self.pace = pace
        self.root_id: uuid.UUID

    def apply(self, answers: Mapping[str, Any]) -> "Rehearsal":
        """Somebody hands in an application (F01) at the counter. Raises errors.Invalid for answers that are no good."""
        with self.sessions.begin() as session:
            begun = intake.new_application(session, answers=answers, by=self._worker("kundenzentrum"), now=self.now)
        self.root_id = begun.root_id
        return self._work()

    def do(self, element_id: str, answers: Answers | None = None, *, about: str = "") -> "Rehearsal":
        """Complete the oldest open task at this element: what is proposed on screen, changed by `answers`.

        Of several tasks the one whose subject on the worklist begins with `about`. Raises OutOfStep when there is
        none, else what `tasks.complete` raises.
        """
        self.until(self.now + self.pace)
        with self.sessions.begin() as session:
            task = self._find(session, element_id, about)
            person = self._person_for(task)
            shown = queries.task(session, task_id=task.id, person=person, now=self.now).answers
            given = {name: value for name, value in shown.items() if value is not None}
            changed = answers(given) if callable(answers) else answers or {}
            tasks.complete(session, task_id=task.id, answers={**given, **changed}, by=person, now=self.now)
        return self._work()

    def do_all(self, element_id: str, answers: Answers | None = None) -> "Rehearsal":
        """Complete every task that is open at this element, and those that follow there."""
        while element_id in self.open:
            self.do(element_id, answers)
        return self

    def tell(self, name: str) -> "Rehearsal":
        """A message comes in for this case. Raises OutOfStep when it does not wait for it."""
        with self.sessions.begin() as session:
            key = session.scalar(select(Instance.business_key).where(Instance.id == self.root_id))
            given = messages.deliver(
                session, name=name, correlation={"business_key": key}, payload={}, by=SYSTEM, now=self.now
            )
        if not given.count:
            raise OutOfStep(f"the case does not wait for {name} at {self.now}")
        return self._work()

    def until(self, moment: datetime) -> "Rehearsal":
        """Let time pass; what falls due meanwhile happens when it is due."""
        moment = moment if self.end is None else min(moment, self.end)
        while (due := self._next_due()) is not None and due <= moment:
            self.now = max(self.now, due)
            with clock_at(self.now):
                doing.fire_timers(self.sessions, root_id=self.root_id, attempt=ONLY_ATTEMPT)
            self._work()
        self.now = max(self.now, moment)
        return self

    @property
    def open(self) -> list[str]:
        """The elements of all open tasks of the case."""
        with self.sessions() as session:
            return sorted(task.element_id for task in session.scalars(self._open()))

    def _open(self) -> Select[Task]:
        return select(Task).where(Task.root_id == self.root_id, Task.state == "open").order_by(Task.created_at, Task.id)

    def _find(self, session: Session, element_id: str, about: str) -> Task:
        found = session.scalars(self._open().where(Task.element_id == element_id)).all()
        words = subjects(session, found) if about else {}
        for task in found:
            if not about or words.get(task.id, "").startswith(about):
                return task
        raise OutOfStep(f"{element_id} {about} is not open at {self.now}; open are {self.open}")

    def _person_for(self, task: Task) -> Person:
        """Who holds the task, else somebody of its lane and team who may complete it."""
        for person in self.staff:
            if task.assignee is not None:
                if person.id == task.assignee:
                    return person
            elif person.id not in task.excluded and rights.in_my_lane(person, task):
                return person
        raise OutOfStep(f"nobody may do {task.element_id}")

    def _worker(self, role: str) -> Person:
        return next(person for person in self.staff if person.has(role))

    def _work(self) -> "Rehearsal":
        """Do every job of this case: outside operations, and messages on their way."""
        jobs = select(Wait.instance_id, Wait.token_id).where(Wait.root_id == self.root_id, Wait.kind == "job")
        mail = select(OutgoingMessage.id).where(OutgoingMessage.root_id == self.root_id)
        done: set[uuid.UUID] = set()
        with clock_at(self.now):
            while True:
                with self.sessions() as session:
                    waiting = [row for row in session.execute(jobs) if row.token_id not in done]
                    sent = session.scalars(mail).all()
                for row in waiting:
                    done.add(row.token_id)
                    doing.run_operation(
                        self.sessions, instance_id=row.instance_id, token_id=row.token_id, attempt=ONLY_ATTEMPT
                    )
                for message_id in sent:
                    doing.deliver_message(self.sessions, message_id=message_id, attempt=ONLY_ATTEMPT)
                if not waiting and not sent:
                    return self

    def _next_due(self) -> datetime | None:
        wanted = select(func.min(Wait.due_at)).where(Wait.root_id == self.root_id, Wait.kind == "timer")
        with self.sessions() as session:
            return session.scalar(wanted)


def applicants(session: Session) -> set[tuple[str, str]]:
    """Family and given names of everybody who has applied, whatever became of it."""
    answers = Record.answers
    rows = session.execute(
        select(answers["nachname"].astext, answers["vorname"].astext).where(Record.form == intake.FIRST_FORM).distinct()
    )
    return {(row[0], row[1]) for row in rows}
