"""Call activities: the token waits, the runtime makes the child; what goes in, what comes out, what interrupts."""

import pytest

from processes.engine.spiff import StepFault
from tests.engine_room.build import Process, event, loop, message, several, timer
from tests.engine_room.play import Game


def calling(inner: str = "", **properties: str) -> Process:
    process = Process()
    process.call("ruf", "kind", inner, **properties)
    process.user("nach")
    process.line("ruf", "nach")
    return process


def test_a_call_waits_and_goes_on() -> None:
    game = Game(calling())
    assert game.calling == ["ruf"]
    (call,) = game.machine.calls()
    assert (call.key, call.version, call.multi) == ("kind", None, None)
    assert len(game.machine._top.subprocesses) == 0
    game.answer("ruf", x=1)
    assert game.open == ["nach"]
    assert game.machine.tasks()[0].data == {}


def test_without_a_mapping_only_identifiers_go_in() -> None:
    data = {"az": "50-1", "business_key": "k", "plan_id": 3, "x": 1}
    game = Game(calling(), data)
    assert game.machine.calls()[0].inputs == {"az": "50-1", "business_key": "k", "plan_id": 3}


@pytest.mark.parametrize(
    ("inner", "properties"),
    [
        ("", {"eingaben": "ziel=x + 1, y", "ausgaben": "z=r, t"}),
        ("", {"inputs": "ziel = x + 1,y", "outputs": "z=r;t"}),
        (
            (
                "<bpmn:extensionElements><camunda:in source='x + 1' target='ziel' /><camunda:in source='y' target='y' />"
                "<camunda:out source='r' target='z' /><camunda:out source='t' target='t' /></bpmn:extensionElements>"
            ),
            {},
        ),
    ],
)
def test_mappings(inner: str, properties: dict[str, str]) -> None:
    game = Game(calling(inner, **properties), {"x": 1, "y": [1], "alt": 0})
    assert game.machine.calls()[0].inputs == {"ziel": 2, "y": [1]}
    game.answer("ruf", r=5, t={"a": 1}, geheim=1)
    assert game.machine.tasks()[0].data == {"x": 1, "y": [1], "alt": 0, "z": 5, "t": {"a": 1}}


def test_an_io_specification_maps_by_name_and_does_not_restrict_the_caller() -> None:
    inner = (
        '<bpmn:ioSpecification><bpmn:dataInput id="x" name="x" /><bpmn:dataInput id="di" name="fehlt" />'
        '<bpmn:dataOutput id="r" name="r" />'
        "<bpmn:inputSet><bpmn:dataInputRefs>x</bpmn:dataInputRefs></bpmn:inputSet>"
        "<bpmn:outputSet><bpmn:dataOutputRefs>r</bpmn:dataOutputRefs></bpmn:outputSet></bpmn:ioSpecification>"
    )
    game = Game(calling(inner), {"x": 1, "y": 2})
    assert game.machine.calls()[0].inputs == {"x": 1, "fehlt": None}
    game.answer("ruf", r=5, s=6)
    assert game.machine.tasks()[0].data == {"x": 1, "y": 2, "r": 5}


def test_a_pinned_version() -> None:
    assert Game(calling(version="3")).machine.calls()[0].version == 3


def test_a_fault_in_the_input_mapping_shows_when_the_step_is_reached() -> None:
    with pytest.raises(StepFault) as caught:
        Game(calling(eingaben="ziel=x + 1"), {"x": "Maria"})
    assert caught.value.element_id == "ruf"
    assert "Maria" not in str(caught.value)


@pytest.mark.parametrize("sequential", [False, True])
def test_several_calls(sequential: bool) -> None:
    process = Process()
    inner = several("etappen", "etappe", "ergebnisse", "ergebnis", sequential=sequential)
    process.call("ruf", "kind", inner, ausgaben="ergebnis=r")
    process.user("nach")
    process.line("ruf", "nach")
    game = Game(process, {"etappen": ["a", "b"], "plan_id": 1})
    if sequential:
        for number, name in enumerate("ab"):
            (call,) = game.machine.calls()
            assert call.inputs == {"plan_id": 1, "etappe": name}
            assert call.multi == number
            game.answer("ruf", r=name.upper())
    else:
        calls = game.machine.calls()
        assert [c.inputs["etappe"] for c in calls] == ["a", "b"]
        game.machine.complete_call(calls[1].id, {"r": "B"})
        game.settle()
        game.answer("ruf", r="A")
    assert game.machine.tasks()[0].data == {"etappen": ["a", "b"], "plan_id": 1, "ergebnisse": ["A", "B"]}


