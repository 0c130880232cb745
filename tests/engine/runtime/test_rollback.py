"""Either all of it is there or nothing is: whatever fails in the middle of a command leaves the case as it was."""

import pytest
from sqlalchemy import text

from processes.engine import event_log, jobs, tasks
from processes.engine.runtime import writing
from tests.conftest import MO, MONDAY
from tests.engine.diagrams import boundary, call, end, files, flows, on_timer, start, user
from tests.engine.runtime.test_children import CHILD

CALLER = files(
    "caller", start(), user("before"), call("call", "child"), user("after"), end(),
    boundary("late", "call", on_timer('"P1D"'), interrupting=False), end("end2"), flows("start", "before", "call", "after", "end"),
    flows("late", "end2"),
)  # fmt: skip

TABLES = ("instance", "instance_state", "task", "wait", "record", "draft", "event_log", "incident", "procrastinate_jobs")


def everything(session) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: sorted((tuple(row) for row in session.execute(text(f"select t::text from {table} t"))), key=str)
        for table in TABLES
    }


class Broken(Exception):
    pass


@pytest.mark.parametrize(
    "place", ["_write_states", "_write_tasks", "_write_waits", "event_log", "jobs", "machine.run", "machine.dump"]
)
def test_a_failure_anywhere_leaves_nothing_behind(play, monkeypatch, place):
    from processes.engine.spiff import Machine

    play.deploy(CHILD, CALLER)
    begun = play.start("caller")
    [row] = play.open(begun)
    play.session.commit()
    before = everything(play.session)
    play.session.commit()

    def fail(*args, **kwargs):
        raise Broken

    target, name = {
        "event_log": (event_log, "write"),
        "jobs": (jobs, "defer_all"),
        "machine.run": (Machine, "run"),
        "machine.dump": (Machine, "dump"),
    }.get(place, (writing, place))
    with monkeypatch.context() as broken:
        broken.setattr(target, name, fail)
        with pytest.raises(Broken):
            tasks.complete(play.session, task_id=row.id, answers={"text": "x"}, by=MO, now=MONDAY)
        play.session.rollback()
    assert everything(play.session) == before
    assert [t.element_id for t in play.complete(begun, "before").next_tasks] == ["inner"]


def test_commands_do_not_commit(play, connection):
    from sqlalchemy import event

    play.deploy(CHILD, CALLER)
    ends: list[str] = []
    event.listen(play.session, "after_commit", lambda session: ends.append("commit"))
    begun = play.start("caller")
    play.complete(begun, "before")
    play.complete(begun, "inner")
    assert ends == []
