"""P03: the ways of a consultation."""

from datetime import UTC, date, datetime
from typing import Any

from tests.bpmn.walk import Walk, result
from tests.bpmn.ways import Start, way

P03 = "beratung_assessment"
GIVEN = {"rechtsprofil": "sgb12", "dringlichkeit": "normal", "leistungsart": "hlu"}
RECORD = {"F01": {"problemfelder": ["schulden", "wohnen"], "wunsch_person": "beratung"}}
AREAS = ("einkommen", "wohnen", "gesundheit_seele")


def talked(start: Start, depth: str = "standard", profile: dict[str, Any] | None = None, **given: Any) -> Walk:
    walk = start(data={**GIVEN, **given}, record=RECORD)
    assert walk.done("fall_status") == [{"status": "beratung"}]
    walk.results["profil_berechnen"] = result("profil_berechnen", **(profile or {}))
    walk.do("A3_2_beratung_vorbereiten", {"tiefe": depth}).do("A3_3_gespraech_fuehren", {})
    assert walk.open == ["A3_4_lebensbereich_erheben"] * 3
    for area in reversed(AREAS):
        walk.do("A3_4_lebensbereich_erheben", {"bereich": area}, bereich=area)
    return walk


@way(P03)
def wants_a_plan(start: Start) -> None:
    walk = start(data=GIVEN, record=RECORD)
    assert walk.machine.data["tiefe"] == "standard" and walk.machine.data["dauer_min"] == 60
    assert walk.due("A3_2_beratung_vorbereiten") == date(2026, 3, 5)
    walk = talked(start)
    assert [each["bereich"] for each in walk.done("einschaetzung_speichern")] == list(reversed(AREAS))
    assert {each["anlass"] for each in walk.done("einschaetzung_speichern")} == {"erst"}
    assert walk.open == ["A3_8_gemeinsam_auswerten"]
    walk.do("A3_8_gemeinsam_auswerten", {"plan_gewuenscht": True, "taetigkeit_gewuenscht": True})
    data = walk.ends_with("E3_11_abgeschlossen").machine.data
    assert (data["planart"], data["ueberpruefung_monate"], data["beratung_id"]) == ("vereinbarung_12", 6, "b1")


@way(P03)
def wants_no_plan(start: Start) -> None:
    """K02: no plan is wished; the question comes again after twelve months."""
    walk = talked(start, depth="kurz", leistungsart="grusi_alter")
    walk.do("A3_8_gemeinsam_auswerten", {"plan_gewuenscht": False, "taetigkeit_gewuenscht": False})
    data = walk.ends_with("E3_11_abgeschlossen").machine.data
    assert (data["planart"], data["ueberpruefung_monate"]) == ("kein_plan", 12)


@way(P03)
def worker_overrides_the_depth(start: Start) -> None:
    walk = talked(start, depth="intensiv")
    assert walk.done("beratung_anlegen") == [{"tiefe": "intensiv"}]
    assert walk.done("bereiche_fuer") == [{"tiefe": "intensiv"}]
    walk.do("A3_8_gemeinsam_auswerten", {"plan_gewuenscht": True, "taetigkeit_gewuenscht": False})
    assert walk.machine.data["ueberpruefung_monate"] == 3, "D11 counts with the worker's depth, not the proposed one"


@way(P03)
def danger(start: Start) -> None:
    walk = talked(start, profile={"suizid_hinweis": True, "score_min": 1})
    assert walk.open == ["A3_7_schutzweg"]
    assert walk.task("A3_7_schutzweg").properties["prioritaet"] == "90"
    assert walk.due("A3_7_schutzweg") == datetime(2026, 3, 2, 9, tzinfo=UTC)
    hints = ("kindeswohl_hinweis", "suizid_hinweis", "gewalt_hinweis")
    assert all(walk.machine.data[name] is None for name in hints), "no hint on health stays in the process data"
    walk.do("A3_7_schutzweg", {"schutzweg": "krisendienst"})
    assert walk.machine.data["schutzweg"] is None
    walk.do("A3_8_gemeinsam_auswerten", {"plan_gewuenscht": True, "taetigkeit_gewuenscht": False})
    assert walk.ends_with("E3_11_abgeschlossen").machine.data["ueberpruefung_monate"] == 1
