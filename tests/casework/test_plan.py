"""Plans from the first draft to their end: versions, release, signatures, one active plan of a person, rest and review."""

import copy
import uuid
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from processes import errors
from processes.casework import legal_texts
from processes.casework.models import Amendment, Goal, Plan, Review, Signature, Stage, Step
from tests.casework.desk import F08, F09, F11, FALK, TESSA


@pytest.fixture
def open_case(desk):
    return desk.open_case()


def test_a_draft_has_goals_stages_and_steps_and_tells_the_checks(open_case):
    open_case.new_instance()
    open_case.hand_in("F06", bereich="netzwerk", keine_angabe=False, wert_person=2, wert_fachkraft=1)
    open_case.do("einschaetzung_speichern", anlass="erst", bereich="netzwerk")
    open_case.draft()
    expected = {
        "anzahl_ziele": 2,
        "ziele_ohne_messgroesse": 0,
        "ziele_ohne_termin": 0,
        "etappen_ohne_beitrag_amt": 0,
        "max_etappe_tage": 152,
        "schritte_ohne_verantwortliche": 0,
        "zuversicht_min": 6,
        "kritischer_bereich_ohne_ziel": True,
        "kosten_zusage": 120,
    }
    assert {name: open_case.data[name] for name in expected} == expected
    plan = open_case.plan()
    assert plan.number == f"{open_case.case().number}/P01"
    assert open_case.data["plan_nr"] == plan.number
    assert [stage.number[-4:] for stage in plan.stages] == ["/E01", "/E02", "/E03"]
    assert [len(stage.steps) for stage in plan.stages] == [2, 1, 0]
    assert plan.stages[2].goal_id == plan.goals[1].id
    assert plan.perspective == "Ich will mit meinen Kindern in Ruhe wohnen."
    assert plan.author == "falk"
    assert open_case.case().status == "plan_in_arbeit"


def test_what_is_missing_is_counted(open_case):
    f08, f09 = copy.deepcopy(F08), copy.deepcopy(F09)
    del f08["ziele"][0]["messgroesse"], f08["ziele"][1]["bis"]
    f08["ziele"][0]["erreichbar"] = 3
    f09["etappen"][0]["beitrag_amt"] = "  "
    f09["etappen"][0]["ende"] = "2026-09-30"
    f09["schritte"][0]["wer"] = None
    open_case.draft(f08=f08, f09=f09)
    data = open_case.data
    assert (data["ziele_ohne_messgroesse"], data["ziele_ohne_termin"], data["etappen_ohne_beitrag_amt"]) == (1, 1, 1)
    assert (data["max_etappe_tage"], data["schritte_ohne_verantwortliche"], data["zuversicht_min"]) == (240, 1, 3)


def test_drawing_up_again_replaces_the_draft_and_takes_back_the_release(open_case):
    first = open_case.draft()
    open_case.do("plan_status", plan_id=first, status="zur_freigabe")
    f08 = {"ziele": F08["ziele"][:1]}
    f09 = {"etappen": F09["etappen"][:1], "schritte": F09["schritte"][:1]}
    open_case.hand_in("F08", f08).hand_in("F09", f09)
    again = open_case.do("plan_entwurf", planart="kurzplan")
    assert again["plan_id"] == first
    plan = open_case.plan()
    assert (plan.status, plan.kind, plan.release_needed, len(plan.goals), len(plan.stages)) == (
        "entwurf",
        "kurzplan",
        False,
        1,
        1,
    )
    session = open_case.session
    assert len(session.scalars(select(Goal)).all()) == 1
    assert len(session.scalars(select(Step)).all()) == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ziel_nr": "7"}, "Stage 1 belongs to a goal that does not exist"),
        ({"ende": "2026-01-01"}, "Stage 1 needs an end"),
    ],
)
def test_stages_that_point_nowhere_are_refused(open_case, change, sentence):
    f09 = copy.deepcopy(F09)
    f09["etappen"][0] |= change
    with pytest.raises(errors.Invalid, match=sentence):
        open_case.draft(f09=f09)


def test_a_step_that_points_nowhere_is_refused(open_case):
    f09 = copy.deepcopy(F09)
    f09["schritte"][2]["etappe_nr"] = "9"
    with pytest.raises(errors.Invalid, match="Step 3 belongs to a stage that does not exist"):
        open_case.draft(f09=f09)


