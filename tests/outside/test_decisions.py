"""Decision tables and the record: what is decided, by which rule, again in every round, and what is refused."""

from typing import Any

import pytest

from tests.outside import diagrams as d
from tests.outside.conftest import Client, until

pytestmark = pytest.mark.xdist_group("outside")

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def table(name: str, policy: str, inputs: list[str], outputs: list[str], *rules: list[str], aggregation: str = "") -> bytes:
    """A decision table; each rule holds the cells of inputs and outputs."""
    columns = "".join(f'<input id="i{n}"><inputExpression id="ie{n}"><text>{text}</text></inputExpression></input>' for n, text in enumerate(inputs))
    columns += "".join(f'<output id="o{n}" name="{text}"/>' for n, text in enumerate(outputs))
    rows = ""
    for number, cells in enumerate(rules):
        kinds = ["inputEntry"] * len(inputs) + ["outputEntry"] * len(outputs)
        rows += f'<rule id="r{number}">' + "".join(
            f'<{kind} id="c{number}_{n}"><text><![CDATA[{cell}]]></text></{kind}>' for n, (kind, cell) in enumerate(zip(kinds, cells, strict=True))
        ) + "</rule>"  # fmt: skip
    more = f' aggregation="{aggregation}"' if aggregation else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="{DMN}" id="defs" name="defs" namespace="http://example.org/dmn">'
        f'<decision id="{name}" name="{name}"><decisionTable id="t_{name}" hitPolicy="{policy}"{more}>{columns}{rows}</decisionTable></decision></definitions>'
    ).encode()


def rule_task(element_id: str, decision: str) -> str:
    return (
        f'<bpmn:businessRuleTask id="{element_id}" name="{element_id}"><bpmn:extensionElements>'
        f"<spiffworkflow:calledDecisionId>{decision}</spiffworkflow:calledDecisionId></bpmn:extensionElements></bpmn:businessRuleTask>"
    )


def deciding(api: Client, key: str, content: bytes) -> str:
    """Asks, decides, shows; again and again."""
    body = (
        d.start() + d.xor("again") + d.user_task("ask", antworten="prozess") + rule_task("decide", key) + d.user_task("show", antworten="prozess")
        + d.xor("more", default="again") + d.end()
        + d.flows("start_1>again", "again>ask", "ask>decide", "decide>show", "show>more", "more>again!", "more>end_1?fertig")
    )
    return api.model(key, body, (f"{key}.dmn", content))


def rounds(api: Client, key: str, *answers: dict[str, Any]) -> list[dict[str, Any]]:
    """The process data after each round."""
    began, found = api.start(key), []
    for given in answers:
        api.do(began["id"], "ask", **given)
        found.append(api.instance(began["id"])["data"])
        api.do(began["id"], "show", fertig=False)
    return found


def test_first_takes_the_first_and_nothing_leaves_nothing(api: Client) -> None:
    key = deciding(api, "t_first", table("t_first", "FIRST", ["n"], ["stufe"], ["> 10", '"hoch"'], ["> 5", '"mittel"']))
    found = rounds(api, key, {"n": 20}, {"n": 7}, {"n": 1}, {"n": 11})
    assert [data["stufe"] for data in found] == ["hoch", "mittel", None, "hoch"]


def test_collect_gathers_in_order_and_anew_each_round(api: Client) -> None:
    key = deciding(api, "t_collect", table("t_collect", "COLLECT", ["n"], ["was"], ["> 1", '"a"'], ["> 2", '"b"'], ["> 3", '"c"']))
    found = rounds(api, key, {"n": 9}, {"n": 2}, {"n": 0}, {"n": 3})
    assert [data["was"] for data in found] == [["a", "b", "c"], ["a"], [], ["a", "b"]]


@pytest.mark.parametrize(("aggregation", "value"), [("SUM", 6), ("MIN", 1), ("MAX", 3), ("COUNT", 3)])
def test_collect_may_reckon(api: Client, aggregation: str, value: int) -> None:
    name = f"t_{aggregation.lower()}"
    key = deciding(api, name, table(name, "COLLECT", ["n"], ["wert"], ["> 0", "1"], ["> 0", "2"], ["> 0", "3"], aggregation=aggregation))
    assert rounds(api, key, {"n": 1})[0]["wert"] == value


def test_unique_with_two_matches_changes_nothing(api: Client) -> None:
    key = deciding(api, "t_unique", table("t_unique", "UNIQUE", ["n"], ["stufe", "grund"], ["> 10", '"hoch"', '"x"'], ["> 5", '"mittel"', "n * 2"], ["< 0", '"minus"', "-"]))
    began = api.start(key)
    problem = api.do(began["id"], "ask", expect=422, n=20)
    assert problem["problems"][0]["element_id"] == "decide" and problem["problems"][0]["message"]
    assert list(api.open_tasks(began["id"])) == ["ask"] and api.instance(began["id"])["data"] == {}
    api.do(began["id"], "ask", n=7)
    data = api.instance(began["id"])["data"]
    assert (data["stufe"], data["grund"]) == ("mittel", 14)
    api.do(began["id"], "show", fertig=False)
    api.do(began["id"], "ask", n=1)
    data = api.instance(began["id"])["data"]
    assert (data["stufe"], data["grund"]) == (None, None)


