"""Requests that nobody means well with: no error of the server, a reason, and quickly; what was stored stays whole."""

import json
import socket
import time
from typing import Any

import pytest
import requests

from tests.outside import diagrams as d
from tests.outside.conftest import Client, Server

pytestmark = pytest.mark.xdist_group("outside")

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def model(api: Client) -> str:
    return api.model("x_one", d.start() + d.user_task("ask", antworten="prozess") + d.user_task("next") + d.end() + d.flows("start_1>ask", "ask>next", "next>end_1"))


def harmless(answer: requests.Response) -> requests.Response:
    """Neither a fault of the server nor slow; refusals of the API are problem documents."""
    assert answer.status_code < 500, answer.text[:300]
    assert answer.elapsed.total_seconds() < 5
    if "/api/" in answer.url and answer.status_code >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json", answer.text[:200]
    return answer


BODIES = [
    b"[]", b'"x"', b"null", b"1", b"{", b"\xff\xfe{}", b'{"answers": "x"}', b'{"answers": []}', b'{"answers": 1}', b'{"answers": {"a": {"b": 1}}}', b'{"answers": {"a": [[1]]}}',
    b'{"answers": {"a": "\\u0000"}}', b'{"answers": {"a\\u0000": 1}}', b'{"answers": {"a": "\xc3\x28"}}', b'{"answers": {"a": "\\ud800"}}', b'{"answers": {"a": NaN}}',
    b'{"answers": {"a": 1e999}}', b'{"answers": {"a": ' + b"9" * 25 + b"}}", b'{"answers": {"a": -' + b"9" * 5000 + b"}}", b'{"answers": {"a": 9223372036854775808}}',
    b"[" * 100_000, b'{"a":' * 50_000, b'{"answers":' + b'{"a":' * 40 + b"1" + b"}" * 41, b'{"answers": {"_now": 1}}', b'{"answers": {"": 1}}',
    b'{"answers": {"a": "' + b"x" * 1_900_000 + b'"}}', b'{"answers": {"a": "' + b"x" * 3_000_000 + b'"}}', json.dumps({"answers": {f"k{n}": n for n in range(5000)}}).encode(),
    '{"answers": {}}'.encode("utf-16"), b'{"answers": {"x": 1}', b'{"answers": {"\xe2\x80\xae": 1}}',
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_odd_answers_change_nothing(api: Client, model: str, body: bytes) -> None:
    task = api.start(model)["tasks"][0]["id"]
    answer = harmless(api.call("POST", f"/tasks/{task}/complete", data=body, headers=JSON))
    assert answer.status_code in (400, 413, 422)
    assert api.call("GET", f"/tasks/{task}", 200).json()["state"] == "open"
    for path in ("/messages", f"/definitions/{model}/instances", f"/tasks/{task}/assign"):
        harmless(api.call("POST", path, data=body, headers=JSON))


ROUND = [
    {"a": 1, "b": 1.5, "c": True, "d": None, "e": "", "f": "Ünï😀\n\t\"'\\ <b>"}, {"a": -0.1, "b": 1e308, "c": 1e-320, "d": 2**63 - 1, "e": -(2**63)}, {"typename": "UUID", "constructor": 1, "class": 2},
    {"l": ["a", 1, None, 1.5, True]}, {"datum": "2026-02-30", "zeit": "2026-01-01T00:00:00Z"}, {"lang": "ä" * 50_000}, {f"k{n}": n for n in range(300)}, {"a b": 1, "a.b": 2, "ä": 3},
]  # fmt: skip


@pytest.mark.parametrize("answers", ROUND, ids=range(len(ROUND)))
def test_plain_answers_come_back_as_they_were(api: Client, model: str, answers: dict[str, Any]) -> None:
    began = api.start(model)
    task = began["tasks"][0]["id"]
    answer = api.call("POST", f"/tasks/{task}/complete", json={"answers": answers})
    if -(2**63) in answers.values():  # one below what fits: refused rather than changed
        assert answer.status_code == 422
        return
    assert answer.status_code == 200, answer.text[:300]
    assert api.call("GET", f"/tasks/{task}", 200).json()["answers"] == answers
    api.do(began["id"], "next")


DATA = [
    {"a": {"b": {"c": [1, {"d": None}]}}, "__": 1}, {"a": {"typename": "UUID", "value": "x"}}, {"a": {"__class__": "x", "__proto__": {}, "$": ["date", "2026-01-01"]}}, {"a": list(range(20_000))}, {"a": "😀" * 5000},
    {"a": {"": 1}}, {"__class__": 1}, {"_x": 1}, {"record": {}}, {"a": 2**64}, {"a": 10**30}, {"a": "x" * 100_000}, {"a": [[[[[[[[1]]]]]]]]}, {"datum": "2026-01-01", "preis": "12.50"}, {"if": 1}, {"len": 5}, {"heute": 1},
]  # fmt: skip


@pytest.mark.parametrize("data", DATA, ids=range(len(DATA)))
def test_start_data_come_back_as_they_were_or_are_refused(api: Client, model: str, data: dict[str, Any]) -> None:
    answer = harmless(api.call("POST", f"/definitions/{model}/instances", json={"data": data}))
    if answer.status_code == 201:
        began = answer.json()
        assert api.instance(began["id"])["data"] == data
        api.do(began["id"], "ask", neu=1)
        assert api.instance(began["id"])["data"] == {**data, "neu": 1}
    else:
        assert answer.status_code == 422


PATHS = [
    "/definitions/%00", "/definitions/a%00b", "/definitions/..%2f..%2fetc%2fpasswd", "/definitions/%ff%fe", "/definitions/" + "a" * 5000, "/definitions/' or 1=1 --", "/tasks/%00", "/tasks/1", "/instances/" + "a" * 300,
    "/instances/%F0%9F%98%80", "/tasks?due_before=0001-01-01T00:00:00%2B23:59", "/tasks?due_before=9999-12-31T23:59:59-23:59", "/tasks?limit=99999999999999999999", "/tasks?limit=%D9%A3", "/tasks?q=%00",
    "/tasks?q=" + "%25" * 300, "/tasks?cursor=%00", "/tasks?cursor=" + "A" * 900, "/tasks?cursor=WzFlMzAwLCAxXQ", "/tasks?lane=%00", "/tasks?assignee=%ED%A0%80", "/tasks?instance=%00", "/tasks?state=open&state=x",
    "/../../etc/passwd", "//tasks", "/tasks/", "/tasks;a=b", "/openapi.json?x=%00",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS, ids=range(len(PATHS)))
def test_odd_addresses(api: Client, path: str) -> None:
    for method in ("GET", "POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "NONSENSE"):
        harmless(api.http.request(method, f"{api.base}/api/v1{path}", timeout=30, allow_redirects=False))
    harmless(requests.get(f"{api.base}{path}", timeout=30, allow_redirects=False))


@pytest.mark.parametrize("number", [10**30, 2**63, -1, 1.5, 1e300])
def test_odd_cursors_of_events(api: Client, model: str, number: float) -> None:
    import base64

    cursor = base64.urlsafe_b64encode(json.dumps([number]).encode()).decode().rstrip("=")
    harmless(api.call("GET", f"/instances/{api.start(model)['id']}/events?cursor={cursor}"))


def test_odd_headers(api: Client, model: str) -> None:
    task = api.start(model)["tasks"][0]["id"]
    for key in ("x" * 201, "a b", "ü".encode(), "'; drop table person; --"):
        harmless(api.call("POST", f"/tasks/{task}/complete", data=b'{"answers": {"a": {"b": 1}}}', headers={**JSON, "Idempotency-Key": key}))
    odd = {"X-Request-Id": "a\tb<script>", "Accept-Language": "xx-" + "y" * 2000, "X-Forwarded-For": "1.2.3.4", "Cookie": "hilfeplan=" + "A" * 3000, "Accept": "nonsense", "Range": "bytes=0-"}
    for name, value in odd.items():
        answer = harmless(api.call("GET", "/tasks", headers={name: value}))
        assert answer.status_code == 200 and "<script>" not in str(answer.headers)
        harmless(requests.get(f"{api.base}/anmelden", headers={name: value}, timeout=30))
    answer = harmless(api.http.get(f"{api.base}/anmelden?weiter=%0d%0aSet-Cookie:%20x=y", timeout=30))
    assert "x" not in answer.cookies


def test_a_slow_or_broken_caller_holds_nobody_up(server: Server, api: Client) -> None:
    sockets = []
    for start in (b"GET /api/v1/tasks HTTP/1.1\r\nHost: x\r\n", b"POST /api/v1/messages HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n{", b"\x16\x03\x01\x02\x00", b"GET / HTTP/9.9\r\n\r\n") * 8:
        made = socket.create_connection(("127.0.0.1", server.port), timeout=5)
        made.sendall(start)
        sockets.append(made)
    began = time.monotonic()
    api.call("GET", "/tasks", 200)
    assert time.monotonic() - began < 2
    for made in sockets:
        made.close()


def test_two_hundred_requests_a_second_are_allowed(api: Client) -> None:
    """A hundred in a row, as quickly as they go, none refused; the limit itself is far above."""
    assert {api.call("GET", "/tasks?limit=1").status_code for _ in range(250)} == {200}
