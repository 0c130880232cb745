"""A task in a real browser: with the keyboard alone, without JavaScript, with drafts that save themselves."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session, sessionmaker

from processes import clock
from processes.engine import drafts, queries, tasks
from processes.engine.views import InstanceView
from tests.browser.conftest import OTTO, PASSWORD
from tests.conftest import OLGA
from tests.pages import library

pytestmark = pytest.mark.browser


@pytest.fixture
def path(case: InstanceView) -> str:
    return f"/aufgaben/{case.tasks[0].id}"


def test_a_task_is_found_and_completed_with_the_keyboard_alone(
    page: Page, address: str, case: InstanceView, sign_in: Callable[..., None]
) -> None:
    sign_in(onward="/aufgaben?tab=gruppe")
    page.keyboard.press("/")
    page.keyboard.type("Berat")
    expect(page.locator("tbody th")).to_have_text("Beraten")
    tab_to(page, "Beraten")
    page.keyboard.press("Enter")
    page.wait_for_url("**/aufgaben/*")
    tab_to_field(page, "leser")
    page.keyboard.type("Karla Kolumna")
    page.keyboard.press("Tab")
    page.keyboard.type("3.2.2026")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # the first radio button
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/faelle/A-1")
    expect(page.get_by_role("status")).to_have_text("„Beraten“ ist abgeschlossen.")


def tab_to(page: Page, words: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.textContent.trim()") == words:
            return
    raise AssertionError(f"“{words}” cannot be reached with the Tab key")


def tab_to_field(page: Page, name: str) -> None:
    for _ in range(40):
        if page.evaluate("() => document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the field “{name}” cannot be reached with the Tab key")


def test_errors_take_the_focus_and_lead_to_the_fields(page: Page, path: str, sign_in: Callable[..., None]) -> None:
    sign_in(onward=path)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.name") == "leser"


def test_a_task_is_completed_without_javascript(browser: Browser, address: str, path: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="de-DE")
    page = context.new_page()
    page.goto(address)
    page.fill("#anmeldename", OLGA.id)
    page.fill("#passwort", PASSWORD)
    page.click("main button")
    page.goto(address + path)
    for name in ("leser", "bis"):
        page.fill(f"[name={name}]", library.RIGHT[name])
    page.check("[name=art][value=anderes]")
    page.click("button[name=_add]")
    page.fill("[name='wuensche[0].titel']", "Krabat")
    page.click("[data-completes]")
    assert page.locator(".error-summary li").all_inner_texts() == ["Bitte „Was genau?“ ausfüllen."]
    page.fill("[name=was]", "Eine Landkarte")  # the conditional field is shown now
    page.click("[data-completes]")
    page.wait_for_url("**/faelle/A-1")
    context.close()


def test_conditional_fields_come_and_go_at_once(page: Page, path: str, sign_in: Callable[..., None]) -> None:
    sign_in(onward=path)
    expect(page.get_by_label("Was genau?")).to_be_hidden()
    page.get_by_label("Etwas anderes").check()
    expect(page.get_by_label("Was genau?")).to_be_visible()
    page.get_by_label("Buch", exact=True).check()
    expect(page.get_by_label("Was genau?")).to_be_hidden()


def test_a_conditional_list_comes_with_its_fields(page: Page, path: str, sign_in: Callable[..., None]) -> None:
    sign_in(onward=path)
    expect(page.get_by_label("Beilage")).to_be_hidden()
    page.get_by_label("Film").check()
    expect(page.get_by_label("Beilage")).to_be_visible()


def test_rows_are_added_and_removed_in_place(page: Page, path: str, sign_in: Callable[..., None]) -> None:
    sign_in(onward=path)
    page.get_by_label("Wer liest?").fill("Karla")
    page.get_by_role("button", name="Hinzufügen").click()
    expect(page.locator("[name='wuensche[1].titel']")).to_be_focused()
    page.keyboard.type("Momo")
    page.locator("[name='wuensche[1].eilt']").check()
    expect(page.locator("[name='wuensche[1].grund']")).to_be_visible()
    expect(page.locator("[name='wuensche[0].grund']")).to_be_hidden()
    page.get_by_role("button", name="Entfernen Weitere Wünsche 1").click()
    expect(page.locator("[name='wuensche[0].titel']")).to_have_value("Momo")
    expect(page.get_by_label("Wer liest?")).to_have_value("Karla")
    assert page.url.endswith(path)


def test_a_draft_saves_itself_and_survives_signing_out(
    page: Page, path: str, sign_in: Callable[..., None], committed_sessions: sessionmaker[Session], case: InstanceView
) -> None:
    sign_in(onward=path)
    page.get_by_label("Wer liest?").fill("Karla Kolumna")
    page.get_by_label("Ausleihe bis").fill("noch unklar")
    expect(page.locator("#gespeichert")).to_contain_text("gespeichert")
    page.get_by_role("button", name="Abmelden").click()
    page.wait_for_url("**/anmelden")
    sign_in(onward=path)
    expect(page.get_by_label("Wer liest?")).to_have_value("Karla Kolumna")
    expect(page.get_by_label("Ausleihe bis")).to_have_value("noch unklar")
    with committed_sessions() as session:
        other = queries.task(session, task_id=case.tasks[0].id, person=OTTO, now=clock.now())
    assert other.answers == {}


def test_the_note_says_when_somebody_else_was_faster(
    page: Page, path: str, sign_in: Callable[..., None], committed_sessions: sessionmaker[Session], case: InstanceView
) -> None:
    sign_in(onward=path)
    page.get_by_label("Wer liest?").fill("Karla Kolumna")
    page.get_by_label("Ausleihe bis").fill("3.2.2026")
    page.get_by_label("Buch", exact=True).check()
    with committed_sessions.begin() as session:
        tasks.complete(session, task_id=case.tasks[0].id, answers=library.RIGHT, by=OTTO, now=clock.now())
    page.get_by_role("button", name="Aufgabe abschließen").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Otto hat diese Aufgabe bereits abgeschlossen.")
    expect(alert).to_be_focused()
    expect(page.get_by_label("Wer liest?")).to_have_value("Karla Kolumna")


def test_an_expired_sign_in_loses_nothing(
    page: Page, path: str, sign_in: Callable[..., None], committed_sessions: sessionmaker[Session]
) -> None:
    from processes.engine import web_sessions

    sign_in(onward=path)
    page.get_by_label("Wer liest?").fill("Karla Kolumna")
    page.get_by_label("Ausleihe bis").fill("3.2.2026")
    page.get_by_label("Buch", exact=True).check()
    with committed_sessions.begin() as session:
        web_sessions.end_all(session, person_id=OLGA.id)
    page.get_by_role("button", name="Aufgabe abschließen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Es ist nichts verloren")
    page.fill("#anmeldename", OLGA.id)
    page.fill("#passwort", PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_role("button", name="Noch einmal absenden").click()
    page.wait_for_url("**/faelle/A-1")


def test_when_the_connection_is_gone_the_page_says_so_and_keeps_the_text(
    page: Page, path: str, sign_in: Callable[..., None]
) -> None:
    sign_in(onward=path)
    page.route("**/entwurf", lambda route: route.abort())
    page.get_by_label("Wer liest?").fill("Karla")
    expect(page.locator("#gespeichert")).to_contain_text("Nicht gespeichert: keine Verbindung.")
    expect(page.get_by_label("Wer liest?")).to_have_value("Karla")


def test_leaving_within_the_pause_of_typing_saves_the_draft(
    page: Page,
    address: str,
    path: str,
    sign_in: Callable[..., None],
    committed_sessions: sessionmaker[Session],
    case: InstanceView,
) -> None:
    def saved() -> bool:
        with committed_sessions() as session:
            view = queries.task(session, task_id=case.tasks[0].id, person=OLGA, now=clock.now())
        return view.answers.get("leser") == "Karla"

    sign_in(onward=path)
    page.get_by_label("Wer liest?").fill("Karla")
    page.goto(f"{address}/aufgaben")
    for _ in range(100):  # the browser sends it while the next page is already there
        if saved():
            break
        page.wait_for_timeout(50)
    page.goto(address + path)
    expect(page.get_by_label("Wer liest?")).to_have_value("Karla")


def test_two_clicks_complete_once(page: Page, path: str, sign_in: Callable[..., None]) -> None:
    sign_in(onward=path)
    page.get_by_label("Wer liest?").fill("Karla")
    page.get_by_label("Ausleihe bis").fill("3.2.2026")
    page.get_by_label("Buch", exact=True).check()
    page.get_by_role("button", name="Aufgabe abschließen").dblclick()
    page.wait_for_url("**/faelle/A-1")


def test_drafts_are_old_friends(committed_sessions: sessionmaker[Session], case: InstanceView) -> None:
    with committed_sessions.begin() as session:
        saved = drafts.save(
            session, task_id=case.tasks[0].id, answers={"leser": "K"}, by=OLGA, now=clock.now() - timedelta(days=90)
        )
    with committed_sessions() as session:
        view = queries.task(session, task_id=case.tasks[0].id, person=OLGA, now=clock.now())
    assert view.draft_saved_at == saved
