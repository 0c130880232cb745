"""P04: the ways to an agreed plan, and out without one."""

from datetime import UTC, date, datetime
from typing import Any

from tests.bpmn.walk import Walk, result
from tests.bpmn.ways import Start, way

P04 = "hilfeplan_aufstellen"
GIVEN = {
    "planart": "hilfeplan", "tiefe": "standard", "score_min": 4, "leistungsart": "hlu", "bisheriger_plan_id": None,
}  # fmt: skip
AUTHORS = "A4_1_ziele_erarbeiten,A4_2_etappen_planen,A4_5_plan_besprechen"


def quality(**more: Any) -> dict[str, Any]:
    return result("plan_entwurf", **more)


def drafted(walk: Walk) -> Walk:
    return walk.do("A4_1_ziele_erarbeiten", {}).do("A4_2_etappen_planen", {})


def discussed(
    start: Start, outcome: str = "einverstanden", results: dict[str, Any] | None = None, **given: Any
) -> Walk:
    walk = drafted(start(data={**GIVEN, **given}, results=results or {}))
    assert (walk.open, walk.jobs) == ([], ["plan_dokument"]), "the talk needs the document"
    return walk.send("plan_dokument").do("A4_5_plan_besprechen", {"ergebnis": outcome})


@way(P04)
def agreed(start: Start) -> None:
    walk = drafted(start(data=GIVEN)).send("plan_dokument")
    assert walk.done("fall_status") == [{"status": "plan_in_arbeit"}]
    assert walk.done("plan_entwurf") == [{"planart": "hilfeplan"}]
    assert walk.timers == {"E4_5_bedenkzeit": datetime(2026, 3, 9, 22, 59, 59, tzinfo=UTC)}
    assert walk.due("A4_5_plan_besprechen") == datetime(2026, 3, 9, 22, 59, 59, tzinfo=UTC)
    walk.at("2026-03-10T08:00:00").send("benachrichtigen")
    assert walk.done("benachrichtigen") == [{"anlass": "bedenkzeit", "lane": "fallmanagement"}]
    walk.do("A4_5_plan_besprechen", {"ergebnis": "einverstanden"})
    assert walk.done("plan_status") == [{"plan_id": "p1", "status": "freigegeben"}]
    assert walk.open == ["A4_9_plan_unterzeichnen"]
    assert walk.due("A4_9_plan_unterzeichnen") == date(2026, 3, 17)
    walk.do("A4_9_plan_unterzeichnen", {})
    assert walk.done("plan_unterschreiben") == [{"plan_id": "p1"}]
    assert walk.done("plan_aktivieren") == [{"plan_id": "p1", "monate": 6}]
    data = walk.send("plan_aushaendigen").ends_with("E4_11_vereinbart").machine.data
    assert (data["plan_status"], data["plan_id"]) == ("vereinbart", "p1")
    assert data["naechste_ueberpruefung"] == "2026-09-02T08:00:00+00:00"


@way(P04)
def quality_stops_the_draft(start: Start) -> None:
    walk = start(data=GIVEN, results={"plan_entwurf": quality(etappen_ohne_beitrag_amt=1)})
    drafted(walk)
    assert walk.machine.data["hinweis"] == ["Etappe ohne Beitrag des Amts"]
    assert walk.open == ["A4_1_ziele_erarbeiten"]
    walk.results = {"plan_entwurf": quality(zuversicht_min=3)}
    drafted(walk)
    assert walk.jobs == ["plan_dokument"], "a warning does not stop"


@way(P04)
def changes_are_wished(start: Start) -> None:
    walk = discussed(start, "aenderung")
    assert (walk.open, walk.timers) == (["A4_1_ziele_erarbeiten"], {})
    drafted(walk).send("plan_dokument").do("A4_5_plan_besprechen", {"ergebnis": "einverstanden"})
    assert walk.open == ["A4_9_plan_unterzeichnen"]


@way(P04)
def refused(start: Start) -> None:
    walk = discussed(start, "abgelehnt").ends_with("E4_6_kein_plan")
    assert walk.done("plan_status") == [{"plan_id": "p1", "status": "abgelehnt"}]
    assert (walk.machine.data["plan_status"], walk.machine.data["plan_id"]) == ("abgelehnt", None)


@way(P04)
def disagreement(start: Start) -> None:
    walk = discussed(start, "uneinig", bisheriger_plan_id="p0").ends_with("E4_6_kein_plan")
    assert (walk.machine.data["plan_status"], walk.machine.data["plan_id"]) == ("uneinig", "p0")
    assert walk.machine.data["naechste_ueberpruefung"] == date(2026, 6, 2)


@way(P04)
def released_by_the_team_leader(start: Start) -> None:
    walk = discussed(start, planart="gesamtplan_68")
    assert walk.done("plan_status") == [{"plan_id": "p1", "status": "zur_freigabe"}]
    task = walk.task("A4_8_plan_freigeben")
    assert (task.lane, task.properties["vier_augen"], task.properties["frist"]) == (
        "teamleitung",
        AUTHORS,
        "frist.freigabe",
    )
    assert walk.timers == {"E4_8_frist": datetime(2026, 3, 5, 22, 59, 59, tzinfo=UTC)}
    walk.at("2026-03-06T08:00:00").send("benachrichtigen")
    assert walk.done("benachrichtigen") == [{"anlass": "frist_freigabe", "lane": "sachgebietsleitung"}]
    walk.do("A4_8_plan_freigeben", {"entscheidung": "freigegeben"})
    assert walk.done("plan_status")[-1] == {"plan_id": "p1", "status": "freigegeben"}
    walk.do("A4_9_plan_unterzeichnen", {})
    assert walk.done("plan_aktivieren") == [{"plan_id": "p1", "monate": 3}]


@way(P04)
def sent_back(start: Start) -> None:
    walk = discussed(start, results={"plan_entwurf": quality(kosten_zusage=120)})
    walk.do("A4_8_plan_freigeben", {"entscheidung": "zurueck", "grund": "Kosten unklar"})
    assert walk.open == ["A4_1_ziele_erarbeiten"]
    drafted(walk).send("plan_dokument").do("A4_5_plan_besprechen", {"ergebnis": "einverstanden"})
    walk.do("A4_8_plan_freigeben", {"entscheidung": "freigegeben"})
    assert walk.open == ["A4_9_plan_unterzeichnen"]


@way(P04)
def high_costs_go_to_the_head_of_section(start: Start) -> None:
    walk = discussed(start, results={"plan_entwurf": quality(kosten_zusage=2600)})
    assert walk.task("A4_8b_plan_freigeben").lane == "sachgebietsleitung"
    walk.do("A4_8b_plan_freigeben", {"entscheidung": "freigegeben"})
    assert walk.open == ["A4_9_plan_unterzeichnen"]


@way(P04)
def critical_area_without_goal_needs_a_second_look(start: Start) -> None:
    walk = discussed(start, results={"plan_entwurf": quality(kritischer_bereich_ohne_ziel=True)})
    assert walk.open == ["A4_8_plan_freigeben"]


@way(P04)
def protected_address(start: Start) -> None:
    walk = discussed(start).do("A4_9_plan_unterzeichnen", {}).send("plan_aushaendigen", error="ERR_SPERRE")
    assert walk.open == ["A4_10c_persoenlich_aushaendigen"]
    walk.do("A4_10c_persoenlich_aushaendigen").ends_with("E4_11_vereinbart")
    assert walk.machine.data["plan_status"] == "vereinbart"
