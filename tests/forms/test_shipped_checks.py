"""What the forms of the plan track check, compute and take over from each other."""

from typing import Any

import pytest

from processes.engine import forms
from tests.forms.build import TODAY, read, shipped, wrong
from tests.forms.given import GOAL, K01, PLAN, STAGE, STEP
from tests.forms.test_prefill import record


def f01(**changes: Any) -> dict[str, Any]:
    return {**K01, **changes}


def test_f01_computes_what_follows_from_other_answers() -> None:
    stored = read(shipped("F01"), K01)
    assert stored["kind_im_haushalt"] is True
    assert stored["altersgrenze_erreicht"] is False
    assert stored["stadtbezirk"] == "nord"
    assert stored["ohne_wohnung"] is stored["schutzadresse"] is False


@pytest.mark.parametrize(
    ("born", "reached"),
    [
        ("31.12.1946", True), ("3.5.1960", True), ("3.6.1960", True), ("3.8.1960", False), ("2.11.1959", True), ("1.1.1964", False),
        ("4.5.1992", False),
    ],
)  # fmt: skip
def test_f01_knows_the_age_limit(born: str, reached: bool) -> None:
    assert read(shipped("F01"), f01(geburtsdatum=born))["altersgrenze_erreicht"] is reached


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"bekannt_seit": "3.11.2026"}, {"bekannt_seit"}),
        ({"eingang_am": "4.11.2026 8:00"}, {"eingang_am"}),
        ({"geburtsdatum": "1.1.1900"}, {"geburtsdatum"}),
        ({"anschrift": ""}, {"anschrift", "stadtbezirk"}),
        ({"datenschutz_info": False}, {"datenschutz_info"}),
        ({"kind_im_haushalt": False}, {"kind_im_haushalt"}),
        ({"wohnungsverlust_tage": 1000}, {"wohnungsverlust_tage"}),
        ({"anliegen_text": "Geld"}, {"anliegen_text"}),
        ({"mittellos_heute": None}, {"mittellos_heute"}),
        ({"email": "keine"}, {"email"}),
    ],
)
def test_f01_checks(changes: dict[str, Any], told: set[str]) -> None:
    assert set(wrong(shipped("F01"), f01(**changes))) == told


def test_f01_of_somebody_without_a_home() -> None:
    answers = f01(ohne_wohnung=True, anschrift=None, haushalt=[], wohnungsverlust_tage=0)
    stored = read(shipped("F01"), answers)
    assert stored["kind_im_haushalt"] is False
    assert "stadtbezirk" not in stored


D01 = {"traeger": "sozialamt", "leistungsart": "hlu", "zustaendig": True, "rechtsgrundlage": "§§ 19 Abs. 1, 27 SGB XII"}


def test_f02_proposes_and_the_person_decides() -> None:
    answers, _, proposals = forms.prefill(shipped("F02"), D01)
    assert proposals == {"zustaendig": True, "traeger": "sozialamt", "leistungsart": "hlu"}
    assert answers["vorschlag"] == "Rechtsgrundlage: §§ 19 Abs. 1, 27 SGB XII"
    assert "vorschlag" not in read(shipped("F02"), answers, proposals=proposals)
    other = {**answers, "leistungsart": "grusi_em"}
    assert set(wrong(shipped("F02"), other, proposals=proposals)) == {"zustaendigkeit_begruendung"}
    for reason in ("zustaendigkeit_begruendung", "abweichung_grund"):
        kept = read(shipped("F02"), {**other, reason: "Dauerhaft laut Gutachten."}, proposals=proposals)
        assert kept[reason] == "Dauerhaft laut Gutachten."


def test_f02_forwards_only_to_somebody() -> None:
    names = {"traeger": "jobcenter", "leistungsart": "sgb2", "zustaendig": False, "rechtsgrundlage": "§ 7 SGB II"}
    answers, _, proposals = forms.prefill(shipped("F02"), names)
    assert answers["empfaenger_stelle"] == "Jobcenter der Stadt Münster"
    assert set(wrong(shipped("F02"), {**answers, "empfaenger_stelle": ""}, proposals=proposals)) == {
        "empfaenger_stelle"
    }
    contradiction = {**answers, "zustaendig": True, "zustaendigkeit_begruendung": "Weil ich es so sehe."}
    assert set(wrong(shipped("F02"), contradiction, proposals=proposals)) == {"traeger"}


