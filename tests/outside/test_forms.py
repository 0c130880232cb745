"""Forms of a deployment over the API and, without a script, over the page: German input, conditions, drafts, prefilling."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import requests

from tests.outside import diagrams as d
from tests.outside.conftest import Client, Server

pytestmark = pytest.mark.xdist_group("outside")

FORM: dict[str, Any] = {
    "type": "default",
    "id": "G1",
    "schemaVersion": 18,
    "components": [
        {"type": "text", "id": "c0", "text": "# Guten Tag"},
        {"type": "textfield", "id": "c1", "key": "name", "label": "Name", "validate": {"required": True, "maxLength": 20}},
        {"type": "number", "id": "c2", "key": "betrag", "label": "Betrag", "decimalDigits": 2, "validate": {"min": 0, "max": 5000}},
        {"type": "datetime", "id": "c3", "key": "tag", "dateLabel": "Tag", "subtype": "date"},
        {"type": "radio", "id": "c4", "key": "wahl", "label": "Wahl", "values": [{"label": "Ja", "value": "ja"}, {"label": "Nein", "value": "nein"}], "validate": {"required": True}},
        {"type": "textfield", "id": "c5", "key": "grund", "label": "Grund", "conditional": {"hide": '=wahl != "nein"'}, "validate": {"required": True}},
        {"type": "checklist", "id": "c6", "key": "mehr", "label": "Mehr", "values": [{"label": "X", "value": "x"}, {"label": "Y", "value": "y"}]},
        {"type": "checkbox", "id": "c7", "key": "ok", "label": "OK"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def asked(api: Client) -> str:
    body = d.start() + d.user_task("ask", form="g1.form.json") + d.user_task("again", form="g1.form.json") + d.end() + d.flows("start_1>ask", "ask>again", "again>end_1")
    return api.model("f_ask", body, ("g1.form.json", json.dumps(FORM).encode()))


def task_of(api: Client, key: str, **data: Any) -> str:
    return str(api.start(key, data=data)["tasks"][0]["id"])


def test_a_task_comes_with_its_form_and_what_is_known(api: Client, asked: str) -> None:
    began = api.start(asked, data={"name": "Aus dem Ablauf"})
    task = api.call("GET", f"/tasks/{began['tasks'][0]['id']}", 200).json()
    assert task["form"] == FORM and task["answers"] == {"name": "Aus dem Ablauf"}
    api.complete(task["id"], name="Anna", wahl="ja", betrag="12,50")
    handed_in = api.call("GET", f"/tasks/{task['id']}", 200).json()
    assert handed_in["state"] == "completed" and handed_in["answers"]["name"] == "Anna"
    later = api.call("GET", f"/tasks/{api.open_tasks(began['id'])['again']}", 200).json()
    assert later["answers"]["betrag"] == 12.5 and later["answers"]["wahl"] == "ja"


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ({"betrag": "1.234,5", "tag": "3.11.2026"}, {"betrag": 1234.5, "tag": "2026-11-03"}),
        ({"betrag": 7, "tag": "2026-11-03"}, {"betrag": 7, "tag": "2026-11-03"}),
        ({"betrag": "0", "tag": "29.02.2028", "mehr": ["y"], "ok": True}, {"betrag": 0, "tag": "2028-02-29", "mehr": ["y"], "ok": True}),
        ({"name": "Ünal 😀 Ç"}, {"name": "Ünal 😀 Ç"}),
    ],
)
def test_german_and_typed_answers_mean_the_same(api: Client, asked: str, given: dict[str, Any], stored: dict[str, Any]) -> None:
    task = task_of(api, asked)
    api.complete(task, **{"name": "Anna", "wahl": "ja", **given})
    answers = api.call("GET", f"/tasks/{task}", 200).json()["answers"]
    assert {key: answers[key] for key in stored} == stored


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({}, {"name", "wahl"}),
        ({"name": "", "wahl": "nein"}, {"name", "grund"}),
        ({"name": "A", "wahl": "vielleicht"}, {"wahl"}),
        ({"name": "A", "wahl": "ja", "betrag": "zwölf"}, {"betrag"}),
        ({"name": "A", "wahl": "ja", "betrag": "5.000,01"}, {"betrag"}),
        ({"name": "A", "wahl": "ja", "tag": "30.2.2026"}, {"tag"}),
        ({"name": "A" * 21, "wahl": "ja"}, {"name"}),
        ({"name": ["A"], "wahl": "ja"}, {"name"}),
        ({"name": "A", "wahl": "ja", "mehr": ["z"]}, {"mehr"}),
        ({"name": "A", "wahl": "ja", "fremd": 1}, {"fremd"}),
    ],
)
def test_what_is_wrong_is_said_at_its_field(api: Client, asked: str, given: dict[str, Any], fields: set[str]) -> None:
    task = task_of(api, asked)
    problem = api.complete(task, expect=422, **given)
    assert set(problem["errors"]) == fields
    assert all(isinstance(sentence, str) and len(sentence) > 8 for sentence in problem["errors"].values())
    assert api.call("GET", f"/tasks/{task}", 200).json()["state"] == "open"


def test_what_is_hidden_is_neither_needed_nor_kept(api: Client, asked: str) -> None:
    task = task_of(api, asked)
    api.complete(task, name="A", wahl="ja", grund="verborgen")
    assert "grund" not in api.call("GET", f"/tasks/{task}", 200).json()["answers"]


# --- the page, as a browser without scripts sees it -------------------------------------------------------------------


class Browser:
    """Follows links and sends forms; knows no JavaScript."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.http = requests.Session()
        self.page = ""

    def get(self, path: str, expect: int = 200) -> str:
        return self._took(self.http.get(self.base + path, timeout=30), expect)

    def send(self, path: str, expect: int = 200, **fields: Any) -> str:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.page)
        assert token, "the page has no form"
        return self._took(self.http.post(self.base + path, data={"csrf_token": token[1], **fields}, timeout=30), expect)

    def _took(self, answer: requests.Response, expect: int) -> str:
        assert answer.status_code == expect, (answer.url, answer.status_code, answer.text[:500])
        assert answer.headers["Server-Timing"].startswith("app;dur=")
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        self.page = unescape(answer.text)
        self.url = answer.url
        return self.page


