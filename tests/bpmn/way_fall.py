"""P01: the ways of a case, with everything it calls scripted."""

from datetime import UTC, date, datetime
from typing import Any

from tests.bpmn.walk import Walk, result
from tests.bpmn.ways import Start, way

P01 = "hilfeplan_fall"
OPENED = {
    "az": "HP-2026-000001-5",
    "fall_id": "f1",
    "eingang_id": "e1",
    "rechtsprofil": "sgb12",
    "zustaendig": True,
    "leistungsart": "hlu",
    "dringlichkeit": "normal",
    "termin_ergebnis": "erschienen",
}
ADVISED = {
    "beratung_id": "b1",
    "planart": "hilfeplan",
    "tiefe": "standard",
    "score_min": 4,
    "problembereiche": 3,
    "ueberpruefung_monate": 6,
}
AGREED = {
    "plan_status": "vereinbart",
    "plan_id": "p1",
    "naechste_ueberpruefung": "2026-09-02T08:00:00+00:00",
    "ueberpruefung_monate": 6,
}
REFUSED = {"plan_status": "abgelehnt", "plan_id": None, "naechste_ueberpruefung": date(2026, 6, 2)}


def standing(**more: Any) -> dict[str, Any]:
    return {"planstand_eingaben": result("planstand_eingaben", **more)}


def advised(start: Start, **more: Any) -> Walk:
    walk = start(data={"az": None}).returned("A1_1_eingang", OPENED)
    return walk.returned("A1_5_beraten", {**ADVISED, **more})


def running(start: Start, **more: Any) -> Walk:
    walk = advised(start).returned("A1_8_aufstellen", {**AGREED, **more})
    assert walk.calls == ["A1_9_2_etappe", "A1_9_2_etappe"]
    return walk


def stages_done(walk: Walk, *stages: str) -> Walk:
    for stage in stages:
        walk.returned("A1_9_2_etappe", {"etappe_status": "erreicht"}, etappe_id=stage)
    return walk


@way(P01)
def not_competent(start: Start) -> None:
    walk = start(message="AntragEingegangen").returned("A1_1_eingang", {**OPENED, "zustaendig": False, "az": None})
    walk.ends_with("E1_2_weitergeleitet")


@way(P01)
def plan_is_carried_out(start: Start) -> None:
    """Two groups of stages, then goals are reached, closing and aftercare."""
    walk = start(data={"az": None}).returned("A1_1_eingang", OPENED)
    assert walk.timers == {"E1_5_vier_wochen": datetime(2026, 3, 30, 21, 59, 59, tzinfo=UTC)}, "28 days"
    assert walk.inputs("A1_5_beraten")["leistungsart"] == "hlu"
    walk.returned("A1_5_beraten", ADVISED)
    assert walk.inputs("A1_8_aufstellen")["bisheriger_plan_id"] is None
    walk.returned("A1_8_aufstellen", AGREED)
    assert walk.done("naechste_gruppe") == [{"plan_id": "p1"}]
    assert walk.inputs("A1_9_2_etappe") == {"az": "HP-2026-000001-5", "plan_id": "p1", "etappe_id": "e1"}
    assert walk.messages == ["LeistungEnde", "PlanAnpassen"]
    assert walk.timers == {"E1_9_5_termin": datetime(2026, 8, 12, 4, tzinfo=UTC)}, "21 days before, 6 o'clock"
    walk.results = {**standing(), "naechste_gruppe": {"etappen": ["e3"], "gruppe_nr": 2}}
    stages_done(walk, "e2", "e1")
    assert walk.calls == ["A1_9_2_etappe"] and walk.inputs("A1_9_2_etappe")["etappe_id"] == "e3"
    walk.results = standing(ziele_erreicht_prozent=95)
    stages_done(walk, "e3")
    assert walk.done("etappen_abbrechen") == [{"plan_id": "p1", "grund": "abschluss_ziele"}]
    assert (walk.calls, walk.timers, walk.messages) == (["A1_10_abschliessen"], {}, [])
    given = walk.inputs("A1_10_abschliessen")
    assert (given["plan_id"], given["kontakt_verloren"]) == ("p1", False)
    walk.returned("A1_10_abschliessen", {"fall_status": "geschlossen"}).ends_with("E1_13_fall_beendet")


@way(P01)
def need_becomes_known(start: Start) -> None:
    walk = start(data={"az": None}, message="BedarfBekannt")
    assert walk.calls == ["A1_1_eingang"]


