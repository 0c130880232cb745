"""A real browser on the real application: waitress on 127.0.0.1, a real database, rows really committed.

A page fails its test when a script throws or when anything breaks the content policy.
"""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page
from sqlalchemy.orm import Session, sessionmaker

from processes import config as settings
from processes.engine import definitions, instances, people_admin
from processes.engine.views import InstanceView
from processes.people import Person
from tests.conftest import MO, MONDAY, OLGA, VIC
from tests.pages import library

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "app/frontend/node_modules/axe-core/axe.min.js"
PASSWORD = "ein gutes Passwort"
OTTO = Person(id="otto", name="Otto", roles=frozenset({"fallmanagement"}))
ADA = Person(id="ada", name="Ada", roles=frozenset({"administration"}))
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--force-prefers-reduced-motion"]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium where there is one, else the one Playwright has installed."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    place = {"executable_path": found} if found else {}
    return {**browser_type_launch_args, **place, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "de-DE", "viewport": {"width": 1366, "height": 900}}


@pytest.fixture
def served(settings_of_tests: settings.Config, committed_sessions: sessionmaker[Session]) -> Iterator[str]:
    """Where the application answers, with nobody and nothing in it."""
    from waitress.server import create_server

    from app import create_app

    server = create_server(create_app(settings_of_tests, committed_sessions), host="127.0.0.1", port=0, threads=6)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(5)


@pytest.fixture
def address(served: str, committed_sessions: sessionmaker[Session]) -> str:
    """Where the application of this test answers; its people are Olga, Otto, Vic, Mo and Ada."""
    with committed_sessions.begin() as session:
        for one in (OLGA, OTTO, VIC, MO, ADA):
            people_admin.add(
                session, login=one.id, name=one.name, roles=one.roles, password=PASSWORD, by=ADA, now=MONDAY
            )
        definitions.deploy(session, files=library.FILES, by=MO, now=MONDAY)
    return served


@pytest.fixture
def watched(context: BrowserContext) -> Iterator[list[str]]:
    """What went wrong in any page of this browser; the test fails if anything did."""
    faults: list[str] = []

    def watch(page: Page) -> None:
        page.on("pageerror", lambda error: faults.append(f"script: {error}"))
        page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)

    context.on("page", watch)
    context.set_default_timeout(10_000)
    yield faults
    assert faults == []


@pytest.fixture
def page(watched: list[str], context: BrowserContext) -> Page:
    """A page that fails its test on errors of scripts and on breaches of the content policy."""
    return context.new_page()


@pytest.fixture
def case(address: str, committed_sessions: sessionmaker[Session]) -> InstanceView:
    """A case of the small library: "Beraten" is open for Olga's group."""
    from processes import clock

    with committed_sessions.begin() as session:
        return instances.start(session, key="ausleihe", business_key="A-1", by=OLGA, now=clock.now())


@pytest.fixture
def sign_in(page: Page, address: str) -> Callable[..., None]:
    """Signs somebody in through the form and, if asked, goes on to a page."""

    def enter(person: Person = OLGA, onward: str = "/aufgaben") -> None:
        page.goto(f"{address}/anmelden?weiter={onward}")
        page.fill("#anmeldename", person.id)
        page.fill("#passwort", PASSWORD)
        page.press("#passwort", "Enter")
        page.wait_for_url(f"**{onward}")

    return enter


@pytest.fixture
def check_accessible(page: Page) -> Callable[[], None]:
    """Runs axe on the page as it is, past its content policy."""

    def check() -> None:
        cdp = page.context.new_cdp_session(page)
        cdp.send("Runtime.evaluate", {"expression": AXE.read_text()})
        run = f"axe.run(document, {{runOnly: {WCAG!r}}}).then(r => JSON.stringify(r.violations))"
        answer = cdp.send("Runtime.evaluate", {"expression": run, "awaitPromise": True, "returnByValue": True})
        import json

        found = json.loads(answer["result"]["value"])
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []

    return check