def test_the_author_never_releases(open_case):
    """domain.md 4.4 no. 1; four eyes."""
    plan_id = open_case.draft()
    open_case.do("plan_status", plan_id=plan_id, status="zur_freigabe")
    open_case.hand_in("F12", entscheidung="freigegeben")
    with pytest.raises(errors.NotAllowed, match="cannot release it"):
        open_case.do("plan_status", plan_id=plan_id, status="freigegeben")
    open_case.by = TESSA
    open_case.hand_in("F12", entscheidung="freigegeben")
    open_case.do("plan_status", plan_id=plan_id, status="freigegeben")
    plan = open_case.plan()
    assert (plan.status, plan.released_by) == ("freigegeben", "tessa")
    with pytest.raises(IntegrityError, match="four_eyes"), open_case.session.begin_nested():
        open_case.session.execute(text("update casework.plan set released_by = author"))


def test_what_must_be_released_is_not_signed_before(open_case):
    plan_id = open_case.draft()
    open_case.do("plan_status", plan_id=plan_id, status="zur_freigabe")
    open_case.hand_in("F11", F11)
    with pytest.raises(errors.Invalid):
        open_case.do("plan_unterschreiben", plan_id=plan_id)


@pytest.mark.parametrize("unsigned", [{**F11, "unterschrift_person": None}, {**F11, "unterschrift_person": ""}])
def test_without_the_person_s_signature_there_is_no_plan(open_case, unsigned):
    plan_id = open_case.draft()
    open_case.do("plan_status", plan_id=plan_id, status="freigegeben")
    open_case.hand_in("F11", unsigned)
    with pytest.raises(errors.Invalid, match="signature"):
        open_case.do("plan_unterschreiben", plan_id=plan_id)
    with pytest.raises(errors.Invalid, match="Only a signed plan"):
        open_case.do("plan_aktivieren", plan_id=plan_id, monate=3)


def test_an_active_plan_is_signed_and_has_a_review(open_case):
    open_case.active_plan(months=3)
    plan, case = open_case.plan(), open_case.case()
    assert (plan.status, plan.signed_on, plan.valid_from, case.status) == (
        "aktiv",
        date(2026, 1, 28),
        date(2026, 1, 12),
        "plan_aktiv",
    )
    assert open_case.data["plan_version"] == 1
    assert open_case.data["etappengruppen"] == [1, 2]
    assert open_case.data["naechste_ueberpruefung"] == "2026-04-12T06:00:00+00:00", "8 o'clock in summer"
    assert {s.role for s in open_case.session.scalars(select(Signature))} == {"person", "fachkraft"}
    open_case.session.execute(text("set constraints all immediate"))
    again = open_case.do("plan_aktivieren", plan_id=str(plan.id), monate=12)
    assert again["naechste_ueberpruefung"] == "2026-04-12T06:00:00+00:00", "a second run changes nothing"


@pytest.mark.parametrize("broken", ["signed_on = null", "release_needed = true"])
def test_the_database_refuses_an_active_plan_without_signature_or_release(open_case, broken):
    open_case.active_plan()
    with pytest.raises(IntegrityError), open_case.session.begin_nested():
        open_case.session.execute(text(f"update casework.plan set {broken}"))


def test_a_case_in_plan_aktiv_always_has_an_active_plan(open_case):
    """domain.md 4.4 no. 1, as a check at the end of the transaction."""
    open_case.active_plan()
    session = open_case.session
    session.execute(text("set constraints all immediate"))
    with pytest.raises(IntegrityError, match="needs an active plan"), session.begin_nested():
        session.execute(text("update casework.plan set status = 'beendet'"))
    with pytest.raises(IntegrityError, match="must not keep"), session.begin_nested():
        session.execute(text("update casework.case_file set status = 'nachsorge'"))
    with pytest.raises(errors.Invalid, match="end the plan first"):
        open_case.do("fall_status", status="geschlossen")


