"""Completing tasks: who may, what is refused, where answers go, what it costs."""

import statistics
import time
from datetime import timedelta

import pytest
from sqlalchemy import event, text

from processes.engine import drafts, queries, tasks
from processes.errors import Conflict, Invalid, NotAllowed, NotFound
from processes.people import Person
from tests.conftest import MO, MONDAY, OLGA, VIC
from tests.engine.diagrams import end, files, flow, flows, lanes, script, start, user, xor

OTTO = Person(id="otto", roles=frozenset({"fallmanagement"}))

LANES = files(
    "lanes",
    lanes(fallmanagement=["start", "write", "release", "end"]),
    start(), user("write", "Write the plan", prioritaet="80"), user("release", "Release it", vier_augen="write"), end(),
    flows("start", "write", "release", "end"),
)  # fmt: skip

LOOP = files(
    "loop",
    start(), xor("again"), user("work", antworten="prozess"), script("count", "n = n + 1"), xor("done", default="done_again"),
    end(), flows("start", "again", "work", "count", "done"), flow("done", "again"), flow("done", "end", "fertig == True"),
)  # fmt: skip


def test_only_people_of_the_lane_see_and_complete_a_task(play):
    play.deploy(LANES)
    begun = play.start("lanes")
    assert play.elements(begun, by=VIC) == []
    assert play.elements(begun, by=MO) == []
    [row] = play.open(begun, by=OLGA)
    assert (row.lane, row.priority, row.name) == ("fallmanagement", 80, "Write the plan")
    for somebody in (VIC, MO):
        with pytest.raises(NotFound):
            tasks.complete(play.session, task_id=row.id, answers={}, by=somebody, now=MONDAY)
    done = tasks.complete(play.session, task_id=row.id, answers={"text": "x"}, by=OLGA, now=MONDAY)
    assert (done.task.completed_by, done.task.completed_at, done.task.state) == ("olga", MONDAY, "completed")


def test_who_did_the_work_does_not_release_it(play):
    play.deploy(LANES)
    begun = play.start("lanes")
    done = play.complete(begun, "write", by=OLGA)
    assert done.next_tasks == ()  # hers to see, not hers to complete
    [row] = play.open(begun, "release", by=OLGA)
    view = queries.task(play.session, task_id=row.id, person=OLGA, now=MONDAY)
    assert not view.may_complete
    assert "somebody else" in view.why_not
    for act in (tasks.claim, lambda session, **more: tasks.complete(session, answers={}, **more)):
        with pytest.raises(NotAllowed, match="somebody else"):
            act(play.session, task_id=row.id, by=OLGA, now=MONDAY)
    assert play.complete(begun, "release", by=OTTO).instance.status == "completed"


def test_a_task_of_somebody_else_is_refused_with_the_name(play, people):
    play.deploy(LANES)
    begun = play.start("lanes")
    [row] = play.open(begun, by=OLGA)
    tasks.claim(play.session, task_id=row.id, by=OTTO, now=MONDAY)
    with pytest.raises(Conflict) as refused:
        tasks.complete(play.session, task_id=row.id, answers={}, by=OLGA, now=MONDAY)
    assert refused.value.by == "otto"
    assert str(refused.value) == "This task is assigned to otto."
    assert play.complete(begun, "write", by=OTTO).task.assignee == "otto"


def test_answers_go_into_the_record_and_only_where_asked_for_into_process_data(play):
    play.deploy(
        files("both", start(), user("one", antworten="prozess"), user("two"), end(), flows("start", "one", "two", "end"))
    )
    begun = play.start("both")
    play.complete(begun, "one", wert=7)
    done = play.complete(begun, "two", text="private words")
    assert done.instance.data == {"wert": 7}
    rows = play.session.execute(text("select element_id, form, answers, by, at from record order by id")).all()
    assert [tuple(row) for row in rows] == [
        ("one", "one", {"wert": 7}, "mo", MONDAY),
        ("two", "two", {"text": "private words"}, "mo", MONDAY),
    ]


def test_the_record_steers_gateways_without_a_copy(play):
    play.deploy(
        files(
            "steered", start(), user("ask"), xor("which", default="which_no"), user("yes"), user("no"), end("e1"), end("e2"),
            flows("start", "ask", "which"), flow("which", "yes", "record.ask.wert > 3"), flow("which", "no"),
            flows("yes", "e1"), flows("no", "e2"),
        )
    )  # fmt: skip
    begun = play.start("steered")
    done = play.complete(begun, "ask", wert=4)
    assert [row.element_id for row in done.next_tasks] == ["yes"]
    assert done.instance.data == {}


