"""Events at the border of user tasks, sub-processes and called processes, interrupting or not, once or again and again."""

from typing import Any

import pytest

from tests.outside import diagrams as d
from tests.outside.conftest import Client, until

pytestmark = pytest.mark.xdist_group("outside")

INNER = d.start("s_in") + d.user_task("task") + d.end("e_in") + d.flows("s_in>task", "task>e_in")
HOSTS = ("user", "sub", "call")


def host(api: Client, kind: str) -> str:
    """The activity `work`, at which a person has something to do."""
    api.model("b_child", INNER)
    return {"user": d.user_task("work"), "sub": d.sub("work", INNER), "call": d.call("work", "b_child")}[kind]


def around(activity: str, event: str) -> str:
    """The activity with an event `happens` at its border, and a task on each way."""
    return (
        d.start() + activity + event + d.user_task("normal") + d.user_task("besides") + d.end() + d.end("end_2")
        + d.flows("start_1>work", "work>normal", "normal>end_1", "happens>besides", "besides>end_2")
    )


def elements(api: Client, instance_id: str) -> list[str]:
    return sorted(t["element_id"] for t in api.instance(instance_id)["tasks"])


@pytest.mark.parametrize("kind", HOSTS)
def test_an_interrupting_message(api: Client, kind: str) -> None:
    event = d.boundary("happens", "work", d.refers("message", "msg"))
    key = api.model(f"b_msg_{kind}", around(host(api, kind), event), extra=d.named("message", "msg", f"Halt {kind}"))
    began = api.start(key, business_key=f"B-{kind}")
    (waits,) = [w for w in began["waits"] if w["kind"] == "message"]
    assert (waits["element_id"], waits["message"]) == ("happens", f"Halt {kind}")
    api.call("POST", "/messages", 200, json={"name": f"Halt {kind}", "correlation": {"business_key": f"B-{kind}"}, "payload": {}})
    after = api.instance(began["id"])
    assert [t["element_id"] for t in after["tasks"]] == ["besides"] and after["waits"] == []
    assert [c["status"] for c in after["children"]] == (["cancelled"] if kind == "call" else [])
    api.do(began["id"], "besides")
    assert api.instance(began["id"])["status"] == "completed"


@pytest.mark.parametrize("kind", HOSTS)
def test_a_message_that_does_not_interrupt_may_come_again(api: Client, kind: str) -> None:
    event = d.boundary("happens", "work", d.refers("message", "msg"), interrupting=False)
    key = api.model(f"b_again_{kind}", around(host(api, kind), event), extra=d.named("message", "msg", f"Neues {kind}"))
    began = api.start(key, business_key=f"A-{kind}")
    inner = "work" if kind == "user" else "task"
    for turn in range(1, 4):
        api.call("POST", "/messages", 200, json={"name": f"Neues {kind}", "correlation": {"business_key": f"A-{kind}"}})
        assert elements(api, began["id"]) == sorted(["besides"] * turn + [inner])
    tasks = {t["element_id"]: t["id"] for t in api.instance(began["id"])["tasks"]}
    api.complete(tasks[inner])
    assert elements(api, began["id"]) == ["besides"] * 3 + ["normal"]
    api.call("POST", "/messages", 404, json={"name": f"Neues {kind}", "correlation": {"business_key": f"A-{kind}"}})
    while left := api.instance(began["id"])["tasks"]:
        api.complete(left[0]["id"])
    assert api.instance(began["id"])["status"] == "completed"


def test_timers_at_the_border(api: Client) -> None:
    """Three reminders by a cycle, then the deadline interrupts."""
    running = []
    for kind in HOSTS:
        body = (
            d.start() + host(api, kind) + d.boundary("remind", "work", d.timer('"R3/PT1S"', "timeCycle"), interrupting=False)
            + d.boundary("late", "work", d.timer('"PT4S"')) + d.user_task("reminder") + d.user_task("overdue") + d.end() + d.end("end_2") + d.end("end_3")
            + d.flows("start_1>work", "work>end_1", "remind>reminder", "reminder>end_2", "late>overdue", "overdue>end_3")
        )
        began = api.start(api.model(f"b_timer_{kind}", body))
        running.append(began["id"])
        assert sorted(w["element_id"] for w in began["waits"] if w["kind"] == "timer") == ["late", "remind"]
    for instance_id in running:
        until(lambda which=instance_id: "overdue" in elements(api, which), 12)
        assert elements(api, instance_id) == ["overdue", "reminder", "reminder", "reminder"]
        assert api.instance(instance_id)["waits"] == []
        fired = [event["element_id"] for event in api.events(instance_id, "timer.fired")]
        assert sorted(fired) == ["late", "remind", "remind", "remind"]


