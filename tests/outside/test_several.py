"""Activities that run several times: side by side, one after the other, in loops, over lists of every size."""

from typing import Any

import pytest

from tests.outside import diagrams as d
from tests.outside.conftest import Client

pytestmark = pytest.mark.xdist_group("outside")


def open_of(api: Client, instance_id: str, element: str) -> list[dict[str, Any]]:
    return [t for t in api.instance(instance_id)["tasks"] if t["element_id"] == element]


def around(several: str) -> str:
    """A loop around the activity `work`: again as long as people say so."""
    return (
        d.start() + d.xor("again") + several + d.user_task("review", antworten="prozess") + d.xor("more", default="end_1") + d.end()
        + d.flows("start_1>again", "again>work", "work>review", "review>more", "more>again?nochmal", "more>end_1!")
    )


@pytest.mark.parametrize("sequential", [False, True])
@pytest.mark.parametrize("kind", ["user", "sub", "call"])
def test_in_a_loop_every_round_runs_for_every_item(api: Client, kind: str, sequential: bool) -> None:
    key = f"s_{kind}_{sequential}".lower()
    each = d.each("dinge", "ding", sequential=sequential, output="ergebnisse", result="wert")
    inner = d.start("s_in") + d.user_task("task", antworten="prozess") + d.end("e_in") + d.flows("s_in>task", "task>e_in")
    if kind == "user":
        activity = d.user_task("work", several=each, antworten="prozess")
    elif kind == "sub":
        activity = d.sub("work", inner, each)
    else:
        api.model(f"{key}_child", inner)
        activity = d.call("work", f"{key}_child", each, ausgaben="wert")
    api.model(key, around(activity))
    began = api.start(key, data={"dinge": ["a", "b", "c"]})
    element = "work" if kind == "user" else "task"
    for turn in range(3):
        for number in range(3):
            tasks = open_of(api, began["id"], element)
            assert len(tasks) == (1 if sequential else 3 - number), (turn, number)
            api.complete(tasks[-1]["id"], wert=f"{turn}-{number}")
        results = api.instance(began["id"])["data"]["ergebnisse"]
        assert sorted(results) == [f"{turn}-{n}" for n in range(3)]
        review = open_of(api, began["id"], "review")
        api.complete(review[0]["id"], nochmal=turn < 2)
    ended = api.instance(began["id"])
    assert ended["status"] == "completed" and not ended["tasks"] and not ended["waits"]


@pytest.mark.parametrize("sequential", [False, True])
@pytest.mark.parametrize("kind", ["user", "sub", "call"])
@pytest.mark.parametrize("items", [[], {}])
def test_an_empty_list_is_passed_by(api: Client, kind: str, sequential: bool, items: Any) -> None:
    key = f"s_none_{kind}_{sequential}".lower()
    each = d.each("dinge", "ding", sequential=sequential)
    inner = d.start("s_in") + d.user_task("task") + d.end("e_in") + d.flows("s_in>task", "task>e_in")
    api.model("s_none_child", inner)
    activity = {"user": d.user_task("work", several=each), "sub": d.sub("work", inner, each), "call": d.call("work", "s_none_child", each)}
    body = d.start() + activity[kind] + d.user_task("after") + d.end() + d.flows("start_1>work", "work>after", "after>end_1")
    api.model(key, body)
    assert [t["element_id"] for t in api.start(key, data={"dinge": items})["tasks"]] == ["after"]


def test_none_items_are_items(api: Client) -> None:
    each = d.each("dinge", "ding", sequential=True)
    api.model("s_null", d.start() + d.user_task("work", several=each) + d.end() + d.flows("start_1>work", "work>end_1"))
    began = api.start("s_null", data={"dinge": [None, 0, "", None]})
    for _ in range(4):
        (task,) = open_of(api, began["id"], "work")
        api.complete(task["id"])
    assert api.instance(began["id"])["status"] == "completed"


