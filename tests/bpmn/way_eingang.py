"""P02: the ways from the first word to a case with an appointment, or on to somebody else."""

from datetime import UTC, date, datetime
from typing import Any

from tests.bpmn.walk import Walk
from tests.bpmn.ways import Start, way

P02 = "erstantrag_eingang"
F01 = {
    "eingang_am": "2026-03-02T08:30:00+00:00",
    "bekannt_seit": "2026-02-27",
    "gewalt_gefahr": False,
    "gesundheit_akut": False,
    "mittellos_heute": False,
    "wohnungsverlust_tage": 999,
    "energie_gesperrt": False,
    "kind_im_haushalt": False,
    "asylblg": False,
    "aufenthalt": "muenster",
    "altersgrenze_erreicht": False,
    "erwerbsfaehig": "nein_befristet",
    "besondere_schwierigkeiten": False,
    "lebt_mit_erwerbsfaehiger_person": False,
    "stadtbezirk": "nord",
}
HERE = {"zustaendig": True, "traeger": "sozialamt", "leistungsart": "hlu"}
ELSEWHERE = {"zustaendig": False, "traeger": "jobcenter", "leistungsart": "sgb2"}
F03 = {
    "staatsangehoerigkeit_gruppe": "drittstaat",
    "wohnform": "miete",
    "alleinerziehend": False,
    "einkommen_vorhanden": True,
    "schwanger": False,
}


def applied(start: Start, results: dict[str, Any] | None = None, **said: Any) -> Walk:
    walk = start(results=results or {})
    assert walk.open == ["A2_1_antrag_aufnehmen"]
    return walk.do("A2_1_antrag_aufnehmen", {**F01, **said})


@way(P02)
def competent(start: Start) -> None:
    walk = applied(start)
    assert walk.machine.data["traeger"] == "sozialamt" and walk.machine.data["dringlichkeit"] == "normal"
    assert walk.open == ["A2_8_zustaendigkeit_feststellen"], "the confirmation does not hold anybody up"
    assert walk.due("A2_8_zustaendigkeit_feststellen") == datetime(2026, 3, 4, 22, 59, 59, tzinfo=UTC)
    walk.send("eingang_bestaetigen").do("A2_8_zustaendigkeit_feststellen", HERE)
    assert walk.machine.data["unterlage"] == [
        "identitaet", "kontoauszuege_3_monate", "vermoegensangabe", "rentenbescheid_oder_gutachten",
    ]  # fmt: skip
    walk.at("2026-03-02T14:00:00")
    assert walk.due("A2_12_vollstaendigkeit_pruefen") == date(2026, 3, 5)
    walk.do("A2_12_vollstaendigkeit_pruefen", F03)
    assert walk.machine.data["unterlage"] == [
        "identitaet", "kontoauszuege_3_monate", "vermoegensangabe", "mietvertrag_nebenkosten", "einkommensnachweis",
        "aufenthaltstitel", "rentenbescheid_oder_gutachten",
    ]  # fmt: skip
    assert walk.done("fall_anlegen") == [{"team": "t2_west_nord", "dringlichkeit": "normal", "leistungsart": "hlu"}]
    given = walk.inputs("A2_16_ersttermin")
    assert given["anlass"] == "erstberatung" and given["az"] == "HP-2026-000001-5"
    assert given["spaetestens"] == date(2026, 3, 13), "ten working days after 27 February"
    walk.returned("A2_16_ersttermin", {"termin_id": "t1", "termin_ergebnis": "erschienen"})
    data = walk.ends_with("E2_17_eingang_erledigt").machine.data
    assert (data["zustaendig"], data["leistungsart"], data["termin_ergebnis"]) == (True, "hlu", "erschienen")


@way(P02)
def clerk_overrides_the_proposal(start: Start) -> None:
    walk = applied(start, erwerbsfaehig="ja")
    assert walk.machine.data["zustaendig"] is False
    walk.do("A2_8_zustaendigkeit_feststellen", {**HERE, "abweichung_grund": "Gutachten liegt vor"})
    assert walk.machine.data["leistungsart"] == "hlu"
    assert walk.open == ["A2_12_vollstaendigkeit_pruefen"]


