"""What cannot go on by itself: people read why, the rest of the case goes on, and it can be tried again."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import text

from processes import clock, doing
from processes.doing import Attempt
from processes.engine import incidents, instances, operations, queries
from processes.errors import Conflict, Invalid, NotFound, Refusal
from processes.words import N_
from tests.conftest import MO, MONDAY, OLGA
from tests.engine.diagrams import (
    both,
    boundary,
    call,
    catch,
    end,
    files,
    flows,
    on_timer,
    script,
    service,
    start,
    user,
)  # fmt: skip

LETTER = files(
    "letter", start(), service("send", "send_letter", to="'x'"), user("after"), end(), flows("start", "send", "after", "end"),
)  # fmt: skip


@pytest.fixture
def do(sessions, play, monkeypatch):
    """Does the jobs in the queue, in sessions of their own within the test's transaction, at the play's time."""
    monkeypatch.setattr(clock, "now", lambda: play.now)

    def work(attempt: Attempt = Attempt(most=1)) -> int:  # noqa: B008
        play.session.commit()
        jobs = play.session.execute(text("delete from procrastinate_jobs returning task_name, args")).all()
        play.session.commit()
        for name, args in jobs:
            doing.JOBS[name](sessions, attempt=attempt, **args)
        return len(jobs)

    return work


def broken(payload, key):
    raise RuntimeError("content of somebody")


def test_an_operation_that_used_up_its_attempts_is_an_incident(play, operation, do):
    operation("send_letter", prepare=lambda context, to: None, act=broken)
    play.deploy(LETTER)
    begun = play.start("letter", business_key="HP-1")
    with pytest.raises(doing.TryAgain):
        do(Attempt(number=1, most=2))
    assert queries.incidents(play.session, person=MO) == ()
    play.session.execute(
        text("select procrastinate_defer_jobs_v1(array[row('outside', 'run_operation', 0, null, null, cast(:a as jsonb), null)"
             "::procrastinate_job_to_defer_v1])"),
        {"a": f'{{"instance_id": "{begun.id}", "token_id": "{_token(play, begun)}"}}'},
    )  # fmt: skip
    do(Attempt(number=2, most=2))
    [incident] = queries.incidents(play.session, person=MO)
    assert (incident.kind, incident.element_id, incident.business_key, incident.attempts) == ("job", "send", "HP-1", 2)
    assert incident.template % incident.params == "The operation “send_letter” failed 2 times (RuntimeError)."
    seen = play.look(begun)
    assert seen.status == "incident"
    assert sorted(wait.kind for wait in seen.waits) == ["incident", "job"]
    assert play.events(begun).count("incident.created") == 1


def _token(play, begun) -> uuid.UUID:
    return play.session.execute(text("select token_id from wait where root_id = :id"), {"id": begun.id}).scalar_one()


def test_retrying_puts_the_job_back_and_ends_the_incident(play, operation, do):
    fail = [True]
    operation("send_letter", prepare=lambda context, to: None, act=lambda p, k: broken(p, k) if fail[0] else {"nr": 1})
    play.deploy(LETTER)
    begun = play.start("letter")
    do()
    [incident] = queries.incidents(play.session, person=MO)
    with pytest.raises(NotFound):
        incidents.retry(play.session, incident_id=incident.id, by=OLGA, now=MONDAY)
    fail[0] = False
    incidents.retry(play.session, incident_id=incident.id, by=MO, now=MONDAY)
    assert play.look(begun).status == "running"
    assert do() == 1
    assert play.elements(begun) == ["after"]
    assert play.look(begun).data == {"nr": 1}
    with pytest.raises(Conflict):
        incidents.retry(play.session, incident_id=incident.id, by=MO, now=MONDAY)
    assert queries.incidents(play.session, person=MO) == ()
    assert len(queries.incidents(play.session, person=MO, open_only=False)) == 1


def test_a_refusal_of_an_operation_says_its_own_sentence(play, operation, do):
    def refuse(context, to):
        raise Refusal(N_("The mail server takes nothing."))

    operation("send_letter", prepare=refuse, act=lambda payload, key: None)
    play.deploy(LETTER)
    play.start("letter")
    do()
    [incident] = queries.incidents(play.session, person=MO)
    assert incident.template == "The mail server takes nothing."


def test_an_error_of_an_operation_that_nothing_catches_is_an_incident_at_once(play, operation, do):
    def act(payload, key):
        raise operations.BpmnError("E7")

    operation("send_letter", prepare=lambda context, to: None, act=act)
    play.deploy(LETTER)
    play.start("letter")
    do(Attempt(number=1, most=5))
    [incident] = queries.incidents(play.session, person=MO)
    assert "E7" in incident.template % incident.params


def test_a_fault_in_the_steps_after_a_job_is_an_incident_with_its_element(play, operation, do):
    operation("send_letter", prepare=lambda context, to: None, act=lambda payload, key: {"n": 0})
    play.deploy(
        files("after_job", start(), service("send", "send_letter", to="'x'"), script("divide", "x = 1 / n"), end(),
              flows("start", "send", "divide", "end"))
    )  # fmt: skip
    begun = play.start("after_job")
    do(Attempt(number=1, most=5))
    [incident] = queries.incidents(play.session, person=MO)
    assert (incident.element_id, incident.kind) == ("divide", "expression")
    operation("send_letter", prepare=lambda context, to: None, act=lambda payload, key: {"n": 2})
    incidents.retry(play.session, incident_id=incident.id, by=MO, now=MONDAY)
    assert do() == 1  # the token still waits at the service task, so its job is done again
    assert play.look(begun).status == "completed"


TIMED = files(
    "timed", start(), both("fork"), catch("pause", on_timer('"PT1H"')), script("divide", "x = 1 / n"), end(),
    user("work", antworten="prozess"), end("end2"), flows("start", "fork", "pause", "divide", "end"), flows("fork", "work", "end2"),
)  # fmt: skip


def test_a_fault_after_a_timer_is_an_incident_and_retried_by_hand(play, do):
    play.deploy(TIMED)
    begun = play.start("timed", data={"n": 0})
    play.now = MONDAY + timedelta(hours=2)
    from processes.engine import timers

    timers.take_due(play.session, now=play.now)
    do(Attempt(number=1, most=5))
    [incident] = queries.incidents(play.session, person=MO)
    assert (incident.element_id, incident.kind, incident.instance_id) == ("divide", "expression", begun.id)
    assert play.look(begun).status == "incident"
    nested = play.session.begin_nested()
    with pytest.raises(Invalid) as refused:
        incidents.retry(play.session, incident_id=incident.id, by=MO, now=play.now)
    nested.rollback()
    assert refused.value.problems[0].element_id == "divide"
    assert play.look(begun).status == "incident"


def test_a_fault_in_a_called_instance_belongs_to_it(play, do):
    child = files("child", start(), catch("pause", on_timer('"PT1H"')), script("divide", "x = 1 / 0 * n"), end(),
                  flows("start", "pause", "divide", "end"))  # fmt: skip
    play.deploy(child, files("caller", start(), call("call", "child", eingaben="n"), end(), flows("start", "call", "end")))
    begun = play.start("caller", data={"n": 1})
    play.now = MONDAY + timedelta(hours=2)
    from processes.engine import timers

    timers.take_due(play.session, now=play.now)
    do()
    [incident] = queries.incidents(play.session, person=MO)
    assert incident.instance_id != begun.id
    assert play.look(incident.instance_id).status == "incident"
    assert "incident" in {wait.kind for wait in play.look(begun).waits}  # the caller's page says so too


def test_an_incident_goes_with_its_instance(play, operation, do):
    operation("send_letter", prepare=lambda context, to: None, act=broken)
    play.deploy(LETTER)
    begun = play.start("letter")
    do()
    instances.cancel(play.session, instance_id=begun.id, reason="no", by=MO, now=MONDAY)
    assert queries.incidents(play.session, person=MO) == ()
    assert play.look(begun).status == "cancelled"


def test_a_token_that_was_taken_elsewhere_has_no_incident_any_more(play, operation, do):
    operation("send_letter", prepare=lambda context, to: None, act=broken)
    play.deploy(
        files("escape", start(), service("send", "send_letter", to="'x'"), end(), boundary("late", "send", on_timer('"PT1H"')),
              user("by_hand"), end("end2"), flows("start", "send", "end"), flows("late", "by_hand", "end2"))
    )  # fmt: skip
    begun = play.start("escape")
    do()
    assert play.look(begun).status == "incident"
    from processes.engine import timers

    timers.fire_due(play.session, root_id=begun.id, now=MONDAY + timedelta(hours=2))
    assert queries.incidents(play.session, person=MO) == ()
    assert play.look(begun).status == "running"
    assert play.elements(begun) == ["by_hand"]


def test_a_message_that_several_wait_for_is_an_incident_of_its_sender(play, do):
    from tests.engine.diagrams import correlation, message, on_message, send

    declared = message("paid", payload="{'invoice': 18}") + correlation("invoice", "paid", payload="invoice")
    waiting = files("keyed", start(), catch("wait", on_message("paid", invoice="invoice")), end(), flows("start", "wait", "end"),
                    before=declared)  # fmt: skip
    sender = files("sender", start(), send("send", "paid"), user("next"), end(), flows("start", "send", "next", "end"),
                   before=declared)  # fmt: skip
    play.deploy(waiting, sender)
    twins = [play.start("keyed", data={"invoice": 18}) for _ in range(2)]
    begun = play.start("sender")
    assert do() == 1
    [incident] = queries.incidents(play.session, person=MO)
    assert (incident.kind, incident.instance_id) == ("message", begun.id)
    instances.cancel(play.session, instance_id=twins[0].id, reason="double", by=MO, now=MONDAY)
    incidents.retry(play.session, incident_id=incident.id, by=MO, now=MONDAY)
    assert do() == 1
    assert play.look(twins[1]).status == "completed"
    assert play.look(begun).status == "running"


