"""A case: what is to be done, what it waits for, what happened, where it is; and only for those who may see it."""

from processes.engine.views import InstanceView
from tests.pages import library
from tests.pages.conftest import Browser


def test_a_case_says_what_is_to_be_done_and_by_whom(olga: Browser, ausleihe: InstanceView) -> None:
    answer = olga.get("/faelle/A-1")
    assert answer.text("//h1") == "Ausleihe A-1"
    assert answer.text("//*[@class='bare to-do']") == "Beraten Hilfeplanung"


def test_a_case_is_found_by_its_id_too(olga: Browser, ausleihe: InstanceView) -> None:
    assert olga.get(f"/faelle/{ausleihe.id}").text("//h1") == "Ausleihe A-1"


def test_the_history_is_in_words_newest_first(olga: Browser, ausleihe: InstanceView) -> None:
    olga.post(f"/aufgaben/{ausleihe.tasks[0].id}", library.RIGHT)
    answer = olga.get("/faelle/A-1/verlauf")
    assert answer.all("//h3") == ["Montag, 12. Januar 2026"]
    assert answer.all("//ul[@class='timeline']/li") == [
        "09:00Olga hat „Beraten“ abgeschlossen",
        "09:00„Ausleihe“ hat begonnen",
    ]
    whole = olga.get("/faelle/A-1/verlauf?alles=1").all("//ul[@class='timeline']/li")
    assert "09:00„Ausleihe freigeben“ liegt bereit (Hilfeplanung)" in whole


def test_the_diagram_is_also_a_table(olga: Browser, ausleihe: InstanceView) -> None:
    olga.post(f"/aufgaben/{ausleihe.tasks[0].id}", library.RIGHT)
    answer = olga.get("/faelle/A-1/diagramm")
    place = answer.page.xpath("//*[@data-diagram]")[0]
    assert place.get("data-tokens") == "freigeben"
    assert place.get("data-passed") == "beraten start"
    assert answer.all("//tbody/tr")[:3] == [
        "erledigt Jemand fragt Beginn Hilfeplanung",
        "erledigt Beraten Aufgabe Hilfeplanung",
        "jetzt hier Ausleihe freigeben Aufgabe Hilfeplanung",
    ]
    drawing = olga.raw(place.get("data-diagram"))
    assert drawing.status_code == 200
    assert b"ausleihe" in drawing.data


def test_whoever_has_nothing_to_do_with_a_case_does_not_find_it(vic: Browser, ausleihe: InstanceView) -> None:
    for path in ("A-1", str(ausleihe.id), "A-1/verlauf", "A-1/diagramm", "A-1/akte", "gibt-es-nicht"):
        assert vic.get(f"/faelle/{path}").status == 404


def test_a_message_nobody_waits_for_is_refused(olga: Browser, ausleihe: InstanceView) -> None:
    answer = olga.post("/faelle/A-1/nachricht", {"nachricht": "BuchZurueck"})
    assert answer.status == 409
    assert "Der Fall wartet nicht mehr auf diese Nachricht." in answer.text("//main")


def test_lists_of_cases_hold_only_casework(olga: Browser, ausleihe: InstanceView) -> None:
    assert olga.get("/faelle").status == 200
    assert olga.get("/faelle?wessen=alle&q=nichts").text("//*[@class='empty']").startswith("Zu dieser Suche")
    fragment = olga.get("/faelle?q=x", headers={"HX-Request": "true"})
    assert fragment.page.xpath("//*[@id='liste']")


def test_a_file_number_with_a_typing_error_is_explained(olga: Browser, people: None) -> None:
    assert "Prüfziffer" in olga.get("/faelle?q=HP-2026-000471-9").text("//main")
    assert "Prüfziffer" in olga.get("/aufgaben?q=HP 2026 000471 9").text("//main")
