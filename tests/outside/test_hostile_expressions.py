"""Bombs and ways out in every place where a process owner writes an expression: one case stops, quickly, nothing else."""

import itertools
import json
import time
from html import escape
from typing import Any

import pytest

from tests.outside import diagrams as d
from tests.outside.conftest import Client, until

pytestmark = pytest.mark.xdist_group("outside")

BOMBS = [
    "range(10 ** 9)", "list(range(10 ** 9))", "[x for x in range(10 ** 9)]", "[0] * 10 ** 9", "'a' * 10 ** 10", "9 ** 9 ** 9", "2 ** 10 ** 8", "'%0999999999d' % 1", "'{:>999999999}'.format(1)", "f'{1:>999999999}'",
    "sum([x * y for x in range(5000) for y in range(5000)])", "text('x' * 99999) * 99999", "[[[[[[[[[[0] * 99] * 99] * 99] * 99] * 99] * 99] * 99] * 99] * 99]", "(" * 500 + "1" + ")" * 500, "1" + "+1" * 5000, "-" * 3000 + "1",
    "zahl('9' * 99999)", "int('9' * 99999)", "10 ** 400", "1e308 * 10", "sorted(range(10 ** 8))", "max(range(10 ** 9))", "'x' in ['y'] * 10 ** 9", "str([[1] * 1000] * 1000)", "ersetze('a' * 10000, 'a', 'a' * 10000)",
]  # fmt: skip

WAYS_OUT = [
    "().__class__.__base__.__subclasses__()", "''.__class__.__mro__", "record.__class__", "record._fetch", "record.__init__.__globals__", "heute.__globals__", "len.__self__", "__import__('os').system('id')", "open('/etc/passwd')",
    "globals()", "vars()", "getattr(record, '_' + '_class__')", "eval('1')", "exec('1')", "(lambda: 1)()", "[c for c in ().__class__.__bases__]", "'{0.__class__}'.format(1)", "type(1)", "object()", "input()", "breakpoint()", "_now", "_register",
]  # fmt: skip


def tried(api: Client, key: str, body: str, *files: tuple[str, bytes], extra: str = "", data: dict[str, Any] | None = None) -> None:
    """Deploy, start, let a second pass: every answer below 500 and within seconds, and the server goes on."""
    began = time.monotonic()
    answer = api.call("POST", "/deployments", files=[("files", (f"{key}.bpmn", d.definitions(key, body, extra=extra))), *(("files", f) for f in files)])
    assert answer.status_code in (200, 201, 422), answer.text[:300]
    if answer.status_code != 422:
        answer = api.call("POST", f"/definitions/{key}/instances", json={"data": data or {}})
        assert answer.status_code in (201, 422), answer.text[:300]
        if answer.status_code == 201:
            for task in answer.json()["tasks"]:
                api.call("GET", f"/tasks/{task['id']}", 200)
                done = api.call("POST", f"/tasks/{task['id']}/complete", json={"answers": {}})
                assert done.status_code in (200, 422), done.text[:300]
    if answer.status_code == 422:
        assert all(p["element_id"] and len(p["message"]) > 10 for p in answer.json()["problems"])
    assert time.monotonic() - began < 5


def x(code: str) -> str:
    return escape(code, quote=False)


def end_of(*steps: str) -> str:
    """A line through these elements to the end."""
    names = ["start_1", *steps, "end_1"]
    return d.end() + d.flows(*(f"{a}>{b}" for a, b in itertools.pairwise(names)))


