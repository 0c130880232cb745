"""Call activities: instances of their own, under the lock of their root, in one transaction."""

import pytest
from sqlalchemy import event, text

from processes.engine import instances, tasks
from processes.errors import Conflict, Invalid
from tests.conftest import MO, MONDAY
from tests.engine.diagrams import (
    both,
    boundary,
    call,
    end,
    error,
    error_end,
    escalation,
    files,
    flow,
    flows,
    on_error,
    on_escalation,
    on_message,
    script,
    start,
    throw_escalation,
    user,
    xor,
)  # fmt: skip
from tests.engine.diagrams import message as declared

CHILD = files("child", start(), user("inner"), end(), flows("start", "inner", "end"))
PARENT = files(
    "parent", start(), user("before"), call("call", "child", eingaben="wert=a + 1", ausgaben="ergebnis=wert * 2"),
    user("after"), end(), flows("start", "before", "call", "after", "end"),
)  # fmt: skip


def test_the_next_task_lies_in_the_called_instance_and_comes_with_the_answer(play):
    play.deploy(CHILD, PARENT)
    begun = play.start("parent", business_key="A-1", data={"a": 1, "b": 2})
    done = play.complete(begun, "before")
    [inner] = done.next_tasks
    assert (inner.element_id, inner.definition_key, inner.root_id) == ("inner", "child", begun.id)
    assert inner.instance_id != begun.id
    assert inner.business_key == "A-1"
    child = play.look(inner.instance_id)
    assert (child.parent_id, child.data) == (begun.id, {"wert": 2})
    parent = play.look(begun)
    assert [(c.key, c.status) for c in parent.children] == [("child", "running")]
    assert [(w.kind, w.element_id) for w in parent.waits] == [("child", "call")]
    done = play.complete(begun, "inner")
    assert [row.element_id for row in done.next_tasks] == ["after"]
    assert done.instance.status == "completed"
    parent = play.look(begun)
    assert parent.data == {"a": 1, "b": 2, "ergebnis": 4}
    assert [(c.key, c.status) for c in parent.children] == [("child", "completed")]


def test_a_step_over_the_border_of_instances_is_a_few_statements_too(play, connection):
    play.deploy(CHILD, PARENT)
    for _ in range(2):
        begun = play.start("parent", data={"a": 1, "b": 2})
        counts = []
        statements: list[str] = []
        event.listen(connection, "before_cursor_execute", lambda *args, told=statements: told.append(args[2]))
        for element in ("before", "inner", "after"):
            row = play.open(begun, element)[0]
            statements.clear()
            tasks.complete(play.session, task_id=row.id, answers={}, by=MO, now=MONDAY)
            counts.append(len(statements))
    assert max(counts) <= 20, counts


def test_without_a_mapping_only_identifiers_go_in_and_nothing_comes_out(play):
    play.deploy(CHILD, files("plain", start(), call("call", "child"), end(), flows("start", "call", "end")))
    begun = play.start("plain", data={"geheim": 1, "fall_id": "7", "az": "HP-1"})
    child = play.look(play.open(begun)[0].instance_id)
    assert child.data == {"fall_id": "7", "az": "HP-1"}
    done = play.complete(begun, "inner", wert=3)
    assert play.look(begun).data == {"geheim": 1, "fall_id": "7", "az": "HP-1"}
    assert play.look(begun).status == "completed"
    assert done.next_tasks == ()


def test_a_new_call_gets_the_newest_version_and_a_pinned_one_its_own(play):
    newer = files("child", start(), user("better"), end(), flows("start", "better", "end"))
    pinned = files("pinned", start(), call("call", "child", version="1"), end(), flows("start", "call", "end"))
    play.deploy(CHILD, PARENT, pinned)
    running = play.start("parent", data={"a": 1})
    play.complete(running, "before")
    play.deploy(newer)
    assert play.elements(running) == ["inner"]  # began before, stays
    later = play.start("parent", data={"a": 1})
    play.complete(later, "before")
    assert play.elements(later) == ["better"]
    assert play.elements(play.start("pinned")) == ["inner"]


def test_the_child_reads_the_record_of_its_root(play):
    child = files("reader", start(), xor("x", default="x_no"), user("yes"), user("no"), end("e1"), end("e2"),
                  flow("start", "x"), flow("x", "yes", "record.ask.wert == 5"), flow("x", "no"),
                  flows("yes", "e1"), flows("no", "e2"))  # fmt: skip
    play.deploy(child, files("asks", start(), user("ask"), call("call", "reader"), end(), flows("start", "ask", "call", "end")))
    begun = play.start("asks")
    play.complete(begun, "ask", wert=5)
    assert play.elements(begun) == ["yes"]


