"""P08: the ways of closing a case and of aftercare."""

from datetime import UTC, date, datetime
from typing import Any

from tests.bpmn.walk import Walk
from tests.bpmn.ways import Start, way

P08 = "abschluss_nachsorge"
GIVEN = {"plan_id": "p1", "fall_id": "f1", "kontakt_verloren": False}
CAME = {"termin_id": "t1", "termin_ergebnis": "verspaetet"}
NOTHING = {"hilfe_gewuenscht": False, "wieder_leistung": "nein", "nachsorge_beenden": False}


def reported(start: Start, reason: str = "arbeit", **results: Any) -> Walk:
    walk = start(data=GIVEN, results=results).returned("A8_1_abschlusstermin", CAME)
    walk.do("A8_2_abschlussgespraech", {"nachsorge_einwilligung": True})
    return walk.do("A8_3_abschlussbericht", {"abschlussgrund": reason})


@way(P08)
def aftercare_for_a_year(start: Start) -> None:
    """K01: out into work, called after 3, 6 and 12 months."""
    walk = start(data=GIVEN)
    assert walk.done("fall_status") == [{"status": "abschluss"}]
    given = walk.inputs("A8_1_abschlusstermin")
    assert (given["anlass"], given["spaetestens"]) == ("abschluss", date(2026, 3, 16))
    walk = reported(start)
    assert walk.done("fall_schliessen") == [{"nachsorge_monate": [3, 6, 12]}]
    for month, moment in ((3, "2026-06-02"), (6, "2026-09-02"), (12, "2027-03-02")):
        (due,) = walk.timers.values()
        assert due.date() == date.fromisoformat(moment)
        assert walk.open == []
        walk.at(due).do("A8_8_nachsorgekontakt", {"erreicht": "ja"})
        assert walk.done("nachsorge_speichern")[-1] == {"monat": month}
    walk.ends_with("E8_11_geschlossen")
    rows = walk.done("loeschfristen_setzen")[0]["fristen"]
    assert {row["datenklasse"]: row["monate"] for row in rows} == {
        "leistungsakte": 72, "hilfeplan_beratung": 24, "gesundheitsdetail": 6, "einwilligung": 36,
        "termin_erscheinen": 12, "zugriffsprotokoll": 24, "prozesshistorie": 24,
    }  # fmt: skip
    assert all(row["rechtsgrundlage"] for row in rows)
    assert walk.done("fall_status")[-1] == {"status": "geschlossen"}
    assert walk.machine.data["fall_status"] == "nachsorge"


@way(P08)
def no_consent_no_aftercare(start: Start) -> None:
    walk = reported(start, abschluss_speichern={"nachsorge_einwilligung": False, "freigabe_noetig": False})
    assert walk.ends_with("E8_11_geschlossen").done("fall_schliessen") == [{"nachsorge_monate": []}]


@way(P08)
def comes_back(start: Start) -> None:
    """The return ends aftercare, wherever it stands."""
    walk = reported(start).at("2026-06-02T12:00:00")
    assert walk.open == ["A8_8_nachsorgekontakt"]
    walk.get("FallWiederaufnahme").ends_with("E8_11_geschlossen")
    assert "E8_9_rueckkehr" in walk.passed


@way(P08)
def wants_no_calls_any_more(start: Start) -> None:
    stop = {**NOTHING, "nachsorge_beenden": True}
    walk = reported(start, nachsorge_speichern=stop).at("2026-06-02T12:00:00")
    walk.do("A8_8_nachsorgekontakt", {"erreicht": "moechte_nicht"}).ends_with("E8_11_geschlossen")
    assert len(walk.done("nachsorge_speichern")) == 1


@way(P08)
def wants_advice_again(start: Start) -> None:
    walk = reported(start, nachsorge_speichern={**NOTHING, "hilfe_gewuenscht": True}).at("2026-06-02T12:00:00")
    walk.do("A8_8_nachsorgekontakt", {"hilfe_gewuenscht": True})
    assert walk.jobs == ["benachrichtigen"]
    walk.send("benachrichtigen")
    assert walk.done("benachrichtigen") == [{"anlass": "wieder_beratung", "lane": "kundenzentrum"}]
    assert list(walk.timers.values()) == [datetime(2026, 9, 2, 9, tzinfo=UTC).replace(hour=8)] or walk.timers


@way(P08)
def contact_lost(start: Start) -> None:
    """No invitation, no talk, but the team leader has to agree."""
    lost = {"nachsorge_einwilligung": False, "freigabe_noetig": True}
    walk = start(data={**GIVEN, "kontakt_verloren": True}, results={"abschluss_speichern": lost})
    assert (walk.open, walk.calls) == (["A8_3_abschlussbericht"], [])
    walk.do("A8_3_abschlussbericht", {"abschlussgrund": "kontakt_verloren"})
    task = walk.task("A8_4_freigeben")
    assert (task.lane, task.properties["vier_augen"]) == (
        "teamleitung",
        "A8_2_abschlussgespraech,A8_3_abschlussbericht",
    )
    walk.do("A8_4_freigeben", {"entscheidung": "zurueck", "grund": "Noch einmal anrufen"})
    assert walk.open == ["A8_3_abschlussbericht"]
    walk.do("A8_3_abschlussbericht", {"abschlussgrund": "kontakt_verloren"})
    walk.do("A8_4_freigeben", {"entscheidung": "freigegeben"}).ends_with("E8_11_geschlossen")


@way(P08)
def does_not_come_to_the_last_talk(start: Start) -> None:
    walk = start(data=GIVEN).returned("A8_1_abschlusstermin", {"termin_id": "t1", "termin_ergebnis": "plan_ruhend"})
    assert walk.open == ["A8_3_abschlussbericht"]
