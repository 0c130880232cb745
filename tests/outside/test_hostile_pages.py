"""Pages with input that nobody means well with: no fault of the server, nothing of it comes back as markup."""

import pytest

from tests.outside import diagrams as d
from tests.outside.conftest import Client, Server
from tests.outside.test_forms import Browser, sign_in

pytestmark = pytest.mark.xdist_group("outside")

GOOD = d.definitions("n_up", d.start() + d.user_task("a") + d.end() + d.flows("start_1>a", "a>end_1"))
ODD = ["%00", "a%00b", "%ff", "..%2f", "x" * 3000, "'", "%F0%9F%98%80", "-1", "99999999999999999999", "<script>alert(1)</script>", "%0d%0aX:y", ""]
ADDRESSES = [
    "/anmelden?weiter=", "/aufgaben?q=", "/aufgaben?ab=", "/aufgaben?bahn=", "/aufgaben/", "/betrieb?x=", "/faelle?q=", "/faelle?ab=", "/faelle/", "/prozesse/", "/prozesse/n_up?version=", "/prozesse/n_up/1/", "/static/",
]  # fmt: skip


@pytest.fixture(scope="module")
def admin(server: Server, api: Client) -> Browser:
    api.deploy(("n_up.bpmn", GOOD))
    window = Browser(server.base)
    sign_in(window, "administration")
    return window


@pytest.mark.parametrize("address", ADDRESSES)
def test_odd_addresses_of_pages(admin: Browser, address: str) -> None:
    for odd in ODD:
        answer = admin.http.get(f"{admin.base}{address}{odd}", timeout=30, allow_redirects=False)
        assert answer.status_code < 500 and "<script>alert" not in answer.text, (address, odd)
        assert answer.elapsed.total_seconds() < 3


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "\x00"}, {"name": "x" * 500_000}, {"ziele[99999999].titel": "a"}, {"ziele[-1].titel": "a"}, {"ziele[0][1][2]": "a"}, {"[": "x", "a[": "x", "a.b.c": "x"}, {"tag": "99.99.9999"}, {"betrag": "9" * 5000},
        {f"k{n}": "x" for n in range(3000)}, {f"k{n}": "x" for n in range(7000)}, {"entwurf": "1", "name": "\x00"}, {"entwurf": "1", "name": "x" * 450_000}, {"verwerfen": "1"}, {"zeile_mehr": "nirgends"},
    ],
    ids=range(14),
)  # fmt: skip
def test_odd_forms(admin: Browser, api: Client, fields: dict[str, str]) -> None:
    import json

    from tests.outside.test_forms import FORM

    body = d.start() + d.user_task("ask", form="g1.form.json") + d.end() + d.flows("start_1>ask", "ask>end_1")
    task = api.start(api.model("n_ask", body, ("g1.form.json", json.dumps(FORM).encode())))["tasks"][0]["id"]
    admin.get(f"/aufgaben/{task}")
    token = admin.page.split('name="csrf_token" value="')[1].split('"')[0]
    for address in (f"/aufgaben/{task}", f"/aufgaben/{task}/entwurf"):
        answer = admin.http.post(f"{admin.base}{address}", data={"csrf_token": token, **fields}, timeout=30, allow_redirects=False)
        assert answer.status_code < 500 and answer.elapsed.total_seconds() < 3
    assert api.call("GET", f"/tasks/{task}", 200).json()["state"] == "open"


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ([("n_up.bpmn", GOOD)], 303), ([("../a.bpmn", GOOD)], 422), ([("a\\b.bpmn", GOOD)], 422), ([("a\0.bpmn", GOOD)], 422), ([("n_up.bpmn", GOOD), ("n_up.bpmn", GOOD)], 422), ([("a.txt", b"x")], 422),
        ([("a.bpmn", b"<!DOCTYPE x>" + GOOD)], 422), ([("n_up.bpmn", GOOD), ("a.txt", b"x" * 11 * 2**20)], 413), ([("n_up.bpmn", GOOD), *((f"{n}.txt", b"x") for n in range(500))], 422), ([("<img src=x>.bpmn", GOOD)], 422),
    ],
    ids=range(10),
)  # fmt: skip
def test_uploads_on_the_page(admin: Browser, files: list[tuple[str, bytes]], status: int) -> None:
    admin.get("/prozesse")
    token = admin.page.split('name="csrf_token" value="')[1].split('"')[0]
    answer = admin.http.post(f"{admin.base}/prozesse", data={"csrf_token": token}, files=[("dateien", file) for file in files], timeout=30, allow_redirects=False)
    assert answer.status_code == status and "<img src=x>" not in answer.text


def test_the_sign_in_leads_nowhere_else_and_bears_odd_names(server: Server) -> None:
    window = Browser(server.base)
    window.get("/anmelden")
    token = window.page.split('name="csrf_token" value="')[1].split('"')[0]
    for fields in ({"anmeldename": "\x00", "passwort": "\x00"}, {"anmeldename": "x" * 100_000, "passwort": "y" * 100_000}, {}, {"anmeldename": ["a", "b"]}):
        answer = window.http.post(f"{server.base}/anmelden", data={"csrf_token": token, **fields}, timeout=30, allow_redirects=False)
        assert 400 <= answer.status_code < 500
    for onward in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        other = Browser(server.base)
        other.get("/anmelden")
        token = other.page.split('name="csrf_token" value="')[1].split('"')[0]
        answer = other.http.post(
            f"{server.base}/anmelden", data={"csrf_token": token, "anmeldename": "leitung", "passwort": "hilfeplan", "weiter": onward}, timeout=30, allow_redirects=False
        )
        assert answer.status_code == 303 and "evil" not in answer.headers["Location"] and "javascript" not in answer.headers["Location"]