def test_a_completion_condition_withdraws_the_rest(api: Client) -> None:
    each = d.each("dinge", "ding", until="numberOfCompletedInstances >= 2")
    api.model("s_enough", d.start() + d.user_task("work", several=each) + d.user_task("after") + d.end() + d.flows("start_1>work", "work>after", "after>end_1"))
    began = api.start("s_enough", data={"dinge": list(range(5))})
    tasks = open_of(api, began["id"], "work")
    api.complete(tasks[3]["id"])
    answer = api.complete(tasks[1]["id"])
    assert [t["element_id"] for t in answer["next_tasks"]] == ["after"]
    assert api.call("GET", f"/tasks/{tasks[0]['id']}", 200).json()["state"] == "cancelled"
    api.complete(tasks[0]["id"], expect=409)


def test_cardinality_counts(api: Client) -> None:
    api.model("s_times", d.start() + d.user_task("work", several=d.times("n + 1")) + d.end() + d.flows("start_1>work", "work>end_1"))
    assert len(api.start("s_times", data={"n": 4})["tasks"]) == 5
    assert api.start("s_times", data={"n": -1})["status"] == "completed"


def test_cancelling_in_the_middle_leaves_nothing(api: Client) -> None:
    inner = d.start("s_in") + d.user_task("task") + d.end("e_in") + d.flows("s_in>task", "task>e_in")
    api.model("s_stop_child", inner)
    api.model("s_stop", d.start() + d.call("work", "s_stop_child", d.each("dinge", "ding")) + d.end() + d.flows("start_1>work", "work>end_1"))
    began = api.start("s_stop", data={"dinge": [1, 2, 3]})
    api.complete(open_of(api, began["id"], "task")[0]["id"])
    api.call("POST", f"/instances/{began['id']}/cancel", 200, json={"reason": "Irrtum"})
    ended = api.instance(began["id"])
    assert ended["status"] == "cancelled" and not ended["tasks"] and not ended["waits"]
    assert sorted(child["status"] for child in ended["children"]) == ["cancelled", "cancelled", "completed"]


def test_the_item_is_known_to_the_task_and_to_what_follows_it(api: Client) -> None:
    inner = (
        d.start("s_in") + d.script("double", "doppelt = ding * 2") + d.user_task("task") + d.end("e_in")
        + d.flows("s_in>double", "double>task", "task>e_in")
    )
    each = d.each("dinge", "ding", output="alle", result="doppelt")
    api.model("s_item", d.start() + d.sub("work", inner, each) + d.user_task("after") + d.end() + d.flows("start_1>work", "work>after", "after>end_1"))
    began = api.start("s_item", data={"dinge": [3, 1, 2]})
    for task in reversed(open_of(api, began["id"], "task")):
        api.complete(task["id"])
    assert api.instance(began["id"])["data"]["alle"] == [6, 2, 4]


def test_three_hundred_at_once_and_far_too_many(api: Client) -> None:
    api.model("s_many", d.start() + d.user_task("work", several=d.each("dinge", "ding")) + d.end() + d.flows("start_1>work", "work>end_1"))
    began = api.start("s_many", data={"dinge": list(range(300))})
    assert len(began["tasks"]) == 300
    api.complete(began["tasks"][150]["id"])
    api.call("POST", "/definitions/s_many/instances", 422, json={"data": {"dinge": list(range(3000))}})


def test_a_loop_marker_repeats_while_its_condition_holds(api: Client) -> None:
    loop = '<bpmn:standardLoopCharacteristics loopMaximum="5"><bpmn:loopCondition>nochmal</bpmn:loopCondition></bpmn:standardLoopCharacteristics>'
    api.model("s_loop", d.start() + d.user_task("work", several=loop, antworten="prozess") + d.end() + d.flows("start_1>work", "work>end_1"))
    began = api.start("s_loop")
    for turn in range(3):
        (task,) = open_of(api, began["id"], "work")
        api.complete(task["id"], nochmal=turn < 2)
    assert api.instance(began["id"])["status"] == "completed"