@way(P02)
def emergency_is_told_at_once(start: Start) -> None:
    """K01: twelve days to the loss of the home, with children: urgent, help before competence is clear."""
    walk = applied(start, wohnungsverlust_tage=12, kind_im_haushalt=True)
    assert walk.jobs == ["benachrichtigen", "eingang_bestaetigen"]
    walk.send("benachrichtigen")
    assert walk.done("benachrichtigen") == [{"anlass": "soforthilfe", "lane": "leistung"}]
    walk.do("A2_8_zustaendigkeit_feststellen", HERE).do("A2_12_vollstaendigkeit_pruefen", F03)
    assert walk.inputs("A2_16_ersttermin")["spaetestens"] == date(2026, 3, 4), "three working days after 27 February"
    walk.returned("A2_16_ersttermin", {"termin_id": "t1", "termin_ergebnis": "plan_ruhend"})
    assert not walk.machine.completed
    assert walk.send("eingang_bestaetigen").ends_with("E2_17_eingang_erledigt").machine.data["az"]


@way(P02)
def not_competent(start: Start) -> None:
    """K05: forwarded, no case is made, the entry is erased after 24 months."""
    walk = applied(start, erwerbsfaehig="ja", lebt_mit_erwerbsfaehiger_person=True, kind_im_haushalt=True)
    walk.send("eingang_bestaetigen").do("A2_8_zustaendigkeit_feststellen", ELSEWHERE)
    assert walk.jobs == ["antrag_weiterleiten"]
    assert walk.timers == {"E2_10_frist": datetime(2026, 3, 5, 22, 59, 59, tzinfo=UTC)}
    walk.send("antrag_weiterleiten").ends_with("E2_10_weitergeleitet")
    (row,) = walk.done("loeschfristen_setzen")[0]["fristen"]
    assert (row["datenklasse"], row["monate"], row["beginn"]) == ("ablehnung_ruecknahme", 24, "Bestandskraft")
    assert walk.done("fall_anlegen") == []
    assert walk.machine.data["zustaendig"] is False


@way(P02)
def deadlines_pass(start: Start) -> None:
    """Two working days to say who is competent, three to forward: then the team leader hears of it."""
    walk = applied(start, erwerbsfaehig="ja").send("eingang_bestaetigen")
    assert walk.timers == {"E2_8_frist": datetime(2026, 3, 4, 22, 59, 59, tzinfo=UTC)}
    walk.at("2026-03-05T00:00:00").send("benachrichtigen")
    walk.do("A2_8_zustaendigkeit_feststellen", ELSEWHERE).at("2026-03-06T08:00:00").send("benachrichtigen")
    assert walk.done("benachrichtigen") == [
        {"anlass": "frist_zustaendigkeit", "lane": "teamleitung"},
        {"anlass": "frist_weiterleitung", "lane": "teamleitung"},
    ]
    walk.send("antrag_weiterleiten").ends_with("E2_10e_erinnert")


@way(P02)
def protected_address(start: Start) -> None:
    walk = applied(start, gewalt_gefahr=True, erwerbsfaehig="ja").send("eingang_bestaetigen", error="ERR_SPERRE")
    assert walk.open == ["A2_3a_persoenlich_bestaetigen", "A2_8_zustaendigkeit_feststellen"]
    walk.do("A2_3a_persoenlich_bestaetigen").send("benachrichtigen")
    walk.do("A2_8_zustaendigkeit_feststellen", ELSEWHERE).send("antrag_weiterleiten", error="ERR_SPERRE")
    assert (walk.open, walk.timers) == (["A2_10f_sicher_weiterleiten"], {})
    walk.do("A2_10f_sicher_weiterleiten").ends_with("E2_10_weitergeleitet")


@way(P02)
def profile_of_2001(start: Start) -> None:
    """K12: under the BSHG also people able to work belong here."""
    bshg = {"eingang_anlegen": {"eingang_nr": "E-2002-0000001", "eingang_id": "e1", "rechtsprofil": "bshg"}}
    walk = applied(start, bshg, erwerbsfaehig="ja")
    assert [table for table, _ in walk.decisions] == ["D02", "D01b"]
    assert walk.machine.data["leistungsart"] == "bshg_hlu"


@way(P02)
def comes_back(start: Start) -> None:
    """Who was here before is told to the old case, so that its aftercare ends; the new one is linked to it."""
    before = {"personen_suchen": {"vorfall_az": "HP-2025-000007-3", "dubletten": 1}}
    walk = applied(start, before).send("eingang_bestaetigen")
    walk.do("A2_8_zustaendigkeit_feststellen", HERE).do("A2_12_vollstaendigkeit_pruefen", F03)
    assert walk.thrown == [("FallWiederaufnahme", {"az": "HP-2025-000007-3"})]
    assert walk.calls == ["A2_16_ersttermin"]
