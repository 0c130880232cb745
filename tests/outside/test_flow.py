"""What a caller of the API may rely on when a process runs: loops, joins, calls, errors, messages, timers."""

import time
from typing import Any

import pytest

from tests.outside import diagrams as d
from tests.outside.conftest import Client, until

pytestmark = pytest.mark.xdist_group("outside")


def deploy(api: Client, key: str, body: str, *more: tuple[str, bytes], extra: str = "") -> dict[str, Any]:
    return api.deploy((f"{key}.bpmn", d.definitions(key, body, extra=extra)), *more)


def test_the_answer_to_complete_holds_the_next_task_also_behind_a_call(api: Client) -> None:
    deploy(api, "o_inner", d.start() + d.user_task("inner") + d.end() + d.flows("start_1>inner", "inner>end_1"))
    deploy(
        api,
        "o_outer",
        d.start() + d.user_task("first") + '<bpmn:callActivity id="call" name="call" calledElement="o_inner"/>'
        + d.user_task("last") + d.end() + d.flows("start_1>first", "first>call", "call>last", "last>end_1"),
    )
    began = api.start("o_outer", business_key="O-1")
    assert [t["element_id"] for t in began["tasks"]] == ["first"]
    answer = api.complete(began["tasks"][0]["id"], note="x")
    assert [t["element_id"] for t in answer["next_tasks"]] == ["inner"]
    child = api.instance(began["id"])["children"][0]
    assert (child["key"], child["status"]) == ("o_inner", "running")
    answer = api.complete(answer["next_tasks"][0]["id"])
    assert [t["element_id"] for t in answer["next_tasks"]] == ["last"]
    api.complete(answer["next_tasks"][0]["id"])
    ended = api.instance(began["id"])
    assert ended["status"] == "completed" and ended["tasks"] == [] and ended["waits"] == []


def test_a_join_in_a_loop_waits_for_both_branches_in_every_round(api: Client) -> None:
    deploy(
        api,
        "o_loop",
        d.start() + d.xor("again") + d.parallel("split") + d.user_task("left") + d.user_task("right") + d.parallel("join")
        + d.user_task("review", antworten="prozess") + d.xor("more", default="end_1") + d.end()
        + d.flows("start_1>again", "again>split", "split>left", "split>right", "left>join", "right>join", "join>review",
                  "review>more", "more>again?nochmal", "more>end_1!"),
    )
    began = api.start("o_loop")
    for turn in range(4):
        tasks = api.open_tasks(began["id"])
        assert sorted(tasks) == ["left", "right"]
        first, second = ("left", "right") if turn % 2 else ("right", "left")
        api.complete(tasks[first])
        assert sorted(api.open_tasks(began["id"])) == [second]
        api.complete(tasks[second])
        review = api.open_tasks(began["id"])
        assert sorted(review) == ["review"]
        api.complete(review["review"], nochmal=turn < 3)
    assert api.instance(began["id"])["status"] == "completed"


def test_parallel_calls_over_a_list_run_as_instances_of_their_own(api: Client) -> None:
    deploy(api, "o_item", d.start() + d.user_task("work") + d.end() + d.flows("start_1>work", "work>end_1"))
    loop = (
        '<bpmn:multiInstanceLoopCharacteristics isSequential="false"><bpmn:loopDataInputRef>dinge</bpmn:loopDataInputRef>'
        '<bpmn:inputDataItem id="ding" name="ding"/></bpmn:multiInstanceLoopCharacteristics>'
    )
    deploy(
        api,
        "o_many",
        d.start() + f'<bpmn:callActivity id="each" name="each" calledElement="o_item">{loop}</bpmn:callActivity>'
        + d.user_task("after") + d.end() + d.flows("start_1>each", "each>after", "after>end_1"),
    )
    began = api.start("o_many", data={"dinge": ["a", "b", "c"]})
    children = api.instance(began["id"])["children"]
    assert len(children) == 3
    assert sorted(api.instance(c["id"])["data"]["ding"] for c in children) == ["a", "b", "c"]
    for child in children:
        assert "after" not in api.open_tasks(began["id"])
        api.complete(api.open_tasks(child["id"])["work"])
    assert list(api.open_tasks(began["id"])) == ["after"]


