"""Service tasks and scripts: inside operations run at once, outside ones leave the token waiting."""

import logging
from collections.abc import Callable

import pytest

from processes.engine.spiff import BusinessError, StepFault, motion
from tests.engine_room.build import Process, event, several
from tests.engine_room.play import Game, Surroundings


def serving(result: str = "", **parameters: str) -> Process:
    process = Process()
    process.service("s", "rechnen", result=result, **parameters)
    process.line("s", process.user("nach"))
    return process


def test_an_inside_operation_runs_at_once() -> None:
    around = Surroundings()
    around.operations["rechnen"] = lambda a, b: {"summe": a + b}
    game = Game(serving(a="x", b="2"), {"x": 1}, around=around)
    assert game.open == ["nach"]
    assert game.machine.data == {"x": 1, "summe": 3}
    game = Game(serving("ergebnis", a="x", b="2"), {"x": 1}, around=around)
    assert game.machine.data == {"x": 1, "ergebnis": {"summe": 3}}


def test_an_outside_operation_waits_for_its_result() -> None:
    game = Game(serving(a="x + 1"), {"x": 1})
    (job,) = game.machine.jobs()
    assert (job.element_id, job.operation, job.parameters()) == ("s", "rechnen", {"a": 2})
    assert game.open == []
    game.result("s", nummer=7)
    assert game.machine.data == {"x": 1, "nummer": 7}
    assert game.machine.jobs() == []


def test_an_error_of_an_inside_operation_takes_its_boundary_event() -> None:
    process = serving()
    process.declare("error", "Kaputt", "E1")
    process.boundary("rand", "s", event("error", "Kaputt"))
    process.flow("rand", process.user("danach"), process.end("e2"))
    around = Surroundings()
    around.operations["rechnen"] = BusinessError("E1")
    assert Game(process, around=around).open == ["danach"]
    around.operations["rechnen"] = BusinessError("E2")
    with pytest.raises(StepFault) as caught:
        Game(process, around=around)
    assert (caught.value.element_id, caught.value.kind) == ("s", "engine")


def test_an_error_of_an_outside_operation() -> None:
    process = serving()
    process.declare("error", "Kaputt", "E1")
    process.boundary("rand", "s", event("error", "Kaputt"))
    process.flow("rand", process.user("danach"), process.end("e2"))
    game = Game(process)
    assert not game.machine.raise_error(game.machine.jobs()[0].id, "E2")
    assert game.error("s", "E1")
    assert (game.open, game.machine.jobs()) == (["danach"], [])


def test_several_outside_operations() -> None:
    process = Process()
    process.service("s", "senden", several("namen", "name"), an="name")
    process.line("s", process.user("nach"))
    game = Game(process, {"namen": ["a", "b"]})
    assert [job.parameters() for job in game.machine.jobs()] == [{"an": "a"}, {"an": "b"}]
    game.result("s").result("s")
    assert game.open == ["nach"]


def test_a_refusal_of_the_environment_goes_through_unchanged() -> None:
    class Refused(Exception):
        pass

    def refuse() -> None:
        raise Refused

    around = Surroundings()
    around.operations["rechnen"] = refuse
    with pytest.raises(Refused):
        Game(serving(), around=around)


def test_scripts_before_and_after_a_task() -> None:
    process = Process()
    process.user("a", pre="x = 1", post="y = x + z")
    process.line("a", process.user("b"))
    game = Game(process)
    assert game.machine.tasks()[0].data == {"x": 1}
    game.do("a", z=2)
    assert game.machine.tasks()[0].data == {"x": 1, "z": 2, "y": 3}


@pytest.mark.parametrize(
    "build",
    [
        lambda p: p.script("x", "y = name + 1"),
        lambda p: p.user("x", pre="y = name + 1"),
        lambda p: p.service("x", "rechnen", a="name + 1"),
        lambda p: p.user("x", several("name + 1", "i")),
        lambda p: p.user("x", several(cardinality="name")),
        lambda p: p.script("x", "import os"),
        lambda p: p.script("x", "y = ().__class__"),
        lambda p: p.script("x", "y = open('/etc/passwd')"),
        lambda p: p.script("x", "while True:\n    pass"),
        lambda p: p.script("x", "y = '%0999999999d' % 1"),
    ],
)
def test_a_faulty_expression_names_its_element_and_no_data(build: Callable[[Process], str]) -> None:
    process = Process()
    build(process)
    process.line("x")
    with pytest.raises(StepFault) as caught:
        Game(process, {"name": "Maria Muster"})
    assert caught.value.element_id == "x"
    assert caught.value.kind == "expression"
    assert "Maria" not in str(caught.value)


def test_a_gateway_without_a_way_says_so() -> None:
    process = Process()
    process.xor("g")
    process.flow(process.start(), "g")
    process.flow("g", process.end("e1"), when="x > 1")
    process.flow("g", process.end("e2"), when="x < 1")
    with pytest.raises(StepFault) as caught:
        Game(process, {"x": 1})
    assert (caught.value.element_id, caught.value.kind) == ("g", "gateway")


def test_a_process_that_does_not_come_to_rest_is_stopped() -> None:
    process = Process()
    process.xor("g", default="zurueck")
    process.script("s", "n = n + 1")
    process.flow(process.start(), "g")
    process.flow("g", process.end(), when="n < 0")
    process.flow("g", "s", name="zurueck")
    process.flow("s", "g")
    with pytest.raises(StepFault) as caught:
        Game(process, {"n": 0})
    assert "does not come to rest" in str(caught.value)


def test_a_long_way_that_ends_is_no_fault() -> None:
    process = Process()
    process.xor("g", default="zurueck")
    process.script("s", "n = n + 1")
    process.flow(process.start(), "g")
    process.flow("g", process.end(), when="n >= 3000")
    process.flow("g", "s", name="zurueck")
    process.flow("s", "g")
    assert Game(process, {"n": 0}).machine.completed


def test_names_of_the_environment_and_process_data() -> None:
    around = Surroundings(az="50-1", record={"F02": {"art": "x"}})
    process = Process()
    process.line(process.script("s", "a = az\nb = record['F02']['art']"), process.user("u"))
    game = Game(process, {"record": 1}, around=around)
    assert game.machine.data == {"record": 1, "a": "50-1", "b": "x"}


def test_a_model_that_multiplies_without_end_is_stopped() -> None:
    process = Process()
    sub = process.sub("sub", several(cardinality="2000"))
    sub.user("u", several(cardinality="2000"))
    sub.flow(sub.start("is"), "u", sub.end("ie"))
    process.line("sub")
    with pytest.raises(StepFault, match="does not come to rest"):
        Game(process)


def test_slow_steps_without_end_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(motion, "LONGEST", -1.0)
    process = Process()
    process.line(process.script("s", "x = 1"))
    with pytest.raises(StepFault, match="does not come to rest"):
        Game(process)


def test_nothing_of_the_data_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    process = Process()
    process.parts.append('<bpmn:dataObject id="akte" /><bpmn:dataObjectReference id="ref" dataObjectRef="akte" />')
    out = '<bpmn:dataOutputAssociation id="o"><bpmn:targetRef>ref</bpmn:targetRef></bpmn:dataOutputAssociation>'
    process.node("scriptTask", "s", out + "<bpmn:script>akte = 5</bpmn:script>")
    process.line("s", process.user("u"))
    Game(process, {"name": "Maria"}).do("u")
    assert caplog.records == []
