"""Reading deployments: what a model says about itself, and what is refused with a sentence at the element."""

from pathlib import Path

import pytest

from processes.engine.spiff import InvalidModel, parse
from tests.engine_room.build import HEAD, Process, event, message, several, timer
from tests.engine_room.play import Game


def problems(process: Process | bytes) -> list[tuple[str, str]]:
    content = process if isinstance(process, bytes) else process.xml()
    with pytest.raises(InvalidModel) as caught:
        parse({"probe.bpmn": content})
    return [(p.element_id, str(p)) for p in caught.value.problems]


def test_what_a_model_says_about_itself() -> None:
    process = Process("antrag", "Antrag stellen", startet_in="fall")
    process.user("a", form="F01.form.json", vier_augen="b")
    sub = process.sub("sub")
    sub.user("c", form="F02.form.json")
    sub.call("ruf", "termin", several(cardinality="2"))
    sub.flow(sub.start("is"), "c", "ruf", sub.end("ie"))
    process.service("s", "brief_senden")
    process.line("a", "sub", "s")
    process.lane("fallmanagement", "a", "sub")
    process.lane("leistung", "s")
    model = Game(process).model
    assert (model.key, model.name) == ("antrag", "Antrag stellen")
    assert model.lanes == ("fallmanagement", "leistung")
    assert model.forms == ("F01.form.json", "F02.form.json")
    assert model.called == ("termin",)
    assert model.operations == ("brief_senden",)
    assert model.starts_inside == "fall"
    assert [e.id for e in model.elements] == ["a", "sub", "s", "start", "end", "c", "ruf", "is", "ie"]
    elements = {e.id: e for e in model.elements}
    assert elements["a"].properties == {"form": "F01.form.json", "vier_augen": "b"}
    assert (elements["a"].type, elements["a"].lane) == ("userTask", "fallmanagement")
    assert (elements["c"].lane, elements["ruf"].lane, elements["start"].lane) == (
        "fallmanagement",
        "fallmanagement",
        None,
    )


def test_tasks_know_their_lane_form_and_instructions() -> None:
    process = Process()
    inner = "<bpmn:documentation>Bitte lesen.</bpmn:documentation>"
    process.node("userTask", "a", inner, name="Antrag  \n prüfen", **{"camunda:candidateGroups": "x"})
    process.node("manualTask", "b", several(cardinality="1"))
    process.node("task", "c")
    process.line("a", "b", "c")
    process.lane("leistung", "a", "b")
    game = Game(process)
    (task,) = game.machine.tasks()
    assert (task.lane, task.form, task.instructions) == ("leistung", None, "Bitte lesen.")
    assert game.model.documentation("a") == "Bitte lesen."
    assert game.model.spec.task_specs["a"].extensions["bpmn:candidateGroups"] == "x"
    game.do("a")
    assert game.machine.tasks()[0].lane == "leistung"
    assert game.do("b").open == ["c"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not well-formed"),
        (b"<a>", "not well-formed"),
        (b"\xff\xfe\x00", "not well-formed"),
        (b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "DOCTYPE"),
        ("<?xml version='1.0' encoding='UTF-16'?><!DOCTYPE a><a/>".encode("utf-16"), "DOCTYPE"),
        (b"<a>" * 300 + b"</a>" * 300, "not well-formed"),
        (b"<a/>", "rules of BPMN"),
        (HEAD.encode() + b"</bpmn:definitions>", "exactly one executable process"),
        (
            HEAD.encode()
            + b'<bpmn:process id="p" isExecutable="true"><bpmn:kaffee id="k"/></bpmn:process></bpmn:definitions>',
            "rules of BPMN",
        ),
        (
            HEAD.encode()
            + b'<bpmn:process id="p" isExecutable="true"/><bpmn:process id="q" isExecutable="true"/></bpmn:definitions>',
            "this one has 2",
        ),
    ],
)
def test_files_that_are_no_model(content: bytes, words: str) -> None:
    assert words in problems(content)[0][1]


def test_entities_are_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    content = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]><a>&x;</a>'.encode()
    assert "geheim" not in str(problems(content))


def test_unsupported_elements_are_refused() -> None:
    process = Process()
    process.line("u", "k")
    process.user("u")
    process.node("complexGateway", "k")
    process.node("adHocSubProcess", "adhoc", '<bpmn:userTask id="inner" />')
    esp = process.sub("esp", triggeredByEvent="true")
    esp.flow(esp.start("es"), esp.end("ee"))
    process.throw("comp", "<bpmn:compensateEventDefinition />")
    process.throw("link", '<bpmn:linkEventDefinition name="x" />')
    found = dict(problems(process))
    for element in ("k", "adhoc", "comp", "link"):
        assert "not supported" in found[element]
    assert "Event sub-processes" in found["esp"]


