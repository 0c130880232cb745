"""The faults of SpiffWorkflow 3.2.0 that the engine room corrects: what the library does, and that we do right.

Where the library can be played in the same way (`Shipped`), the test first shows the fault; if a later release repairs
it, that line fails and the correction can go.
"""

import json
import re
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.spiff.serializer import DEFAULT_CONFIG

from tests.engine_room.build import Process, event, loop, message, several, timer
from tests.engine_room.play import Game
from tests.engine_room.shipped import Shipped


def joined_loop(kind: str = "parallelGateway") -> Process:
    """m -> split -> (u1, u2) -> join -> review -> again? -> m."""
    process = Process()
    for element in ("m", "u1", "u2", "review"):
        process.user(element)
    process.node(kind, "split", default="d" if kind == "inclusiveGateway" else None)
    process.node(kind, "join")
    process.xor("again", default="back")
    process.flow(process.start(), "m", "split")
    if kind == "inclusiveGateway":
        process.flow("split", "u1", when="True")
        process.flow("split", "u2", when="True")
        process.flow("split", "review", name="d")
    else:
        process.flow("split", "u1")
        process.flow("split", "u2")
    process.flow("u1", "join")
    process.flow("u2", "join")
    process.flow("join", "review", "again")
    process.flow("again", process.end(), when="fertig")
    process.flow("again", "m", name="back")
    return process


@pytest.mark.parametrize("kind", ["parallelGateway", "inclusiveGateway"])
def test_a_join_in_the_second_round_of_a_loop_waits_for_all(kind: str) -> None:
    process = joined_loop(kind)
    shipped = Shipped(process, {"fertig": False})
    shipped.do("m").do("u1").do("u2").do("review").do("m").do("u2")
    assert shipped.open == ["review", "u1"]  # the leftover of round one is counted

    game = Game(process, {"fertig": False})
    for order in (("u1", "u2"), ("u2", "u1"), ("u2", "u1")):
        game.do("m").do(order[0])
        assert game.open == [order[1]]
        game.do(order[1])
        assert game.open == ["review"]
        game.do("review")


def two_branches() -> Process:
    process = Process()
    process.user("u1")
    process.user("u2")
    process.user("after")
    process.both("split")
    process.both("join")
    process.flow(process.start(), "split")
    process.flow("split", "u1", "join")
    process.flow("split", "u2", "join")
    process.flow("join", "after", process.end())
    return process


def test_a_join_keeps_what_each_branch_changed() -> None:
    start: dict[str, Any] = {"status": "entwurf", "liste": ["x", "y"], "tief": {"a": 1, "b": 1}}
    shipped = Shipped(two_branches(), start)
    shipped.do("u1", status="frei").do("u2")
    assert shipped.workflow.get_next_task(spec_name="after").data["status"] == "entwurf"

    game = Game(two_branches(), start)
    game.do("u1", status="frei", liste=["x"], tief={"a": 2, "b": 1}).do("u2", tief={"a": 1, "b": 2}, neu=None)
    (task,) = game.machine.tasks()
    assert task.data == {"status": "frei", "liste": ["x"], "tief": {"a": 2, "b": 2}, "neu": None}


def test_a_list_is_one_value_at_a_join_in_a_loop() -> None:
    game = Game(joined_loop(), {"fertig": False})
    for items in (["a", "b", "c"], ["d"], ["e", "f"]):
        game.do("m", liste=items).do("u2").do("u1")
        assert game.machine.tasks()[0].data["liste"] == items
        game.do("review")


def test_branches_do_not_share_objects() -> None:
    process = two_branches()
    game = Game(process, {"tief": {"a": [1]}})
    one, two = game.machine._live()
    one.data["tief"]["a"].append(2)
    assert two.data == {"tief": {"a": [1]}}


def test_nothing_disappears_beyond_depth_1000() -> None:
    process = Process()
    process.script("s", "n = n + 1")
    process.user("u")
    process.xor("g", default="on")
    process.flow(process.start(), "g")
    process.flow("g", "s", "g", when="n < 700")
    process.flow("g", "u", name="on")
    process.flow("u", process.end())
    try:
        shipped_sees: list[str] = Shipped(process, {"n": 0}).open
    except RecursionError:
        shipped_sees = []
    assert shipped_sees == []  # the task is there, 1400 levels down, and nobody can see it

    game = Game(process, {"n": 0})
    assert game.open == ["u"]
    assert len(game.machine._top.tasks) <= 3


