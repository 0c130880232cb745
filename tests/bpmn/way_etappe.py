"""P05: the ways of a stage."""

from datetime import UTC, datetime
from typing import Any

from tests.bpmn.walk import Walk
from tests.bpmn.ways import Start, way

P05 = "etappe"
GIVEN = {"etappe_id": "e1", "plan_id": "p1"}
F16 = {
    "zielerreichung_prozent": 90,
    "person_will_weiter": True,
    "hindernis": "keines",
    "neue_krise": False,
}


def begun(start: Start, **results: Any) -> Walk:
    walk = start(data=GIVEN, results=results)
    assert walk.done("etappe_starten") == [{"etappe_id": "e1"}]
    return walk.send("etappe_brief")


def evaluated(walk: Walk, **said: Any) -> Walk:
    if "A5_7_auswerten" not in walk.open:
        walk.at("2026-07-01T08:00:00")
    return walk.do("A5_7_auswerten", {**F16, **said})


@way(P05)
def reached(start: Start) -> None:
    walk = begun(start)
    assert walk.open == ["A5_3_schritt_erledigen"] * 2
    assert walk.due("A5_3_schritt_erledigen", schritt_id="s2") == "2026-04-01T21:59:59+00:00"
    assert walk.timers["E5_4_halbzeit"] == datetime(2026, 5, 1, 10, tzinfo=UTC)
    assert walk.timers["E5_6_faellig"] == datetime(2026, 6, 30, 21, 59, 59, tzinfo=UTC)
    walk.do("A5_3_schritt_erledigen", {"status": "erledigt"}, schritt_id="s2")
    walk.at("2026-05-01T12:00:00").do("A5_5_zwischenkontakt", {"hindernis": "keines"})
    walk.do("A5_3_schritt_erledigen", {"status": "erledigt"}, schritt_id="s1")
    assert [params["schritt_id"] for params in walk.done("schritt_speichern")] == ["s2", "s1"]
    assert walk.open == ["A5_7_auswerten"]
    assert walk.due("A5_7_auswerten") == datetime(2026, 7, 14, 21, 59, 59, tzinfo=UTC), "ten working days after 30 June"
    evaluated(walk).ends_with("E5_10_beendet")
    assert walk.done("etappe_beenden") == [{"etappe_id": "e1", "folge": "erreicht"}]
    assert walk.machine.data["etappe_status"] == "erreicht"
    assert walk.thrown == []


@way(P05)
def steps_done_before_the_contact(start: Start) -> None:
    """When all steps are done the contact at half time is no longer needed; nothing stays open."""
    walk = begun(start).at("2026-05-01T12:00:00")
    assert "A5_5_zwischenkontakt" in walk.open
    for step in ("s1", "s2"):
        walk.do("A5_3_schritt_erledigen", {"status": "erledigt"}, schritt_id=step)
    assert (walk.open, list(walk.timers)) == (["A5_7_auswerten"], ["E5_7_frist"])


@way(P05)
def overdue_steps_are_reminded_of(start: Start) -> None:
    """Three and ten working days after the step's date."""
    walk = begun(start)
    first = {wait.due_at for wait in walk.machine.waits() if wait.element_id == "E5_3_erinnerung_3"}
    tenth = {wait.due_at for wait in walk.machine.waits() if wait.element_id == "E5_3_erinnerung_10"}
    assert first == {datetime(2026, 3, 19, 22, 59, 59, tzinfo=UTC), datetime(2026, 4, 8, 21, 59, 59, tzinfo=UTC)}
    assert tenth == {datetime(2026, 3, 30, 21, 59, 59, tzinfo=UTC), datetime(2026, 4, 17, 21, 59, 59, tzinfo=UTC)}
    walk.at("2026-03-20T08:00:00").send("erinnern_schritt")
    assert walk.done("erinnern_schritt") == [{"etappe_id": "e1", "schritt_id": "s1"}]
    walk.at("2026-03-31T08:00:00").send("erinnern_schritt", error="ERR_SPERRE")
    assert walk.open == ["A5_3_schritt_erledigen"] * 2


@way(P05)
def step_is_postponed(start: Start) -> None:
    moved = {
        "schritt_offen": True,
        "schritte_faellig": {"s1": "2026-05-04T21:59:59+00:00", "s2": "2026-04-01T21:59:59+00:00"},
    }
    walk = begun(start, schritt_speichern=moved)
    walk.do("A5_3_schritt_erledigen", {"status": "verschoben", "neues_datum": "2026-05-04"}, schritt_id="s1")
    assert walk.due("A5_3_schritt_erledigen", schritt_id="s1") == "2026-05-04T21:59:59+00:00"
    assert walk.open == ["A5_3_schritt_erledigen"] * 2
    walk.results = {}
    for step in ("s1", "s2"):
        walk.do("A5_3_schritt_erledigen", {"status": "erledigt"}, schritt_id=step)
    assert walk.open == ["A5_7_auswerten"]