def test_f03_starts_with_the_list_of_documents() -> None:
    names = {"unterlage": ["identitaet", "mietvertrag_nebenkosten"], "record": record(F01=read(shipped("F01"), K01))}
    answers, sources, _ = forms.prefill(shipped("F03"), names)
    assert [row["art"] for row in answers["unterlagen"]] == ["identitaet", "mietvertrag_nebenkosten"]
    assert answers["staatsangehoerigkeit_gruppe"] == "drittstaat"
    assert answers["alleinerziehend"] is True
    assert sources["alleinerziehend"] == "F01"
    rest = {"wohnform": "miete", "einkommen_vorhanden": "ja", "entscheidung_moeglich": "nein"}
    assert read(shipped("F03"), {**answers, **rest})["vollstaendig"] is True
    answers["unterlagen"][1]["fehlt_erheblich"] = True
    assert read(shipped("F03"), {**answers, **rest})["vollstaendig"] is False


def test_f04_takes_over_language_and_proposals() -> None:
    names = {"tiefe": "intensiv", "dauer_min": 90, "record": record(F01=read(shipped("F01"), K01))}
    answers, _, proposals = forms.prefill(shipped("F04"), names)
    assert answers == {
        "tiefe": "intensiv", "dauer_min": 90, "dolmetschung": "vor_ort", "leichte_sprache": False, "ort": "amt",
    }  # fmt: skip
    assert not wrong(shipped("F04"), answers, proposals=proposals)
    assert set(wrong(shipped("F04"), {**answers, "dauer_min": 30}, proposals=proposals)) == {"abweichung_grund"}


AREA = {"wert_person": 3, "wert_fachkraft": "4", "begruendung": "Briefe bleiben lange ungeöffnet."}


def test_f06_area_is_given_and_refusal_is_fine() -> None:
    names = {"bereich": "schulden"}
    assert read(shipped("F06"), {"keine_angabe": True}, names=names) == {
        "bereich": "schulden", "keine_angabe": True, "dringend": False,
    }  # fmt: skip
    assert set(wrong(shipped("F06"), {}, names=names)) == {"wert_person", "wert_fachkraft"}
    assert read(shipped("F06"), AREA, names=names)["wert_fachkraft"] == 4
    assert "bereich" in wrong(shipped("F06"), {**AREA, "bereich": "wohnen"}, names=names)


def test_f06_health_needs_consent_and_hints_belong_to_their_area() -> None:
    health = {"bereich": "gesundheit_seele"}
    assert set(wrong(shipped("F06"), AREA, names=health)) == {"einwilligung_gesundheit"}
    kept = read(
        shipped("F06"),
        {**AREA, "einwilligung_gesundheit": "on", "suizid_hinweis": "on", "gewalt_hinweis": "on"},
        names=health,
    )
    assert kept["suizid_hinweis"] is True
    assert "gewalt_hinweis" not in kept
    assert not wrong(shipped("F06"), {"keine_angabe": "on"}, names=health)
    assert forms.warnings(shipped("F06"), {**AREA, "wert_person": 8}, names={"bereich": "schulden"}, today=TODAY)


def test_f06_shows_the_last_values_of_the_area() -> None:
    seen = record(F06={"bereich": "schulden", "wert_person": 2, "wert_fachkraft": 3, "wunsch": "Überblick"})
    answers, sources, _ = forms.prefill(shipped("F06"), {"bereich": "schulden", "record": seen})
    assert answers["letzte_werte"] == "Person: 2, Fachkraft: 3"
    assert answers["wunsch"] == "Überblick"
    assert sources["wunsch"] == "F06"
    assert "letzte_werte" not in forms.prefill(shipped("F06"), {"bereich": "arbeit", "record": seen})[0]


def test_f07_perspective_belongs_to_the_wish_for_a_plan() -> None:
    answers = {"prioritaet_1": "schulden", "plan_gewuenscht": "ja", "taetigkeit_gewuenscht": "nein"}
    assert set(wrong(shipped("F07"), answers)) == {"perspektive"}
    assert not wrong(shipped("F07"), {**answers, "perspektive": "Ich will ohne Schulden leben."})
    assert not wrong(shipped("F07"), {**answers, "plan_gewuenscht": "nein", "ablehnung_grund": "keine_zeit"})
    assert set(wrong(shipped("F07"), {**answers, "plan_gewuenscht": "nein", "prioritaet_2": "schulden"})) == {
        "prioritaet_2"
    }


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, set()), ({"zielwert": 2}, {"ziele[0].zielwert"}), ({"zielwert": 2, "art": "erhalten"}, set()),
        ({"bis": "9.11.2026"}, {"ziele[0].bis"}), ({"bis": "10.11.2026"}, set()), ({"bis": "3.11.2028"}, set()),
        ({"bis": "4.11.2028"}, {"ziele[0].bis"}), ({"ausgangswert": "keine_angabe"}, set()), ({"titel": "Kurz"}, {"ziele[0].titel"}),
    ],
)  # fmt: skip
def test_f08_goals(changes: dict[str, Any], told: set[str]) -> None:
    assert set(wrong(shipped("F08"), {"ziele": [{**GOAL, **changes}]})) == told