def test_unfit_answers_are_refused_and_nothing_changes(play):
    play.deploy(LOOP)
    begun = play.start("loop", data={"n": 0, "fertig": False})
    with pytest.raises(Invalid) as refused:
        play.complete(begun, "work", wert={"nested": 1})
    assert "wert" in refused.value.fields
    assert play.elements(begun) == ["work"]


def test_a_fault_in_the_next_step_refuses_the_completion_with_its_element(play):
    play.deploy(
        files("faulty", start(), user("ask"), script("divide", "x = 1 / record.ask.wert"), user("after"), end(),
              flows("start", "ask", "divide", "after", "end"))
    )  # fmt: skip
    begun = play.start("faulty")
    nested = play.session.begin_nested()
    with pytest.raises(Invalid) as refused:
        play.complete(begun, "ask", wert=0)
    nested.rollback()
    [problem] = refused.value.problems
    assert problem.element_id == "divide"
    assert play.elements(begun) == ["ask"]
    assert play.session.execute(text("select count(*) from record")).scalar() == 0
    assert [row.element_id for row in play.complete(begun, "ask", wert=2).next_tasks] == ["after"]


def test_drafts_are_private_survive_and_the_faster_one_leaves_the_others_theirs(play):
    play.deploy(LANES)
    begun = play.start("lanes")
    [row] = play.open(begun, by=OLGA)
    later = MONDAY + timedelta(minutes=5)
    assert drafts.save(play.session, task_id=row.id, answers={"text": "by Olga"}, by=OLGA, now=MONDAY) == MONDAY
    assert drafts.save(play.session, task_id=row.id, answers={"text": "by Otto"}, by=OTTO, now=later) == later
    view = queries.task(play.session, task_id=row.id, person=OLGA, now=MONDAY)
    assert (view.answers, view.draft_saved_at) == ({"text": "by Olga"}, MONDAY)
    with pytest.raises(NotFound):
        drafts.save(play.session, task_id=row.id, answers={"text": "by Vic"}, by=VIC, now=MONDAY)
    tasks.complete(play.session, task_id=row.id, answers={"text": "handed in"}, by=OLGA, now=later)
    mine = queries.task(play.session, task_id=row.id, person=OLGA, now=later)
    assert (mine.answers, mine.draft_saved_at, mine.is_open) == ({"text": "handed in"}, None, False)
    his = queries.task(play.session, task_id=row.id, person=OTTO, now=later)
    assert (his.answers, his.may_complete) == ({"text": "by Otto"}, False)
    drafts.discard(play.session, task_id=row.id, by=OTTO, now=later)
    assert queries.task(play.session, task_id=row.id, person=OTTO, now=later).draft_saved_at is None


def test_one_completion_is_a_few_statements_however_long_the_case_has_lived(play, connection):
    play.deploy(LOOP)
    [task] = play.start("loop", data={"n": 0, "fertig": False}).tasks
    statements: list[str] = []
    event.listen(connection, "before_cursor_execute", lambda *args: statements.append(args[2]))
    sizes, seconds, counts = [], [], []
    for _ in range(120):
        statements.clear()
        before = time.perf_counter()
        done = tasks.complete(play.session, task_id=task.id, answers={"fertig": False}, by=MO, now=MONDAY)
        seconds.append(time.perf_counter() - before)
        counts.append(len(statements))
        [task] = done.next_tasks
        sizes.append(play.session.execute(text("select length(state) from instance_state")).scalar())
    assert max(counts) <= 16
    assert max(sizes[20:]) <= max(sizes[5:20]) * 1.1
    assert done.instance.data["n"] == 120
    assert statistics.median(seconds[-30:]) < statistics.median(seconds[10:40]) * 3  # flat, with room for a busy machine


def test_a_task_that_is_gone_says_so(play):
    from tests.engine.diagrams import boundary, on_message
    from tests.engine.diagrams import message as declared

    play.deploy(
        files("abort", start(), user("work"), boundary("stop", "work", on_message("halt")), end("e1"), end("e2"),
              flows("start", "work", "e1"), flows("stop", "e2"), before=declared("halt"))
    )  # fmt: skip
    begun = play.start("abort", business_key="A-1")
    [row] = begun.tasks
    from processes.engine import messages

    messages.deliver(play.session, name="halt", correlation={"az": "A-1"}, payload={}, by=MO, now=MONDAY)
    with pytest.raises(Conflict, match="no longer needed"):
        tasks.complete(play.session, task_id=row.id, answers={}, by=MO, now=MONDAY)
