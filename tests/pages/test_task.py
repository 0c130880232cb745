"""A task from its form to its completion: nothing typed is lost, and only those may who may."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from processes import clock
from processes.engine import queries, tasks
from processes.engine.views import InstanceView
from processes.people import Person
from tests.conftest import MONDAY, OLGA
from tests.pages import library
from tests.pages.conftest import Browser

OTTO = Person(id="otto", name="Otto", roles=frozenset({"fallmanagement"}))


@pytest.fixture
def otto(session: Session, people: None, browser_of: Callable[[Person], Browser]) -> Browser:
    from processes.engine.models import PersonRow

    session.add(PersonRow(id=OTTO.id, name=OTTO.name, roles=sorted(OTTO.roles), teams=[], active=True))
    session.commit()
    return browser_of(OTTO)


@pytest.fixture
def path(ausleihe: InstanceView) -> str:
    return f"/aufgaben/{ausleihe.tasks[0].id}"


def test_the_form_has_what_a_person_needs(olga: Browser, path: str) -> None:
    answer = olga.get(path)
    assert answer.status == 200
    assert answer.text("//h1") == "Beraten"
    assert answer.text("//*[@class='instructions']") == "Fragen Sie, was gelesen werden soll."
    assert answer.page.xpath("//a[@href='/faelle/A-1']")
    assert "Aufgabe abschließen" in answer.all("//form//button")


def test_completing_leads_to_the_case_when_nothing_is_left_for_me(olga: Browser, path: str) -> None:
    done = olga.post(path, library.RIGHT)
    assert (done.status, done.location) == (303, "/faelle/A-1")
    case = olga.get(done.location)
    assert "„Beraten“ ist abgeschlossen." in case.text("//*[@role='status']")
    assert "Ausleihe freigeben" in case.text("//section")


def test_completing_leads_straight_to_my_next_task_in_the_case(otto: Browser, olga: Browser, path: str) -> None:
    olga.post(path, library.RIGHT)
    release = otto.get("/aufgaben?tab=gruppe").page.xpath("//tbody//th/a/@href")
    done = otto.post(release[0])
    assert done.location == "/faelle/A-1"
    assert "auf „Buch kommt zurück“" in otto.get(done.location).text()


def test_errors_stand_in_a_summary_with_links_and_at_the_fields(olga: Browser, path: str) -> None:
    answer = olga.post(path, {"leser": "Karla", "art": "anderes", "bis": "33.13.2026"})
    assert answer.status == 422
    links = answer.page.xpath("//*[@class='error-summary']//a/@href")
    assert len(links) == 2
    for link in links:
        assert answer.page.xpath(f"//*[@id='{link[1:]}']")
    assert answer.page.xpath("//*[@class='error-summary']/@data-takes-focus")
    assert answer.page.xpath("//input[@name='leser']/@value") == ["Karla"]
    assert answer.page.xpath("//input[@name='bis']/@value") == ["33.13.2026"]
    assert answer.page.xpath("//input[@name='bis']/@aria-invalid") == ["true"]
    assert answer.text("//title").startswith("Fehler:")


def test_the_draft_is_private_and_comes_back(olga: Browser, otto: Browser, path: str) -> None:
    note = olga.post(f"{path}/entwurf", {"leser": "Karla", "bis": "bald"}, headers={"HX-Request": "true"})
    assert note.status == 200
    assert note.text("//div") == "gespeichert 09:00"
    assert olga.get(path).page.xpath("//input[@name='bis']/@value") == ["bald"]
    assert otto.get(path).page.xpath("//input[@name='leser']/@value") == [""]


def test_a_draft_survives_signing_out(olga: Browser, browser_of: Callable[[Person], Browser], path: str) -> None:
    olga.post(path, {"leser": "Karla", "entwurf": "1"})
    olga.post("/abmelden")
    assert browser_of(OLGA).get(path).page.xpath("//input[@name='leser']/@value") == ["Karla"]


def test_a_draft_can_be_discarded(olga: Browser, path: str) -> None:
    olga.post(path, {"leser": "Karla", "entwurf": "1"})
    olga.post(path, {"leser": "Karla", "verwerfen": "1"})
    assert olga.get(path).page.xpath("//input[@name='leser']/@value") == [""]


def test_rows_come_and_go_without_javascript(olga: Browser, path: str) -> None:
    typed = {"leser": "Karla", "wuensche[0].titel": "Krabat"}
    more = olga.post(path, {**typed, "_add": "wuensche"})
    assert more.status == 200
    assert more.page.xpath("//input[@name='wuensche[0].titel']/@value") == ["Krabat"]
    assert more.page.xpath("//input[@name='wuensche[1].titel']/@value") == [""]
    less = olga.post(path, {**typed, "wuensche[1].titel": "Momo", "_remove": "wuensche[0]"})
    assert less.page.xpath("//input[starts-with(@name, 'wuensche') and @type='text']/@value") == ["Momo"]
    assert less.page.xpath("//input[@name='leser']/@value") == ["Karla"]


def test_the_loser_of_a_race_is_told_who_and_when_and_keeps_what_was_typed(
    olga: Browser, otto: Browser, path: str, session: Session, ausleihe: InstanceView
) -> None:
    otto.post(path, library.RIGHT)
    answer = olga.post(path, {**library.RIGHT, "leser": "Benjamin"})
    assert answer.status == 409
    assert "Otto" in answer.text("//*[@role='alert']")
    assert "12.01.2026, 09:00" in answer.text("//*[@role='alert']")
    assert answer.page.xpath("//input[@name='leser']/@value") == ["Benjamin"]


def test_completing_twice_by_accident_says_so(olga: Browser, path: str) -> None:
    olga.post(path, library.RIGHT)
    answer = olga.post(path, library.RIGHT)
    assert answer.status == 409
    assert "Sie haben diese Aufgabe bereits abgeschlossen" in answer.text("//*[@role='alert']")


def test_whoever_did_the_work_may_not_release_it(olga: Browser, path: str) -> None:
    olga.post(path, library.RIGHT)
    release = olga.get("/aufgaben?tab=gruppe").page.xpath("//tbody//th/a/@href")[0]
    page = olga.get(release)
    assert "jemand anderes" in page.text("//*[@class='alert']")
    assert "Aufgabe abschließen" not in page.all("//form//button")
    assert olga.post(release).status == 403


def test_what_is_not_mine_is_not_found(vic: Browser, path: str) -> None:
    for answer in (vic.get(path), vic.post(path, library.RIGHT), vic.post(f"{path}/uebernehmen")):
        assert answer.status == 404
        assert answer.text("//h1") == "Nicht gefunden"


def test_signed_out_typing_comes_along_over_the_sign_in(signed_out: Browser, session: Session, path: str) -> None:
    from processes.engine import people_admin

    people_admin.set_password(session, login=OLGA.id, password="ein langes Passwort", by=OLGA, now=MONDAY)
    session.commit()
    kept = signed_out.post(path, library.RIGHT)
    assert kept.status == 401
    hidden = dict(
        zip(*(kept.page.xpath(f"//form//input[@type='hidden']/@{a}") for a in ("name", "value")), strict=True)
    )
    assert hidden["behalten.leser"] == "Karla Kolumna"
    wrong = signed_out.post("/anmelden", {**hidden, "anmeldename": "olga", "passwort": "falsch"})
    assert wrong.status == 422
    assert wrong.page.xpath("//input[@name='behalten.leser']/@value") == ["Karla Kolumna"]
    again = signed_out.post("/anmelden", {**hidden, "anmeldename": "olga", "passwort": "ein langes Passwort"})
    assert again.status == 200
    form = again.page.xpath("//form[not(contains(@action, 'abmelden'))]")[0]
    assert form.get("action") == path
    fields = {i.get("name"): i.get("value") for i in form.xpath(".//input[@type='hidden']")}
    assert signed_out.post(path, fields).location == "/faelle/A-1"


def test_taking_over_and_giving_back(olga: Browser, path: str) -> None:
    assert olga.post(f"{path}/uebernehmen", {"zurueck": "/aufgaben?tab=gruppe"}).location == "/aufgaben?tab=gruppe"
    assert olga.get("/aufgaben").all("//tbody//th") == ["Beraten"]
    assert olga.post(f"{path}/zurueckgeben").location == "/aufgaben"
    assert olga.get("/aufgaben?tab=meine").all("//tbody//th") == []


def test_a_task_somebody_else_has_taken_cannot_be_taken_again(olga: Browser, otto: Browser, path: str) -> None:
    otto.post(f"{path}/uebernehmen")
    answer = olga.post(f"{path}/uebernehmen")
    assert answer.status == 409
    assert "Otto" in answer.text()


def test_a_completed_task_shows_what_was_handed_in(olga: Browser, path: str) -> None:
    olga.post(path, library.RIGHT)
    page = olga.get(path)
    assert "Olga" in page.text("//*[@class='alert']")
    assert "12,50 €" in page.text("//dl[contains(@class, 'form-answers')]")
    assert "03.02.2026" in page.text("//dl[contains(@class, 'form-answers')]")


def test_the_page_is_small_enough(olga: Browser, path: str) -> None:
    import gzip

    html = olga.get(path).response.get_data()
    from app import assets

    files = [assets.DIST / str(assets.manifest()["src/app.js"]["file"])]
    files += [assets.DIST / str(css) for css in assets.manifest()["src/app.js"]["css"]]  # type: ignore[union-attr]
    assert sum(len(gzip.compress(part, 6)) for part in (html, *(f.read_bytes() for f in files))) < 60_000


def test_nothing_typed_reaches_the_address(olga: Browser, path: str) -> None:
    done = olga.post(path, {**library.RIGHT, "leser": "Kanarienvogel"})
    assert not re.search("Kanarienvogel", done.location)


def test_the_worklist_sees_the_new_task_at_once(olga: Browser, path: str, session: Session) -> None:
    olga.post(path, library.RIGHT)
    assert olga.get("/aufgaben?tab=gruppe").all("//tbody//th") == ["Ausleihe freigeben"]
    rows = queries.worklist(session, person=OLGA, now=clock.now()).items
    assert [row.name for row in rows] == ["Ausleihe freigeben"]
    assert tasks.COMPLETED
