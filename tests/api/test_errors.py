"""Every error is a problem document with a reason; hostile bodies and files get one too."""

import pytest

from tests.api.conftest import TWO_TASKS, Caller, multipart
from tests.engine import diagrams as d

NIL = "00000000-0000-0000-0000-000000000000"


def is_problem(response, status: int) -> dict:
    """The body, after a look at the shape that RFC 9457 asks for."""
    assert response.status_code == status, response.get_data(as_text=True)
    assert response.mimetype == "application/problem+json"
    assert response.json["status"] == status
    assert response.json["type"].startswith("urn:hilfeplan:problem:")
    assert response.json["title"]
    assert response.json["detail"]
    assert response.headers["X-Request-Id"] == response.json["request_id"]
    assert "app;dur=" in response.headers["Server-Timing"]
    return response.json


def test_without_a_token(nobody: Caller) -> None:
    response = nobody.get("/tasks", expect=None)
    is_problem(response, 401)
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer wrongwrongwrong", "Basic YTpi", "Bearer a b", "Bearer \xe4\xf6\xfc\xdfxxxx"]
)
def test_with_a_token_that_nobody_has(nobody: Caller, header: str) -> None:
    is_problem(nobody.get("/tasks", expect=None, headers={"Authorization": header.encode().decode("latin-1")}), 401)


def test_a_cookie_is_no_token(nobody: Caller, app) -> None:
    with nobody.client.session_transaction() as cookie:
        cookie["_user_id"] = "anything"
    is_problem(nobody.post("/messages", {"name": "x"}, expect=None), 401)


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/tasks/7", f"/tasks/{NIL}", f"/instances/{NIL}", "/definitions/none", "/tasks/"]
)
def test_not_found(ada: Caller, path: str) -> None:
    is_problem(ada.get(path, expect=None), 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/tasks", "GET"),
        ("GET", "/messages", "POST"),
        ("PUT", f"/tasks/{NIL}/complete", "POST"),
        ("PATCH", "/deployments", "POST"),
    ],
)
def test_a_method_that_is_not_for_this_address(ada: Caller, method: str, path: str, allowed: str) -> None:
    response = ada.call(method, path)
    is_problem(response, 405)
    assert allowed in response.headers["Allow"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b"\xff\xfe{}", 400),
        (b'{"name": "\xe4"}', 400),
        (b'{"name": "\\ud800"}', 400),
        (b'{"name": NaN}', 400),
        (b'{"name": 1e999}', 400),
        (b'{"payload": ' + b"[" * 40 + b"]" * 40 + b"}", 400),
        (b'{"payload": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400),
        (b'{"payload": ' + b'{"a":' * 60 + b"1" + b"}" * 61, 400),
        (b'{"name": "a\\u0000b"}', 422),
        (b'{"payload": {"a\\u0000b": 1}}', 422),
        (b'{"name": "' + b"x" * 3_000_000 + b'"}', 413),
        (b"{}", 422),
        (b'{"name": 7}', 422),
        (b'{"name": ["x"]}', 422),
        (b'{"name": "x", "correlation": []}', 422),
        (b'{"name": "x", "payload": "text"}', 422),
    ],
)
def test_bodies_that_cannot_be_read(ada: Caller, body: bytes, status: int) -> None:
    is_problem(ada.call("POST", "/messages", data=body, content_type="application/json"), status)


def test_another_media_type(ada: Caller) -> None:
    is_problem(ada.call("POST", "/messages", data=b"name=x", content_type="application/x-www-form-urlencoded"), 415)
    is_problem(ada.call("POST", "/messages", data=b"{}", content_type="text/plain"), 415)
    is_problem(ada.call("POST", "/deployments", json={}), 415)


def test_nobody_waits_for_the_message(ada: Caller) -> None:
    is_problem(ada.post("/messages", {"name": "niemand", "correlation": {"az": "1"}}, expect=None), 404)