ERROR = '<bpmn:error id="err" name="Fehler" errorCode="E1"/>'


def test_an_error_end_of_a_child_takes_the_callers_boundary_event(api: Client) -> None:
    deploy(
        api, "o_fails",
        d.start() + d.user_task("try_it") + d.end("end_1", '<bpmn:errorEventDefinition errorRef="err"/>')
        + d.flows("start_1>try_it", "try_it>end_1"),
        extra=ERROR,
    )
    deploy(
        api, "o_catches",
        d.start() + '<bpmn:callActivity id="call" name="call" calledElement="o_fails"/>'
        + '<bpmn:boundaryEvent id="caught" name="caught" attachedToRef="call"><bpmn:errorEventDefinition errorRef="err"/></bpmn:boundaryEvent>'
        + d.user_task("normal") + d.user_task("mend") + d.end() + d.end("end_2")
        + d.flows("start_1>call", "call>normal", "normal>end_1", "caught>mend", "mend>end_2"),
        extra=ERROR,
    )
    began = api.start("o_catches")
    child = api.instance(began["id"])["children"][0]
    answer = api.complete(api.open_tasks(child["id"])["try_it"])
    assert [t["element_id"] for t in answer["next_tasks"]] == ["mend"]


def test_an_uncaught_error_of_a_child_is_never_the_normal_path(api: Client) -> None:
    deploy(
        api, "o_fails_alone",
        d.start() + d.user_task("try_it") + d.end("end_1", '<bpmn:errorEventDefinition errorRef="err"/>')
        + d.flows("start_1>try_it", "try_it>end_1"),
        extra=ERROR,
    )
    deploy(
        api, "o_does_not_catch",
        d.start() + '<bpmn:callActivity id="call" name="call" calledElement="o_fails_alone"/>' + d.user_task("normal")
        + d.end() + d.flows("start_1>call", "call>normal", "normal>end_1"),
    )
    began = api.start("o_does_not_catch")
    child = api.instance(began["id"])["children"][0]
    answer = api.call("POST", f"/tasks/{api.open_tasks(child['id'])['try_it']}/complete", json={"answers": {}})
    after = api.instance(began["id"])
    assert "normal" not in api.open_tasks(began["id"])
    if answer.status_code == 422:
        assert answer.json()["problems"][0]["element_id"]
        assert "try_it" in api.open_tasks(child["id"])
    else:
        assert answer.status_code == 200 and after["status"] == "incident"


def test_a_fault_in_the_steps_of_a_command_changes_nothing(api: Client) -> None:
    deploy(
        api, "o_fault",
        d.start() + d.user_task("ask", antworten="prozess") + d.script("divide", "x = 1 / n") + d.user_task("next")
        + d.end() + d.flows("start_1>ask", "ask>divide", "divide>next", "next>end_1"),
    )
    began = api.start("o_fault")
    task = api.open_tasks(began["id"])["ask"]
    problem = api.complete(task, expect=422, n=0)
    assert problem["problems"][0]["element_id"] == "divide" and problem["problems"][0]["message"]
    assert api.open_tasks(began["id"]) == {"ask": task}
    assert [t["element_id"] for t in api.complete(task, n=2)["next_tasks"]] == ["next"]


def test_a_fault_behind_a_timer_is_an_incident(api: Client) -> None:
    deploy(
        api, "o_late_fault",
        d.start() + '<bpmn:intermediateCatchEvent id="pause" name="pause"><bpmn:timerEventDefinition><bpmn:timeDuration>"PT1S"</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>'
        + d.script("divide", "x = 1 / n") + d.end() + d.flows("start_1>pause", "pause>divide", "divide>end_1"),
    )
    began = api.start("o_late_fault", data={"n": 0})
    assert began["status"] == "running"
    ended = until(lambda: (i := api.instance(began["id"]))["status"] == "incident" and i)
    assert any(w["kind"] == "incident" for w in ended["waits"])


TIMER = '<bpmn:intermediateCatchEvent id="pause" name="Pause"><bpmn:timerEventDefinition><bpmn:timeDuration>"PT2S"</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>'


