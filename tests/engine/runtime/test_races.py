"""Several people at once, really committed: one wins, the others are told who and when."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from processes.engine import definitions, drafts, instances, queries, tasks
from processes.engine.models import Instance
from processes.engine.runtime import opening
from processes.errors import Conflict
from processes.people import Person
from tests.conftest import MO, MONDAY
from tests.engine.diagrams import TWO_TASKS, both, end, files, flow, flows, start, user

PEOPLE = [Person(id=f"mo{n}", roles=frozenset({"prozessverantwortung"})) for n in range(10)]


@pytest.fixture
def sessions(committed_sessions: sessionmaker[Session]) -> sessionmaker[Session]:
    return committed_sessions


def begin(sessions, content, key, **more):
    with sessions.begin() as session:
        definitions.deploy(session, files=content, by=MO, now=MONDAY)
        return instances.start(session, key=key, by=MO, now=MONDAY, **more)


@contextmanager
def held(sessions, root_id):
    """Somebody works on this root and does not finish."""
    with sessions() as busy, busy.begin(), opening.locked(busy, root_id=root_id, by=MO, now=MONDAY):
        yield


@contextmanager
def hurried(sessions):
    """A session that waits for nobody, as those of the web."""
    with sessions.begin() as session:
        session.execute(text("set local lock_timeout = '50ms'"))
        yield session


def test_ten_people_complete_the_same_task_at_once(sessions):
    [task] = begin(sessions, TWO_TASKS, "two_tasks").tasks
    for person in PEOPLE:
        with sessions.begin() as session:
            drafts.save(session, task_id=task.id, answers={"text": person.id}, by=person, now=MONDAY)

    def complete(person: Person) -> tuple[str, str | None]:
        try:
            with sessions.begin() as session:
                tasks.complete(session, task_id=task.id, answers={"text": person.id}, by=person, now=MONDAY)
            return "completed", person.id
        except Conflict as conflict:
            return f"refused at {conflict.at}", conflict.by

    with ThreadPoolExecutor(10) as people:
        told = list(people.map(complete, PEOPLE))
    assert Counter(what for what, _ in told) == {"completed": 1, f"refused at {MONDAY}": 9}
    assert len({who for _, who in told}) == 1  # all are told the one who completed it
    [winner] = {who for _, who in told}
    with sessions() as session:
        assert session.execute(text("select answers from record")).scalars().all() == [{"text": winner}]
        assert [row.element_id for row in queries.worklist(session, person=MO, now=MONDAY).items] == ["second"]
        for person in PEOPLE:  # the nine still have what they typed
            view = queries.task(session, task_id=task.id, person=person, now=MONDAY)
            assert view.answers == {"text": person.id}
            assert (view.draft_saved_at is None) == (person.id == winner)


def test_two_branches_completed_at_once_meet_exactly_once(sessions):
    content = files(
        "branches", start(), both("fork"), user("left"), user("right"), both("join"), user("after"), end(),
        flow("start", "fork"), flow("fork", "left"), flow("fork", "right"), flow("left", "join"), flow("right", "join"),
        flows("join", "after", "end"),
    )  # fmt: skip
    found = begin(sessions, content, "branches").tasks

    def complete(task):
        with sessions.begin() as session:
            return tasks.complete(session, task_id=task.id, answers={}, by=MO, now=MONDAY)

    with ThreadPoolExecutor(2) as people:
        done = list(people.map(complete, found))
    assert sorted(len(d.next_tasks) for d in done) == [1, 1]  # the first still sees the other's task, the last "after"
    with sessions() as session:
        assert [row.element_id for row in queries.worklist(session, person=MO, now=MONDAY).items] == ["after"]


def test_many_people_claim_one_task(sessions):
    [task] = begin(sessions, TWO_TASKS, "two_tasks").tasks

    def claim(person: Person) -> str:
        try:
            with sessions.begin() as session:
                return tasks.claim(session, task_id=task.id, by=person, now=MONDAY).assignee or ""
        except Conflict as conflict:
            return f"held by {conflict.by}"

    with ThreadPoolExecutor(6) as people:
        told = Counter(people.map(claim, PEOPLE[:6]))
    [holder] = [who for who in told if not who.startswith("held")]
    assert told == {holder: 1, f"held by {holder}": 5}


def test_who_waits_too_long_for_the_lock_is_told_so(sessions):
    begun = begin(sessions, TWO_TASKS, "two_tasks")
    with held(sessions, begun.id), hurried(sessions) as other, pytest.raises(Conflict, match="working on this case"):
        tasks.complete(other, task_id=begun.tasks[0].id, answers={}, by=MO, now=MONDAY)


def test_reading_and_drafting_do_not_wait_for_the_lock(sessions):
    begun = begin(sessions, TWO_TASKS, "two_tasks")
    with held(sessions, begun.id), hurried(sessions) as other:
        assert queries.instance(other, instance_id=begun.id, person=MO).status == "running"
        drafts.save(other, task_id=begun.tasks[0].id, answers={"a": "b"}, by=MO, now=MONDAY)


def test_a_stale_revision_is_noticed_even_without_the_lock(sessions):
    begun = begin(sessions, TWO_TASKS, "two_tasks")
    with sessions() as session, opening.locked(session, root_id=begun.id, by=MO, now=MONDAY) as unit:
        # as if somebody had written without the lock
        session.execute(Instance.__table__.update().where(Instance.id == begun.id).values(rev=99))
        with pytest.raises(Conflict):
            unit.save()


def test_other_cases_are_not_disturbed(sessions):
    first = begin(sessions, TWO_TASKS, "two_tasks")
    with sessions.begin() as session:
        second = instances.start(session, key="two_tasks", by=MO, now=MONDAY)
    with held(sessions, first.id), hurried(sessions) as other:
        tasks.complete(other, task_id=second.tasks[0].id, answers={}, by=MO, now=MONDAY)


def test_two_deployments_of_one_process_at_once_get_two_versions(sessions):
    def deploy(name: str) -> int:
        content = files("same", start(), user("work", name), end(), flows("start", "work", "end"))
        with sessions.begin() as session:
            return definitions.deploy(session, files=content, by=MO, now=MONDAY).version

    with ThreadPoolExecutor(3) as people:
        assert sorted(people.map(deploy, ["One", "Two", "Three"])) == [1, 2, 3]