def test_f08_one_to_five_goals_that_start_with_the_priorities() -> None:
    assert set(wrong(shipped("F08"), {})) == set(wrong(shipped("F08"), {"ziele": [GOAL] * 6})) == {"ziele"}
    answers, _, _ = forms.prefill(
        shipped("F08"), {"record": record(F07={"prioritaet_1": "schulden", "prioritaet_3": "arbeit"})}
    )
    assert answers["ziele"] == [{"bereich": "schulden"}, {"bereich": "arbeit"}]
    again, _, _ = forms.prefill(
        shipped("F08"), {"record": record(F07={"prioritaet_1": "schulden"}, F08={"ziele": [GOAL]})}
    )
    assert again["ziele"] == [GOAL | {"bis": "2027-05-03"}], "nothing is typed twice when the plan is changed"


def test_f09_stages_and_steps() -> None:
    names = {"record": record(F08={"ziele": [GOAL]})}
    stored = read(shipped("F09"), PLAN, names=names)
    assert stored["etappen"][0]["kosten"] == 125050
    answers, _, _ = forms.prefill(shipped("F09"), names)
    assert answers["ziele_uebersicht"] == "1. Ich habe einen Überblick"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"etappen": [{**STAGE, "ende": "3.5.2027"}]}, {"etappen[0].ende"}),
        ({"etappen": [{**STAGE, "ende": "2.11.2026"}]}, {"etappen[0].ende"}),
        ({"etappen": [{**STAGE, "ziel_nr": 2}]}, {"etappen[0].ziel_nr"}),
        ({"etappen": [{**STAGE, "beitrag_amt": ""}]}, {"etappen[0].beitrag_amt"}),
        ({"etappen": [{**STAGE, "kosten": "60.000"}]}, {"etappen[0].kosten"}),
        ({"schritte": [{**STEP, "etappe_nr": 2}]}, {"schritte[0].etappe_nr"}),
        ({"schritte": [STEP] * 8}, {"schritte"}),
        ({"schritte": []}, {"schritte"}),
        ({"naechster_kontakt": "2.12.2026"}, {"naechster_kontakt"}),
    ],
)
def test_f09_checks(changes: dict[str, Any], told: set[str]) -> None:
    assert set(wrong(shipped("F09"), {**PLAN, **changes}, names={"record": record(F08={"ziele": [GOAL]})})) == told


def test_f10_f12_reasons_where_something_is_sent_back() -> None:
    talk = {"entwurf_ausgehaendigt_am": "3.11.2026", "verstanden": "ja"}
    assert set(wrong(shipped("F10"), {**talk, "ergebnis": "aenderung"})) == {"aenderungswunsch"}
    assert not wrong(shipped("F10"), {**talk, "ergebnis": "einverstanden"})
    assert set(wrong(shipped("F12"), {"pruefpunkte": ["kosten"], "entscheidung": "zurueck"})) == {"grund"}
    assert not wrong(shipped("F12"), {"pruefpunkte": ["kosten"], "entscheidung": "freigegeben"})


def test_f11_representatives_sign_too() -> None:
    signed = {
        "freiwillig_hinweis": "on", "unterschrift_person": "papier", "unterschrift_fachkraft": "tablet",
        "unterschrieben_am": "3.11.2026", "ausfertigung": "papier",
    }  # fmt: skip
    assert not wrong(shipped("F11"), signed, names={"record": record(F01={"vertretung": "keine"})})
    cared_for = {"record": record(F01={"vertretung": "betreuung"})}
    assert set(wrong(shipped("F11"), signed, names=cared_for)) == {"unterschrift_vertretung"}


def test_f13_dates_belong_to_their_state() -> None:
    assert set(wrong(shipped("F13"), {"status": "verschoben"})) == {"neues_datum"}
    assert set(wrong(shipped("F13"), {"status": "erledigt"})) == {"erledigt_am"}
    assert read(shipped("F13"), {"status": "entfallen", "erledigt_am": "3.11.2026"}) == {"status": "entfallen"}


