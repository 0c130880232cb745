"""Every page as people meet it: axe finds nothing, nothing scrolls sideways, the diagram shows its logo."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session, sessionmaker

from processes.engine.views import InstanceView
from processes.people import Person
from tests.browser.conftest import ADA, PASSWORD
from tests.conftest import MO, OLGA
from tests.pages import library

pytestmark = pytest.mark.browser

SignIn = Callable[..., None]
Check = Callable[[], None]


@pytest.mark.parametrize(
    ("who", "path"),
    [
        (OLGA, "/aufgaben"),
        (OLGA, "/aufgaben?tab=gruppe"),
        (OLGA, "/aufgaben?tab=erledigt&q=nichts"),
        (OLGA, "/aufgaben/TASK"),
        (OLGA, "/faelle"),
        (OLGA, "/faelle/A-1"),
        (OLGA, "/faelle/A-1/verlauf?alles=1"),
        (OLGA, "/faelle/A-1/diagramm"),
        (OLGA, "/faelle/gibt-es-nicht"),
        (OLGA, "/neuer-antrag"),
        (OLGA, "/konto"),
        (MO, "/prozesse"),
        (MO, "/prozesse/ausleihe"),
        (ADA, "/betrieb"),
        (ADA, "/betrieb?tab=warten"),
        (ADA, "/betrieb?tab=auftraege"),
        (OLGA, "/betrieb"),
    ],
    ids=lambda value: value.id if isinstance(value, Person) else value,
)
def test_a_page_is_accessible_and_fits(
    page: Page, address: str, case: InstanceView, sign_in: SignIn, check_accessible: Check, who: Person, path: str
) -> None:
    sign_in(who, "/konto")
    page.goto(address + path.replace("TASK", str(case.tasks[0].id)))
    expect(page.locator("h1")).to_have_count(1)
    if page.locator("[data-diagram]").count():
        page.wait_for_selector("[data-diagram][data-ready]")
    check_accessible()
    for width in (1366, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        beyond = "() => document.documentElement.scrollWidth - document.documentElement.offsetWidth"
        assert page.evaluate(beyond) <= 0
    check_accessible()
    page.emulate_media(color_scheme="dark")
    check_accessible()


def test_the_sign_in_is_accessible_also_when_it_refuses(page: Page, address: str, check_accessible: Check) -> None:
    page.goto(address)
    check_accessible()
    page.fill("#anmeldename", "olga")
    page.fill("#passwort", "falsch")
    page.press("#passwort", "Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    check_accessible()


def test_errors_of_a_form_are_accessible(
    page: Page, case: InstanceView, sign_in: SignIn, check_accessible: Check
) -> None:
    sign_in(OLGA, f"/aufgaben/{case.tasks[0].id}")
    page.get_by_label("Etwas anderes").check()
    page.get_by_role("button", name="Hinzufügen").click()
    page.get_by_role("button", name="Aufgabe abschließen").click()
    expect(page.locator(".error-summary")).to_be_focused()
    check_accessible()


def test_refused_files_are_listed_by_element_and_accessible(
    page: Page, sign_in: SignIn, address: str, check_accessible: Check
) -> None:
    sign_in(MO, "/prozesse")
    broken = library.BPMN.replace('targetRef="freigeben"', 'targetRef="nirgends"').encode()
    upload(page, {"ausleihe.bpmn": broken, "beraten.form.json": library.FILES["beraten.form.json"]})
    expect(page.get_by_role("alert")).to_contain_text("Nicht eingespielt: Es wurde nichts geändert")
    expect(page.get_by_role("alert").locator("tbody code").first).not_to_be_empty()
    check_accessible()


def test_a_folder_is_deployed_in_the_browser(page: Page, sign_in: SignIn) -> None:
    sign_in(MO, "/prozesse")
    changed = library.BPMN.replace("Ausleihe freigeben", "Ausleihe erlauben").encode()
    upload(page, {**library.FILES, "ausleihe.bpmn": changed})
    page.wait_for_url("**/prozesse/ausleihe")
    expect(page.get_by_role("status")).to_contain_text("als Version 2 eingespielt")
    expect(page.locator("tr#freigeben")).to_contain_text("Ausleihe erlauben")


def upload(page: Page, files: dict[str, bytes]) -> None:
    page.set_input_files(
        "#dateien", [{"name": name, "mimeType": "application/xml", "buffer": body} for name, body in files.items()]
    )
    page.get_by_role("button", name="Prüfen und einspielen").click()


def test_the_logo_of_the_diagram_stays_visible(page: Page, address: str, case: InstanceView, sign_in: SignIn) -> None:
    """The condition of its licence: the bpmn.io logo is fully visible and nothing covers it."""
    sign_in(OLGA, "/faelle/A-1/diagramm")
    page.wait_for_selector("[data-diagram][data-ready]")
    logo = page.locator(".bjs-powered-by")
    logo.scroll_into_view_if_needed()
    box = logo.bounding_box()
    assert box
    on_top = page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).closest('.bjs-powered-by') !== null",
        [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2],
    )
    assert on_top
    assert box["width"] > 20


def test_the_diagram_shows_where_the_case_is(page: Page, case: InstanceView, sign_in: SignIn) -> None:
    sign_in(OLGA, "/faelle/A-1/diagramm")
    page.wait_for_selector("[data-diagram][data-ready]")
    expect(page.locator("[data-element-id=beraten].is-here")).to_have_count(1)
    expect(page.locator("[data-element-id=start].was-here")).to_have_count(1)
    expect(page.get_by_role("row", name="jetzt hier Beraten Aufgabe")).to_be_visible()


def test_the_search_finds_while_one_types(page: Page, case: InstanceView, sign_in: SignIn) -> None:
    sign_in(OLGA, "/aufgaben?tab=gruppe")
    page.fill("#q", "gibt es nicht")
    expect(page.locator("#liste")).to_contain_text("Zu dieser Suche passt nichts.")
    page.fill("#q", "A-1")
    expect(page.locator("tbody th")).to_have_text("Beraten")
    assert "q=A-1" in page.url
    page.reload()
    expect(page.locator("tbody th")).to_have_text("Beraten")


def test_a_message_the_case_waits_for_is_delivered_by_a_button(
    page: Page, address: str, case: InstanceView, sign_in: SignIn, committed_sessions: sessionmaker[Session]
) -> None:
    from processes import clock
    from processes.engine import queries, tasks
    from tests.browser.conftest import OTTO

    for who, answers in ((OLGA, library.RIGHT), (OTTO, {})):
        with committed_sessions.begin() as session:
            found = queries.worklist(session, person=who, now=clock.now()).items[0]
            tasks.complete(session, task_id=found.id, answers=answers, by=who, now=clock.now())
    sign_in(OLGA, "/faelle/A-1")
    page.get_by_role("button", name="Ist geschehen").click()
    expect(page.get_by_role("status")).to_have_text("Vermerkt: „Buch kommt zurück“.")
    expect(page.locator("main")).to_contain_text("Der Fall ist am")


def test_the_password_field_is_never_remembered_by_the_page(page: Page, address: str) -> None:
    page.goto(address)
    page.fill("#anmeldename", "olga")
    page.fill("#passwort", PASSWORD + "x")
    page.press("#passwort", "Enter")
    expect(page.locator("#passwort")).to_have_value("")
