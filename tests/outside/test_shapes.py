"""The contract call by call: names of fields, codes, problem documents, the OpenAPI document, addresses for operators."""

import re
from typing import Any

import pytest
import requests
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from tests.outside import diagrams as d
from tests.outside.conftest import Client, Server

pytestmark = pytest.mark.xdist_group("outside")

TASK = {"id", "element_id", "name", "state", "lane", "assignee", "due_at", "instance_id", "root_id", "definition", "form", "answers"}
INSTANCE = {"id", "root_id", "parent_id", "business_key", "definition", "status", "tasks", "waits", "children", "data"}
WAIT = {"kind", "element_id", "name", "due_at", "message", "since"}
EVENT = {"id", "type", "at", "by", "instance_id", "element_id", "version"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
NOBODY = "00000000-0000-0000-0000-000000000000"


@pytest.fixture(scope="module")
def document(api: Client) -> dict[str, Any]:
    return requests.get(f"{api.base}/api/v1/openapi.json", timeout=30).json()


@pytest.fixture(scope="module")
def model(api: Client) -> str:
    api.model("p_child", d.start() + d.user_task("inner") + d.end() + d.flows("start_1>inner", "inner>end_1"))
    body = (
        d.start() + d.user_task("first", "Erste Aufgabe") + d.parallel("split") + d.call("call", "p_child") + d.catch("answer", d.refers("message", "msg"), "Antwort")
        + d.catch("pause", d.timer('"P1D"'), "Pause") + d.catch("alarm", d.refers("signal", "sig")) + d.end() + d.end("e2") + d.end("e3") + d.end("e4")
        + d.flows("start_1>first", "first>split", "split>call", "split>answer", "split>pause", "split>alarm", "call>end_1", "answer>e2", "pause>e3", "alarm>e4")
    )
    return api.model("p_all", body, extra=d.named("message", "msg", "Antwort P") + d.named("signal", "sig", "Alarm P"))


def fits(document: dict[str, Any], name: str, content: Any) -> None:
    """Hold an answer against the document's own schema."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    errors = [error.message for error in Draft202012Validator(schema).iter_errors(content)]
    assert not errors, errors


def test_a_life_in_shapes(api: Client, model: str, document: dict[str, Any]) -> None:
    began = api.start(model, business_key="P-1", data={"a": 1})
    assert set(began) >= INSTANCE and began["status"] == "running" and began["data"] == {"a": 1}
    assert began["root_id"] == began["id"] and began["parent_id"] is None and began["definition"] == {"key": "p_all", "version": 1}
    (task,) = began["tasks"]
    assert set(task) >= TASK and task["name"] == "Erste Aufgabe" and (task["form"], task["answers"]) == (None, None)
    assert (task["state"], task["lane"], task["assignee"], task["due_at"]) == ("open", None, None, None)
    done = api.complete(task["id"], note="x")
    assert {"task", "next_tasks", "instance"} <= set(done)
    assert done["task"]["state"] == "completed" and [t["element_id"] for t in done["next_tasks"]] == ["inner"]
    assert set(done["instance"]) >= INSTANCE
    fits(document, "Completed", done)
    seen = api.instance(began["id"])
    fits(document, "Instance", seen)
    waits = {w["kind"]: w for w in seen["waits"]}
    assert set(waits) == {"child", "message", "timer", "signal"} and all(set(w) >= WAIT for w in waits.values())
    assert waits["message"]["message"] == "Antwort P" and waits["timer"]["due_at"] and waits["child"]["element_id"] == "call"
    assert all(TIME.fullmatch(w["since"]) for w in waits.values()) and TIME.fullmatch(waits["timer"]["due_at"])
    (child,) = seen["children"]
    assert set(child) == {"id", "key", "version", "status"} and child["key"] == "p_child"
    inner = api.instance(child["id"])
    assert (inner["root_id"], inner["parent_id"]) == (began["id"], began["id"])
    events = api.call("GET", f"/instances/{began['id']}/events", 200).json()
    fits(document, "Events", events)
    assert all(set(e) >= EVENT and TIME.fullmatch(e["at"]) and re.fullmatch(r"[a-z]+\.[a-z]+", e["type"]) for e in events["items"])
    types = [e["type"] for e in events["items"]]
    assert types[0] == "instance.started" and {"task.created", "task.completed"} <= set(types)
    (completed,) = [e for e in events["items"] if e["type"] == "task.completed"]
    assert (completed["by"], completed["element_id"], completed["version"]) == ("administration", "first", 1)
    cancelled = api.call("POST", f"/instances/{began['id']}/cancel", 200, json={"reason": "Irrtum"}).json()
    fits(document, "Instance", cancelled)
    assert cancelled["status"] == "cancelled" and cancelled["tasks"] == [] and cancelled["waits"] == []
    conflict = api.call("POST", f"/instances/{began['id']}/cancel", 409, json={"reason": "Irrtum"}).json()
    assert conflict["by"] == "administration" and TIME.fullmatch(conflict["at"])


def test_what_is_deployed(api: Client, model: str, document: dict[str, Any]) -> None:
    listed = api.call("GET", "/definitions", 200).json()
    fits(document, "Definitions", listed)
    assert set(listed) == {"items", "next_cursor"}
    keys = [item["key"] for item in listed["items"]]
    assert "p_all" in keys and "hilfeplan_fall" in keys and len(keys) == len(set(keys))
    one = api.call("GET", "/definitions/p_all", 200).json()
    fits(document, "Definition", one)
    assert (one["key"], one["version"], one["files"]) == ("p_all", 1, ["p_all.bpmn"])
    for path in ("/definitions/nowhere", "/definitions/p_all?version=99"):
        api.call("GET", path, 404)
    api.call("POST", "/definitions/nowhere/instances", 404, json={})


REFUSED = [
    ("GET", "/instances/{nobody}", 404), ("GET", "/instances/not-an-id", 404), ("GET", "/instances/{nobody}/events", 404),
    ("POST", "/instances/{nobody}/cancel", 404), ("GET", "/tasks/{nobody}", 404), ("GET", "/tasks/not-an-id", 404),
    ("POST", "/tasks/{nobody}/claim", 404), ("POST", "/tasks/{nobody}/release", 404), ("POST", "/tasks/{nobody}/assign", 404),
    ("POST", "/tasks/{nobody}/complete", 404), ("POST", "/messages", 404), ("POST", "/definitions/nowhere/instances", 404),
    ("GET", "/nothing", 404), ("DELETE", "/tasks", 405), ("PUT", "/definitions/p_all", 405), ("GET", "/messages", 405), ("FOO", "/tasks", 405),
    ("GET", "/tasks?state=maybe", 422), ("GET", "/tasks?limit=none", 422), ("GET", "/tasks?cursor=xyz", 422), ("GET", "/tasks?due_before=soon", 422),
    ("GET", "/tasks?instance=xyz", 422), ("GET", "/definitions/p_all?version=x", 422),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "status"), REFUSED)
def test_every_refusal_is_a_problem_document(api: Client, document: dict[str, Any], model: str, method: str, path: str, status: int) -> None:
    body = {"person": "x", "reason": "x", "name": "Niemand wartet"}
    answer = api.call(method, path.format(nobody=NOBODY), status, json=body if method == "POST" else None)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Server-Timing"].startswith("app;dur=")
    problem = answer.json()
    assert problem["status"] == status and problem["title"] and problem["detail"] and problem["type"]
    fits(document, "Problem", problem)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong-token-0123456789", "Basic YWRtaW46YWRtaW4=", "Bearer a b"])
def test_without_a_valid_token_there_is_nothing(server: Server, header: str) -> None:
    for path in ("/tasks", "/definitions", f"/tasks/{NOBODY}"):
        answer = requests.get(f"{server.base}/api/v1{path}", headers={"Authorization": header} if header else {}, timeout=30)
        assert answer.status_code == 401 and answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_the_document_is_valid_and_names_every_call(document: dict[str, Any]) -> None:
    validate(document)
    assert document["openapi"].startswith("3.1")
    calls = {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}
    prefix = "" if any(path.startswith("/tasks") for path in document["paths"]) else "/api/v1"
    for wanted in ("POST /deployments", "GET /definitions", "POST /messages", "GET /tasks"):
        method, _, path = wanted.partition(" ")
        assert f"{method} {prefix}{path}" in calls
    assert len(calls) >= 14


def test_addresses_for_operators(server: Server, api: Client) -> None:
    for path in ("/health/live", "/health/ready"):
        answer = requests.get(f"{server.base}{path}", timeout=30)
        assert answer.status_code == 200 and answer.headers["Server-Timing"].startswith("app;dur=")
    metrics = requests.get(f"{server.base}/metrics", timeout=30)
    assert metrics.status_code == 200 and metrics.headers["Content-Type"].startswith("text/plain")
    names = re.findall(r"^(hilfeplan_\w+)(?:\{[^}]*\})? [0-9.e+-]+$", metrics.text, re.MULTILINE)
    assert {"hilfeplan_open_tasks", "hilfeplan_running_instances", "hilfeplan_open_incidents", "hilfeplan_requests_total"} <= set(names)


def test_pages_say_how_long_they_took_too(server: Server) -> None:
    for path in ("/", "/anmelden", "/nirgends"):
        answer = requests.get(f"{server.base}{path}", timeout=30, allow_redirects=False)
        assert re.match(r"app;dur=\d+(\.\d+)?", answer.headers["Server-Timing"])


def test_a_key_belongs_to_one_person_and_one_request(api: Client, owner: Client, model: str) -> None:
    key = {"Idempotency-Key": "shapes-1"}
    first = api.call("POST", f"/definitions/{model}/instances", 201, json={"business_key": "K-1"}, headers=key).json()
    again = api.call("POST", f"/definitions/{model}/instances", 201, json={"business_key": "K-1"}, headers=key).json()
    assert again == first
    api.call("POST", f"/definitions/{model}/instances", 422, json={"business_key": "K-2"}, headers=key)
    api.call("POST", f"/instances/{first['id']}/cancel", 422, json={"reason": "x"}, headers=key)
    other = owner.call("POST", f"/definitions/{model}/instances", 201, json={"business_key": "K-1"}, headers=key).json()
    assert other["id"] != first["id"]
    cancel = {"Idempotency-Key": "shapes-2"}
    ended = api.call("POST", f"/instances/{first['id']}/cancel", 200, json={"reason": "x"}, headers=cancel).json()
    assert api.call("POST", f"/instances/{first['id']}/cancel", 200, json={"reason": "x"}, headers=cancel).json() == ended