@pytest.mark.parametrize("interrupting", [True, False])
@pytest.mark.parametrize("kind", ["sub", "call"])
def test_an_escalation_from_within(api: Client, kind: str, interrupting: bool) -> None:
    extra = d.named("escalation", "esc", "E-7")
    inner = (
        d.start("s_in") + d.throw("shout", d.refers("escalation", "esc")) + d.user_task("task") + d.end("e_in")
        + d.flows("s_in>shout", "shout>task", "task>e_in")
    )
    api.model("b_shouts", inner, extra=extra)
    activity = d.sub("work", inner) if kind == "sub" else d.call("work", "b_shouts")
    event = d.boundary("happens", "work", d.refers("escalation", "esc"), interrupting=interrupting)
    began = api.start(api.model(f"b_esc_{kind}_{interrupting}".lower(), around(activity, event), extra=extra))
    assert elements(api, began["id"]) == (["besides"] if interrupting else ["besides", "task"])


def test_an_error_goes_up_two_levels_and_only_to_its_code(api: Client) -> None:
    wrong, right = d.named("error", "err_a", "A"), d.named("error", "err_b", "B")
    api.model(
        "b_low", d.start() + d.user_task("try_it") + d.end("end_1", d.refers("error", "err_b")) + d.flows("start_1>try_it", "try_it>end_1"), extra=right
    )
    api.model(
        "b_middle",
        d.start() + d.call("call", "b_low") + d.boundary("other", "call", d.refers("error", "err_a")) + d.user_task("wrong") + d.end()
        + d.end("end_2") + d.flows("start_1>call", "call>end_1", "other>wrong", "wrong>end_2"),
        extra=wrong,
    )
    key = api.model("b_top", around(d.call("work", "b_middle"), d.boundary("happens", "work", d.refers("error", "err_b"))), extra=right)
    began = api.start(key)
    answer = api.complete(began["tasks"][0]["id"])
    assert [t["element_id"] for t in answer["next_tasks"]] == ["besides"]
    (middle,) = api.instance(began["id"])["children"]
    assert middle["status"] in ("cancelled", "completed")
    assert api.instance(middle["id"])["tasks"] == []


def test_an_error_of_a_sub_process_takes_the_way_at_its_border(api: Client) -> None:
    inner = (
        d.start("s_in") + d.parallel("fork") + d.user_task("task") + d.user_task("other") + d.end("e_in", d.refers("error", "err"))
        + d.end("e_2") + d.flows("s_in>fork", "fork>task", "fork>other", "task>e_in", "other>e_2")
    )
    event = d.boundary("happens", "work", d.refers("error", "err"))
    began = api.start(api.model("b_err_sub", around(d.sub("work", inner), event), extra=d.named("error", "err", "F")))
    api.do(began["id"], "task")
    assert elements(api, began["id"]) == ["besides"]


@pytest.mark.parametrize("kind", HOSTS)
def test_a_signal_reaches_every_case(api: Client, kind: str) -> None:
    extra = d.named("signal", "sig", f"Alarm {kind}")
    event = d.boundary("happens", "work", d.refers("signal", "sig"))
    key = api.model(f"b_sig_{kind}", around(host(api, kind), event), extra=extra)
    waiting = [api.start(key)["id"] for _ in range(3)]
    body = d.start() + d.throw("alarm", d.refers("signal", "sig")) + d.user_task("after") + d.end() + d.flows("start_1>alarm", "alarm>after", "after>end_1")
    api.start(api.model(f"b_alarm_{kind}", body, extra=extra))
    for instance_id in waiting:
        until(lambda which=instance_id: elements(api, which) == ["besides"])


def test_terminate_in_a_child_ends_the_child_only(api: Client) -> None:
    inner = (
        d.start() + d.parallel("fork") + d.user_task("stop") + d.user_task("other") + d.end("end_1", "<bpmn:terminateEventDefinition/>") + d.end("end_2")
        + d.flows("start_1>fork", "fork>stop", "fork>other", "stop>end_1", "other>end_2")
    )
    api.model("b_terminates", inner)
    began = api.start(api.model("b_goes_on", d.start() + d.call("work", "b_terminates") + d.user_task("after") + d.end() + d.flows("start_1>work", "work>after", "after>end_1")))
    answer = api.do(began["id"], "stop") if "stop" in api.open_tasks(began["id"]) else None
    assert answer and [t["element_id"] for t in answer["next_tasks"]] == ["after"]
    assert [c["status"] for c in api.instance(began["id"])["children"]] == ["completed"]


def test_escalation_and_error_ends(api: Client) -> None:
    extra: Any = d.named("escalation", "esc", "E-8")
    inner = d.start("s_in") + d.user_task("task") + d.end("e_in", d.refers("escalation", "esc")) + d.flows("s_in>task", "task>e_in")
    event = d.boundary("happens", "work", d.refers("escalation", "esc"), interrupting=False)
    began = api.start(api.model("b_esc_end", around(d.sub("work", inner), event), extra=extra))
    api.do(began["id"], "task")
    assert elements(api, began["id"]) == ["besides", "normal"]


