"""The pages of a real case: application, worklist, plan, file; axe on each, and what the clerk needs is on it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session, sessionmaker

from app.demo import answers as s
from processes import clock
from processes.engine import people_admin
from tests.bpmn import test_stories as plays
from tests.bpmn.office import STAFF, Office
from tests.browser.conftest import ADA, PASSWORD
from tests.browser.desk import fill

pytestmark = pytest.mark.browser

Check = Callable[[], None]


@pytest.fixture
def office(served: str, committed_sessions: sessionmaker[Session]) -> Office:
    """K01 with a plan in force, ten weeks ago; everybody of the staff has a password."""
    began = (datetime.now(UTC) - timedelta(weeks=10)).replace(hour=8, minute=0, second=0, microsecond=0)
    while began.weekday() != 0:
        began -= timedelta(days=1)
    with committed_sessions() as session:
        office = Office(session, began.isoformat())
        for person in STAFF.values():
            people_admin.set_password(session, login=person.id, password=PASSWORD, by=ADA, now=office.now)
        plays.to_first_appointment(office, s.AYLIN, (began + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M"))
        plays.consult(office, s.PLAN)
        until = [(began + timedelta(weeks=n)).strftime("%Y-%m-%d") for n in (1, 12, 20, 40)]
        plays.agree(
            office,
            [s.goal("Ich habe meine Wohnung gesichert", "wohnen", until[3])],
            [s.stage("Mietrückstand klären", 1, 1, until[0], until[1])],
            [s.step(1, "Vermieterin anrufen", until[0])],
            until[0],
        )
        office.number = office.az  # type: ignore[attr-defined]
        session.commit()
    return office


@pytest.fixture
def go(page: Page, served: str) -> Callable[[str, str], None]:
    """Opens a page as one of the staff."""

    def open_as(role: str, path: str) -> None:
        page.goto(f"{served}/anmelden?weiter={path}")
        page.fill("#anmeldename", STAFF[role].id)
        page.fill("#passwort", PASSWORD)
        page.press("#passwort", "Enter")
        page.wait_for_url(served + path)

    return open_as


def fits(page: Page) -> None:
    for width in (1366, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        beyond = "() => document.documentElement.scrollWidth - document.documentElement.offsetWidth"
        assert page.evaluate(beyond) <= 0, f"scrolls sideways at {width} px"


def test_the_worker_sees_plan_and_people(
    page: Page, office: Office, go: Callable[[str, str], None], check_accessible: Check
) -> None:
    go("fallmanagement", f"/faelle/{office.number}")  # type: ignore[attr-defined]
    expect(page.get_by_role("heading", level=1)).to_contain_text("Aylin Demirci")
    expect(page.get_by_role("heading", name="1. Ich habe meine Wohnung gesichert")).to_be_visible()
    expect(page.locator(".to-do")).to_contain_text("Schritt erledigen: Vermieterin anrufen")
    expect(page.locator(".to-do .due-late").first).to_contain_text("überfällig")
    check_accessible()
    fits(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Hilfeplan mit Vereinbarung", exact=True).click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("view", ["akte", "verlauf", "diagramm"])
def test_the_other_views_of_a_case(
    page: Page, office: Office, go: Callable[[str, str], None], check_accessible: Check, view: str
) -> None:
    go("fallmanagement", f"/faelle/{office.number}/{view}")  # type: ignore[attr-defined]
    check_accessible()
    fits(page)


def test_the_worklist_says_whom_and_what_a_task_is_about(
    page: Page, office: Office, go: Callable[[str, str], None], check_accessible: Check
) -> None:
    go("fallmanagement", "/aufgaben")
    row = page.get_by_role("row", name="Schritt erledigen")
    expect(row).to_contain_text("Vermieterin anrufen")
    expect(row).to_contain_text("Demirci, Aylin")
    page.fill("#q", "demirci ay")
    expect(row).to_be_visible()
    check_accessible()
    row.get_by_role("link", name="Schritt erledigen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Schritt erledigen: Vermieterin anrufen")
    check_accessible()
    fits(page)


def test_an_application_from_the_counter_in_one_page(
    page: Page, office: Office, go: Callable[[str, str], None], check_accessible: Check
) -> None:
    go("kundenzentrum", "/neuer-antrag")
    check_accessible()
    fits(page)
    fill(page, {name: value for name, value in s.JUERGEN.items() if name != "nachname"})
    page.get_by_role("button", name="Antrag aufnehmen").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary a")).to_have_text("Bitte „Nachname“ ausfüllen.")
    check_accessible()
    expect(page.get_by_label("Worum geht es?")).to_have_value(s.JUERGEN["anliegen_text"])
    page.fill("[name=nachname]", "Wessels")
    page.get_by_role("button", name="Antrag aufnehmen").click()
    page.wait_for_url("**/faelle/E-*")
    expect(page.get_by_role("status")).to_contain_text("Der Antrag ist aufgenommen: E-")
    expect(page.locator(".to-do")).to_contain_text("Zuständigkeit feststellen")


def test_every_look_into_a_case_is_written_down(
    office: Office, go: Callable[[str, str], None], committed_sessions: sessionmaker[Session]
) -> None:
    from processes.casework import access

    go("fallmanagement", f"/faelle/{office.number}")  # type: ignore[attr-defined]
    with committed_sessions() as session:
        office.session = session
        seen = access.seen_by(session, case_id=office.case.id)
    ((at, who, why, what),) = seen
    assert (who, why, what) == (STAFF["fallmanagement"].id, "beratung", "fall")
    assert clock.now() - at < timedelta(minutes=1)
