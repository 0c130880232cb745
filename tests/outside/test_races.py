"""At the same moment: branches, keys, messages, cancelling, starting; and the plug pulled in the middle of the work."""

import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from tests.outside import diagrams as d
from tests.outside.conftest import Client, Server

pytestmark = pytest.mark.xdist_group("outside")

ONE = d.start() + d.user_task("only") + d.user_task("next") + d.end() + d.flows("start_1>only", "only>next", "next>end_1")


def at_once(*acts: Any) -> list[requests.Response]:
    """Do all of it at the same moment."""
    barrier = threading.Barrier(len(acts))

    def act(one: Any) -> requests.Response:
        barrier.wait()
        return one()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def test_branches_completed_at_once_are_joined_once(api: Client) -> None:
    names = [f"b{n}" for n in range(8)]
    body = (
        d.start() + d.parallel("split") + "".join(d.user_task(n) for n in names) + d.parallel("join") + d.user_task("after") + d.end()
        + d.flows("start_1>split", *(f"split>{n}" for n in names), *(f"{n}>join" for n in names), "join>after", "after>end_1")
    )
    key = api.model("r_join", body)
    for _ in range(3):
        began = api.start(key)
        tasks = api.open_tasks(began["id"])
        callers = [(api.again(), tasks[n]) for n in names]
        answers = at_once(*(lambda c=c, t=t: c.call("POST", f"/tasks/{t}/complete", json={"answers": {"n": 1}}) for c, t in callers))
        assert [a.status_code for a in answers] == [200] * 8
        assert [t["element_id"] for t in api.instance(began["id"])["tasks"]] == ["after"]
        assert [a for a in answers if any(t["element_id"] == "after" for t in a.json()["next_tasks"])]
        assert len([e for e in api.events(began["id"], "task.created") if e["element_id"] == "after"]) == 1


def test_one_key_at_once_starts_once(api: Client) -> None:
    key = api.model("r_one", ONE)
    callers = [api.again() for _ in range(8)]
    answers = at_once(
        *(lambda c=c: c.call("POST", f"/definitions/{key}/instances", json={"business_key": "R-ONCE"}, headers={"Idempotency-Key": "r-1"}) for c in callers)
    )
    good = [a.json() for a in answers if a.status_code == 201]
    assert good and {a.status_code for a in answers} <= {201, 409} and len({g["id"] for g in good}) == 1
    tasks = api.call("GET", "/tasks", 200, params={"q": "R-ONCE"}).json()["items"]
    assert len(tasks) == 1


def test_one_key_at_once_completes_once(api: Client) -> None:
    began = api.start(api.model("r_one", ONE))
    task = api.open_tasks(began["id"])["only"]
    callers = [api.again() for _ in range(8)]
    answers = at_once(*(lambda c=c: c.call("POST", f"/tasks/{task}/complete", json={"answers": {"a": 1}}, headers={"Idempotency-Key": "r-2"}) for c in callers))
    good = [a.json() for a in answers if a.status_code == 200]
    assert good and {a.status_code for a in answers} <= {200, 409}
    assert all(g == good[0] for g in good)


def test_a_message_and_a_completion_at_once(api: Client) -> None:
    """Either the task is completed or the message interrupts it; never both, never neither."""
    body = (
        d.start() + d.user_task("work") + d.boundary("stop", "work", d.refers("message", "msg")) + d.user_task("normal") + d.user_task("stopped") + d.end() + d.end("end_2")
        + d.flows("start_1>work", "work>normal", "normal>end_1", "stop>stopped", "stopped>end_2")
    )
    key = api.model("r_message", body, extra=d.named("message", "msg", "Stopp R"))
    for number in range(6):
        began = api.start(key, business_key=f"RM-{number}")
        task, other = api.open_tasks(began["id"])["work"], api.again()
        done, sent = at_once(
            lambda t=task: api.call("POST", f"/tasks/{t}/complete", json={"answers": {}}),
            lambda o=other, n=number: o.call("POST", "/messages", json={"name": "Stopp R", "correlation": {"business_key": f"RM-{n}"}}),
        )
        after = [t["element_id"] for t in api.instance(began["id"])["tasks"]]
        assert (done.status_code, sent.status_code, after) in ((200, 404, ["normal"]), (409, 200, ["stopped"]))


