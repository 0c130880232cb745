"""The worker for real: jobs after the commit, timers on time, retries, incidents, rescue of dead workers' jobs."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text

from processes import clock
from processes.engine import definitions, incidents, instances, operations, queries
from processes.people import SYSTEM
from processes.worker import Worker
from tests.conftest import MO
from tests.engine.diagrams import (
    boundary,
    catch,
    end,
    error,
    files,
    flows,
    on_error,
    on_timer,
    service,
    start,
    user,
)  # fmt: skip


def until(condition: Callable[[], Any], seconds: float = 8.0) -> Any:
    """What `condition` gives as soon as it gives something; fails when it takes too long."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("it took too long")


@pytest.fixture
def world(committed_sessions, database_url):
    """Sessions that commit, a worker at work, and a few short words for what tests do."""
    sessions = committed_sessions
    worker = Worker(url=database_url, sessions=sessions, concurrency=2, attempts=2)

    def deploy(content):
        with sessions.begin() as session:
            return definitions.deploy(session, files=content, by=MO, now=clock.now())

    def begin(key, **more):
        with sessions.begin() as session:
            return instances.start(session, key=key, by=MO, now=clock.now(), **more)

    def look(id):
        with sessions() as session:
            return queries.instance(session, instance_id=id, person=MO)

    with worker:
        yield SimpleNamespace(sessions=sessions, deploy=deploy, begin=begin, look=look)


LETTER = files(
    "letter", start(), service("send", "send_letter", to="'x'"), user("after"), end(),
    flows("start", "send", "after", "end"),
)  # fmt: skip


def test_an_outside_operation_runs_after_the_commit_and_the_case_goes_on(world, operation):
    done = []
    operation(
        "send_letter",
        prepare=lambda context, to: {"to": to},
        act=lambda payload, key: done.append((payload["to"], key)) or {"number": 7},
        settle=lambda context, payload, result: {"letter_id": result["number"]},
    )
    world.deploy(LETTER)
    begun = world.begin("letter")
    assert [wait.kind for wait in begun.waits] == ["job"]
    seen = until(lambda: (view := world.look(begun.id)).tasks and view)
    assert [task.element_id for task in seen.tasks] == ["after"]
    assert seen.data == {"letter_id": 7}
    assert len(done) == 1
    assert str(begun.id) in done[0][1]
    with world.sessions() as session:
        events = [e.type for e in queries.events(session, instance_id=begun.id, person=MO).items]
    assert "job.completed" in events


def test_a_failing_operation_is_tried_again_then_an_incident_then_retried_by_hand(world, operation):
    broken = threading.Event()
    broken.set()

    def act(payload, key):
        if broken.is_set():
            raise RuntimeError("a secret text")

    operation("send_letter", prepare=lambda context, to: None, act=act)
    world.deploy(LETTER)
    begun = world.begin("letter")
    seen = until(lambda: (view := world.look(begun.id)).status == "incident" and view)
    assert {wait.kind for wait in seen.waits} == {"job", "incident"}
    with world.sessions() as session:
        [row] = queries.incidents(session, person=MO)
        assert (row.kind, row.element_id, row.attempts) == ("job", "send", 2)
        assert "RuntimeError" in row.template % row.params
        assert "secret" not in row.template % row.params
        failures = [e for e in queries.events(session, instance_id=begun.id, person=MO).items if e.type == "job.failed"]
        assert [event.facts["attempt"] for event in failures] == [1, 2]
    broken.clear()
    with world.sessions.begin() as session:
        incidents.retry(session, incident_id=row.id, by=MO, now=clock.now())
    seen = until(lambda: (view := world.look(begun.id)).tasks and view)
    assert (seen.status, [w.kind for w in seen.waits]) == ("running", [])


def test_an_operation_may_take_the_error_boundary_event(world, operation):
    def act(payload, key):
        raise operations.BpmnError("no_address")

    operation("send_letter", prepare=lambda context, to: None, act=act)
    world.deploy(
        files(
            "letter", start(), service("send", "send_letter", to="'x'"), user("after"), end(),
            boundary("lost", "send", on_error("no_address")), user("ask"), end("end2"),
            flows("start", "send", "after", "end"), flows("lost", "ask", "end2"), before=error("no_address"),
        )
    )  # fmt: skip
    begun = world.begin("letter")
    seen = until(lambda: (view := world.look(begun.id)).tasks and view)
    assert [task.element_id for task in seen.tasks] == ["ask"]
    assert seen.waits == ()


def test_a_timer_fires_on_time(world):
    world.deploy(files("clocked", start(), catch("pause", on_timer('"PT1S"')), user("after"), end(),
                       flows("start", "pause", "after", "end")))  # fmt: skip
    begun = world.begin("clocked")
    [wait] = begun.waits
    assert wait.kind == "timer"
    until(lambda: world.look(begun.id).tasks)
    assert clock.now() - wait.due_at < timedelta(seconds=1)
    with world.sessions() as session:
        types = [e.type for e in queries.events(session, instance_id=begun.id, person=MO).items]
        assert types.count("timer.fired") == 1