@pytest.mark.parametrize("sequential", [False, True])
def test_a_multi_instance_call(play, sequential):
    child = files("each", start(), user("inner"), script("square", "x = item * item"), end(), flows("start", "inner", "square", "end"))
    play.deploy(
        child,
        files("many", start(), call("call", "each", many="liste", sequential=sequential), user("after"), end(),
              flows("start", "call", "after", "end")),
    )  # fmt: skip
    begun = play.start("many", data={"liste": [3, 4, 5]})
    assert len(play.open(begun, "inner")) == (1 if sequential else 3)
    for _ in range(3):
        assert play.open(begun, "after") == []
        play.complete(begun, "inner")
    assert play.elements(begun) == ["after"]
    children = play.look(begun).children
    assert [c.status for c in children] == ["completed"] * 3
    seen = sorted(play.look(c.id).data["x"] for c in children)
    assert seen == [9, 16, 25]


FAILING = files(
    "failing", start(), user("inner"), both("fork"), user("other"), error_end("broken", "E1"), end("end"),
    flows("start", "fork", "inner", "broken"), flow("fork", "other"), flow("other", "end"), before=error("E1"),
)  # fmt: skip


def catching(key: str = "catching", code: str = "E1") -> dict[str, bytes]:
    return files(
        key, start(), call("call", "failing"), user("after"), end(), boundary("caught", "call", on_error(code)),
        user("repair"), end("end2"), flows("start", "call", "after", "end"), flows("caught", "repair", "end2"),
        before=error(code),
    )  # fmt: skip


def test_an_error_end_takes_the_boundary_event_of_the_caller(play):
    play.deploy(FAILING, catching())
    begun = play.start("catching")
    done = play.complete(begun, "inner")
    assert [row.element_id for row in done.next_tasks] == ["repair"]
    [child] = play.look(begun).children
    assert child.status == "completed"
    assert play.look(child.id).tasks == ()
    states = play.session.execute(text("select element_id, state from task")).all()
    assert ("other", "cancelled") in [tuple(row) for row in states]


def test_an_error_goes_up_through_callers_that_do_not_catch_it(play):
    middle = files("middle", start(), call("call2", "failing"), end(), flows("start", "call2", "end"))
    top = files(
        "top", start(), call("call", "middle"), end(), boundary("caught", "call", on_error("E1")), user("repair"), end("end2"),
        flows("start", "call", "end"), flows("caught", "repair", "end2"), before=error("E1"),
    )  # fmt: skip
    play.deploy(FAILING, middle, top)
    begun = play.start("top")
    play.complete(begun, "inner")
    assert play.elements(begun) == ["repair"]
    assert play.session.execute(text("select count(*) from instance where ended_at is null")).scalar() == 1


def test_an_error_nobody_catches_is_never_the_normal_path(play):
    careless = files("careless", start(), call("call", "failing"), user("after"), end(), flows("start", "call", "after", "end"))
    play.deploy(FAILING, careless)
    begun = play.start("careless")
    nested = play.session.begin_nested()
    with pytest.raises(Invalid) as refused:
        play.complete(begun, "inner")
    nested.rollback()
    [problem] = refused.value.problems
    assert problem.element_id == "broken"
    assert "E1" in str(problem)
    assert play.elements(begun) == ["inner", "other"]


def test_an_error_end_of_a_root_is_a_fault_too(play):
    play.deploy(files("alone", start(), user("inner"), error_end("broken", "E9"), flows("start", "inner", "broken"), before=error("E9")))
    begun = play.start("alone")
    with pytest.raises(Invalid) as refused:
        play.complete(begun, "inner")
    assert refused.value.problems[0].element_id == "broken"