@pytest.fixture
def window(server: Server) -> Iterator[Browser]:
    yield Browser(server.base)


def sign_in(window: Browser, name: str) -> None:
    window.get("/")
    assert window.url.endswith("/anmelden")
    window.send("/anmelden", anmeldename=name, passwort="hilfeplan")
    assert "/anmelden" not in window.url


def test_the_way_in_leads_to_the_sign_in(window: Browser) -> None:
    window.get("/")
    assert window.url.endswith("/anmelden") and 'name="passwort"' in window.page
    window.send("/anmelden", 422, anmeldename="administration", passwort="falsch")
    assert 'name="passwort"' in window.page
    sign_in(window, "administration")
    assert "Daniel Averbeck" in window.page


def test_a_form_on_the_page_keeps_what_was_typed_and_a_draft(window: Browser, api: Client, asked: str) -> None:
    task = task_of(api, asked)
    sign_in(window, "administration")
    assert 'name="betrag"' in window.get(f"/aufgaben/{task}")
    window.send(f"/aufgaben/{task}", entwurf="1", name="Entwurf <b>", betrag="12,")
    assert "Entwurf <b>" in window.get(f"/aufgaben/{task}")
    assert api.call("GET", f"/tasks/{task}", 200).json()["answers"] == {"name": "Entwurf <b>", "betrag": "12,"}
    window.send(f"/aufgaben/{task}", 422, name="Getippt", betrag="zwölf", wahl="ja")
    assert 'value="Getippt"' in window.page and 'value="zwölf"' in window.page
    window.send(f"/aufgaben/{task}", name="Getippt", betrag="12,50", wahl="ja")
    assert api.call("GET", f"/tasks/{task}", 200).json()["answers"]["betrag"] == 12.5


def test_who_was_slower_keeps_what_was_typed(window: Browser, api: Client, asked: str, owner: Client) -> None:
    task = task_of(api, asked)
    sign_in(window, "administration")
    window.get(f"/aufgaben/{task}")
    owner.complete(task, name="Schneller", wahl="ja")
    window.send(f"/aufgaben/{task}", 409, name="Langsam getippt", wahl="ja")
    assert 'value="Langsam getippt"' in window.page and "Paul Eggersmann" in window.page


def test_without_a_token_from_the_page_nothing_changes(window: Browser, api: Client, asked: str) -> None:
    task = task_of(api, asked)
    sign_in(window, "administration")
    answer = window.http.post(f"{window.base}/aufgaben/{task}", data={"name": "A", "wahl": "ja"}, timeout=30)
    assert answer.status_code == 400
    assert api.call("GET", f"/tasks/{task}", 200).json()["state"] == "open"