def test_cancelling_and_completing_at_once(api: Client) -> None:
    key = api.model("r_one", ONE)
    for _ in range(6):
        began = api.start(key)
        task, other = api.open_tasks(began["id"])["only"], api.again()
        done, ended = at_once(
            lambda t=task: api.call("POST", f"/tasks/{t}/complete", json={"answers": {}}),
            lambda o=other, i=began["id"]: o.call("POST", f"/instances/{i}/cancel", json={"reason": "gleichzeitig"}),
        )
        assert ended.status_code == 200 and done.status_code in (200, 409)
        after = api.instance(began["id"])
        assert after["status"] == "cancelled" and after["tasks"] == [] and after["waits"] == []
        states = {t["element_id"]: t["state"] for state in ("completed", "cancelled") for t in api.call("GET", "/tasks", 200, params={"instance": began["id"], "state": state}).json()["items"]}
        assert states == ({"only": "completed", "next": "cancelled"} if done.status_code == 200 else {"only": "cancelled"})


def test_fifty_starts_at_once(api: Client) -> None:
    key = api.model("r_one", ONE)
    callers = [api.again() for _ in range(50)]
    answers = at_once(*(lambda c=c, n=n: c.call("POST", f"/definitions/{key}/instances", json={"business_key": f"R50-{n}"}) for n, c in enumerate(callers)))
    assert {a.status_code for a in answers} == {201}
    assert len({a.json()["id"] for a in answers}) == 50
    assert len(api.call("GET", "/tasks", 200, params={"q": "R50-", "limit": 200}).json()["items"]) == 50


def test_deployments_at_once_have_versions_of_their_own(owner: Client, api: Client) -> None:
    def deploy(number: int) -> requests.Response:
        content = d.definitions("r_versions", ONE.replace('name="next"', f'name="next {number}"'))
        return (api if number % 2 else owner).again().call("POST", "/deployments", files=[("files", ("r_versions.bpmn", content))])

    answers = at_once(*(lambda n=n: deploy(n) for n in range(8)))
    assert sorted(a.json()["version"] for a in answers) == list(range(1, 9)) and {a.status_code for a in answers} == {201}


def test_the_plug_pulled_in_the_middle_of_the_work(server: Server, api: Client) -> None:
    """What was acknowledged stays, nothing is half, and the same key after the start gives the same answer."""
    child = api.model("r_kill_child", d.start() + d.user_task("inner") + d.end() + d.flows("start_1>inner", "inner>end_1"))
    body = (
        d.start() + d.xor("again") + d.user_task("work") + d.parallel("split") + d.user_task("left") + d.call("call", child) + d.parallel("join") + d.xor("more", default="again") + d.end()
        + d.flows("start_1>again", "again>work", "work>split", "split>left", "split>call", "left>join", "call>join", "join>more", "more>again!", "more>end_1?False")
    )
    key = api.model("r_kill", body)
    began = [api.start(key)["id"] for _ in range(4)]
    acknowledged: dict[str, list[tuple[str, str, dict[str, Any]]]] = {i: [] for i in began}
    pulled = threading.Event()

    def work(instance_id: str) -> None:
        caller, number = api.again(), 0
        try:
            while not pulled.is_set():
                for task in caller.instance(instance_id)["tasks"]:
                    number += 1
                    name = f"kill-{instance_id}-{number}"
                    answer = caller.complete(task["id"], headers={"Idempotency-Key": name}, n=number)
                    acknowledged[instance_id].append((name, task["id"], answer | {"n": number}))
        except (requests.RequestException, AssertionError):
            return

    threads = [threading.Thread(target=work, args=(i,)) for i in began]
    for thread in threads:
        thread.start()
    threading.Event().wait(1.5)
    server.stop(signal.SIGKILL)
    pulled.set()
    for thread in threads:
        thread.join()
    server.start()
    assert sum(map(len, acknowledged.values())) > 20
    for instance_id, answers in acknowledged.items():
        events = api.events(instance_id, "task.completed")
        done = [e["task_id"] for e in events]
        assert len(done) == len(set(done)) and {task for _, task, _ in answers} <= set(done)
        assert len(done) - len(answers) <= 1  # one at most was done whose answer did not arrive any more
        shape = sorted(t["element_id"] for t in api.instance(instance_id)["tasks"])
        assert shape in (["work"], ["inner", "left"], ["inner"], ["left"])
        name, task, answer = answers[-1]
        again = api.complete(task, headers={"Idempotency-Key": name}, n=answer.pop("n"))
        assert again == answer
        api.complete(api.instance(instance_id)["tasks"][0]["id"])
