"""Gateways: joins in loops and inside one another, inclusive choices, and the first of several events."""

import itertools
import random

import pytest

from tests.outside import diagrams as d
from tests.outside.conftest import Client, until

pytestmark = pytest.mark.xdist_group("outside")


def inclusive(element_id: str, default: str = "") -> str:
    attribute = f' default="{d.flow_id(element_id, default)}"' if default else ""
    return f'<bpmn:inclusiveGateway id="{element_id}" name="{element_id}"{attribute}/>'


@pytest.mark.parametrize("chosen", [c for n in range(4) for c in itertools.combinations("abc", n)])
def test_an_inclusive_choice_in_a_loop_joins_what_was_chosen(api: Client, chosen: tuple[str, ...]) -> None:
    key = api.model(
        "w_inclusive",
        d.start() + d.xor("again") + inclusive("choose", "none") + d.user_task("a") + d.user_task("b") + d.user_task("c") + d.user_task("none")
        + inclusive("join") + d.user_task("review", antworten="prozess") + d.xor("more", default="end_1") + d.end()
        + d.flows("start_1>again", "again>choose", "choose>a?'a' in wahl", "choose>b?'b' in wahl", "choose>c?'c' in wahl", "choose>none!",
                  "a>join", "b>join", "c>join", "none>join", "join>review", "review>more", "more>again?nochmal", "more>end_1!"),
    )  # fmt: skip
    began = api.start(key, data={"wahl": list(chosen)})
    for turn in range(2):
        expected = sorted(chosen) or ["none"]
        assert sorted(api.open_tasks(began["id"])) == expected
        for element in expected if turn else reversed(expected):
            assert "review" not in api.open_tasks(began["id"])
            api.do(began["id"], element)
        api.do(began["id"], "review", nochmal=turn < 1)
    assert api.instance(began["id"])["status"] == "completed"


def test_joins_within_joins_in_a_loop(api: Client) -> None:
    """Played in ten random orders; the review comes after all four, in every round."""
    key = api.model(
        "w_nested",
        d.start() + d.xor("again") + d.parallel("split") + d.user_task("a") + d.parallel("inner") + d.user_task("b") + d.user_task("c") + d.parallel("inner_join")
        + d.user_task("e") + d.parallel("join") + d.user_task("review", antworten="prozess") + d.xor("more", default="end_1") + d.end()
        + d.flows("start_1>again", "again>split", "split>a", "split>inner", "inner>b", "inner>c", "b>inner_join", "c>inner_join", "inner_join>e",
                  "a>join", "e>join", "join>review", "review>more", "more>again?nochmal", "more>end_1!"),
    )  # fmt: skip
    dice = random.Random(7)
    began = api.start(key)
    for turn in range(10):
        done: list[str] = []
        while tasks := api.open_tasks(began["id"]):
            expected = {"a", "b", "c"} - set(done) | ({"e"} if {"b", "c"} <= set(done) and "e" not in done else set())
            expected = expected or {"review"}
            assert set(tasks) == expected
            element = dice.choice(sorted(tasks))
            api.complete(tasks[element], **({"nochmal": turn < 9} if element == "review" else {}))
            done = [] if element == "review" else [*done, element]
            if element == "review":
                break
    assert api.instance(began["id"])["status"] == "completed"


def test_branches_do_not_lose_each_others_data(api: Client) -> None:
    key = api.model(
        "w_data",
        d.start() + d.parallel("split") + d.user_task("a", antworten="prozess") + d.user_task("b", antworten="prozess")
        + d.script("count", "liste = liste + [2]\nstand = 'genehmigt'") + d.parallel("join") + d.user_task("after") + d.end()
        + d.flows("start_1>split", "split>a", "split>b", "a>count", "count>join", "b>join", "join>after", "after>end_1"),
    )
    began = api.start(key, data={"liste": [1], "stand": "entwurf"})
    api.do(began["id"], "a", x=1)
    api.do(began["id"], "b", y=2)
    assert api.instance(began["id"])["data"] == {"liste": [1, 2], "stand": "genehmigt", "x": 1, "y": 2}


