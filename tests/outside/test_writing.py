"""Diagrams as other people and tools write them: they run the same."""

from itertools import pairwise
from typing import Any

import pytest

from tests.outside import diagrams as d
from tests.outside.conftest import Client
from tests.outside.test_decisions import table

pytestmark = pytest.mark.xdist_group("outside")

CAMUNDA = 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
PLAIN = f"""<definitions xmlns="{d.BPMN}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="x">
<process id="o_plain" isExecutable="true"><startEvent id="Start"><outgoing>f1</outgoing></startEvent>
<sequenceFlow id="f1" sourceRef="Start" targetRef="g"/><exclusiveGateway id="g" default="f3"><incoming>f1</incoming><outgoing>f2</outgoing><outgoing>f3</outgoing></exclusiveGateway>
<sequenceFlow id="f2" sourceRef="g" targetRef="Root"><conditionExpression xsi:type="tFormalExpression">n == 1</conditionExpression></sequenceFlow>
<sequenceFlow id="f3" sourceRef="g" targetRef="EndJoin"/><task id="Root"/><manualTask id="EndJoin" name="M"/>
<sequenceFlow id="f4" sourceRef="Root" targetRef="End"/><sequenceFlow id="f5" sourceRef="EndJoin" targetRef="End"/><endEvent id="End"/></process></definitions>"""


def line(*elements: str, names: str) -> str:
    """These elements between a start and an end, in the order of `names`."""
    way = ["start_1", *names.split(), "end_1"]
    return d.start() + "".join(elements) + d.end() + d.flows(*(f"{a}>{b}" for a, b in pairwise(way)))


def elements(begun: dict[str, Any]) -> list[str]:
    return sorted(t["element_id"] for t in begun["tasks"])


def test_without_prefix_and_with_names_the_engine_knows_itself(api: Client) -> None:
    api.deploy(("o_plain.bpmn", PLAIN.encode()))
    assert elements(api.start("o_plain", data={"n": 1})) == ["Root"]
    begun = api.start("o_plain", data={"n": 2})
    assert elements(begun) == ["EndJoin"]
    api.complete(begun["tasks"][0]["id"])
    assert api.instance(begun["id"])["status"] == "completed"


@pytest.mark.parametrize("inside", ['<spiffworkflow:property name="antworten" value="prozess"/>', f'<camunda:properties {CAMUNDA}><camunda:property name="antworten" value="prozess"/></camunda:properties>'])
def test_a_property_alone_or_in_another_tools_list(api: Client, inside: str) -> None:
    task = f'<bpmn:userTask id="ask"><bpmn:extensionElements>{inside}</bpmn:extensionElements></bpmn:userTask>'
    begun = api.start(api.model("o_property", line(task, d.user_task("next"), names="ask next")))
    assert api.do(begun["id"], "ask", wert=1)["instance"]["data"] == {"wert": 1}


def test_repetition_and_decisions_of_other_tools(api: Client) -> None:
    several = f'<bpmn:multiInstanceLoopCharacteristics {CAMUNDA} camunda:collection="dinge" camunda:elementVariable="ding"/>'
    begun = api.start(api.model("o_several", line(d.user_task("work", several=several), names="work")), data={"dinge": [1, 2]})
    assert elements(begun) == ["work", "work"]
    rule = f'<bpmn:businessRuleTask id="decide" {CAMUNDA} camunda:decisionRef="o_decision"/>'
    key = api.model("o_decision", line(rule, d.user_task("next"), names="decide next"), ("o.dmn", table("o_decision", "FIRST", ["n"], ["x"], ["", "5"])))
    assert api.start(key, data={"n": 1})["data"]["x"] == 5


def test_parts_in_any_order(api: Client) -> None:
    sub = (
        '<bpmn:subProcess id="sub"><bpmn:startEvent id="s2"/><bpmn:userTask id="work"><bpmn:ioSpecification/><bpmn:extensionElements/></bpmn:userTask><bpmn:endEvent id="e2"/>'
        + d.flows("s2>work", "work>e2")
        + "<bpmn:multiInstanceLoopCharacteristics><bpmn:inputDataItem id='ding'/><bpmn:loopDataInputRef>dinge</bpmn:loopDataInputRef></bpmn:multiInstanceLoopCharacteristics></bpmn:subProcess>"
    )
    begun = api.start(api.model("o_order", line(sub, names="sub")), data={"dinge": [1, 2, 3]})
    assert elements(begun) == ["work"] * 3