@way(P01)
def four_weeks_without_a_plan(start: Start) -> None:
    walk = start(data={"az": None}).returned("A1_1_eingang", OPENED).at("2026-03-30T23:59:59")
    assert (walk.open, walk.calls) == (["A1_6_vier_wochen_marke"], ["A1_5_beraten"])
    assert walk.task("A1_6_vier_wochen_marke").lane == "teamleitung"
    walk.do("A1_6_vier_wochen_marke", {"grund": "versaeumt"})
    assert walk.returned("A1_5_beraten", ADVISED).calls == ["A1_8_aufstellen"]


@way(P01)
def stages_end_before_the_goals(start: Start) -> None:
    """No stage is left but the goals are not reached: a review is due at once, not in half a year."""
    walk = running(start)
    walk.results = {**standing(), "naechste_gruppe": {"etappen": [], "gruppe_nr": None}}
    stages_done(walk, "e1", "e2")
    assert walk.thrown == [("PlanAnpassen", {"az": "HP-2026-000001-5"})]
    assert walk.get("PlanAnpassen").calls == ["A1_9_5_ueberpruefung"]


@way(P01)
def plan_is_two_years_old(start: Start) -> None:
    walk = running(start)
    walk.results = standing(plan_laufzeit_monate=24)
    stages_done(walk, "e1", "e2")
    assert [name for name, _ in walk.thrown] == ["PlanAnpassen"]
    walk.get("PlanAnpassen").returned(
        "A1_9_5_ueberpruefung", {"planstand": "neu_planen", "naechste_ueberpruefung": None}
    )
    assert walk.inputs("A1_8_aufstellen")["bisheriger_plan_id"] == "p1"
    walk.returned("A1_8_aufstellen", {**AGREED, "plan_id": "p2"})
    assert walk.done("naechste_gruppe")[-1] == {"plan_id": "p2"}


@way(P01)
def review_beside_the_stages(start: Start) -> None:
    """The review goes on beside the stages and sets its next date; stages are untouched."""
    walk = running(start).at("2026-08-12T08:00:00")
    assert walk.calls == ["A1_9_2_etappe", "A1_9_2_etappe", "A1_9_5_ueberpruefung"]
    assert walk.inputs("A1_9_5_ueberpruefung")["naechste_ueberpruefung"] == "2026-09-02T08:00:00+00:00"
    walk.returned(
        "A1_9_5_ueberpruefung", {"planstand": "weiter", "naechste_ueberpruefung": "2027-03-02T08:00:00+00:00"}
    )
    assert walk.timers == {"E1_9_5_termin": datetime(2027, 2, 9, 5, tzinfo=UTC)}
    assert walk.calls == ["A1_9_2_etappe", "A1_9_2_etappe"]


@way(P01)
def benefit_ends_while_the_plan_runs(start: Start) -> None:
    walk = running(start).get("LeistungEnde")
    walk.returned("A1_9_5_ueberpruefung", {"planstand": "abschluss_unabhaengig", "naechste_ueberpruefung": None})
    assert (walk.calls, walk.done("etappen_abbrechen")) == (
        ["A1_10_abschliessen"],
        [{"plan_id": "p1", "grund": "abschluss_unabhaengig"}],
    )


@way(P01)
def plan_rests_and_goes_on(start: Start) -> None:
    walk = running(start).at("2026-08-12T08:00:00")
    walk.returned("A1_9_5_ueberpruefung", {"planstand": "ruhend", "naechste_ueberpruefung": None})
    assert walk.done("plan_ruhen") == [{"plan_id": "p1"}]
    assert walk.messages == ["KontaktWiederAufgenommen", "LeistungEnde"]
    assert walk.timers == {"E1_11_pruefen": datetime(2026, 9, 2, 21, 59, 59, tzinfo=UTC)}
    assert (walk.calls, walk.done("etappen_abbrechen")) == ([], [])
    walk.get("KontaktWiederAufgenommen")
    assert walk.inputs("A1_11a_ueberpruefung")["plan_id"] == "p1"
    walk.returned(
        "A1_11a_ueberpruefung", {"planstand": "weiter", "naechste_ueberpruefung": "2027-03-02T08:00:00+00:00"}
    )
    assert walk.done("plan_fortsetzen") == [{"plan_id": "p1"}]
    assert walk.calls == ["A1_9_2_etappe", "A1_9_2_etappe"]
    assert walk.timers == {"E1_9_5_termin": datetime(2027, 2, 9, 5, tzinfo=UTC)}


