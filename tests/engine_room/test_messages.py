"""Messages: what is thrown, what is waited for, with which correlation, and starting by message."""

import pytest

from tests.engine_room.build import Process, message, timer
from tests.engine_room.play import Game


def asking() -> Process:
    """Asks with a number, waits for the answer to the same number."""
    process = Process()
    process.message("Frage", vorgang="nummer")
    process.message("Antwort", vorgang="zur_nummer")
    process.throw("frage", message("Frage", payload='{"nummer": nr, "text": "x"}'))
    process.catch("antwort", message("Antwort", variable="antwort"))
    process.line("frage", "antwort", process.user("lesen"))
    return process


def test_what_is_thrown_carries_payload_and_correlation() -> None:
    game = Game(asking(), {"nr": 17})
    (thrown,) = game.thrown
    assert (thrown.kind, thrown.name, thrown.payload) == ("message", "Frage", {"nummer": 17, "text": "x"})
    assert thrown.correlation == {"vorgang": 17}


def test_a_wait_expects_what_was_sent_before() -> None:
    game = Game(asking(), {"nr": 17})
    (wait,) = game.machine.waits()
    assert (wait.kind, wait.message, wait.correlation) == ("message", "Antwort", {"vorgang": 17})
    assert game.message("antwort", zur_nummer=17, text="ja")
    assert game.machine.tasks()[0].data == {"nr": 17, "antwort": {"zur_nummer": 17, "text": "ja"}}


def test_correlation_from_process_variables() -> None:
    process = Process()
    process.message("Post")
    process.catch("warten", message("Post", plan="plan_id", az="az"))
    process.line("warten")
    game = Game(process, {"plan_id": 4, "az": "50-1"})
    assert game.machine.waits()[0].correlation == {"plan": 4, "az": "50-1"}
    assert game.message("warten", inhalt="geht verloren")
    assert game.machine.data == {"plan_id": 4, "az": "50-1"}


def test_a_message_without_payload_may_carry_process_variables() -> None:
    process = Process()
    process.message("Post")
    process.throw("werfen", message("Post", plan="plan_id"))
    process.line("werfen")
    (thrown,) = Game(process, {"plan_id": 4}).thrown
    assert (thrown.payload, thrown.correlation) == ({}, {"plan": 4})


def test_send_and_receive_tasks() -> None:
    process = Process()
    process.message("Hin")
    process.message("Her")
    payload = "<bpmn:extensionElements><spiffworkflow:messagePayload>{'a': 1}</spiffworkflow:messagePayload></bpmn:extensionElements>"
    variable = "<bpmn:extensionElements><spiffworkflow:messageVariable>b</spiffworkflow:messageVariable></bpmn:extensionElements>"
    process.node("sendTask", "hin", payload, messageRef="m_Hin")
    process.node("receiveTask", "her", variable, messageRef="m_Her")
    process.boundary("rand", "her", timer("duration", '"P1D"'))
    process.line("hin", "her")
    process.flow("rand", process.user("mahnen"), process.end("e2"))
    game = Game(process)
    assert [(t.name, t.payload) for t in game.thrown] == [("Hin", {"a": 1})]
    assert game.waiting == ["her", "rand"]
    assert game.message("her", c=2)
    assert game.machine.completed
    assert game.machine.data == {"b": {"c": 2}}
    assert Game(process).later(days=1).open == ["mahnen"]


def test_each_branch_of_an_event_gateway_is_a_wait() -> None:
    process = Process()
    process.message("Ja")
    process.message("Nein")
    process.first("g")
    process.flow(process.start(), "g")
    for name in ("Ja", "Nein"):
        process.catch(name.lower(), message(name, variable="v"))
        process.flow("g", name.lower(), process.user(f"u_{name.lower()}"), process.end(f"e_{name}"))
    process.catch("frist", timer("duration", '"P1D"'))
    process.flow("g", "frist", process.user("u_frist"), process.end("e3"))
    game = Game(process)
    waits = game.machine.waits()
    assert [(w.kind, w.slot, w.element_id, w.message) for w in waits] == [
        ("message", 0, "ja", "Ja"),
        ("message", 1, "nein", "Nein"),
        ("timer", 2, "frist", None),
    ]
    assert len({w.token_id for w in waits}) == 1
    assert not game.machine.deliver_message(waits[0].token_id, "Vielleicht", {})
    assert game.message("nein", x=1)
    assert game.open == ["u_nein"]
    assert game.machine.data == {"v": {"x": 1}}
    assert game.waiting == []
    assert ("nein", "completed") in game.passed
    assert not game.machine.deliver_message(waits[0].token_id, "Ja", {})
    assert Game(process).later(days=1).open == ["u_frist"]


def test_a_process_with_several_starts_begins_at_the_right_one() -> None:
    process = Process(startet_in="hilfeplan_fall")
    process.message("Krise")
    process.message("Umzug")
    process.node("startEvent", "von_krise", message("Krise", variable="krise"))
    process.node("startEvent", "von_umzug", message("Umzug"))
    process.user("k")
    process.user("u")
    process.flow("von_krise", "k", process.end("e1"))
    process.flow("von_umzug", "u", process.end("e2"))
    game = Game(process, message="Krise", payload={"stufe": 2})
    assert game.model.start_messages == ("Krise", "Umzug")
    assert game.model.starts_inside == "hilfeplan_fall"
    assert game.open == ["k"]
    assert game.machine.data == {"krise": {"stufe": 2}}
    assert Game(process, message="Umzug").open == ["u"]
    assert Game(process).open == ["k"]  # by hand, without a message
    with pytest.raises(ValueError, match="Nachtrag"):
        Game(process, message="Nachtrag")
    process.start("leer")
    process.flow("leer", process.user("l"), process.end("e3"))
    assert Game(process).open == ["l"]
    assert Game(process, message="Krise", payload={}).open == ["k"]