@pytest.mark.parametrize("interrupting", [True, False])
def test_escalations_reach_the_caller(play, interrupting):
    child = files("rising", start(), user("inner"), throw_escalation("raise", "S1"), user("last"), end(),
                  flows("start", "inner", "raise", "last", "end"), before=escalation("S1"))  # fmt: skip
    caller = files(
        "listens", start(), call("call", "rising"), user("after"), end(),
        boundary("heard", "call", on_escalation("S1"), interrupting=interrupting), user("look"), end("end2"),
        flows("start", "call", "after", "end"), flows("heard", "look", "end2"), before=escalation("S1"),
    )  # fmt: skip
    play.deploy(child, caller)
    begun = play.start("listens")
    play.complete(begun, "inner")
    if interrupting:
        assert play.elements(begun) == ["look"]
        assert [c.status for c in play.look(begun).children] == ["cancelled"]
    else:
        assert play.elements(begun) == ["last", "look"]
        play.complete(begun, "last")
        assert play.elements(begun) == ["after", "look"]


def test_an_escalation_nobody_hears_changes_nothing(play):
    child = files("rising", start(), throw_escalation("raise", "S1"), user("last"), end(),
                  flows("start", "raise", "last", "end"), before=escalation("S1"))  # fmt: skip
    play.deploy(child, files("deaf", start(), call("call", "rising"), end(), flows("start", "call", "end")))
    begun = play.start("deaf")
    assert play.elements(begun) == ["last"]
    play.complete(begun, "last")
    assert play.look(begun).status == "completed"


def test_cancelling_a_root_cancels_everything_it_has_called(play):
    outer = files("outer", start(), call("call", "parent"), end(), flows("start", "call", "end"))
    play.deploy(CHILD, PARENT, outer)
    begun = play.start("outer", data={"a": 1})
    [row] = play.open(begun, "before")
    # the middle one has no `a`, so give it one by its own mapping being absent: start the parent directly instead
    direct = play.start("parent", data={"a": 1})
    play.complete(direct, "before")
    cancelled = instances.cancel(play.session, instance_id=direct.id, reason="withdrawn", by=MO, now=MONDAY)
    assert (cancelled.status, cancelled.tasks, cancelled.waits) == ("cancelled", (), ())
    [child] = play.look(direct).children
    assert child.status == "cancelled"
    seen = play.look(child.id)
    assert (seen.status, seen.tasks, seen.waits) == ("cancelled", (), ())
    counts = play.session.execute(text("select count(*) from wait where root_id = :id"), {"id": direct.id}).scalar()
    assert counts == 0
    assert play.session.execute(
        text("select count(*) from instance_state s join instance i on i.id = s.instance_id where i.root_id = :id"),
        {"id": direct.id},
    ).scalar() == 0  # fmt: skip
    with pytest.raises(Conflict):
        instances.cancel(play.session, instance_id=direct.id, reason="again", by=MO, now=MONDAY)
    with pytest.raises(Conflict, match="called by another"):
        instances.cancel(play.session, instance_id=row.instance_id, reason="only this", by=MO, now=MONDAY)


def test_an_interrupted_call_cancels_its_child_with_all_below(play):
    from processes.engine import messages

    deep = files("deep", start(), call("deeper", "child"), end(), flows("start", "deeper", "end"))
    caller = files(
        "interrupted", start(), call("call", "deep"), end(), boundary("stop", "call", on_message("halt")), user("rest"),
        end("end2"), flows("start", "call", "end"), flows("stop", "rest", "end2"), before=declared("halt"),
    )  # fmt: skip
    play.deploy(CHILD, deep, caller)
    begun = play.start("interrupted", business_key="A-9")
    assert play.elements(begun) == ["inner"]
    messages.deliver(play.session, name="halt", correlation={"business_key": "A-9"}, payload={}, by=MO, now=MONDAY)
    assert play.elements(begun) == ["rest"]
    rows = play.session.execute(text("select status from instance where parent_id is not null")).scalars().all()
    assert rows == ["cancelled", "cancelled"]


def test_a_process_that_calls_itself_without_end_is_stopped(play):
    play.deploy(files("endless", start(), call("call", "endless"), end(), flows("start", "call", "end")))
    with pytest.raises(Invalid) as refused:
        play.start("endless")
    assert "levels deep" in str(refused.value.problems[0])


def test_a_called_process_that_is_not_deployed_is_a_fault_of_the_call(play):
    play.deploy(CHILD, PARENT)
    play.session.execute(text("update definition set valid_from = '2030-01-01' where key = 'child'"))
    begun = play.start("parent", data={"a": 1})
    with pytest.raises(Invalid) as refused:
        play.complete(begun, "before")
    [problem] = refused.value.problems
    assert (problem.element_id, str(problem)) == ("call", "The called process “child” is not deployed.")
