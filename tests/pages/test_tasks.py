"""The worklist: which list opens first."""

from processes.engine.views import InstanceView
from tests.pages.conftest import Browser


def test_who_has_nothing_of_their_own_sees_what_there_is_to_take(olga: Browser, ausleihe: InstanceView) -> None:
    assert "Beraten" in olga.get("/aufgaben").text("//tbody")
    assert olga.get("/aufgaben?tab=meine").page.xpath("//tbody") == [], "asked for, it is shown empty"


def test_who_has_tasks_of_their_own_sees_them_first(olga: Browser, ausleihe: InstanceView) -> None:
    olga.post(f"/aufgaben/{ausleihe.tasks[0].id}/uebernehmen")
    page = olga.get("/aufgaben")
    assert "Zurückgeben" in page.text("//tbody")
