"""Files that nobody means well with: each gets a reason and a code below 500, and quickly."""

import io
import json
import time
import zipfile
from collections.abc import Iterable

import pytest
import requests

from tests.outside import diagrams as d
from tests.outside.conftest import Client

pytestmark = pytest.mark.xdist_group("outside")

BODY = d.start() + d.user_task("a") + d.end() + d.flows("start_1>a", "a>end_1")
GOOD = d.definitions("h_up", BODY)
HEAD, REST = GOOD.split(b"?>", 1)
LAUGHS = b'<!DOCTYPE x [<!ENTITY a0 "ha">' + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)) + b"]>"
FETCH = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'

Files = Iterable[tuple[str, bytes]]


def upload(api: Client, files: Files) -> requests.Response:
    began = time.monotonic()
    answer = api.call("POST", "/deployments", files=[("files", file) for file in files])
    assert time.monotonic() - began < 5
    return answer


def zipped(content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.bpmn", content)
    return made.getvalue()


REFUSED: dict[str, tuple[Files, int]] = {
    "entities_that_multiply": ([("a.bpmn", HEAD + b"?>" + LAUGHS + REST.replace(b'name="h_up"', b'name="&a9;"'))], 422),
    "an_entity_from_a_file": ([("a.bpmn", HEAD + b"?>" + FETCH + REST.replace(b'name="h_up"', b'name="&e;"'))], 422),
    "a_bare_document_type": ([("a.bpmn", HEAD + b"?><!DOCTYPE x>" + REST)], 422),
    "a_document_type_behind_comments": ([("a.bpmn", HEAD + b"?><!-- a --><?b c?>\n<!DOCTYPE x>" + REST)], 422),
    "a_document_type_in_utf16": ([("a.bpmn", (HEAD.replace(b"UTF-8", b"UTF-16") + b"?><!DOCTYPE x>" + REST).decode().encode("utf-16"))], 422),
    "a_document_type_in_a_decision": ([("a.bpmn", GOOD), ("d.dmn", LAUGHS + b"<definitions>&a9;</definitions>")], 422),
    "another_encoding": ([("a.bpmn", GOOD.decode().replace('name="h_up"', 'name="ü"').encode("latin-1"))], 422),
    "another_declared_encoding": ([("a.bpmn", GOOD.replace(b"UTF-8", b"ISO-8859-1"))], 422),
    "utf7": ([("a.bpmn", GOOD.replace(b"UTF-8", b"UTF-7"))], 422),
    "an_unknown_encoding": ([("a.bpmn", GOOD.replace(b"UTF-8", b"KLINGON"))], 422),
    "no_xml": ([("a.bpmn", b"\x00\xff\xfe" * 1000)], 422),
    "empty": ([("a.bpmn", b"")], 422),
    "a_web_page": ([("a.bpmn", b"<html><body/></html>")], 422),
    "an_archive": ([("a.bpmn", zipped(b"x" * 50_000_000))], 422),
    "only_an_archive": ([("a.zip", zipped(GOOD))], 422),
    "nested_too_deeply": ([("a.bpmn", GOOD.replace(b"<bpmn:process", b"<x>" * 50_000 + b"</x>" * 50_000 + b"<bpmn:process", 1))], 422),
    "many_attributes": ([("a.bpmn", GOOD.replace(b'name="h_up"', b" ".join(b'a%d="x"' % n for n in range(50_000))))], 422),
    "two_processes": ([("a.bpmn", GOOD), ("b.bpmn", d.definitions("h_up_2", BODY.replace("start_1", "start_2").replace("end_1", "end_2").replace('"a"', '"b"').replace("_a_", "_b_").replace("_a", "_b")))], 422),
    "the_same_name_twice": ([("a.bpmn", GOOD), ("a.bpmn", GOOD)], 422),
    "the_same_name_but_for_case": ([("a.bpmn", GOOD), ("A.BPMN", GOOD)], 422),
    "a_form_that_is_none": ([("a.bpmn", GOOD), ("a.form.json", b"[1, 2]")], 422),
    "a_form_nested_too_deeply": ([("a.bpmn", GOOD), ("a.form.json", b'{"a":' * 50_000)], 422),
    "a_form_with_a_slow_pattern": (
        [("a.bpmn", GOOD), ("a.form.json", json.dumps({"type": "default", "id": "X", "components": [{"type": "textfield", "id": "c", "key": "k", "label": "K", "validate": {"pattern": "^(a+)+$"}}]}).encode())],
        422,
    ),
    "too_many": ([("a.bpmn", GOOD), *((f"{n}.txt", b"x") for n in range(500))], 413),
    "too_large": ([("a.bpmn", GOOD), ("a.txt", b"x" * (11 * 1024 * 1024))], 413),
    "slightly_too_large": ([("a.bpmn", GOOD), ("a.txt", b"x" * (10 * 1024 * 1024))], 413),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_told_why(api: Client, name: str) -> None:
    files, status = REFUSED[name]
    answer = upload(api, files)
    assert answer.status_code == status, answer.text[:300]
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem.get("problems") or problem["detail"]
    assert "root:" not in answer.text and "hahaha" not in answer.text


@pytest.mark.parametrize("name", ["a/b.bpmn", "../a.bpmn", "a\\b.bpmn", "/etc/a.bpmn", ".hidden.bpmn", "a\0b.bpmn", "a\r\nX: y.bpmn", "", " ", "x" * 300 + ".bpmn", 'a"b.bpmn', "C:a.bpmn"])
def test_names_with_folders_or_controls_are_refused(api: Client, name: str) -> None:
    """Sent as they are: a well-behaved client would not."""
    form = b'--x\r\nContent-Disposition: form-data; name="files"; filename="' + name.encode() + b'"\r\n\r\n' + GOOD + b"\r\n--x--\r\n"
    answer = api.call("POST", "/deployments", data=form, headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert 400 <= answer.status_code < 500 and answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{}"), ("text/plain", b"x"), ("application/xml", GOOD), ("", b""), ("application/x-www-form-urlencoded", b"files=x"),
        ("multipart/form-data", b"x"), ("multipart/form-data; boundary=x", b"x"), ("multipart/form-data; boundary=" + "x" * 1000, b"--x--"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.bpmn"\r\n\r\n' + GOOD[:50]),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="other"; filename="a.bpmn"\r\n\r\n' + GOOD + b"\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="files"\r\n\r\n' + GOOD + b"\r\n--x--\r\n"),
    ],
)  # fmt: skip
def test_what_is_no_upload_is_refused(api: Client, kind: str, body: bytes) -> None:
    answer = api.call("POST", "/deployments", data=body, headers={"Content-Type": kind})
    assert 400 <= answer.status_code < 500 and answer.headers["Content-Type"] == "application/problem+json"


def test_large_but_allowed(api: Client) -> None:
    """A diagram of nine megabytes deploys within seconds; twenty called decisions of others do not matter."""
    long = GOOD.replace(b"</bpmn:definitions>", b"<!--" + b"x" * 9_000_000 + b"--></bpmn:definitions>")
    assert upload(api, [("a.bpmn", long)]).status_code in (200, 201)
    assert upload(api, [("a.bpmn", GOOD), *((f"{n}.txt", b"x") for n in range(499))]).status_code in (200, 201)