@way(P01)
def plan_rests_twice_then_smaller_goals(start: Start) -> None:
    """K07: rests, is looked at after six months, rests on, comes back, second version."""
    walk = running(start).get("PlanAnpassen")
    walk.returned("A1_9_5_ueberpruefung", {"planstand": "ruhend", "naechste_ueberpruefung": None})
    walk.at("2026-09-03T08:00:00").results = {"plan_ruhen": {"ruhen_pruefen": "2027-03-03T22:59:59+00:00"}}
    walk.returned("A1_11a_ueberpruefung", {"planstand": "ruhend"})
    assert len(walk.done("plan_ruhen")) == 2
    walk.get("KontaktWiederAufgenommen").returned("A1_11a_ueberpruefung", {"planstand": "neu_planen"})
    assert walk.inputs("A1_8_aufstellen")["bisheriger_plan_id"] == "p1"
    walk.returned("A1_8_aufstellen", {**AGREED, "plan_id": "p2"})
    assert walk.done("naechste_gruppe")[-1] == {"plan_id": "p2"}


@way(P01)
def new_plan_is_refused_the_old_one_goes_on(start: Start) -> None:
    walk = running(start).get("PlanAnpassen")
    walk.returned("A1_9_5_ueberpruefung", {"planstand": "neu_planen", "naechste_ueberpruefung": None})
    walk.returned(
        "A1_8_aufstellen", {"plan_status": "uneinig", "plan_id": "p1", "naechste_ueberpruefung": date(2026, 6, 2)}
    )
    assert walk.done("plan_fortsetzen") == [{"plan_id": "p1"}]
    assert walk.calls == ["A1_9_2_etappe", "A1_9_2_etappe"]
    assert walk.timers == {"E1_9_5_termin": datetime(2026, 5, 12, 4, tzinfo=UTC)}


@way(P01)
def benefit_ends_while_the_plan_rests(start: Start) -> None:
    walk = running(start).get("PlanAnpassen").returned("A1_9_5_ueberpruefung", {"planstand": "ruhend"})
    walk.get("LeistungEnde")
    assert walk.inputs("A1_10_abschliessen")["kontakt_verloren"] is True


@way(P01)
def no_plan_wished(start: Start) -> None:
    """K02: asked again after twelve months, not before."""
    walk = advised(start, planart="kein_plan", ueberpruefung_monate=12, tiefe="kurz")
    assert walk.done("fall_status") == [{"status": "ohne_plan"}]
    assert walk.messages == ["KontaktWiederAufgenommen", "LeistungEnde", "PlanGewuenscht"]
    assert walk.timers == {"E1_12_termin": datetime(2027, 3, 1, 23, tzinfo=UTC)}, "2 March 2027, midnight in Münster"
    walk.at("2027-03-01T23:59:00")
    assert walk.open == []
    walk.at("2027-03-02T00:00:00")
    assert walk.open == ["A1_12b_plan_anbieten"]
    walk.do("A1_12b_plan_anbieten", {"interesse": "nein"})
    assert walk.timers == {"E1_12_termin": datetime(2028, 3, 1, 23, tzinfo=UTC)}
    walk.get("LeistungEnde")
    given = walk.inputs("A1_10_abschliessen")
    assert (given["plan_id"], given["kontakt_verloren"]) == (None, False)


@way(P01)
def plan_wished_after_all(start: Start) -> None:
    walk = advised(start, planart="kein_plan").get("PlanGewuenscht")
    assert walk.calls == ["A1_8_aufstellen"]
    assert walk.inputs("A1_8_aufstellen")["planart"] == "hilfeplan"


@way(P01)
def asks_to_be_asked_later(start: Start) -> None:
    walk = advised(start, planart="kein_plan").get("KontaktWiederAufgenommen")
    walk.do("A1_12b_plan_anbieten", {"interesse": "spaeter", "wieder_fragen_am": "2026-06-15"})
    assert walk.timers == {"E1_12_termin": datetime(2026, 6, 14, 22, tzinfo=UTC)}
    walk.at("2026-06-15T08:00:00").do("A1_12b_plan_anbieten", {"interesse": "ja"})
    assert walk.calls == ["A1_8_aufstellen"]


@way(P01)
def first_plan_is_refused(start: Start) -> None:
    walk = advised(start).returned("A1_8_aufstellen", REFUSED)
    assert walk.done("fall_status") == [{"status": "ohne_plan"}]
    assert walk.timers == {"E1_12_termin": datetime(2027, 3, 1, 23, tzinfo=UTC)}


@way(P01)
def sister_view_makes_no_plans(start: Start) -> None:
    """Profile sgb2_info: whatever is wished, the plan is the Jobcenter's."""
    walk = start(data={"az": None}).returned("A1_1_eingang", {**OPENED, "rechtsprofil": "sgb2_info"})
    walk.returned("A1_5_beraten", {**ADVISED, "planart": "kein_plan"}).get("PlanGewuenscht")
    assert (walk.calls, walk.messages) == ([], ["KontaktWiederAufgenommen", "LeistungEnde", "PlanGewuenscht"])