PLACES: dict[str, Any] = {
    "script": lambda c: d.start() + d.script("s", f"x = {c}") + end_of("s"),
    "condition": lambda c: d.start() + d.xor("g", default="end_2") + d.end() + d.end("end_2") + d.flows("start_1>g", f"g>end_1?{x(c)} == 1", "g>end_2!"),
    "timer": lambda c: d.start() + d.catch("t", d.timer(x(c))) + end_of("t"),
    "cycle": lambda c: d.start() + d.user_task("u") + d.boundary("b", "u", d.timer(x(c), "timeCycle"), interrupting=False) + d.end("end_2") + end_of("u") + d.flows("b>end_2"),
    "collection": lambda c: d.start() + d.user_task("u", several=d.each(x(c), "i")) + end_of("u"),
    "number": lambda c: d.start() + d.user_task("u", several=d.times(x(c))) + end_of("u"),
    "completion": lambda c: d.start() + d.user_task("u", several=d.each("[1, 2]", "i", until=x(c))) + end_of("u"),
    "due": lambda c: d.start() + d.user_task("u", frist=escape(c)) + end_of("u"),
    "input": lambda c: d.start() + d.call("c", "v_child", eingaben=escape(f"ziel={c}")) + end_of("c"),
    "output": lambda c: d.start() + d.call("c", "v_child", ausgaben=escape(f"ziel={c}")) + end_of("c"),
    "parameter": lambda c: d.start()
    + f'<bpmn:serviceTask id="s" name="s"><bpmn:extensionElements><spiffworkflow:serviceTaskOperator id="profil_berechnen" resultVariable="r"><spiffworkflow:parameters><spiffworkflow:parameter id="x" type="any" value="{escape(c)}"/></spiffworkflow:parameters></spiffworkflow:serviceTaskOperator></bpmn:extensionElements></bpmn:serviceTask>'
    + end_of("s"),
    "pre_script": lambda c: d.start() + f'<bpmn:userTask id="u" name="u"><bpmn:extensionElements><spiffworkflow:preScript>x = {x(c)}</spiffworkflow:preScript></bpmn:extensionElements></bpmn:userTask>' + end_of("u"),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_no_bomb_goes_off(api: Client, place: str) -> None:
    api.model("v_child", d.start() + d.script("s", "x = 1") + end_of("s"))
    began = time.monotonic()
    for code in BOMBS:
        tried(api, f"v_{place}", PLACES[place](code))
    api.call("GET", "/definitions", 200)
    print(f"\n{place}: {len(BOMBS)} bombs in {time.monotonic() - began:.1f} s")


@pytest.mark.parametrize("place", PLACES)
def test_there_is_no_way_out(api: Client, place: str) -> None:
    api.model("v_child", d.start() + d.script("s", "x = 1") + end_of("s"))
    for code in WAYS_OUT:
        content = d.definitions("v_out", PLACES[place](code))
        answer = api.call("POST", "/deployments", files=[("files", ("v_out.bpmn", content))])
        if answer.status_code < 300:
            answer = api.call("POST", "/definitions/v_out/instances", json={})
            if answer.status_code == 201:
                begun = answer.json()
                for task in begun["tasks"]:
                    answer = api.call("POST", f"/tasks/{task['id']}/complete", json={"answers": {}})
                text = json.dumps(api.instance(begun["id"])["data"])
                assert "uid=" not in text and "root:" not in text and "<class" not in text and "<function" not in text
        assert answer.status_code in (200, 201, 422), answer.text[:300]


SCRIPTS = [
    "x = 7\n" + "x = x * x\n" * 40, "x = 'ab'\n" + "x = x + x\n" * 60, "x = [1]\n" + "x = x + x\n" * 60, "x = [1]\n" + "x = [x, x]\n" * 40, "x = {}\n" + "x = {'a': x, 'b': x}\n" * 40, "x = 0\n" + "x = x + 1\n" * 3000,
    "for i in range(10 ** 9):\n    x = i", "for i in range(9999):\n    for j in range(9999):\n        x = i", "x = [1]\nfor i in x:\n    x = x + x", "while True:\n    x = 1", "def f():\n    f()\nf()", "x = 1\nx[0] = 5", "del x", "import os", "x = yield",
    "\n" * 100_000 + "x = 1", "x = '" + "a" * 30_000 + "'", "if True:\n" + "".join("    " * n + "if True:\n" for n in range(1, 90)) + "    " * 90 + "x = 1", "x = 1 if True else " * 400 + "1", "x\x00 = 1",
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(SCRIPTS)))
def test_no_script_goes_off(api: Client, number: int) -> None:
    if "\x00" not in SCRIPTS[number]:
        tried(api, "v_scripts", d.start() + d.script("s", SCRIPTS[number]) + d.user_task("u") + end_of("s", "u"))