def test_a_timer_fires_within_two_seconds_of_its_time(api: Client) -> None:
    deploy(api, "o_timer", d.start() + TIMER + d.user_task("after") + d.end() + d.flows("start_1>pause", "pause>after", "after>end_1"))
    began = api.start("o_timer")
    wait = api.instance(began["id"])["waits"][0]
    assert wait["kind"] == "timer" and wait["element_id"] == "pause" and wait["due_at"].endswith("Z")
    before = time.monotonic()
    until(lambda: "after" in api.open_tasks(began["id"]))
    assert time.monotonic() - before < 4.5


MESSAGE = '<bpmn:message id="msg" name="Antwort"/>'


def test_a_message_finds_its_instance_by_business_key(api: Client) -> None:
    deploy(
        api, "o_message",
        d.start() + '<bpmn:intermediateCatchEvent id="wait" name="Antwort abwarten"><bpmn:messageEventDefinition messageRef="msg"/></bpmn:intermediateCatchEvent>'
        + d.user_task("after") + d.end() + d.flows("start_1>wait", "wait>after", "after>end_1"),
        extra=MESSAGE,
    )
    one, two = (api.start("o_message", business_key=f"M-{n}") for n in (1, 2))
    wait = one["waits"][0]
    assert (wait["kind"], wait["message"]) == ("message", "Antwort")
    delivered = api.call("POST", "/messages", 200, json={"name": "Antwort", "correlation": {"business_key": "M-2"}, "payload": {}}).json()
    assert delivered["delivered"]
    assert list(api.open_tasks(two["id"])) == ["after"] and api.open_tasks(one["id"]) == {}
    api.call("POST", "/messages", 404, json={"name": "Antwort", "correlation": {"business_key": "M-2"}, "payload": {}})


def test_cancelling_reaches_the_children(api: Client) -> None:
    deploy(api, "o_child", d.start() + d.user_task("inner") + d.end() + d.flows("start_1>inner", "inner>end_1"))
    deploy(api, "o_parent", d.start() + '<bpmn:callActivity id="call" name="call" calledElement="o_child"/>' + d.end() + d.flows("start_1>call", "call>end_1"))
    began = api.start("o_parent")
    child = api.instance(began["id"])["children"][0]["id"]
    api.call("POST", f"/instances/{began['id']}/cancel", 200, json={"reason": "Irrtum"})
    for who in (began["id"], child):
        seen = api.instance(who)
        assert seen["status"] == "cancelled" and seen["waits"] == []
        assert not [t for t in seen["tasks"] if t["state"] == "open"]
    api.call("POST", f"/instances/{began['id']}/cancel", 409, json={"reason": "nochmal"})


@pytest.mark.parametrize(
    "code",
    [
        "x = ().__class__.__base__.__subclasses__()",
        "x = '%0999999999d' % 1",
        "x = 9 ** 9 ** 9",
        "x = 'a' * 10 ** 10",
        "import os",
        "x = [i for i in range(10 ** 12)]",
        "x = 7\n" + "x = x * x\n" * 40,
    ],
)
def test_hostile_scripts_stop_one_instance_quickly(api: Client, code: str) -> None:
    body = d.start() + d.script("evil", code) + d.end() + d.flows("start_1>evil", "evil>end_1")
    began = time.monotonic()
    deployed = api.call("POST", "/deployments", files=[("files", ("o_evil.bpmn", d.definitions("o_evil", body)))])
    if deployed.status_code != 422:
        answer = api.call("POST", "/definitions/o_evil/instances", json={})
        assert answer.status_code == 422 and answer.json()["problems"][0]["element_id"] == "evil"
    else:
        assert deployed.json()["problems"][0]["element_id"] == "evil"
    assert time.monotonic() - began < 5
    api.call("GET", "/definitions", 200)


def test_a_process_that_never_rests_is_stopped(api: Client) -> None:
    deploy(
        api, "o_spin",
        d.start() + d.xor("again") + d.script("step", "n = n + 1") + d.xor("more", default="end_1") + d.end()
        + d.flows("start_1>again", "again>step", "step>more", "more>again?n > 0", "more>end_1!"),
    )
    began = time.monotonic()
    api.call("POST", "/definitions/o_spin/instances", 422, json={"data": {"n": 1}})
    assert time.monotonic() - began < 20
