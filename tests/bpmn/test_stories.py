"""K01, K02, K05 and K07 of the domain, played by the real commands with a simulated clock."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import zstandard
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo import answers as s
from processes.casework.models import CaseFile, Intake
from processes.engine import queries
from processes.engine.models import DecisionLog, Event, Instance, InstanceState, Record, Task, Wait
from tests.bpmn.office import STAFF, Office


def to_first_appointment(office: Office, application: dict[str, Any], when: str, **given: str) -> Office:
    """From the counter to the first appointment, to which the person comes."""
    office.begin(**given).do("A2_1_antrag_aufnehmen", application)
    office.do("A2_8_zustaendigkeit_feststellen", s.HERE).do("A2_12_vollstaendigkeit_pruefen", s.COMPLETE)
    return meet(office, when, s.CAME)


def meet(office: Office, when: str, outcome: dict[str, Any]) -> Office:
    """Agree on an appointment, wait for it, and say who came."""
    office.do(
        "A11_2_termin_vereinbaren", {"zeitpunkt": f"{when}+00:00", "dauer_min": 60, "ort": "amt", "erinnerung": "email"}
    )
    office.until(f"{when}+00:00").until(office.now.replace(minute=15).isoformat())
    return office.do("A11_5_erscheinen_erfassen", outcome)


def consult(office: Office, wish: dict[str, Any], **prepared: Any) -> Office:
    office.do("A3_2_beratung_vorbereiten", {**s.PREPARED, **prepared}).do("A3_3_gespraech_fuehren", s.TALK)
    while "A3_4_lebensbereich_erheben" in office.open:
        office.do("A3_4_lebensbereich_erheben", s.AREA)
    return office.do("A3_8_gemeinsam_auswerten", wish)


def agree(office: Office, goals: list[Any], stages: list[Any], steps: list[Any], contact: str) -> Office:
    office.do("A4_1_ziele_erarbeiten", {"ziele": goals})
    office.do("A4_2_etappen_planen", {"etappen": stages, "schritte": steps, "naechster_kontakt": contact})
    office.do("A4_5_plan_besprechen", s.DISCUSSED)
    return office.do("A4_9_plan_unterzeichnen", s.SIGNED)


def review(office: Office, **said: Any) -> Office:
    stand = [{"ziel": n + 1, "erreicht_prozent": 20, "noch_wichtig": True} for n in range(len(office.plans[-1].goals))]
    office.do("A6_2_ueberpruefungsgespraech", {**s.REVIEW, "ziele_stand": stand, "ziele_erreicht_prozent": 20, **said})
    while "A6_3_lebensbereich_einschaetzen" in office.open:
        office.do("A6_3_lebensbereich_einschaetzen", s.AREA)
    return office


def test_k01_from_the_counter_to_a_life_without_assistance(session: Session) -> None:
    office = to_first_appointment(Office(session, "2026-01-12T09:00"), s.AYLIN, "2026-01-15T09:00")
    assert office.case.status == "beratung" and office.case.urgency == "dringend"
    consult(office, s.PLAN)
    assert office.case.depth == "intensiv", "five fields of problems"
    agree(
        office,
        [
            s.goal("Ich habe meine Wohnung gesichert", "wohnen", "2026-06-30"),
            s.goal("Schulden sind geordnet", "schulden", "2026-12-31"),
        ],
        [
            s.stage("Mietrückstand klären", 1, 1, "2026-01-19", "2026-03-31"),
            s.stage("Schuldnerberatung", 2, 1, "2026-01-19", "2026-03-31"),
            s.stage("Stundenweise arbeiten", 2, 2, "2026-07-01", "2026-10-31"),
        ],
        [
            s.step(1, "Vermieterin anrufen", "2026-02-02"),
            s.step(2, "Termin ausmachen", "2026-02-09"),
            s.step(3, "Bewerben", "2026-08-01"),
        ],
        "2026-02-02",
    )
    (plan,) = office.plans
    assert (plan.status, plan.kind, plan.version) == ("aktiv", "vereinbarung_12", 1)
    assert office.case.status == "plan_aktiv"
    # two stages at the same time; the second is extended once because of a waiting list
    assert office.open.count("A5_3_schritt_erledigen") == 2
    office.do("A5_3_schritt_erledigen", s.DONE).do("A5_7_auswerten", s.REACHED)
    office.until("2026-04-01T09:00")
    if "A5_5_zwischenkontakt" in office.open:
        office.do("A5_5_zwischenkontakt", s.CONTACT)
    office.do("A5_7_auswerten", {**s.REACHED, "zielerreichung_prozent": 30, "hindernis": "partner_warteliste"})
    office.do("A5_9_verlaengern", {"neues_ende": "2026-06-23", "person_einverstanden": True})
    assert office.waits["E5_6_faellig"] == datetime(2026, 6, 23, 21, 59, 59, tzinfo=UTC)
    # review after three months, beside the stage
    assert "A11_2_termin_vereinbaren" in office.open, "the invitation goes out 21 days before the review"
    meet(office, "2026-04-14T08:00", s.CAME)
    review(office).do("A6_7_plan_fortschreiben", s.CONFIRMED)
    while "A5_5_zwischenkontakt" in office.open:
        office.do("A5_5_zwischenkontakt", s.CONTACT)
    office.do("A5_3_schritt_erledigen", s.DONE).do("A5_7_auswerten", s.REACHED)
    # second group
    assert "A5_3_schritt_erledigen" in office.open
    # after the last stage: a job, benefits end
    office.tell("LeistungEnde", az=office.az)
    meet(office, "2026-05-04T08:00", s.CAME)
    review(office, leistungsbezug_ende=True)
    assert office.plans[-1].stages[2].status == "abgebrochen"
    meet(office, "2026-05-11T08:00", s.CAME)
    office.do("A8_2_abschlussgespraech", s.LAST_TALK)
    office.do(
        "A8_3_abschlussbericht",
        {"abschlussgrund": "arbeit", "leistung_ende_am": "2026-05-31", "ziele_erreicht_prozent": 90},
    )
    assert office.case.status == "nachsorge"
    for day in ("2026-08-31", "2026-11-30", "2027-05-31"):
        assert office.open == []
        office.until(f"{day}T08:00").do("A8_8_nachsorgekontakt", s.FINE)
    assert (office.root.status, office.case.status) == ("completed", "geschlossen")
    assert "E1_13_fall_beendet" in passed(office)


def passed(office: Office) -> list[str]:
    wanted = (
        select(Event.facts).where(Event.root_id == office.root_id, Event.type == "elements.passed").order_by(Event.id)
    )
    return [element for facts in office.session.scalars(wanted) for element in (facts or {})["elements"]]


def test_k02_no_plan_wished_asked_again_after_twelve_months(session: Session) -> None:
    office = to_first_appointment(Office(session, "2026-03-02T09:00"), s.JUERGEN, "2026-03-09T09:00")
    consult(office, s.NO_PLAN)
    assert office.case.depth == "kurz"
    assert (office.case.status, office.open) == ("ohne_plan", [])
    office.until("2027-03-08T23:00")
    assert office.open == [], "no reminder about a plan before twelve months"
    office.until("2027-03-09T08:00")
    assert office.open == ["A1_12b_plan_anbieten"]
    office.do("A1_12b_plan_anbieten", {"interesse": "nein"})
    assert office.waits["E1_12_termin"] == datetime(2028, 3, 8, 23, tzinfo=UTC)


def test_k05_not_competent_forwarded_receipt_date_kept(session: Session) -> None:
    office = Office(session, "2026-03-02T09:00").begin().do("A2_1_antrag_aufnehmen", s.YUSUF)
    office.do("A2_8_zustaendigkeit_feststellen")
    assert office.root.status == "completed" and office.open == []
    intake = session.scalars(select(Intake)).one()
    session.refresh(intake)
    assert intake.status == "weitergeleitet"
    assert intake.received_at == datetime(2026, 3, 2, 8, tzinfo=UTC), "the date of receipt is kept"
    assert session.scalars(select(CaseFile)).all() == [], "no case with counselling data is made"
    assert "E1_2_weitergeleitet" in passed(office)


def lose_contact(office: Office) -> Office:
    """K07: a small plan, then he does not come to the review, four times; the plan rests."""
    to_first_appointment(office, s.THORBEN, "2026-01-12T09:00")
    consult(office, {**s.PLAN, "taetigkeit_gewuenscht": False})
    goals = [s.goal("Ich gehe jeden Tag hinaus", "gesundheit_seele", "2026-07-31", confidence=3)]
    stages = [s.stage("Tagesstruktur", 1, 1, "2026-01-12", "2026-06-30")]
    agree(office, goals, stages, [s.step(1, "Zum Treff gehen", "2026-02-02")], "2026-02-02")
    office.until("2026-06-22T09:00")
    while "A5_5_zwischenkontakt" in office.open:
        office.do("A5_5_zwischenkontakt", s.CONTACT)
    assert "A11_2_termin_vereinbaren" in office.open
    meet(office, "2026-06-24T08:00", {**s.MISSED, "psych_hinweis": True})
    office.do("A11_7c_aufsuchen", {"zu_zweit": True, "angetroffen": False})
    office.do("A11_7c_aufsuchen", {"zu_zweit": True, "angetroffen": True})
    meet(office, "2026-06-26T08:00", s.MISSED)
    office.do("A11_7b_anrufen", {**s.CONTACT, "kontaktart": "nicht_erreicht"})
    meet(office, "2026-06-29T08:00", s.MISSED)
    office.do("A11_7c_aufsuchen", {"zu_zweit": True, "angetroffen": True})
    return meet(office, "2026-06-30T08:00", s.MISSED)


def come_back(office: Office, **decided: Any) -> Office:
    """After five months he stands at the counter; the plan is looked at together."""
    office.until("2026-11-30T10:00").tell("KontaktWiederAufgenommen")
    meet(office, "2026-12-01T08:00", s.CAME)
    return review(office).do("A6_7_plan_fortschreiben", decided)


SMALLER = {"art": "fortgeschrieben", "aenderungen": [{"ziel_oder_etappe": "Ziel 1", "neu": "kleiner"}]}


def test_k07_contact_lost_and_found_again(session: Session) -> None:
    office = lose_contact(Office(session, "2026-01-05T09:00"))
    assert (office.case.status, office.plans[0].status) == ("ruhend", "ruhend")
    assert office.open == [], "nothing is asked of him"
    assert office.waits["E1_11_pruefen"] == datetime(2026, 12, 30, 7, tzinfo=UTC), "looked at after six months"
    come_back(office, **SMALLER)
    assert office.open == ["A4_1_ziele_erarbeiten"]
    agree(
        office,
        [s.goal("Ich gehe zweimal in der Woche hinaus", "gesundheit_seele", "2027-05-31")],
        [s.stage("Zweimal in der Woche", 1, 1, "2026-12-01", "2027-05-01")],
        [s.step(1, "Zum Treff gehen", "2026-12-15")],
        "2026-12-15",
    )
    old, new = office.plans
    assert (old.status, new.status, new.version, office.case.status) == ("ersetzt", "aktiv", 2, "plan_aktiv")
    assert min(goal.confidence for goal in new.goals if goal.confidence is not None) >= 5
    assert office.open == ["A5_3_schritt_erledigen"]


def test_the_resting_plan_goes_on_as_it_was(session: Session) -> None:
    office = come_back(lose_contact(Office(session, "2026-01-05T09:00")), **s.CONFIRMED)
    assert (office.case.status, office.plans[0].status) == ("plan_aktiv", "aktiv")
    assert len(office.plans) == 1
    assert "A5_3_schritt_erledigen" in office.open, "his open stage is there again"


def test_a_refused_new_plan_leaves_the_old_one(session: Session) -> None:
    office = come_back(lose_contact(Office(session, "2026-01-05T09:00")), **SMALLER)
    office.do("A4_1_ziele_erarbeiten", {"ziele": [s.goal("Ich gehe hinaus", "gesundheit_seele", "2027-05-31")]})
    stages = [s.stage("Zweimal in der Woche", 1, 1, "2026-12-01", "2027-05-01")]
    steps = [s.step(1, "Zum Treff gehen", "2026-12-15")]
    office.do("A4_2_etappen_planen", {"etappen": stages, "schritte": steps, "naechster_kontakt": "2026-12-15"})
    office.do("A4_5_plan_besprechen", {"verstanden": "ja", "ergebnis": "abgelehnt"})
    assert [plan.status for plan in office.plans] == ["aktiv", "abgelehnt"]
    assert office.case.status == "plan_aktiv"
    assert "A5_3_schritt_erledigen" in office.open


def test_a_return_ends_the_aftercare_of_the_earlier_case(session: Session) -> None:
    first = to_first_appointment(Office(session, "2026-03-02T09:00"), s.JUERGEN, "2026-03-09T09:00")
    consult(first, s.NO_PLAN).until("2026-05-04T09:00").tell("LeistungEnde")
    meet(first, "2026-05-11T08:00", s.CAME).do("A8_2_abschlussgespraech", s.LAST_TALK)
    first.do(
        "A8_3_abschlussbericht",
        {"abschlussgrund": "vorrangige_leistung", "leistung_ende_am": "2026-05-31", "ziele_erreicht_prozent": 0},
    )
    assert (first.case.status, first.open) == ("nachsorge", [])
    second = to_first_appointment(Office(session, "2026-08-03T09:00"), s.JUERGEN, "2026-08-10T09:00")
    assert second.az != first.az and second.case.previous_case_id == first.case.id
    assert (first.root.status, first.case.status) == ("completed", "geschlossen")
    assert second.root.status == "running"


def small_plan(office: Office, when: str) -> Office:
    """Two stages at once, begun on `when`, with one step each."""
    to_first_appointment(office, {**s.THORBEN, "geburtsdatum": f"2000-01-{office.now.day:02}"}, f"{when}T09:00")
    consult(office, {**s.PLAN, "taetigkeit_gewuenscht": False})
    goals = [s.goal("Ich gehe hinaus", "gesundheit_seele", "2026-07-31")]
    stages = [s.stage("Erstens", 1, 1, when, "2026-06-30"), s.stage("Zweitens", 1, 1, when, "2026-06-30")]
    steps = [s.step(1, "Hingehen", "2026-03-02"), s.step(2, "Hingehen", "2026-03-02")]
    return agree(office, goals, stages, steps, when)


def test_a_stage_that_does_not_fit_while_a_review_is_on_is_not_forgotten(session: Session) -> None:
    """The wish to change the plan waits in its own case, even when others wait for such a wish, until the review is done."""
    other = small_plan(Office(session, "2026-01-05T09:00"), "2026-01-12")
    office = small_plan(Office(session, "2026-01-06T09:00"), "2026-01-13").tell("LeistungEnde")
    unfit = {**s.REACHED, "zielerreichung_prozent": 20, "hindernis": "ziel_passt_nicht"}
    office.do("A5_3_schritt_erledigen", s.DONE).do("A5_7_auswerten", unfit)
    meet(office, "2026-01-20T08:00", s.CAME)
    review(office).do("A6_7_plan_fortschreiben", s.CONFIRMED)
    assert "A11_2_termin_vereinbaren" in office.open, "the next review begins at once"
    assert other.waits["E1_9_5_anpassen"] == "PlanAnpassen"


def test_who_draws_up_the_plan_again_reads_why(session: Session) -> None:
    office = to_first_appointment(Office(session, "2026-01-05T09:00"), s.THORBEN, "2026-01-12T09:00")
    consult(office, {**s.PLAN, "taetigkeit_gewuenscht": False})

    def draft(goals: dict[str, Any], **discussed: Any) -> None:
        office.do("A4_1_ziele_erarbeiten", goals)
        stages = [{**s.stage("Erstens", 1, 1, "2026-01-12", "2026-06-30"), "kosten": 12000}]
        steps = [s.step(1, "Hingehen", "2026-03-02")]
        office.do("A4_2_etappen_planen", {"etappen": stages, "schritte": steps, "naechster_kontakt": "2026-01-26"})
        office.do("A4_5_plan_besprechen", {**s.DISCUSSED, **discussed})

    def reason() -> Any:
        task = office.task("A4_1_ziele_erarbeiten")
        return queries.task(session, task_id=task.id, person=STAFF["fallmanagement"], now=office.now).answers.get(
            "noch_zu_aendern"
        )

    assert not reason()
    draft(
        {"ziele": [s.goal("Ich gehe hinaus", "gesundheit_seele", "2026-07-31")]},
        ergebnis="aenderung",
        aenderungswunsch="Weniger auf einmal",
    )
    assert reason() == "Weniger auf einmal"
    draft({})
    office.do(
        "A4_8_plan_freigeben", {"pruefpunkte": ["kosten"], "entscheidung": "zurueck", "grund": "Kosten bitte begründen"}
    )
    assert reason() == "Kosten bitte begründen"
    draft({})
    office.do("A4_8_plan_freigeben", s.RELEASED)
    assert office.open == ["A4_9_plan_unterzeichnen"]


def test_k03_help_at_once_and_a_release_by_somebody_else(session: Session) -> None:
    """Homeless: told at once; the Gesamtplan is released by the team leader, never by whoever wrote it."""
    marek = {
        **s.THORBEN,
        "erwerbsfaehig": "ja",
        "besondere_schwierigkeiten": True,
        "mittellos_heute": True,
        "wohnungsverlust_tage": 0,
    }
    office = to_first_appointment(Office(session, "2026-01-05T09:00"), marek, "2026-01-05T13:00")
    assert (office.case.urgency, office.case.team, office.case.benefit) == ("notfall", "t4_fachstelle", "hilfe_67")
    assert "A2_6_notlage_melden" in passed(office)
    consult(office, {**s.PLAN, "taetigkeit_gewuenscht": False})
    assert office.case.depth == "intensiv"
    office.do("A4_1_ziele_erarbeiten", {"ziele": [s.goal("Ich habe ein Zimmer", "wohnen", "2026-07-31")]})
    stages = [s.stage("Papiere", 1, 1, "2026-01-06", "2026-03-31")]
    steps = [s.step(1, "Ausweis beantragen", "2026-01-20")]
    office.do("A4_2_etappen_planen", {"etappen": stages, "schritte": steps, "naechster_kontakt": "2026-01-20"})
    office.do("A4_5_plan_besprechen", s.DISCUSSED)
    task = office.task("A4_8_plan_freigeben")
    assert task.excluded == [STAFF["fallmanagement"].id]
    office.do("A4_8_plan_freigeben", s.RELEASED).do("A4_9_plan_unterzeichnen", s.SIGNED)
    (plan,) = office.plans
    assert (plan.kind, plan.status, plan.released_by) == ("gesamtplan_68", "aktiv", STAFF["teamleitung"].id)


def test_k06_a_protected_address_never_meets_the_usual_letter(session: Session) -> None:
    dilnoza = {**s.YUSUF, "email": "", "schutzadresse": True, "gewalt_gefahr": True}
    office = Office(session, "2026-03-02T09:00").begin().do("A2_1_antrag_aufnehmen", dilnoza)
    assert office.open == ["A2_3a_persoenlich_bestaetigen", "A2_8_zustaendigkeit_feststellen"]
    office.do("A2_3a_persoenlich_bestaetigen").do("A2_8_zustaendigkeit_feststellen")
    assert office.open == ["A2_10f_sicher_weiterleiten"]
    office.do("A2_10f_sicher_weiterleiten")
    assert office.root.status == "completed"


def test_k09_disagreement_ends_without_a_plan_and_without_consequence(session: Session) -> None:
    office = to_first_appointment(Office(session, "2026-01-05T09:00"), s.THORBEN, "2026-01-12T09:00")
    consult(office, {**s.PLAN, "taetigkeit_gewuenscht": False})
    office.do("A4_1_ziele_erarbeiten", {"ziele": [s.goal("Ich ziehe um", "wohnen", "2026-07-31")]})
    stages = [s.stage("Wohnung suchen", 1, 1, "2026-01-12", "2026-03-31")]
    steps = [s.step(1, "Anzeigen lesen", "2026-01-26")]
    office.do("A4_2_etappen_planen", {"etappen": stages, "schritte": steps, "naechster_kontakt": "2026-01-26"})
    disagreed = {"verstanden": "ja", "ergebnis": "uneinig", "aenderungswunsch": "Ich bleibe in meiner Wohnung"}
    office.do("A4_5_plan_besprechen", disagreed)
    assert (office.case.status, office.open) == ("ohne_plan", [])
    assert [plan.status for plan in office.plans] == ["abgelehnt"]
    office.tell("PlanGewuenscht")
    assert office.open == ["A4_1_ziele_erarbeiten"]


def test_k12_a_case_of_2001(session: Session) -> None:
    petra = {**s.APPLICATION, "nachname": "Schulze Dieckhoff", "vorname": "Petra", "geburtsdatum": "1952-07-01",
             "anschrift": "Warendorfer Straße 1, 48145 Münster", "stadtbezirk": "mitte", "erwerbsfaehig": "ja",
             "anliegen_text": "Ich suche Arbeit und habe Schulden.", "problemfelder": ["schulden", "arbeit"]}  # fmt: skip
    office = to_first_appointment(Office(session, "2002-01-14T09:00"), petra, "2002-01-21T09:00", rechtsprofil="bshg")
    assert (office.case.legal_profile, office.case.benefit) == ("bshg", "bshg_hlu")
    consult(office, s.PLAN)
    goals = [s.goal("Ich habe Arbeit", "arbeit", "2002-09-30")]
    agree(
        office,
        goals,
        [s.stage("Nähkurs", 1, 1, "2002-01-22", "2002-05-31")],
        [s.step(1, "Anmelden", "2002-02-01")],
        "2002-02-05",
    )
    assert (office.plans[0].kind, office.case.status) == ("hilfeplan_bshg", "plan_aktiv")


def free_texts(answers: Any) -> set[str]:
    """What people wrote in their own words, and names and addresses: texts with a space in them."""
    if isinstance(answers, dict):
        return {text for value in answers.values() for text in free_texts(value)}
    if isinstance(answers, list):
        return {text for value in answers for text in free_texts(value)}
    return {answers} if isinstance(answers, str) and " " in answers and len(answers) > 8 else set()


def engine_room(session: Session) -> str:
    """Everything the engine keeps besides the record, as one text."""
    columns = (
        Instance.data,
        Instance.pending_messages,
        Task.data,
        Task.name,
        Event.facts,
        DecisionLog.inputs,
        Wait.correlation,
    )
    kept = [json.dumps(session.scalars(select(one)).all(), ensure_ascii=False, default=str) for one in columns]
    states = session.scalars(select(InstanceState.state)).all()
    kept += [json.dumps(json.loads(zstandard.ZstdDecompressor().decompress(one)), ensure_ascii=False) for one in states]
    return "".join(kept)


@pytest.fixture(autouse=True)
def nothing_left_behind(session: Session) -> Any:
    """No story leaves a task behind that nobody can reach, nor a word that somebody typed in the engine room."""
    yield
    rows = session.execute(
        select(Task.element_id)
        .join(Instance, Instance.id == Task.instance_id)
        .where(Task.state == "open", Instance.status != "running")
    ).all()
    assert rows == []
    typed = {text for answers in session.scalars(select(Record.answers)) for text in free_texts(answers)}
    kept = engine_room(session)
    assert typed and {text for text in typed if text in kept} == set()