def test_messages_with_bombs(api: Client) -> None:
    for code in BOMBS:
        inner = f"<spiffworkflow:messagePayload>{x(code)}</spiffworkflow:messagePayload>"
        extra = f'<bpmn:message id="msg" name="V"><bpmn:extensionElements>{inner}</bpmn:extensionElements></bpmn:message>'
        tried(api, "v_payload", d.start() + d.throw("t", d.refers("message", "msg")) + end_of("t"), extra=extra)
        key = f"<spiffworkflow:processVariableCorrelation><spiffworkflow:propertyId>k</spiffworkflow:propertyId><spiffworkflow:expression>{x(code)}</spiffworkflow:expression></spiffworkflow:processVariableCorrelation>"
        extra = f'<bpmn:message id="msg" name="V"><bpmn:extensionElements>{key}</bpmn:extensionElements></bpmn:message>'
        tried(api, "v_keys", d.start() + d.catch("t", d.refers("message", "msg")) + end_of("t"), extra=extra)


def test_forms_with_bombs(api: Client) -> None:
    body = d.start() + d.user_task("u", form="v.form.json") + end_of("u")
    for code in [*BOMBS, *WAYS_OUT]:
        fields = [
            {"type": "textfield", "id": f"c_{name}", "key": f"k_{name}", "label": "K", "properties": {name: code}}
            for name in ("vorbelegung", "vorschlag", "berechnet", "pruefung", "pflicht_wenn")
        ]
        tried(api, "v_form", body, ("v.form.json", json.dumps({"type": "default", "id": "V1", "components": fields}).encode()))
        tried(api, "v_form", body, ("v.form.json", json.dumps({"type": "default", "id": "V1", "components": fields[:1]}).encode()))
        field = {"type": "textfield", "id": "c", "key": "k", "label": "K", "conditional": {"hide": "=" + code}}
        tried(api, "v_form", body, ("v.form.json", json.dumps({"type": "default", "id": "V1", "components": [field]}).encode()))


def test_a_crowd_of_tokens_is_stopped(api: Client) -> None:
    """Forks that multiply, and calls that multiply."""
    body = d.start() + d.xor("again") + d.parallel("fork") + d.end() + d.flows("start_1>again", "again>fork", "fork>again", "fork>end_1")
    tried(api, "v_forks", body)
    each = d.each("list(range(50))", "i")
    body = d.start() + d.call("c", "v_tree", each) + end_of("c")
    tried(api, "v_tree", body)
    body = d.start() + d.sub("a", d.start("s2") + d.sub("b", d.start("s3") + d.user_task("u", several=d.times("100")) + d.end("e3") + d.flows("s3>u", "u>e3"), d.times("100")) + d.end("e2") + d.flows("s2>b", "b>e2"), d.times("100")) + end_of("a")
    tried(api, "v_million", body)


def test_the_timers_of_bombs_leave_the_worker_alive(api: Client) -> None:
    body = d.start() + d.catch("pause", d.timer('"PT0.1S"')) + d.script("s", "x = 7\n" + "x = x * x\n" * 40) + end_of("pause", "s")
    bad = api.start(api.model("v_later", body))
    until(lambda: api.instance(bad["id"])["status"] == "incident")
    body = d.start() + d.catch("pause", d.timer('"PT0.1S"')) + d.user_task("u") + end_of("pause", "u")
    good = api.start(api.model("v_after", body))
    until(lambda: list(api.open_tasks(good["id"])) == ["u"])