@way(P05)
def due_with_open_steps(start: Start) -> None:
    walk = begun(start).at("2026-06-30T23:59:59")
    assert walk.open == ["A5_7_auswerten"]
    assert walk.timers == {"E5_7_frist": datetime(2026, 7, 14, 21, 59, 59, tzinfo=UTC)}
    walk.at("2026-07-15T08:00:00").send("benachrichtigen")
    assert walk.done("benachrichtigen") == [{"anlass": "etappe_auswertung", "lane": "teamleitung"}]
    evaluated(walk, zielerreichung_prozent=10, person_will_weiter=False).ends_with("E5_10_beendet")
    assert walk.done("etappe_beenden")[0]["folge"] == "abbrechen"


@way(P05)
def extended_once_for_a_waiting_list(start: Start) -> None:
    """K01: stage 2 is extended by twelve weeks because the partner has a waiting list."""
    walk = evaluated(begun(start), zielerreichung_prozent=30, hindernis="partner_warteliste")
    assert (walk.machine.data["folge"], walk.machine.data["frist_tage"]) == ("verlaengern", 84)
    walk.do("A5_9_verlaengern", {"neues_ende": "2026-08-25", "grund": "partner_warteliste"})
    assert walk.open == ["A5_3_schritt_erledigen"]
    assert walk.timers["E5_6_faellig"] == datetime(2026, 8, 25, 21, 59, 59, tzinfo=UTC)
    assert walk.timers["E5_4_halbzeit"] == datetime(2026, 7, 28, 10, tzinfo=UTC)
    walk.do("A5_3_schritt_erledigen", {"status": "erledigt"}, schritt_id="s2")
    evaluated(walk).ends_with("E5_10_beendet")


@way(P05)
def extended_with_nothing_to_do_waits(start: Start) -> None:
    """Without open steps the stage waits for its end, or for somebody who wants to look at it earlier."""
    nothing = {
        "etappe_faellig": "2026-08-25T21:59:59+00:00", "etappe_halbzeit": "2026-07-28T10:00:00+00:00",
        "schritte": [], "schritte_faellig": {}, "verlaengerungen": 1,
    }  # fmt: skip
    walk = evaluated(begun(start, etappe_verlaengern=nothing), zielerreichung_prozent=50)
    walk.do("A5_9_verlaengern", {"neues_ende": "2026-08-25"})
    assert (walk.open, walk.messages) == ([], ["EtappeAuswerten"])
    early = begun(start, etappe_starten={**nothing, "etappe_nr": 1})
    assert early.get("EtappeAuswerten").open == ["A5_7_auswerten"]
    walk.at("2026-07-28T12:00:00").do("A5_5_zwischenkontakt", {})
    assert walk.open == []
    walk.at("2026-08-26T08:00:00")
    assert walk.open == ["A5_7_auswerten"]


@way(P05)
def goal_does_not_fit(start: Start) -> None:
    walk = evaluated(begun(start), zielerreichung_prozent=30, hindernis="ziel_passt_nicht").ends_with("E5_10_beendet")
    assert walk.thrown == [("PlanAnpassen", {"az": "HP-2026-000001-5", "etappe_id": "e1"})]
    assert walk.done("etappe_beenden")[0]["folge"] == "anpassen"


@way(P05)
def crisis(start: Start) -> None:
    walk = evaluated(begun(start), neue_krise=True).send("benachrichtigen").ends_with("E5_10_beendet")
    assert walk.done("benachrichtigen") == [{"anlass": "krise", "lane": "teamleitung"}]
    assert [name for name, _ in walk.thrown] == ["PlanAnpassen"]


@way(P05)
def help_is_needed_at_half_time(start: Start) -> None:
    walk = begun(start, kontakt_speichern={"hilfe_noetig": True}).at("2026-05-01T12:00:00")
    walk.do("A5_5_zwischenkontakt", {"hilfe_noetig": True}).send("benachrichtigen")
    assert walk.done("benachrichtigen") == [{"anlass": "hilfe_noetig", "lane": "teamleitung"}]
    assert walk.open == ["A5_3_schritt_erledigen"] * 2


@way(P05)
def protected_address(start: Start) -> None:
    walk = start(data=GIVEN).send("etappe_brief", error="ERR_SPERRE")
    assert "A5_1b_persoenlich_mitteilen" in walk.open
    walk.do("A5_1b_persoenlich_mitteilen")
    evaluated(walk).ends_with("E5_10_beendet")