def test_a_timer_of_next_year_fires_once_after_an_outage(committed_sessions, database_url):
    sessions = committed_sessions
    with sessions.begin() as session:
        definitions.deploy(
            session,
            files=files("late", start(), user("work"), end(), boundary("remind", "work", on_timer('"P1D"'), interrupting=False),
                        user("reminded"), end("end2"), flows("start", "work", "end"), flows("remind", "reminded", "end2")),
            by=MO, now=clock.now(),
        )  # fmt: skip
        begun = instances.start(session, key="late", by=MO, now=clock.now())
    before = clock.ahead()
    clock.advance(timedelta(days=3))
    try:
        with Worker(url=database_url, sessions=sessions):
            def reminded():
                with sessions() as session:
                    rows = queries.worklist(session, person=MO, now=clock.now(), instance=begun.id).items
                    return [row for row in rows if row.element_id == "reminded"]

            assert len(until(reminded)) == 1
    finally:
        clock.set_ahead(before)


def test_jobs_of_a_dead_worker_are_done_by_another(committed_sessions, database_url, operation):
    operation("send_letter", prepare=lambda context, to: None, act=lambda payload, key: None)
    sessions = committed_sessions
    with sessions.begin() as session:
        definitions.deploy(session, files=LETTER, by=MO, now=clock.now())
        begun = instances.start(session, key="letter", by=MO, now=clock.now())
        # a worker took the job and was never heard of again
        session.execute(text("insert into procrastinate_workers (last_heartbeat) values (now() - interval '1 hour')"))
        session.execute(
            text("update procrastinate_jobs set status = 'doing', worker_id = (select max(id) from procrastinate_workers)")
        )
    with Worker(url=database_url, sessions=sessions):
        def after():
            with sessions() as session:
                return queries.instance(session, instance_id=begun.id, person=MO).tasks

        assert [task.element_id for task in until(after)] == ["after"]


def test_nothing_is_queued_when_the_transaction_is_rolled_back(committed_sessions, operation):
    operation("send_letter", prepare=lambda context, to: None, act=lambda payload, key: None)
    with committed_sessions() as session:
        definitions.deploy(session, files=LETTER, by=MO, now=clock.now())
        instances.start(session, key="letter", by=SYSTEM, now=clock.now())
        assert len(queries.jobs(session)) == 1
        session.rollback()
        assert queries.jobs(session) == ()




def test_slow_operations_do_not_keep_timers_waiting(world, operation):
    slow = threading.Event()
    operation("send_letter", prepare=lambda context, to: None, act=lambda payload, key: slow.wait(10))
    world.deploy(LETTER)
    world.deploy(files("clocked", start(), catch("pause", on_timer('"PT1S"')), user("after"), end(),
                       flows("start", "pause", "after", "end")))  # fmt: skip
    for _ in range(4):
        world.begin("letter")
    begun = world.begin("clocked")
    try:
        until(lambda: world.look(begun.id).tasks)
        assert clock.now() - begun.waits[0].due_at < timedelta(seconds=2)
    finally:
        slow.set()


def test_stopping_waits_for_the_job_under_way(committed_sessions, database_url, operation):
    begun_acting = threading.Event()

    def act(payload, key):
        begun_acting.set()
        time.sleep(0.5)

    operation("send_letter", prepare=lambda context, to: None, act=act)
    with committed_sessions.begin() as session:
        definitions.deploy(session, files=LETTER, by=MO, now=clock.now())
        begun = instances.start(session, key="letter", by=MO, now=clock.now())
    with Worker(url=database_url, sessions=committed_sessions):
        assert begun_acting.wait(5)
    with committed_sessions() as session:
        assert [t.element_id for t in queries.instance(session, instance_id=begun.id, person=MO).tasks] == ["after"]
        assert queries.jobs(session) == ()


def test_the_worker_survives_the_loss_of_its_connections(world, operation):
    operation("send_letter", prepare=lambda context, to: None, act=lambda payload, key: None)
    world.deploy(LETTER)
    with world.sessions.begin() as session:
        session.execute(
            text("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()")
        )
    begun = until(lambda: _patiently(lambda: world.begin("letter")))
    assert until(lambda: _patiently(lambda: world.look(begun.id).tasks), 15)


def _patiently(ask):
    from sqlalchemy.exc import OperationalError

    try:
        return ask()
    except OperationalError:
        return None


def test_a_clock_moved_ahead_moves_the_retries_of_jobs_too(committed_sessions, database_url, operation):
    operation("send_letter", prepare=lambda context, to: None, act=lambda payload, key: None)
    with committed_sessions.begin() as session:
        definitions.deploy(session, files=LETTER, by=MO, now=clock.now())
        begun = instances.start(session, key="letter", by=MO, now=clock.now())
        session.execute(text("update procrastinate_jobs set scheduled_at = now() + interval '1 hour'"))
    before = clock.ahead()
    clock.advance(timedelta(hours=2))
    try:
        with Worker(url=database_url, sessions=committed_sessions):

            def after():
                with committed_sessions() as session:
                    return queries.instance(session, instance_id=begun.id, person=MO).tasks

            assert until(after)
    finally:
        clock.set_ahead(before)
