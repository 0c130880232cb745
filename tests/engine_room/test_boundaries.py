"""Events on the border of activities: what they interrupt, what they leave alone, and what data go on."""

import pytest

from tests.engine_room.build import Process, event, message, several, timer
from tests.engine_room.play import NOON, Game


def guarded(inner_event: str, interrupting: bool = True, **declared: str) -> Process:
    """A sub-process with two tasks and an event on its border that leads to the task `danach`."""
    process = Process()
    for kind, name in declared.items():
        process.declare(kind, name)
    sub = process.sub("sub")
    sub.user("a", antworten="prozess")
    sub.user("b")
    sub.flow(sub.start("si"), "a", "b", sub.end("se"))
    process.boundary("rand", "sub", inner_event, interrupting)
    process.user("danach")
    process.user("weiter")
    process.flow(process.start(), "sub", "weiter", process.end())
    process.flow("rand", "danach", process.end("e2"))
    return process


def test_an_interrupting_timer_ends_the_sub_process_and_keeps_its_data() -> None:
    game = Game(guarded(timer("duration", '"P14D"')), {"x": 1})
    assert game.waiting == ["rand"]
    assert game.machine.waits()[0].due_at == NOON.replace(day=16)
    game.do("a", x=2, y=3)
    game.later(days=14)
    assert game.open == ["danach"]
    assert game.waiting == []
    assert game.machine.tasks()[0].data == {"x": 2, "y": 3}
    assert ("b", "cancelled") in game.passed
    assert ("sub", "cancelled") in game.passed
    assert game.do("danach").machine.completed


def test_a_non_interrupting_timer_leaves_the_sub_process_alone() -> None:
    game = Game(guarded(timer("duration", '"P14D"'), interrupting=False))
    game.later(days=15)
    assert game.open == ["a", "danach"]
    assert game.waiting == []
    game.do("a").do("b")
    assert game.open == ["danach", "weiter"]
    game.do("danach").do("weiter")
    assert game.machine.completed


def test_leaving_the_activity_ends_its_events() -> None:
    game = Game(guarded(timer("duration", '"P14D"')))
    game.do("a").do("b")
    assert game.waiting == []
    assert game.later(days=30).open == ["weiter"]


def test_an_interrupting_message() -> None:
    process = guarded(message("Krise", variable="krise"))
    process.message("Krise")
    game = Game(process)
    token = game.machine.waits()[0].token_id
    assert not game.machine.deliver_message(token, "Andere", {})
    assert game.message("rand", stufe=3)
    assert game.open == ["danach"]
    assert game.machine.tasks()[0].data == {"krise": {"stufe": 3}}
    assert not game.machine.deliver_message(token, "Krise", {})


def test_signals_reach_everybody_who_waits() -> None:
    process = guarded(event("signal", "Alarm"), interrupting=False, signal="Alarm")
    game = Game(process)
    assert not game.machine.deliver_signal("Anderes")
    for _ in range(2):
        assert game.machine.deliver_signal("Alarm", {"grund": 1})
        game.settle()
    assert game.open == ["a", "danach", "danach"]


@pytest.mark.parametrize("kind", ["error", "escalation"])
def test_an_error_inside_finds_its_event(kind: str) -> None:
    process = Process()
    process.declare(kind, "Eins", "E1")
    process.declare(kind, "Zwei", "E2")
    outer = process.sub("outer")
    inner = outer.sub("inner")
    inner.user("a", antworten="prozess")
    inner.both("split")
    inner.user("b")
    inner.flow(inner.start("is"), "split", "a", inner.end("ie", event(kind, "Zwei")))
    inner.flow("split", "b", inner.end("ie2"))
    outer.flow(outer.start("os"), "inner", outer.end("oe"))
    outer.boundary("falsch", "inner", event(kind, "Eins"))
    outer.user("f")
    outer.flow("falsch", "f", outer.end("oe2"))
    process.boundary("richtig", "outer", event(kind, "Zwei"))
    process.user("r")
    process.flow(process.start(), "outer", process.end())
    process.flow("richtig", "r", process.end("e2"))
    game = Game(process).do("a", grund="g")
    assert game.open == ["r"]
    assert game.machine.tasks()[0].data == {"grund": "g"}
    assert game.thrown == []
    assert ("ie", "completed") in game.passed
    assert ("b", "cancelled") in game.passed
    assert game.do("r").machine.completed


def test_an_event_without_a_code_catches_any_error_but_the_exact_one_comes_first() -> None:
    process = Process()
    process.declare("error", "Eins", "E1")
    process.declare("error", "Zwei", "E2")
    process.service("s", "draussen")
    process.boundary("jeder", "s", event("error"))
    process.boundary("genau", "s", event("error", "Eins"))
    process.user("j")
    process.user("g")
    process.line("s")
    process.flow("jeder", "j", process.end("e2"))
    process.flow("genau", "g", process.end("e3"))
    for code, found in (("E1", "g"), ("E2", "j"), ("X", "j")):
        game = Game(process)
        assert game.error("s", code)
        assert game.open == [found]


def test_a_non_interrupting_escalation_lets_the_thrower_go_on() -> None:
    process = Process()
    process.declare("escalation", "Hilfe")
    sub = process.sub("sub")
    sub.throw("ruf", event("escalation", "Hilfe"))
    sub.user("a")
    sub.flow(sub.start("is"), "ruf", "a", sub.end("ie"))
    process.boundary("rand", "sub", event("escalation", "Hilfe"), interrupting=False)
    process.user("helfen")
    process.line("sub")
    process.flow("rand", "helfen", process.end("e2"))
    game = Game(process)
    assert game.open == ["a", "helfen"]


