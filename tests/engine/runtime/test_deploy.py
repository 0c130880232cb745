"""Deploying: versions, limits, what is refused with which sentence, what one deployment borrows from another."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from processes.engine import definitions, instances, queries
from processes.errors import Invalid, NotAllowed, NotFound
from tests.conftest import MO, MONDAY, OLGA, VIC
from tests.engine.diagrams import TWO_TASKS, call, diagram, end, files, flows, lanes, start, user

FORM = json.dumps(
    {"id": "F90", "type": "default", "components": [{"type": "textfield", "key": "a", "id": "c1", "label": "A"}]}
).encode()


def deploy(session, content, by=MO):
    return definitions.deploy(session, files=content, by=by, now=MONDAY)


def test_the_same_content_is_the_same_version(session):
    assert (deploy(session, TWO_TASKS).version, deploy(session, TWO_TASKS).created) == (1, False)
    other = files("two_tasks", start(), user("first", "Other"), end(), flows("start", "first", "end"))
    assert deploy(session, other).version == 2
    again = deploy(session, TWO_TASKS)  # an old content again is a change of the newest version
    assert (again.version, again.created) == (3, True)
    rows = queries.definitions(session)
    assert [(row.key, row.version) for row in rows] == [("two_tasks", 3), ("two_tasks", 2), ("two_tasks", 1)]
    assert rows[0].files == ("two_tasks.bpmn",)
    assert queries.definition_file(session, key="two_tasks", version=2, name="two_tasks.bpmn") == other["two_tasks.bpmn"]
    with pytest.raises(NotFound):
        queries.definition(session, key="two_tasks", version=9)


def test_what_is_exported_is_what_was_deployed(session):
    with_form = {**TWO_TASKS, "F90.form.json": FORM}
    deploy(session, with_form)
    assert queries.export(session) == {"two_tasks": with_form}
    for content in queries.export(session).values():
        assert not deploy(session, content).created


def test_only_operators_deploy(session):
    for somebody in (OLGA, VIC):
        with pytest.raises(NotAllowed):
            deploy(session, TWO_TASKS, by=somebody)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({}, "no files"),
        ({f"{n}.md": b"" for n in range(501)}, "at most 500"),
        ({"big.bpmn": b"x" * (10 * 1024 * 1024 + 1)}, "10 MB"),
        ({"a/b.bpmn": b"x"}, "slashes"),
        ({"..\\b.bpmn": b"x"}, "slashes"),
        ({"a\x00.bpmn": b"x"}, "slashes"),
        ({".bpmn": b"x"}, "slashes"),
        ({"A.bpmn": b"x", "a.BPMN": b"x"}, "twice"),
    ],
)
def test_limits(session, content, sentence):
    with pytest.raises(Invalid, match=sentence):
        deploy(session, content)


@pytest.mark.parametrize(
    "content",
    [
        b"not xml",
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        diagram("x", start(), user("a"), end(), flows("start", "a", "end"), before="<message/>"),
        "ä".encode("utf-16"),
        b"",
        b"<a>" * 5000,
    ],
)
def test_what_cannot_be_read_is_refused_with_problems(session, content):
    with pytest.raises(Invalid) as refused:
        deploy(session, {"x.bpmn": content})
    assert refused.value.problems
    assert session.execute(text("select count(*) from definition")).scalar() == 0


def test_problems_name_their_elements(session):
    wrong = files("wrong", start(), user("ask", form="missing.form.json"), call("ghost", "nobody"), end(),
                  flows("start", "ask", "ghost", "end"))  # fmt: skip
    with pytest.raises(Invalid) as refused:
        deploy(session, wrong)
    assert {problem.element_id for problem in refused.value.problems} == {"ask", "ghost"}
    assert {p.element_id for p in definitions.check(wrong)} == {"ask", "ghost"}
    assert definitions.check(TWO_TASKS) == []


def test_a_form_of_another_deployment_is_borrowed_and_stays_as_it_was(session):
    deploy(session, {**TWO_TASKS, "F90.form.json": FORM})
    uses = files("uses", start(), user("ask", form="F90.form.json"), end(), flows("start", "ask", "end"))
    deploy(session, uses)
    [task] = instances.start(session, key="uses", by=MO, now=MONDAY).tasks
    assert queries.task(session, task_id=task.id, person=MO, now=MONDAY).form["id"] == "F90"
    assert queries.export(session)["uses"] == uses  # borrowed files are not exported
    deploy(session, {**TWO_TASKS, "F90.form.json": FORM.replace(b'"A"', b'"B"')})
    form = queries.task(session, task_id=task.id, person=MO, now=MONDAY).form
    assert form["components"][0]["label"] == "A"


def test_folders_that_need_each_other_are_deployed_together_in_any_order(session):
    a = files("a", start(), call("call", "b"), user("ask", form="F90.form.json"), end(), flows("start", "call", "ask", "end"))
    b = {**files("b", start(), user("inner"), end(), flows("start", "inner", "end")), "F90.form.json": FORM}
    with pytest.raises(Invalid):
        deploy(session, a)
    done = definitions.deploy_all(session, {"a": a, "b": b}, by=MO, now=MONDAY)
    assert {name: (d.key, d.version, d.created) for name, d in done.items()} == {"a": ("a", 1, True), "b": ("b", 1, True)}
    done = definitions.deploy_all(session, {"a": a, "b": b}, by=MO, now=MONDAY)
    assert not any(d.created for d in done.values())
    assert not deploy(session, a).created  # alone it borrows the same
    assert definitions.check_all({"a": a, "b": b}) == {"a": [], "b": []}


def test_the_problems_of_all_folders_come_at_once_with_their_folder(session):
    wrong = files("wrong", start(), user("ask", form="missing.form.json"), end(), flows("start", "ask", "end"))
    with pytest.raises(Invalid) as refused:
        definitions.deploy_all(session, {"good": TWO_TASKS, "one": wrong, "two": {"x.bpmn": b"?"}}, by=MO, now=MONDAY)
    assert {problem.element_id.split(":")[0] for problem in refused.value.problems} == {"one", "two"}


def test_a_version_is_valid_from_its_day(session):
    deploy(session, TWO_TASKS)
    other = files("two_tasks", start(), user("new"), end(), flows("start", "new", "end"))
    definitions.deploy(session, files=other, by=MO, now=MONDAY, valid_from=MONDAY + timedelta(days=7))
    assert instances.start(session, key="two_tasks", by=MO, now=MONDAY).tasks[0].element_id == "first"
    later = MONDAY + timedelta(days=8)
    assert instances.start(session, key="two_tasks", by=MO, now=later).tasks[0].element_id == "new"
    assert instances.start(session, key="two_tasks", version=1, by=MO, now=later).tasks[0].element_id == "first"


def test_running_instances_keep_their_version(play):
    play.deploy(TWO_TASKS)
    begun = play.start("two_tasks")
    play.deploy(files("two_tasks", start(), user("new"), end(), flows("start", "new", "end")))
    assert [row.element_id for row in play.complete(begun, "first").next_tasks] == ["second"]


def test_lanes_of_a_definition_say_who_may_start_it(session):
    deploy(session, files("laned", lanes(fallmanagement=["start", "ask", "end"]), start(), user("ask"), end(), flows("start", "ask", "end")))
    assert instances.start(session, key="laned", by=OLGA, now=MONDAY).status == "running"
    assert instances.start(session, key="laned", by=MO, now=MONDAY).status == "running"
    with pytest.raises(NotAllowed):
        instances.start(session, key="laned", by=VIC, now=MONDAY)
    with pytest.raises(NotFound):
        instances.start(session, key="nothing", by=MO, now=MONDAY)


@pytest.mark.parametrize(
    "data",
    [
        {"record": 1}, {"_x": 1}, {"a-b": 1}, {"x": "a\x00b"}, {"x": float("inf")}, {"x": 2**70},
        {"x": "y" * 70_000}, {str(f"n{n}"): 1 for n in range(201)}, {"x": json.loads("[" * 21 + "]" * 21)}, {"x": "\ud800"},
    ],
)  # fmt: skip
def test_unfit_data_are_refused_at_the_start(session, data):
    deploy(session, TWO_TASKS)
    with pytest.raises(Invalid):
        instances.start(session, key="two_tasks", data=data, by=MO, now=MONDAY)
