"""Claiming, giving back, assigning."""

import pytest

from processes.engine import instances, queries, tasks
from processes.errors import Conflict, Invalid, NotFound
from processes.people import Person
from tests.conftest import MONDAY, OLGA, VIC
from tests.engine.diagrams import end, files, flows, lanes, start, user

OTTO = Person(id="otto", roles=frozenset({"fallmanagement"}))
LEAD = Person(id="lead", roles=frozenset({"fallmanagement", "teamleitung"}))

CONTENT = files(
    "content", lanes(fallmanagement=["start", "one", "two", "end"]), start(), user("one"), user("two"), end(),
    flows("start", "one", "two", "end"),
)  # fmt: skip


@pytest.fixture
def task(play, people):
    play.deploy(CONTENT)
    play.begun = play.start("content")
    return play.open(play.begun, by=OLGA)[0]


def test_a_claimed_task_is_held_and_can_be_given_back(play, task):
    act = {"task_id": task.id, "now": MONDAY}
    assert tasks.claim(play.session, by=OLGA, **act).assignee == "olga"
    assert tasks.claim(play.session, by=OLGA, **act).assignee == "olga"
    for refused in (tasks.claim, tasks.release):
        with pytest.raises(Conflict) as conflict:
            refused(play.session, by=OTTO, **act)
        assert conflict.value.by == "olga"
    assert tasks.release(play.session, by=OLGA, **act).assignee is None
    assert tasks.release(play.session, by=OLGA, **act).assignee is None
    assert tasks.claim(play.session, by=OTTO, **act).assignee == "otto"
    assert tasks.release(play.session, by=LEAD, **act).assignee is None
    events = [e.type for e in queries.events(play.session, instance_id=play.begun.id, person=OLGA).items]
    assert events[-4:] == ["task.claimed", "task.released", "task.claimed", "task.released"]


def test_assigning_needs_somebody_of_the_lane(play, task):
    act = {"task_id": task.id, "now": MONDAY}
    assert tasks.assign(play.session, to="otto", by=OLGA, **act).assignee == "otto"
    with pytest.raises(Conflict):
        tasks.assign(play.session, to="olga", by=OLGA, **act)
    assert tasks.assign(play.session, to="olga", by=LEAD, **act).assignee == "olga"
    for nobody in ("vic", "nobody"):
        with pytest.raises(Invalid):
            tasks.assign(play.session, to=nobody, by=LEAD, **act)
    with pytest.raises(NotFound):
        tasks.assign(play.session, to="olga", by=VIC, **act)


def test_a_done_task_can_not_be_claimed(play, task):
    tasks.complete(play.session, task_id=task.id, answers={}, by=OLGA, now=MONDAY)
    with pytest.raises(Conflict) as conflict:
        tasks.claim(play.session, task_id=task.id, by=OTTO, now=MONDAY)
    assert (conflict.value.by, conflict.value.at) == ("olga", MONDAY)


def test_new_tasks_go_to_the_holder_of_their_lane_and_to_the_team(play, people):
    play.deploy(CONTENT)
    begun = play.start("content", business_key="E-1")
    instances.place(
        play.session, root_id=begun.id, team="west", lane_holders={"fallmanagement": "otto"}, business_key="HP-1",
        by=OLGA, now=MONDAY,
    )  # fmt: skip
    [first] = play.open(begun, by=OLGA)
    assert (first.assignee, first.team, first.business_key) == (None, "west", "HP-1")
    done = play.complete(begun, "one", by=OLGA)
    assert done.next_tasks == ()  # it is Otto's now
    [second] = play.open(begun, by=OTTO)
    assert (second.assignee, second.team, second.business_key) == ("otto", "west", "HP-1")
    east = Person(id="erna", roles=frozenset({"fallmanagement"}), teams=frozenset({"east"}))
    west = Person(id="wim", roles=frozenset({"fallmanagement"}), teams=frozenset({"west", "north"}))
    assert play.elements(begun, by=east) == []
    assert play.elements(begun, by=west) == ["two"]


def test_an_operation_places_the_root_it_runs_in(play, operation, people):
    from tests.engine.diagrams import catch, message, on_message, service

    def run(context):
        instances.place(context.session, root_id=context.root_id, team="west", lane_holders={"fallmanagement": "olga"},
                        business_key="HP-5")  # fmt: skip
        return {"az": "HP-5"}

    operation("open_case", run=run)
    play.deploy(
        files("opens", lanes(fallmanagement=["start", "open", "work", "wait", "end"]), start(), service("open", "open_case"), user("work"),
              catch("wait", on_message("reply")), end(), flows("start", "open", "work", "wait", "end"), before=message("reply"))
    )  # fmt: skip
    begun = play.start("opens", business_key="E-1", by=OLGA)
    assert (begun.business_key, begun.data) == ("HP-5", {"az": "HP-5"})
    [task] = begun.tasks
    assert (task.assignee, task.team, task.business_key) == ("olga", "west", "HP-5")
    play.complete(begun, "work", by=OLGA)
    from processes.engine import messages

    assert messages.deliver(play.session, name="reply", correlation={"az": "HP-5"}, payload={}, by=OLGA, now=MONDAY).count == 1