def test_a_bug_is_a_problem_too_and_tells_nothing(ada: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.api.calls import messages

    def broken(*_, **__):
        raise RuntimeError("secret of the inside")

    monkeypatch.setattr(messages.messages, "deliver", broken)
    said = is_problem(ada.post("/messages", {"name": "x"}, expect=None), 500)
    assert "secret" not in str(said)


def test_too_many_calls_of_one_token(ada: Caller, app, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    app.config["HILFEPLAN"] = replace(app.config["HILFEPLAN"], api_rate=2)
    answers = [ada.get("/definitions", expect=None) for _ in range(8)]
    assert [answer.status_code for answer in answers][:4] == [200] * 4
    is_problem(answers[-1], 429)
    assert int(answers[-1].headers["Retry-After"]) >= 1


# --- deployments ------------------------------------------------------------------------------------------------------


def deploy(caller: Caller, *files: tuple[str, bytes], field: str = "files"):
    return caller.call("POST", "/deployments", **multipart(field, files))


def test_deploying_is_for_operators(olga: Caller) -> None:
    is_problem(deploy(olga, TWO_TASKS), 403)


def test_the_same_files_are_the_same_version(ada: Caller) -> None:
    assert ada.deploy(TWO_TASKS) == {"key": "two_tasks", "version": 1, "created": True}
    assert ada.deploy(TWO_TASKS, expect=200) == {"key": "two_tasks", "version": 1, "created": False}
    changed = TWO_TASKS[1].replace(b"First task", b"The first task")
    assert ada.deploy(("two_tasks.bpmn", changed)) == {"key": "two_tasks", "version": 2, "created": True}
    assert ada.get("/definitions/two_tasks")["version"] == 2
    assert ada.get("/definitions/two_tasks?version=1")["version"] == 1
    ada.get("/definitions/two_tasks?version=3", expect=404)
    ada.get("/definitions/two_tasks?version=x", expect=422)
    assert [row["version"] for row in ada.get("/definitions")["items"] if row["key"] == "two_tasks"] == [2]


def test_what_is_wrong_with_a_diagram_is_said_with_its_element(ada: Caller) -> None:
    inner = (d.lanes(niemand=["machen"]), d.start(), d.user("machen", "Machen"), d.end())
    bad = d.diagram("schlecht", *inner, d.flows("start", "machen", "end"))
    said = is_problem(deploy(ada, ("schlecht.bpmn", bad)), 422)
    assert said["problems"]
    assert all(set(found) == {"element_id", "message"} and found["message"] for found in said["problems"])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no xml",
        b"<definitions>",
        b"\xff\xfe\x00",
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><definitions>&a;</definitions>',
        b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><definitions/>',
        b'<?xml version="1.0" encoding="utf-16"?><definitions/>',
        b"<a>" * 5000 + b"</a>" * 5000,
    ],
    ids=["empty", "text", "cut", "bytes", "entity", "external", "encoding", "deep"],
)
def test_hostile_diagrams_get_a_reason(ada: Caller, content: bytes) -> None:
    is_problem(deploy(ada, ("x.bpmn", content)), 422)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("F1.form.json", b"[" * 100_000 + b"]" * 100_000),
        ("F1.form.json", b'{"components":' * 3000 + b"1" + b"}" * 3000),
        ("F1.form.json", b"\xff\xfe{}"),
        ("F1.form.json", b'{"type": "default", "id": "F1", "components": [{"key": "a\\u0000"}]}'),
        ("D1.dmn", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><definitions>&a;</definitions>'),
        ("D1.dmn", b"<a>" * 5000),
    ],
    ids=["deep list", "deep object", "bytes", "nul", "doctype", "deep decision"],
)
def test_hostile_files_beside_a_diagram_get_a_reason(ada: Caller, name: str, content: bytes) -> None:
    is_problem(deploy(ada, TWO_TASKS, (name, content)), 422)


@pytest.mark.parametrize(
    "name", ["../x.bpmn", "a/b.bpmn", "a\\b.bpmn", ".hidden.bpmn", "a\x01.bpmn", "x" * 300 + ".bpmn"]
)
def test_names_of_files_are_plain(ada: Caller, name: str) -> None:
    is_problem(deploy(ada, (name, TWO_TASKS[1])), 422)


def test_two_files_of_one_name(ada: Caller) -> None:
    is_problem(deploy(ada, TWO_TASKS, TWO_TASKS), 422)


def test_no_files(ada: Caller) -> None:
    assert is_problem(deploy(ada, TWO_TASKS, field="other"), 422)["errors"]["files"]


def test_too_many_files(ada: Caller) -> None:
    is_problem(deploy(ada, *((f"f{n}.form.json", b"{}") for n in range(501))), 413)


def test_files_that_are_too_large(ada: Caller) -> None:
    is_problem(deploy(ada, TWO_TASKS, ("big.form.json", b" " * (10 * 1024 * 1024))), 413)
    is_problem(deploy(ada, TWO_TASKS, ("huge.form.json", b" " * (12 * 1024 * 1024))), 413)