def test_two_timers_behind_one_gateway_have_two_due_times() -> None:
    process = Process()
    process.first("g")
    process.flow(process.start(), "g")
    for element, text in (("lang", '"PT5H"'), ("kurz", '"PT1H"')):
        process.catch(element, timer("duration", text))
        process.user(f"nach_{element}")
        process.flow("g", element, f"nach_{element}", process.end(f"end_{element}"))
    shipped = Shipped(process)
    (gateway,) = shipped.workflow.event_manager.tasks.values()
    assert isinstance(gateway.internal_data["event_value"], str)  # one value for both

    game = Game(process)
    assert [w.due_at for w in sorted(game.machine.waits(), key=lambda w: w.slot)] == [
        datetime(2026, 3, 2, 16, tzinfo=UTC),
        datetime(2026, 3, 2, 12, tzinfo=UTC),
    ]
    game.later(minutes=59)
    assert game.open == []
    game.later(minutes=1)
    assert game.open == ["nach_kurz"]
    assert game.waiting == []


def test_a_key_typename_is_data() -> None:
    process = Process()
    process.line(process.user("u"))
    data = {"x": {"typename": "Kaffee"}, "$": 1, "y": {"$": ["date", "nonsense"]}}
    shipped = Shipped(process, data)
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(DEFAULT_CONFIG))
    text = serializer.serialize_json(shipped.workflow)
    assert json.loads(text)
    with pytest.raises(TypeError):
        serializer.deserialize_json(text)

    assert Game(process, data).machine.data == data


def test_definitions_are_not_changed_by_instances() -> None:
    process = Process()
    process.user("u", several(cardinality="2"))
    process.line("u")
    shipped = Shipped(process)
    child = shipped.spec.task_specs["u [child]"]
    assert child.completed_event.n_subscribers() == 1  # the instance hung itself into the shared definition

    game = Game(process)
    assert all(s.completed_event.n_subscribers() == 0 for s in game.model.spec.task_specs.values())
    outputs = {name: list(spec._outputs) for name, spec in game.model.spec.task_specs.items()}
    game.do("u").do("u")
    assert game.machine.completed
    assert outputs == {name: list(spec._outputs) for name, spec in game.model.spec.task_specs.items()}


def test_an_uncaught_error_shows() -> None:
    process = Process()
    process.declare("error", "Kaputt", "E1")
    process.user("u")
    process.user("v")
    process.both("split")
    process.flow(process.start(), "split", "u", process.end("schluss", event("error", "Kaputt")))
    process.flow("split", "v", process.end("gut"))
    shipped = Shipped(process).do("u")
    assert shipped.open == ["v"]  # goes on as if nothing had happened

    game = Game(process).do("u")
    assert game.open == []
    assert game.machine.completed
    assert game.machine.outcome_error == "E1"
    assert [(t.kind, t.code) for t in game.thrown] == [("error", "E1")]


def test_a_signal_end_event_throws() -> None:
    process = Process()
    process.declare("signal", "Alarm")
    process.user("u")
    process.flow(process.start(), "u", process.end("ende", event("signal", "Alarm")))
    shipped = Shipped(process).do("u")
    assert shipped.workflow.get_events() == []

    game = Game(process).do("u")
    assert [(t.kind, t.name) for t in game.thrown] == [("signal", "Alarm")]


def test_a_non_interrupting_message_is_taken_every_time() -> None:
    process = Process()
    process.message("Nachtrag")
    process.user("u")
    process.user("lesen")
    process.boundary("b", "u", message("Nachtrag"), interrupting=False)
    process.line("u")
    process.flow("b", "lesen", process.end("e2"))
    game = Game(process)
    for number in range(1, 4):  # the library takes one
        assert game.message("b")
        assert game.open == ["lesen"] * number + ["u"]
        assert game.waiting == ["b"]
    game.do("u")
    assert game.open == ["lesen"] * 3
    assert game.waiting == []