@pytest.mark.parametrize("sequential", [False, True])
def test_one_failing_call_of_many_takes_the_others_with_it(api: Client, sequential: bool) -> None:
    err = d.named("error", "err", "M")
    inner = d.start() + d.user_task("task", antworten="prozess") + d.xor("x", default="end_1") + d.end() + d.end("end_2", d.refers("error", "err"))
    api.model("b_many_child", inner + d.flows("start_1>task", "task>x", "x>end_2?fehler", "x>end_1!"), extra=err)
    activity = d.call("work", "b_many_child", d.each("[1, 2, 3]", "i", sequential=sequential))
    key = api.model(f"b_many_{sequential}".lower(), around(activity, d.boundary("happens", "work", d.refers("error", "err"))), extra=err)
    began = api.start(key)
    for fehler in (False, True):
        api.complete(api.instance(began["id"])["tasks"][0]["id"], fehler=fehler)
    after = api.instance(began["id"])
    assert [t["element_id"] for t in after["tasks"]] == ["besides"] and after["waits"] == []
    assert not [c for c in after["children"] if c["status"] == "running"]


def test_a_timer_interrupts_all_instances_of_a_task(api: Client) -> None:
    activity = d.user_task("work", several=d.each("[1, 2, 3]", "i"))
    began = api.start(api.model("b_all", around(activity, d.boundary("happens", "work", d.timer('"PT0.5S"')))))
    assert len(began["tasks"]) == 3
    api.complete(began["tasks"][1]["id"])
    until(lambda: elements(api, began["id"]) == ["besides"])
    assert api.instance(began["id"])["waits"] == []


def test_what_is_called_within_an_interrupted_part_is_cancelled(api: Client) -> None:
    api.model("b_child", INNER)
    inner = (
        d.start("s_in") + d.parallel("fork") + d.call("deep", "b_child") + d.sub("deeper", d.start("s3") + d.call("deepest", "b_child") + d.end("e3") + d.flows("s3>deepest", "deepest>e3"))
        + d.end("e_in") + d.end("e_in2") + d.flows("s_in>fork", "fork>deep", "fork>deeper", "deep>e_in", "deeper>e_in2")
    )
    key = api.model("b_deep", around(d.sub("work", inner), d.boundary("happens", "work", d.refers("message", "msg"))), extra=d.named("message", "msg", "Schluss tief"))
    began = api.start(key, business_key="B-DEEP")
    assert elements(api, began["id"]) == ["task", "task"]
    api.call("POST", "/messages", 200, json={"name": "Schluss tief", "correlation": {"business_key": "B-DEEP"}})
    after = api.instance(began["id"])
    assert [t["element_id"] for t in after["tasks"]] == ["besides"] and {c["status"] for c in after["children"]} == {"cancelled"}


def test_terminate_within_a_part_ends_that_part(api: Client) -> None:
    inner = (
        d.start("s_in") + d.parallel("fork") + d.user_task("stop") + d.user_task("other") + d.end("e_in", "<bpmn:terminateEventDefinition/>") + d.end("e_in2")
        + d.flows("s_in>fork", "fork>stop", "fork>other", "stop>e_in", "other>e_in2")
    )
    body = d.start() + d.sub("work", inner) + d.user_task("normal") + d.end() + d.flows("start_1>work", "work>normal", "normal>end_1")
    began = api.start(api.model("b_part", body))
    assert [t["element_id"] for t in api.do(began["id"], "stop")["next_tasks"]] == ["normal"]


def test_an_error_passes_parts_that_do_not_catch_it(api: Client) -> None:
    inner = d.start("s3") + d.user_task("task") + d.end("e3", d.refers("error", "err")) + d.flows("s3>task", "task>e3")
    middle = d.start("s_in") + d.sub("inner", inner) + d.user_task("never") + d.end("e_in") + d.flows("s_in>inner", "inner>never", "never>e_in")
    key = api.model("b_passes", around(d.sub("work", middle), d.boundary("happens", "work", d.refers("error", "err"))), extra=d.named("error", "err", "P"))
    began = api.start(key)
    api.do(began["id"], "task")
    assert elements(api, began["id"]) == ["besides"]


def test_a_part_with_borders_in_a_loop_begins_anew_each_round(api: Client) -> None:
    body = (
        d.start() + d.xor("again") + d.sub("work", INNER) + d.boundary("more", "work", d.refers("message", "msg"), interrupting=False)
        + d.boundary("late", "work", d.timer('"P30D"')) + d.user_task("extra") + d.user_task("overdue") + d.xor("next", default="again") + d.end() + d.end("end_2") + d.end("end_3")
        + d.flows("start_1>again", "again>work", "work>next", "next>again!", "next>end_1?False", "more>extra", "extra>end_2", "late>overdue", "overdue>end_3")
    )
    began = api.start(api.model("b_rounds", body, extra=d.named("message", "msg", "Mehr")), business_key="B-ROUNDS")
    for turn in range(1, 4):
        api.call("POST", "/messages", 200, json={"name": "Mehr", "correlation": {"business_key": "B-ROUNDS"}})
        assert elements(api, began["id"]) == ["extra"] * turn + ["task"]
        waits = api.instance(began["id"])["waits"]
        assert sorted(w["element_id"] for w in waits) == ["late", "more"]
        api.do(began["id"], "task")