def test_unique_with_two_matches_behind_a_timer_is_an_incident(api: Client) -> None:
    content = table("t_late", "UNIQUE", ["n"], ["x"], ["> 1", "1"], ["> 2", "2"])
    body = d.start() + d.catch("pause", d.timer('"PT0.2S"')) + rule_task("decide", "t_late") + d.end() + d.flows("start_1>pause", "pause>decide", "decide>end_1")
    began = api.start(api.model("t_late", body, ("t_late.dmn", content)), data={"n": 5})
    until(lambda: api.instance(began["id"])["status"] == "incident")
    assert [(w["kind"], w["element_id"]) for w in api.instance(began["id"])["waits"] if w["kind"] == "incident"] == [("incident", "decide")]


def test_cells_of_every_kind(api: Client) -> None:
    rules = [['"rot"', "-", "", "1"], ['"blau"', "> 3", "", "2"], ['!= "rot"', "1 <= ? <= 3", "-", "3"], ["", "", "True", "4"]]
    key = deciding(api, "t_cells", table("t_cells", "FIRST", ["farbe", "n", "ja"], ["wert"], *rules))
    found = rounds(
        api, key, {"farbe": "rot", "n": 1, "ja": True}, {"farbe": "blau", "n": 4, "ja": False}, {"farbe": "gelb", "n": 2, "ja": False}, {"farbe": "gelb", "n": 9, "ja": True},
        {"farbe": "gelb", "n": 9, "ja": False},
    )  # fmt: skip
    assert [data["wert"] for data in found] == [1, 2, 3, 4, None]


def test_the_record_decides_without_a_copy(api: Client) -> None:
    content = table("t_record", "FIRST", ["record.ask.einkommen"], ["hilfe"], ["< 1000", "True"], ["", "False"])
    body = (
        d.start() + d.user_task("ask") + rule_task("decide", "t_record") + d.xor("x", default="no") + d.user_task("yes") + d.user_task("no") + d.end() + d.end("end_2")
        + d.flows("start_1>ask", "ask>decide", "decide>x", "x>yes?hilfe and record.ask.einkommen &lt; 1000", "x>no!", "yes>end_1", "no>end_2")
    )
    key = api.model("t_record", body, ("t_record.dmn", content))
    for income, way in ((999, "yes"), (1000, "no")):
        began = api.start(key)
        answer = api.do(began["id"], "ask", einkommen=income, name="geheim")
        assert [t["element_id"] for t in answer["next_tasks"]] == [way]
        assert set(answer["instance"]["data"]) == {"hilfe"}


@pytest.mark.parametrize("policy", ["ANY", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "NONSENSE"])
def test_other_policies_are_refused(api: Client, policy: str) -> None:
    body = d.start() + rule_task("decide", "t_policy") + d.end() + d.flows("start_1>decide", "decide>end_1")
    files = [("files", ("t_policy.bpmn", d.definitions("t_policy", body))), ("files", ("t_policy.dmn", table("t_policy", policy, ["n"], ["x"], ["", "1"])))]
    assert api.call("POST", "/deployments", 422, files=files).json()["problems"]


@pytest.mark.parametrize("cell", ["9 ** 9 ** 9", "'a' * 10 ** 10", "().__class__", "range(10 ** 12)", "[x for x in range(10 ** 9)]", "__import__('os')", "open('/etc/passwd')", "'%0999999999d' % 1"])
@pytest.mark.parametrize("place", [0, 1])
def test_hostile_cells_stop_one_case_quickly(api: Client, cell: str, place: int) -> None:
    cells = [cell, "1"] if place == 0 else ["", cell]
    body = d.start() + rule_task("decide", "t_evil") + d.end() + d.flows("start_1>decide", "decide>end_1")
    files = [("files", ("t_evil.bpmn", d.definitions("t_evil", body))), ("files", ("t_evil.dmn", table("t_evil", "FIRST", ["n"], ["x"], cells)))]
    answer = api.call("POST", "/deployments", files=files)
    if answer.status_code < 300:
        answer = api.call("POST", "/definitions/t_evil/instances", json={"data": {"n": 1}})
    assert answer.status_code in (201, 422) and answer.elapsed.total_seconds() < 5
    assert answer.status_code == 201 or answer.json()["problems"]


def test_a_decision_that_does_not_exist_is_refused(api: Client) -> None:
    body = d.start() + rule_task("decide", "t_nowhere") + d.end() + d.flows("start_1>decide", "decide>end_1")
    refused = api.deploy(("t_none.bpmn", d.definitions("t_none", body)), expect=422)
    assert refused["problems"][0]["element_id"] == "decide"
