"""Timers: taken once, fired once, however often the job comes; missed ones after an outage."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import text

from processes.engine import definitions, instances, timers
from processes.people import SYSTEM
from tests.conftest import MO, MONDAY
from tests.engine.diagrams import (
    boundary,
    call,
    catch,
    end,
    files,
    flow,
    flows,
    on_message,
    on_timer,
    start,
    user,
)  # fmt: skip
from tests.engine.diagrams import message as declared

REMINDED = files(
    "reminded", start(), user("work"), end(), boundary("remind", "work", on_timer('"P1D"'), interrupting=False),
    user("reminder"), end("end2"), flows("start", "work", "end"), flows("remind", "reminder", "end2"),
)  # fmt: skip


def test_a_timer_fires_once_however_often_its_job_comes(play):
    play.deploy(REMINDED)
    begun = play.start("reminded")
    [wait] = begun.waits
    assert (wait.kind, wait.element_id, wait.due_at) == ("timer", "remind", MONDAY + timedelta(days=1))
    early = MONDAY + timedelta(hours=23)
    assert timers.take_due(play.session, now=early) == 0
    assert timers.fire_due(play.session, root_id=begun.id, now=early) == 0
    due = MONDAY + timedelta(days=1, minutes=1)
    assert timers.next_due(play.session) == wait.due_at
    assert timers.take_due(play.session, now=due) == 1
    assert timers.take_due(play.session, now=due) == 0
    assert timers.next_due(play.session) is None
    assert play.session.execute(text("select task_name, args from procrastinate_jobs")).all() == [
        ("fire_timers", {"root_id": str(begun.id)})
    ]
    assert timers.fire_due(play.session, root_id=begun.id, now=due) == 1
    assert timers.fire_due(play.session, root_id=begun.id, now=due) == 0
    assert play.elements(begun) == ["reminder", "work"]
    assert play.look(begun).waits == ()
    assert play.events(begun).count("timer.fired") == 1


def test_a_finished_task_takes_its_timer_along(play):
    play.deploy(REMINDED)
    begun = play.start("reminded")
    done = play.complete(begun, "work")
    assert (done.instance.status, done.instance.waits) == ("completed", ())
    assert timers.next_due(play.session) is None
    assert "timer.fired" not in play.events(begun)


def test_a_timer_in_a_called_instance_fires_under_the_lock_of_the_root(play):
    child = files("sleeper", start(), catch("pause", on_timer('"PT1H"')), end(), flows("start", "pause", "end"))
    play.deploy(child, files("waits", start(), call("call", "sleeper"), user("after"), end(), flows("start", "call", "after", "end")))
    begun = play.start("waits")
    timers.fire_due(play.session, root_id=begun.id, now=MONDAY + timedelta(hours=2))
    assert play.elements(begun) == ["after"]


def test_a_repeating_timer_waits_for_its_next_time(play):
    cycle = '<timerEventDefinition><timeCycle xsi:type="tFormalExpression">"R3/P1D"</timeCycle></timerEventDefinition>'
    play.deploy(
        files("cycle", start(), user("work"), end(), boundary("remind", "work", cycle, interrupting=False), user("reminder"),
              end("end2"), flows("start", "work", "end"), flows("remind", "reminder", "end2"))
    )  # fmt: skip
    begun = play.start("cycle")
    for day in (1, 2):
        now = MONDAY + timedelta(days=day, minutes=1)
        assert timers.take_due(play.session, now=now) == 1
        timers.fire_due(play.session, root_id=begun.id, now=now)
        assert len(play.open(begun, "reminder")) == day
        [wait] = play.look(begun).waits
        assert wait.due_at == MONDAY + timedelta(days=day + 1)


def test_of_a_message_and_a_timer_the_first_one_counts(play):
    gateway = '<eventBasedGateway id="first"/>'
    play.deploy(
        files("either", start(), gateway, catch("message", on_message("reply")), catch("timer", on_timer('"P14D"')), user("answered"),
              user("silent"), end("e1"), end("e2"), flow("start", "first"), flow("first", "message"), flow("first", "timer"),
              flows("message", "answered", "e1"), flows("timer", "silent", "e2"), before=declared("reply"))
    )  # fmt: skip
    begun = play.start("either")
    assert sorted(wait.kind for wait in begun.waits) == ["message", "timer"]
    timers.fire_due(play.session, root_id=begun.id, now=MONDAY + timedelta(days=15))
    assert play.elements(begun) == ["silent"]
    assert play.look(begun).waits == ()


def test_a_timer_whose_job_was_lost_is_taken_once_more(play):
    play.deploy(REMINDED)
    play.start("reminded")
    due = MONDAY + timedelta(days=1, minutes=1)
    timers.take_due(play.session, now=due)
    timers.take_lost(play.session, now=due + timedelta(minutes=5))
    assert timers.take_due(play.session, now=due + timedelta(minutes=5)) == 0
    timers.take_lost(play.session, now=due + timedelta(minutes=11))
    assert timers.take_due(play.session, now=due + timedelta(minutes=11)) == 1


def test_two_sweepers_share_the_work(committed_sessions):
    with committed_sessions.begin() as session:
        definitions.deploy(session, files=REMINDED, by=MO, now=MONDAY)
        for _ in range(12):
            instances.start(session, key="reminded", by=SYSTEM, now=MONDAY)
    due = MONDAY + timedelta(days=2)

    def sweep(_: int) -> int:
        with committed_sessions.begin() as session:
            return timers.take_due(session, now=due)

    with ThreadPoolExecutor(2) as sweepers:
        assert sum(sweepers.map(sweep, range(2))) == 12
    with committed_sessions() as session:
        assert session.execute(text("select count(*) from procrastinate_jobs")).scalar() == 12
