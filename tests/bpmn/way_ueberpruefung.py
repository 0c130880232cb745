"""P06: the ways of a review."""

from datetime import UTC, date, datetime
from typing import Any

from tests.bpmn.walk import Walk, result
from tests.bpmn.ways import Start, way

P06 = "ueberpruefung"
GIVEN = {
    "plan_id": "p1",
    "tiefe": "standard",
    "planart": "hilfeplan",
    "leistungsart": "hlu",
    "naechste_ueberpruefung": "2026-03-23T22:59:59+00:00",
}
CAME = {"termin_id": "t1", "termin_ergebnis": "erschienen"}
AREAS = ("einkommen", "wohnen", "gesundheit_seele")


def reviewed(start: Start, **said: Any) -> Walk:
    results = {"ueberpruefung_speichern": result("ueberpruefung_speichern", **said)}
    walk = start(data=GIVEN, results=results).returned("A6_1_termin", CAME)
    walk.do("A6_2_ueberpruefungsgespraech", {})
    assert walk.done("ueberpruefung_speichern") == [{"plan_id": "p1"}]
    assert walk.done("bereiche_fuer") == [{"tiefe": "standard", "plan_id": "p1"}]
    for area in AREAS:
        walk.do("A6_3_lebensbereich_einschaetzen", {"bereich": area}, bereich=area)
    assert {each["anlass"] for each in walk.done("einschaetzung_speichern")} == {"ueberpruefung"}
    return walk


@way(P06)
def goes_on_unchanged(start: Start) -> None:
    given = start(data=GIVEN).inputs("A6_1_termin")
    assert (given["anlass"], given["spaetestens"]) == ("ueberpruefung", date(2026, 3, 23))
    earlier = start(data={**GIVEN, "naechste_ueberpruefung": "2026-09-01T06:00:00+00:00"})
    assert earlier.inputs("A6_1_termin")["spaetestens"] == date(2026, 3, 16), "something has happened: within 14 days"
    walk = reviewed(start)
    assert walk.open == ["A6_7_plan_fortschreiben"]
    assert walk.machine.data["ueberpruefung_monate"] == 6, "proposed"
    walk.do("A6_7_plan_fortschreiben", {"art": "unveraendert_bestaetigt", "ueberpruefung_monate": 3})
    data = walk.ends_with("E6_9_weiter").machine.data
    assert walk.done("plan_fortschreiben") == [{"plan_id": "p1", "monate": 3}], "what the worker said"
    assert (data["planstand"], data["naechste_ueberpruefung"]) == ("weiter", "2027-03-02T08:00:00+00:00")


@way(P06)
def goals_are_changed(start: Start) -> None:
    """K07: smaller goals mean a new version of the plan, with its own signature."""
    walk = reviewed(start).do("A6_7_plan_fortschreiben", {"art": "fortgeschrieben", "ueberpruefung_monate": 3})
    assert walk.ends_with("E6_7_neu_planen").machine.data["planstand"] == "neu_planen"
    assert walk.done("plan_fortschreiben") == []


@way(P06)
def did_not_come(start: Start) -> None:
    walk = start(data={**GIVEN, "naechste_ueberpruefung": None})
    assert walk.inputs("A6_1_termin")["spaetestens"] == date(2026, 3, 16)
    walk.returned("A6_1_termin", {"termin_id": "t1", "termin_ergebnis": "plan_ruhend"}).ends_with("E6_1a_ruht")
    assert walk.machine.data["planstand"] == "ruhend"


@way(P06)
def ends(start: Start) -> None:
    for said, standing in (
        ({"person_beendet": True}, "abschluss_wunsch"),
        ({"leistungsbezug_ende": True}, "abschluss_unabhaengig"),
        ({"kontakt_verloren": True}, "ruhend"),
        ({"ziele_erreicht_prozent": 90}, "abschluss_ziele"),
        ({"plan_laufzeit_monate": 24}, "neu_planen"),
    ):
        walk = reviewed(start, **said).ends_with("E6_6_gemeldet")
        assert walk.machine.data["planstand"] == standing
    assert walk.now == datetime(2026, 3, 2, 9, tzinfo=UTC)