def test_f15_ends_at_the_proposed_day_at_the_latest() -> None:
    names = {
        "etappe_faellig": "2026-11-20T22:59:59+00:00",
        "frist_tage": 56,
        "record": record(F16={"hindernis": "krankheit"}),
    }
    answers, _, _ = forms.prefill(shipped("F15"), names)
    assert answers == {"neues_ende": "2027-01-15", "grund": "krankheit"}
    done = {**answers, "person_einverstanden": True}
    assert not wrong(shipped("F15"), done, names=names)
    assert not wrong(shipped("F15"), {**done, "neues_ende": "1.12.2026"}, names=names)
    assert set(wrong(shipped("F15"), {**done, "neues_ende": "16.1.2027"}, names=names)) == {"neues_ende"}


def test_f17_starts_with_the_goals_and_computes_the_mean() -> None:
    names = {"record": record(F08={"ziele": [GOAL, {**GOAL, "titel": "Ich arbeite wieder"}]})}
    answers, _, _ = forms.prefill(shipped("F17"), names)
    assert answers["ziele_stand"][1] == {"ziel": 2, "titel": "Ich arbeite wieder", "noch_wichtig": True}
    for row, percent in zip(answers["ziele_stand"], ("100", "51"), strict=True):
        row["erreicht_prozent"] = percent
    rest = {
        "leistungsbezug_ende": "nein",
        "person_beendet": "nein",
        "kontakt_verloren": "nein",
        "ergebnis_text": "Läuft gut so.",
    }
    stored = read(shipped("F17"), {**answers, **rest}, names=names)
    assert stored["ziele_erreicht_prozent"] == 76
    assert stored["ziele_stand"][0] == {"ziel": 1, "erreicht_prozent": 100, "noch_wichtig": True}


def test_f18_months_are_proposed_and_chosen() -> None:
    answers, _, proposals = forms.prefill(shipped("F18"), {"monate": 3})
    assert answers == proposals == {"ueberpruefung_monate": 3}
    same = {"art": "unveraendert_bestaetigt", "ueberpruefung_monate": "3"}
    assert read(shipped("F18"), same, proposals=proposals) == {
        "art": "unveraendert_bestaetigt",
        "ueberpruefung_monate": 3,
    }
    assert set(wrong(shipped("F18"), {**same, "ueberpruefung_monate": "6"}, proposals=proposals)) == {
        "abweichung_grund"
    }
    assert set(wrong(shipped("F18"), {**same, "ueberpruefung_monate": "5"}, proposals={})) == {"ueberpruefung_monate"}
    assert set(wrong(shipped("F18"), {**same, "art": "fortgeschrieben"}, proposals=proposals)) == {"aenderungen"}


def test_f24_f25_end_and_aftercare() -> None:
    end = {"abschlussgrund": "arbeit", "ziele_erreicht_prozent": 80}
    assert set(wrong(shipped("F24"), end)) == {"leistung_ende_am"}
    assert not wrong(shipped("F24"), {**end, "abschlussgrund": "kontakt_verloren"})
    assert read(shipped("F25"), {"erreicht": "nein"}) == {"erreicht": "nein"}
    assert set(wrong(shipped("F25"), {"erreicht": "ja"})) == {"wieder_leistung", "hilfe_gewuenscht"}


@pytest.mark.parametrize(
    ("before", "result", "count"),
    [(None, "nicht_erschienen", 1), (1, "nicht_erschienen", 2), (2, "erschienen", 0), (2, "abgesagt", 2)],
)
def test_f33_counts_missed_appointments(before: int | None, result: str, count: int) -> None:
    names = {"record": record(F33={"versaeumnisse": before})} if before is not None else {"record": record()}
    answers = {
        "ergebnis": result,
        "wichtiger_grund": "nein",
        "termin_fuer_entscheidung_noetig": "nein",
        "psych_hinweis": "nein",
    }
    assert read(shipped("F33"), answers, names=names)["versaeumnisse"] == count


def test_f32_starts_with_what_is_known() -> None:
    names = {"anlass": "erstberatung", "record": record(F01={"email": "a@example.org"})}
    answers, _, _ = forms.prefill(shipped("F32"), names)
    assert answers == {"anlass": "erstberatung", "dauer_min": 60, "ort": "amt", "erinnerung": "email"}
    assert set(wrong(shipped("F32"), {**answers, "zeitpunkt": "2.11.2026 9:00"})) == {"zeitpunkt"}
    assert not wrong(shipped("F32"), {**answers, "zeitpunkt": "4.11.2026 9:00"})
