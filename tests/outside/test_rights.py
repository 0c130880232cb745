"""Who may see and do what: lanes, starting, deploying, cancelling, four eyes; what one may not see is not found."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.outside import diagrams as d
from tests.outside.conftest import Client, Server

pytestmark = pytest.mark.xdist_group("outside")


@pytest.fixture(scope="module")
def person(server: Server) -> Callable[[str], Client]:
    """A client of this demo person, one token each."""
    known: dict[str, Client] = {}

    def client(name: str) -> Client:
        if name not in known:
            known[name] = server.client(name)
        return known[name]

    return client


def lanes(**members: str) -> str:
    inner = "".join(
        f'<bpmn:lane id="lane_{name}" name="{name}">' + "".join(f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>" for node in nodes.split()) + "</bpmn:lane>"
        for name, nodes in members.items()
    )
    return f'<bpmn:laneSet id="lanes">{inner}</bpmn:laneSet>'


@pytest.fixture(scope="module")
def laned(api: Client) -> str:
    body = (
        lanes(fallmanagement="start_1 plan check end_1", teamleitung="release_plan") + d.start() + d.user_task("plan") + d.user_task("release_plan", vier_augen="plan")
        + d.user_task("check", vier_augen="plan") + d.end() + d.flows("start_1>plan", "plan>release_plan", "release_plan>check", "check>end_1")
    )
    return api.model("z_laned", body)


def test_a_task_is_seen_in_its_lane_only(person: Callable[[str], Client], laned: str) -> None:
    worker, other, leader = person("fallmanagement"), person("kundenzentrum"), person("teamleitung")
    began = worker.start(laned, business_key="Z-1")
    (task,) = began["tasks"]
    assert task["lane"] == "fallmanagement"
    for stranger in (other, person("jury")):
        for method, path in (("GET", ""), ("POST", "/claim"), ("POST", "/release"), ("POST", "/assign"), ("POST", "/complete")):
            body = {"person": "jury", "answers": {}} if method == "POST" else None
            stranger.call(method, f"/tasks/{task['id']}{path}", 404, json=body)
        stranger.call("GET", f"/instances/{began['id']}", 404)
        stranger.call("GET", f"/instances/{began['id']}/events", 404)
        stranger.call("POST", f"/instances/{began['id']}/cancel", 404, json={"reason": "x"})
        assert not stranger.call("GET", "/tasks", 200, params={"q": "Z-1"}).json()["items"]
        assert not stranger.call("GET", "/tasks", 200, params={"instance": began["id"]}).json()["items"]
    assert [t["id"] for t in worker.call("GET", "/tasks", 200, params={"q": "Z-1"}).json()["items"]] == [task["id"]]
    done = worker.complete(task["id"], note="geheim")
    assert done["next_tasks"] == []  # the next one is the leader's
    leader.call("GET", f"/tasks/{task['id']}", 404)
    (waiting,) = leader.call("GET", "/tasks", 200, params={"q": "Z-1"}).json()["items"]
    assert (waiting["element_id"], waiting["lane"]) == ("release_plan", "teamleitung")
    worker.call("POST", f"/tasks/{waiting['id']}/complete", 404, json={"answers": {}})


def test_the_author_never_releases(person: Callable[[str], Client], laned: str) -> None:
    worker, colleague, leader = person("fallmanagement"), person("ostermann"), person("teamleitung")
    began = worker.start(laned)
    worker.do(began["id"], "plan")
    leader.do(began["id"], "release_plan")
    check = worker.open_tasks(began["id"])["check"]
    for attempt in ("complete", "claim"):
        assert worker.call("POST", f"/tasks/{check}/{attempt}", 403, json={}).headers["Content-Type"] == "application/problem+json"
    leader.call("POST", f"/tasks/{check}/assign", 404, json={"person": "fallmanagement"})
    colleague.call("POST", f"/tasks/{check}/assign", 403, json={"person": "fallmanagement"})
    colleague.complete(check)
    assert worker.instance(began["id"])["status"] == "completed"


def test_who_may_start_deploy_and_cancel(person: Callable[[str], Client], laned: str, api: Client, owner: Client) -> None:
    content = d.definitions("z_mine", d.start() + d.user_task("a") + d.end() + d.flows("start_1>a", "a>end_1"))
    for name in ("fallmanagement", "kundenzentrum", "teamleitung"):
        person(name).call("POST", "/deployments", 403, files=[("files", ("z_mine.bpmn", content))])
    owner.deploy(("z_mine.bpmn", content))
    for key in (laned, "z_mine"):
        person("kundenzentrum").call("POST", f"/definitions/{key}/instances", 403, json={})
    person("fallmanagement").call("POST", "/definitions/z_mine/instances", 403, json={})
    began = person("fallmanagement").start(laned)
    person("ostermann").call("POST", f"/instances/{began['id']}/cancel", 403, json={"reason": "x"})
    person("fallmanagement").call("POST", f"/instances/{began['id']}/cancel", 200, json={"reason": "x"})


def test_tasks_without_lanes_are_for_operators(person: Callable[[str], Client], api: Client, owner: Client) -> None:
    began = api.start(api.model("z_open", d.start() + d.user_task("a") + d.end() + d.flows("start_1>a", "a>end_1")), business_key="Z-OPEN")
    task = began["tasks"][0]["id"]
    assert owner.call("GET", f"/tasks/{task}", 200).json()["element_id"] == "a"
    for name in ("fallmanagement", "kundenzentrum"):
        person(name).call("GET", f"/tasks/{task}", 404)
        person(name).call("POST", f"/tasks/{task}/complete", 404, json={"answers": {}})
        person(name).call("GET", f"/instances/{began['id']}", 404)
    owner.complete(task)


def test_a_message_reaches_only_what_its_sender_may_see(person: Callable[[str], Client], laned: str, api: Client) -> None:
    body = (
        lanes(fallmanagement="start_1 before wait after end_1") + d.start() + d.user_task("before")
        + d.catch("wait", d.refers("message", "msg")) + d.user_task("after") + d.end()
        + d.flows("start_1>before", "before>wait", "wait>after", "after>end_1")
    )
    key = api.model("z_message", body, extra=d.named("message", "msg", "Post an Z"))
    began = person("fallmanagement").start(key, business_key="Z-M")
    person("fallmanagement").do(began["id"], "before")
    content: dict[str, Any] = {"name": "Post an Z", "correlation": {"business_key": "Z-M"}}
    person("kundenzentrum").call("POST", "/messages", 404, json=content)
    person("ostermann").call("POST", "/messages", 200, json=content)


def test_the_list_of_people_and_tokens(server: Server) -> None:
    lines = [line.split() for line in server.command("person", "list").splitlines()]
    roles = {line[0]: line for line in lines}
    assert "administration" in roles["administration"] and "fallmanagement" in roles["ostermann"][1:][0]
    first, second = (server.command("token", "jury").split()[-1] for _ in range(2))
    assert first != second
    for token in (first, second):
        Client(server.base, token).call("GET", "/tasks", 200)