def test_flows_that_meet_without_a_gateway_are_one_token_each(api: Client) -> None:
    body = d.start() + d.parallel("fork") + d.script("a", "x = 1") + d.user_task("work") + d.end() + d.flows("start_1>fork", "fork>a", "fork>work", "a>work", "work>end_1")
    begun = api.start(api.model("o_merge", body))
    assert elements(begun) == ["work", "work"]
    for task in begun["tasks"]:
        api.complete(task["id"])
    assert api.instance(begun["id"])["status"] == "completed"


def test_a_gateway_may_join_and_fork_at_once(api: Client) -> None:
    body = (
        d.start() + d.parallel("fork") + d.user_task("a") + d.user_task("b") + d.parallel("both") + d.user_task("c") + d.user_task("e") + d.end()
        + d.flows("start_1>fork", "fork>a", "fork>b", "a>both", "b>both", "both>c", "both>e", "c>end_1", "e>end_1")
    )
    begun = api.start(api.model("o_both", body))
    api.do(begun["id"], "a")
    assert list(api.open_tasks(begun["id"])) == ["b"]
    api.do(begun["id"], "b")
    assert sorted(api.open_tasks(begun["id"])) == ["c", "e"]


def test_scripts_in_several_lines(api: Client) -> None:
    code = """
        liste.append({'n': len(liste), 'wort': wort.upper()})
        tabelle['x'] = tabelle.get('x', 0) + 1
        if tabelle['x'] >= 1 and not leer:
            stufe = 'hoch' if n > 3 else 'tief'
        for ding in [1, 2]:
            n += ding
    """
    begun = api.start(api.model("o_script", line(d.script("work", code), d.user_task("next"), names="work next")), data={"liste": [], "tabelle": {}, "wort": "ä", "leer": [], "n": 4})
    assert begun["data"] == {"liste": [{"n": 0, "wort": "Ä"}], "tabelle": {"x": 1}, "wort": "ä", "leer": [], "n": 7, "stufe": "hoch"} | {k: v for k, v in begun["data"].items() if k == "ding"}


@pytest.mark.parametrize(
    ("body", "element"),
    [
        (line(d.user_task("a"), names="a b"), "f_a_b"),
        (d.start() + d.user_task("a") + d.user_task("lonely") + d.end() + d.flows("start_1>a", "a>end_1"), "lonely"),
        (line(d.script("a", ""), names="a"), "a"),
        (line(d.script("a", "x = = 1"), names="a"), "a"),
        (line(d.catch("a", d.timer("PT1S")), names="a"), "a"),
        (line('<bpmn:serviceTask id="a"/>', names="a"), "a"),
        (line(d.user_task("a", form="nowhere.form.json"), names="a"), "a"),
        (line(d.call("a", "nowhere"), names="a"), "a"),
        (line('<bpmn:complexGateway id="a"/>', names="a"), "a"),
        (line(d.throw("a", '<bpmn:linkEventDefinition id="l" name="x"/>'), names="a"), "a"),
        (line(d.sub("a", d.start("s2") + d.end("e2") + d.flows("s2>e2")).replace("<bpmn:subProcess", '<bpmn:subProcess triggeredByEvent="true"'), names="a"), "a"),
        (line(d.user_task("a"), d.user_task("a"), names="a"), "a"),
    ],
    ids=range(12),
)  # fmt: skip
def test_what_would_run_wrongly_is_refused_at_its_element(api: Client, body: str, element: str) -> None:
    problem = api.deploy(("o_wrong.bpmn", d.definitions("o_wrong", body)), expect=422)
    assert element in {p["element_id"] for p in problem["problems"]}
    assert all(set(p) == {"element_id", "message"} and len(p["message"]) > 15 for p in problem["problems"])