def test_an_escalation_nobody_catches_is_reported_and_harmless() -> None:
    process = Process()
    process.declare("escalation", "Hilfe", "H1")
    process.throw("ruf", event("escalation", "Hilfe"))
    process.line("ruf", process.user("a"))
    game = Game(process)
    assert [(t.kind, t.code) for t in game.thrown] == [("escalation", "H1")]
    assert game.open == ["a"]


def test_a_terminate_end_event_ends_its_own_sub_process_only_and_keeps_its_data() -> None:
    process = Process()
    sub = process.sub("sub")
    sub.both("split")
    sub.user("a", antworten="prozess")
    sub.user("b")
    sub.flow(sub.start("is"), "split", "a", sub.end("aus", event("terminate")))
    sub.flow("split", "b", sub.end("ie"))
    process.user("neben")
    process.user("nach")
    process.both("fork")
    process.flow(process.start(), "fork", "sub", "nach", process.end("e1"))
    process.flow("fork", "neben", process.end("e2"))
    game = Game(process).do("a", x=1)
    assert game.open == ["nach", "neben"]
    assert next(t for t in game.machine.tasks() if t.element_id == "nach").data == {"x": 1}
    game.do("neben").do("nach")
    assert game.machine.completed
    assert game.machine.data == {"x": 1}


def test_a_terminate_end_event_of_the_process_ends_everything() -> None:
    process = Process()
    sub = process.sub("sub")
    sub.user("innen")
    sub.flow(sub.start("is"), "innen", sub.end("ie"))
    process.user("a")
    process.call("ruf", "anderer")
    process.both("fork")
    process.flow(process.start(), "fork", "sub", process.end("e1"))
    process.flow("fork", "a", process.end("aus", event("terminate")))
    process.flow("fork", "ruf", process.end("e3"))
    game = Game(process)
    assert game.calling == ["ruf"]
    game.do("a")
    assert game.machine.completed
    assert (game.open, game.calling, game.waiting) == ([], [], [])
    assert game.machine.outcome_error is None


def test_a_cycle_fires_again_and_ends_with_its_activity() -> None:
    game = Game(guarded(timer("cycle", '"R/P7D"'), interrupting=False))
    token = game.machine.waits()[0].token_id
    for week in range(1, 4):
        game.later(days=7)
        assert game.open == ["a", *["danach"] * week]
        assert game.machine.waits()[0].token_id == token
    game.do("a").do("b")
    assert game.waiting == []


def test_cycles_missed_in_an_outage_fire_once() -> None:
    game = Game(guarded(timer("cycle", '"R10/P7D"'), interrupting=False))
    game.later(days=30)
    assert game.open == ["a", "danach"]
    assert game.machine.waits()[0].due_at == NOON.replace(month=4, day=6)
    game.later(days=365)
    assert game.open == ["a", "danach", "danach"]
    assert game.waiting == []


def test_boundary_events_of_several_instances_belong_to_all_of_them() -> None:
    process = Process()
    process.user("u", several(cardinality="3"))
    process.boundary("rand", "u", timer("duration", '"P1D"'))
    process.user("danach")
    process.line("u")
    process.flow("rand", "danach", process.end("e2"))
    game = Game(process).do("u")
    assert game.open == ["u", "u"]
    game.later(days=1)
    assert game.open == ["danach"]


def test_a_loop_back_into_a_guarded_activity() -> None:
    process = Process()
    process.user("u")
    process.boundary("rand", "u", timer("duration", '"P1D"'))
    process.line("u")
    process.flow("rand", "u")
    game = Game(process)
    for _ in range(5):
        game.later(days=1)
        assert game.open == ["u"]
        assert game.waiting == ["rand"]
    assert game.do("u").machine.completed


def test_a_condition_is_asked_whenever_something_moves() -> None:
    process = guarded(
        "<bpmn:conditionalEventDefinition><bpmn:condition>anlass.wert == 1</bpmn:condition></bpmn:conditionalEventDefinition>"
    )
    game = Game(process, {"anlass": {"wert": 0}})
    assert game.open == ["a"]
    for token in game.machine._live():
        token.data["anlass"]["wert"] = 1
    game.settle()
    assert game.open == ["danach"]


def test_cancel_takes_everything_away() -> None:
    game = Game(guarded(timer("duration", '"P14D"')))
    game.machine.cancel()
    game.settle()
    assert game.machine.completed
    assert (game.open, game.waiting) == ([], [])
    assert ("a", "cancelled") in game.passed


def test_a_cancelled_transaction() -> None:
    process = Process()
    process.user("danach")
    process.parts.append(
        '<bpmn:transaction id="t"><bpmn:startEvent id="is" /><bpmn:userTask id="a" />'
        '<bpmn:endEvent id="weg"><bpmn:cancelEventDefinition /></bpmn:endEvent>'
        '<bpmn:sequenceFlow id="f1" sourceRef="is" targetRef="a" /><bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="weg" />'
        "</bpmn:transaction>"
    )
    process.boundary("rand", "t", "<bpmn:cancelEventDefinition />")
    process.line("t")
    process.flow("rand", "danach", process.end("e2"))
    assert Game(process).do("a", x=1).open == ["danach"]