def test_there_is_exactly_one_active_plan_of_a_person(open_case):
    """domain.md 4.2: a new version takes the place of the old one, whose open stages are closed."""
    first = open_case.active_plan()
    open_case.do("etappe_starten", etappe_id=str(open_case.plan().stages[0].id))
    open_case.at(timedelta(days=100))
    second = open_case.active_plan()
    plans = open_case.session.scalars(select(Plan).order_by(Plan.version)).all()
    assert [(p.number[-3:], p.status) for p in plans] == [("P01", "ersetzt"), ("P02", "aktiv")]
    assert plans[1].predecessor_id == uuid.UUID(first)
    assert {stage.status for stage in plans[0].stages} == {"angepasst"}
    assert len(plans[0].goals) == 2, "old versions stay readable"
    with pytest.raises(IntegrityError, match="uq_plan_active"), open_case.session.begin_nested():
        open_case.session.execute(text("update casework.plan set status = 'aktiv'"))
    assert second != first


def test_a_refused_new_version_leaves_the_old_plan_active(open_case):
    open_case.active_plan()
    second = open_case.draft()
    open_case.do("plan_status", plan_id=second, status="abgelehnt")
    assert [p.status for p in open_case.session.scalars(select(Plan).order_by(Plan.version))] == ["aktiv", "abgelehnt"]
    assert open_case.case().status == "plan_aktiv"


def test_the_same_person_cannot_have_active_plans_in_two_cases(another_desk):
    one = another_desk().open_case()
    one.active_plan()
    other = another_desk().open_case()
    other.session.execute(text("set constraints all deferred"))
    other.case().client_id = one.case().client_id
    with pytest.raises(errors.Conflict, match="another case"):
        other.active_plan()


@pytest.mark.parametrize(("status", "follows"), [("aktiv", "freigegeben"), ("entwurf", "aktiv"), ("entwurf", "quer")])
def test_steps_that_a_plan_cannot_take(open_case, status, follows):
    plan_id = open_case.active_plan() if status == "aktiv" else open_case.draft()
    with pytest.raises(errors.Invalid):
        open_case.do("plan_status", plan_id=plan_id, status=follows)


def test_an_agreed_plan_is_not_drawn_up_again(open_case):
    open_case.active_plan()
    open_case.hand_in("F08", F08).hand_in("F09", F09)
    with pytest.raises(errors.Conflict):
        open_case.do("plan_entwurf", planart="hilfeplan")


def test_a_plan_rests_and_is_taken_up_again(open_case):
    """K07: contact lost, benefits run on, back after five months."""
    plan_id = open_case.active_plan()
    stage_id = str(open_case.plan().stages[0].id)
    open_case.do("etappe_starten", etappe_id=stage_id)
    open_case.at("2026-03-02T09:00:00+00:00")
    assert open_case.do("plan_ruhen", plan_id=plan_id) == {"ruhen_pruefen": "2026-09-02T06:00:00+00:00"}
    assert (open_case.plan().status, open_case.case().status) == ("ruhend", "ruhend")
    assert open_case.session.get(Stage, uuid.UUID(stage_id)).status == "geplant"
    open_case.session.execute(text("set constraints all immediate"))
    open_case.session.execute(text("set constraints all deferred"))
    open_case.at("2026-08-03T09:00:00+00:00")
    assert open_case.do("plan_ruhen", plan_id=plan_id) == {"ruhen_pruefen": "2026-09-02T06:00:00+00:00"}, (
        "since it began to rest"
    )
    open_case.do("plan_fortsetzen", plan_id=plan_id)
    assert (open_case.plan().status, open_case.case().status) == ("aktiv", "plan_aktiv")
    open_case.new_instance()
    due = open_case.do("etappe_starten", etappe_id=stage_id)["etappe_faellig"]
    assert datetime.fromisoformat(due).date() == date(2026, 8, 3) + timedelta(days=87), (
        "its dates had passed: same length"
    )