def test_the_second_round_of_several_instances() -> None:
    process = Process()
    process.user("m")
    process.user("u", re.sub(r"-\d+", "", several("liste", "x", "ergebnisse", "y")))  # the library wants the id
    process.xor("g", default="back")
    process.flow(process.start(), "m", "u", "g")
    process.flow("g", process.end(), when="fertig")
    process.flow("g", "m", name="back")
    shipped = Shipped(process, {"fertig": False, "liste": [1]})
    shipped.do("m").do("u", y=1)
    with pytest.raises(SpiffWorkflowException):
        shipped.do("m")

    game = Game(process, {"fertig": False, "liste": [1, 2]})
    for number in range(3):
        game.do("m")
        game.do("u", y=number).do("u", y=number + 10)
        assert game.machine.tasks()[0].data["ergebnisse"] == [number, number + 10]


def test_results_of_parallel_instances_are_in_the_order_of_the_items() -> None:
    process = Process()
    process.user("u", several("liste", "x", "ergebnisse", "y"))
    process.user("nach")
    process.line("u", "nach")
    game = Game(process, {"liste": ["a", "b", "c"]})
    for item in ("c", "a", "b"):
        token = next(t for t in game.machine.tasks() if t.data["x"] == item)
        game.machine.complete_task(token.id, {"y": item.upper()})
        game.settle()
    (task,) = game.machine.tasks()
    assert task.data == {"liste": ["a", "b", "c"], "ergebnisse": ["A", "B", "C"]}


@pytest.mark.parametrize("sequential", [False, True])
def test_items_that_are_none_and_empty_lists(sequential: bool) -> None:
    process = Process()
    process.user("u", several("liste", "x", "ergebnisse", "y", sequential=sequential))
    process.user("nach")
    process.line("u", "nach")
    game = Game(process, {"liste": [None, None]})
    game.do("u", y=1).do("u", y=None)
    assert game.machine.tasks()[0].data["ergebnisse"] == [1, None]
    assert Game(process, {"liste": []}).machine.tasks()[0].data["ergebnisse"] == []


def test_a_loop_replaces_lists() -> None:
    process = Process()
    process.user("u", loop("weiter", most=5))
    process.user("nach")
    process.line("u", "nach")
    start = {"weiter": True, "liste": ["a", "b", "c"]}
    shipped = Shipped(process, start).do("u", liste=["b", "c"], weiter=False)
    assert shipped.workflow.get_next_task(spec_name="nach").data["liste"] == ["a", "b"]

    game = Game(process, start).do("u", liste=["b", "c"]).do("u", liste=["c"], weiter=False)
    assert game.machine.tasks()[0].data["liste"] == ["c"]


def test_a_negative_duration_is_no_duration() -> None:
    assert TimerEventDefinition.parse_iso_duration("-PT1H") == {"hours": 1}
    process = Process()
    process.catch("t", timer("duration", '"-PT1H"'))
    process.line("t")
    with pytest.raises(Exception, match="neither a time nor a duration"):
        Game(process)


def test_many_nodes_in_a_row_can_be_read() -> None:
    process = Process()
    process.line(*[process.script(f"s{n}", f"x = {n}") for n in range(600)])
    with pytest.raises((RecursionError, SpiffWorkflowException)):
        Shipped(process)

    assert sys.getrecursionlimit() < 600 * 4
    assert Game(process).machine.data == {"x": 599}


def test_the_layout_does_not_choose_the_branch() -> None:
    process = Process()
    process.user("a")
    process.user("b")
    process.xor("g")
    process.flow(process.start(), "g")
    process.flow("g", "a", when="True")
    process.flow("g", "b", when="True")
    process.flow("a", process.end("e1"))
    process.flow("b", process.end("e2"))
    shape = '<bpmndi:BPMNShape id="s_{0}" bpmnElement="{0}"><dc:Bounds x="0" y="{1}" width="9" height="9" /></bpmndi:BPMNShape>'
    process.after.append(
        '<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
        'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" id="d"><bpmndi:BPMNPlane id="p" bpmnElement="probe">'
        f"{shape.format('a', 500)}{shape.format('b', 0)}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
    )
    assert Shipped(process).open == ["b"]
    assert Game(process).open == ["a"]