def test_a_loop_of_calls() -> None:
    process = Process()
    process.call("ruf", "kind", loop("not fertig"), ausgaben="fertig")
    process.line("ruf", process.user("nach"))
    game = Game(process, {"fertig": False})
    for _ in range(3):
        assert game.calling == ["ruf"]
        game.answer("ruf", fertig=False)
    assert game.answer("ruf", fertig=True).open == ["nach"]


def guarded(rand: str, interrupting: bool = True) -> Process:
    process = calling()
    process.declare("error", "Kaputt", "E1")
    process.declare("escalation", "Hilfe", "H1")
    process.declare("signal", "Alarm")
    process.message("Tod")
    process.boundary("rand", "ruf", rand, interrupting)
    process.user("danach")
    process.flow("rand", "danach", process.end("e2"))
    return process


def test_an_error_of_the_child_reaches_the_boundary() -> None:
    game = Game(guarded(event("error", "Kaputt")))
    assert not game.machine.raise_error(game.machine.calls()[0].id, "E2")
    assert game.calling == ["ruf"]
    assert game.error("ruf", "E1")
    assert (game.open, game.calling) == (["danach"], [])


def test_an_error_of_the_child_reaches_a_boundary_further_out() -> None:
    process = Process()
    process.declare("error", "Kaputt", "E1")
    sub = process.sub("sub")
    sub.call("ruf", "kind", several(cardinality="2"))
    sub.flow(sub.start("is"), "ruf", sub.end("ie"))
    process.boundary("rand", "sub", event("error", "Kaputt"))
    process.user("danach")
    process.line("sub")
    process.flow("rand", "danach", process.end("e2"))
    game = Game(process)
    assert game.calling == ["ruf", "ruf"]
    assert game.error("ruf", "E1")
    assert (game.open, game.calling) == (["danach"], [])


@pytest.mark.parametrize("interrupting", [True, False])
def test_an_escalation_of_the_child(interrupting: bool) -> None:
    game = Game(guarded(event("escalation", "Hilfe"), interrupting))
    call = game.machine.calls()[0].id
    assert not game.machine.raise_escalation(call, "X")
    assert game.machine.raise_escalation(call, "H1")
    game.settle()
    assert game.open == ["danach"]
    assert game.calling == ([] if interrupting else ["ruf"])


def test_interrupting_events_take_the_call_away() -> None:
    game = Game(guarded(timer("duration", '"P1D"'))).later(days=1)
    assert (game.open, game.calling) == (["danach"], [])
    game = Game(guarded(message("Tod")))
    assert game.message("rand")
    assert (game.open, game.calling) == (["danach"], [])
    game = Game(guarded(event("signal", "Alarm")))
    assert game.machine.deliver_signal("Alarm")
    game.settle()
    assert (game.open, game.calling) == (["danach"], [])


def test_a_call_that_is_gone_cannot_be_answered() -> None:
    game = Game(guarded(timer("duration", '"P1D"')))
    call = game.machine.calls()[0].id
    game.later(days=1)
    with pytest.raises(LookupError):
        game.machine.complete_call(call, {})
    with pytest.raises(LookupError):
        game.machine.raise_error(call, "E1")


def test_what_the_called_process_declares_counts_without_a_mapping() -> None:
    process = Process("kind")
    process.parts.append(
        '<bpmn:ioSpecification><bpmn:dataInput id="x" name="x" /><bpmn:dataInput id="fehlt" /><bpmn:dataOutput id="r" />'
        "<bpmn:inputSet><bpmn:dataInputRefs>x</bpmn:dataInputRefs></bpmn:inputSet>"
        "<bpmn:outputSet><bpmn:dataOutputRefs>r</bpmn:dataOutputRefs></bpmn:outputSet></bpmn:ioSpecification>"
    )
    process.line(process.user("u"))
    child = Game(process).model
    assert (child.parameters, child.results) == (("x", "fehlt"), ("r",))
    game = Game(calling(), {"x": 1, "y": 2, "az": "a"})
    (call,) = game.machine.calls()
    assert call.inputs == {"az": "a"}
    assert call.inputs_for(child.parameters) == {"az": "a", "x": 1, "fehlt": None}
    game.machine.complete_call(call.id, {"r": 5, "s": 6}, offered=child.results)
    game.settle()
    assert game.machine.data == {"x": 1, "y": 2, "az": "a", "r": 5}
    (call,) = Game(calling(eingaben="y", ausgaben="s"), {"x": 1, "y": 2}).machine.calls()
    assert call.inputs_for(child.parameters) == {"y": 2}