def test_what_a_review_said_counts_until_the_plan_is_taken_up_again(open_case):
    plan_id = open_case.active_plan()
    nothing = {"leistungsbezug_ende": False, "person_beendet": False, "kontakt_verloren": False}
    assert open_case.do("planstand_eingaben", plan_id=plan_id) == {
        "ziele_erreicht_prozent": 0,
        "plan_laufzeit_monate": 0,
        **nothing,
    }
    open_case.at("2026-08-20T09:00:00+00:00")
    open_case.new_instance()
    open_case.hand_in(
        "F17",
        ziele_stand=[
            {"ziel": "1", "erreicht_prozent": 40, "noch_wichtig": True},
            {"ziel": "2", "erreicht_prozent": 90, "noch_wichtig": False},
        ],
        ziele_erreicht_prozent=20,
        zusammenarbeit=6,
        leistungsbezug_ende=False,
        person_beendet=False,
        kontakt_verloren=True,
        ergebnis_text="Seit Juni nicht erreicht.",
    )
    kept = open_case.do("ueberpruefung_speichern", plan_id=plan_id)
    assert (kept["kontakt_verloren"], kept["ziele_erreicht_prozent"], kept["plan_laufzeit_monate"]) == (True, 20, 7)
    assert open_case.do("ueberpruefung_speichern", plan_id=plan_id)["ueberpruefung_id"] == kept["ueberpruefung_id"]
    assert len(open_case.session.scalars(select(Review)).all()) == 1
    goals = open_case.session.scalars(select(Goal).order_by(Goal.position)).all()
    assert [(g.achieved_percent, g.status, g.still_important) for g in goals] == [
        (40, "teilweise", True),
        (90, "erreicht", False),
    ]
    assert open_case.do("planstand_eingaben", plan_id=plan_id)["kontakt_verloren"] is True
    open_case.do("plan_ruhen", plan_id=plan_id)
    open_case.at(timedelta(days=30)).do("plan_fortsetzen", plan_id=plan_id)
    assert open_case.do("planstand_eingaben", plan_id=plan_id)["kontakt_verloren"] is False


def test_a_plan_is_continued_with_changes_that_stay_readable(open_case):
    plan_id = open_case.active_plan()
    open_case.at("2026-04-13T08:00:00+00:00")
    open_case.new_instance()
    open_case.hand_in(
        "F18",
        art="fortgeschrieben",
        aenderungen=[{"ziel_oder_etappe": "Etappe 2", "alt": "bis Mai", "neu": "bis Juli"}],
        ueberpruefung_monate=6,
    )
    due = open_case.do("plan_fortschreiben", plan_id=plan_id, monate=3)
    assert due == {"naechste_ueberpruefung": "2026-10-13T06:00:00+00:00"}, "what the form says wins over the proposal"
    open_case.do("plan_fortschreiben", plan_id=plan_id, monate=3)
    assert [(a.subject, a.was, a.becomes) for a in open_case.session.scalars(select(Amendment))] == [
        ("Etappe 2", "bis Mai", "bis Juli")
    ]


@pytest.mark.parametrize("months", [0, 25, None, "bald"])
def test_a_review_needs_a_sensible_distance(open_case, months):
    plan_id = open_case.draft()
    open_case.do("plan_status", plan_id=plan_id, status="freigegeben")
    open_case.hand_in("F11", F11)
    open_case.do("plan_unterschreiben", plan_id=plan_id)
    with pytest.raises(errors.Invalid):
        open_case.do("plan_aktivieren", plan_id=plan_id, monate=months)


def test_dissent_is_kept_with_the_plan(open_case):
    """K09: what was not agreed on stands in the plan and has no other effect."""
    plan_id = open_case.draft()
    open_case.do("plan_status", plan_id=plan_id, status="freigegeben")
    open_case.hand_in("F10", ergebnis="uneinig", aenderungswunsch="Kein Umzug in eine kleinere Wohnung.")
    open_case.hand_in("F11", F11)
    open_case.do("plan_unterschreiben", plan_id=plan_id)
    assert open_case.plan().dissent == "Kein Umzug in eine kleinere Wohnung."


def test_the_legal_nature_follows_the_profile_and_the_kind(open_case):
    open_case.draft(kind="vereinbarung_12")
    assert "nicht gekürzt" in legal_texts.TEXTS[open_case.plan().legal_nature]
    assert "§ 12" in legal_texts.TEXTS[open_case.plan().legal_nature]
    open_case.case().legal_profile = "bshg"
    open_case.draft(kind="hilfeplan_bshg")
    assert "BSHG" in legal_texts.TEXTS[open_case.plan().legal_nature]
    with pytest.raises(errors.Invalid):
        open_case.draft(kind="sonstwas")
    assert FALK.id == open_case.plan().author