def test_two_timers_and_a_message_behind_one_gateway(api: Client) -> None:
    """Each timer has its own time; the first event wins and the others are withdrawn."""
    key = api.model(
        "w_events",
        d.start() + '<bpmn:eventBasedGateway id="first" name="first"/>' + d.catch("soon", d.timer('"PT1S"'), "Frist") + d.catch("never", d.timer('"P30D"'), "Frist")
        + d.catch("answer", d.refers("message", "msg")) + d.user_task("x") + d.user_task("y") + d.user_task("z") + d.end() + d.end("end_2") + d.end("end_3")
        + d.flows("start_1>first", "first>never", "first>soon", "first>answer", "soon>x", "never>y", "answer>z", "x>end_1", "y>end_2", "z>end_3"),
        extra=d.named("message", "msg", "Antwort an W"),
    )  # fmt: skip
    left, answered = api.start(key, business_key="W-1"), api.start(key, business_key="W-2")
    waits = {w["element_id"]: w for w in left["waits"]}
    assert sorted(waits) == ["answer", "never", "soon"] and waits["answer"]["message"] == "Antwort an W"
    assert waits["soon"]["due_at"] < waits["never"]["due_at"]
    api.call("POST", "/messages", 200, json={"name": "Antwort an W", "correlation": {"business_key": "W-2"}})
    assert list(api.open_tasks(answered["id"])) == ["z"] and api.instance(answered["id"])["waits"] == []
    until(lambda: list(api.open_tasks(left["id"])) == ["x"], 5)
    assert api.instance(left["id"])["waits"] == []


def test_timers_of_every_kind(api: Client) -> None:
    """A duration, a moment with offset, an expression over data and record, and a cycle."""
    key = api.model(
        "w_timers",
        d.start() + d.user_task("ask") + d.parallel("split") + d.catch("one", d.timer('"PT" + str(n) + "S"')) + d.catch("two", d.timer('"2020-01-01T00:00:00+01:00"', "timeDate"))
        + d.catch("three", d.timer("record.ask.tag", "timeDate")) + d.catch("four", d.timer("tage(heute(), 40)", "timeDate")) + d.user_task("a") + d.user_task("b") + d.user_task("c") + d.user_task("e")
        + d.end() + d.end("end_2") + d.end("end_3") + d.end("end_4")
        + d.flows("start_1>ask", "ask>split", "split>one", "split>two", "split>three", "split>four", "one>a", "two>b", "three>c", "four>e", "a>end_1", "b>end_2", "c>end_3", "e>end_4"),
    )
    began = api.start(key, data={"n": 1})
    answer = api.do(began["id"], "ask", tag="2021-05-01T12:00:00Z")
    assert sorted(t["element_id"] for t in answer["next_tasks"]) == ["b", "c"]  # long past: at once
    until(lambda: "a" in api.open_tasks(began["id"]), 5)
    assert [w["element_id"] for w in api.instance(began["id"])["waits"]] == ["four"]


@pytest.mark.parametrize("text", ["5", "None", '"gestern"', "nirgends", '"P" * 9', "[1]", "heute", '"R999999999/PT0S"', '"PT0S"', '"-PT1H"'])
def test_odd_timers_are_refused_or_harmless(api: Client, text: str) -> None:
    body = d.start() + d.catch("pause", d.timer(text)) + d.end() + d.flows("start_1>pause", "pause>end_1")
    answer = api.call("POST", "/deployments", files=[("files", ("w_odd.bpmn", d.definitions("w_odd", body)))])
    if answer.status_code < 300:
        answer = api.call("POST", "/definitions/w_odd/instances", json={})
        assert answer.status_code == 201 or answer.json()["problems"][0]["element_id"] == "pause"
    else:
        assert answer.status_code == 422 and answer.json()["problems"][0]["element_id"] == "pause"


def test_conditions_that_all_fail_without_a_default_are_refused(api: Client) -> None:
    body = d.start() + d.xor("x") + d.end() + d.end("end_2") + d.flows("start_1>x", "x>end_1?n > 1", "x>end_2?n > 2")
    answer = api.call("POST", "/deployments", 422, files=[("files", ("w_no.bpmn", d.definitions("w_no", body)))]).json()
    assert answer["problems"][0]["element_id"] == "x"