def test_incomplete_elements_are_refused_all_at_once() -> None:
    process = Process()
    process.node("serviceTask", "s")
    process.node("businessRuleTask", "r")
    process.rule("r2", "D99")
    process.node("callActivity", "c")
    process.node("scriptTask", "x", "<bpmn:script> </bpmn:script>")
    process.node("receiveTask", "e")
    process.catch("n", "")
    process.catch("t", "<bpmn:timerEventDefinition />")
    process.catch("t2", timer("date", " "))
    process.catch("m", '<bpmn:messageEventDefinition messageRef="gibt_es_nicht" />')
    process.boundary("b", "niemand", timer("duration", "1"))
    process.user("d", several())
    process.call("v", "kind", version="neueste")
    process.catch("zwei", timer("duration", "1") + "<bpmn:signalEventDefinition />")
    process.flow(process.start(), "u")
    process.user("u")
    process.flow("u", "nirgends", name="f1")
    process.user("w")
    process.flow("w", "u", when="x")
    process.xor("g")
    process.flow("g", "u")
    process.flow("g", "w")
    process.first("eg")
    process.flow("eg", "w")
    sub = process.sub("sub")
    sub.user("z")
    found = dict(problems(process))
    expected = {"s", "r", "r2", "c", "x", "e", "n", "t", "t2", "m", "b", "d", "v", "zwei", "u", "w", "g", "eg", "sub"}
    assert set(found) >= expected


def test_a_process_without_start_and_twofold_ids() -> None:
    process = Process()
    process.user("a")
    assert ("probe", "The process has no start event.") in problems(process)
    process.line("a")
    process.user("a")
    assert problems(process) == [("a", "This id is used more than once.")]


def test_pools_of_others_are_ignored() -> None:
    process = Process()
    process.line(process.user("a"))
    process.after.append(
        '<bpmn:process id="andere" isExecutable="false"><bpmn:userTask id="fremd" /></bpmn:process>'
        '<bpmn:collaboration id="c"><bpmn:participant id="p1" processRef="probe" />'
        '<bpmn:participant id="p2" name="Amt" /></bpmn:collaboration>'
    )
    assert Game(process).open == ["a"]


def test_implicit_forks_and_ends() -> None:
    process = Process()
    process.user("a")
    process.user("b")
    process.user("c")
    process.flow(process.start(), "a", "b")
    process.flow("a", "c")
    game = Game(process).do("a")
    assert game.open == ["b", "c"]
    assert game.do("b", x=1).do("c", y=2).machine.completed


def test_messages_signals_and_errors_may_lack_names() -> None:
    process = Process()
    process.before.append('<bpmn:message id="m_x" /><bpmn:signal id="signal_s" />')
    process.catch("a", message("x"))
    process.catch("b", event("signal", "s"))
    process.line("a", "b")
    game = Game(process)
    assert game.machine.waits()[0].message == "m_x"
    game.message("a")
    assert game.machine.waits()[0].message == "signal_s"


def test_data_objects() -> None:
    process = Process()
    process.parts.append('<bpmn:dataObject id="akte" /><bpmn:dataObjectReference id="ref" dataObjectRef="akte" />')
    out = '<bpmn:dataOutputAssociation id="o"><bpmn:targetRef>ref</bpmn:targetRef></bpmn:dataOutputAssociation>'
    into = '<bpmn:property id="pr" /><bpmn:dataInputAssociation id="i"><bpmn:sourceRef>ref</bpmn:sourceRef><bpmn:targetRef>pr</bpmn:targetRef></bpmn:dataInputAssociation>'
    process.node("scriptTask", "s", out + "<bpmn:script>akte = 5</bpmn:script>")
    sub = process.sub("sub")
    inner = sub.sub("inner")
    inner.user("u", into)
    inner.flow(inner.start("s1"), "u", inner.end("e1"))
    sub.flow(sub.start("s2"), "inner", sub.end("e2"))
    process.line("s", "sub")
    game = Game(process)
    assert game.machine.tasks()[0].data == {"akte": 5}
    assert game.do("u").machine.data == {}


def test_the_order_of_parts_within_an_element_does_not_matter():
    body = (
        '<bpmn:subProcess id="often"><bpmn:startEvent id="s2"/><bpmn:endEvent id="e2"/>'
        '<bpmn:sequenceFlow id="f2" sourceRef="s2" targetRef="e2"/><bpmn:extensionElements/>'
        '<bpmn:multiInstanceLoopCharacteristics><bpmn:inputDataItem id="ding"/><bpmn:loopDataInputRef>dinge</bpmn:loopDataInputRef>'
        "</bpmn:multiInstanceLoopCharacteristics></bpmn:subProcess>"
        '<bpmn:ioSpecification><bpmn:dataInput id="i1" name="dinge"/></bpmn:ioSpecification>'
    )
    content = f"""<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"><bpmn:process id="p" isExecutable="true">
    <bpmn:startEvent id="s1"/>{body}<bpmn:endEvent id="e1"/><bpmn:sequenceFlow id="f0" sourceRef="s1" targetRef="often"/>
    <bpmn:sequenceFlow id="f1" sourceRef="often" targetRef="e1"/></bpmn:process></bpmn:definitions>"""
    model = parse({"p.bpmn": content.encode()})
    assert model.key == "p" and model.parameters == ("dinge",)
    with pytest.raises(InvalidModel, match="timerEventDefinition"):
        parse({"p.bpmn": content.replace("<bpmn:extensionElements/>", "<bpmn:timerEventDefinition/>").encode()})


def test_a_property_may_stand_alone():
    alone = '<bpmn:extensionElements><spiffworkflow:property name="form" value="F01.form.json"/></bpmn:extensionElements>'
    process = Process()
    process.node("userTask", "a", alone)
    process.line("a")
    (element,) = [e for e in Game(process).model.elements if e.id == "a"]
    assert element.properties == {"form": "F01.form.json"}
