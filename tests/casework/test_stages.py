"""Stages and steps: started, put off, extended, evaluated, ended; and what they say about the goals."""

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from processes import errors
from processes.casework.models import Assessment, ContactNote, Goal, Stage, Step


@pytest.fixture
def running(desk):
    """A plan in force on 2 February, nothing started yet."""
    desk.open_case()
    desk.at("2026-02-02T08:00:00+00:00")
    desk.active_plan()
    return desk


def stage_ids(desk):
    return [str(stage.id) for stage in desk.plan().stages]


def evaluate(desk, stage_id, percent, outcome, **more):
    desk.hand_in(
        "F16",
        zielerreichung_prozent=percent,
        wert_nachher_person=6,
        wert_nachher_fachkraft=7,
        hindernis="keines",
        neue_krise=False,
        person_will_weiter=True,
        beitrag_amt_geleistet="ja",
        **more,
    )
    results = desk.do("etappe_auswerten", etappe_id=stage_id)
    return results | desk.do("etappe_beenden", etappe_id=stage_id, folge=outcome)


def test_groups_follow_each_other(running):
    plan_id, (one, two, three) = str(running.plan().id), stage_ids(running)
    assert running.do("naechste_gruppe", plan_id=plan_id) == {"etappen": [one, two], "gruppe_nr": 1}
    evaluate(running, one, 90, "erreicht")
    assert running.do("naechste_gruppe", plan_id=plan_id) == {"etappen": [two], "gruppe_nr": 1}
    evaluate(running, two, 85, "erreicht")
    assert running.do("naechste_gruppe", plan_id=plan_id) == {"etappen": [three], "gruppe_nr": 2}
    evaluate(running, three, 0, "abbrechen")
    assert running.do("naechste_gruppe", plan_id=plan_id) == {"etappen": [], "gruppe_nr": None}


def test_a_stage_starts_with_its_steps_and_dates(running):
    first = stage_ids(running)[0]
    results = running.do("etappe_starten", etappe_id=first)
    assert results["etappe_faellig"] == "2026-04-30T21:59:59+00:00", "the end of its last day, summer time"
    assert results["etappe_halbzeit"] == "2026-03-18T07:00:00+00:00"
    assert results["etappe_nr"].endswith("/P01/E01")
    steps = running.session.scalars(select(Step).where(Step.stage_id == uuid.UUID(first)).order_by(Step.position)).all()
    assert results["schritte"] == [str(step.id) for step in steps]
    assert results["schritte_faellig"] == {
        str(steps[0].id): "2026-02-09T22:59:59+00:00",
        str(steps[1].id): "2026-02-16T22:59:59+00:00",
    }
    assert running.do("etappe_starten", etappe_id=first) == results


def test_a_stage_that_begins_too_late_keeps_its_length(running):
    """The group before took longer than agreed."""
    third = stage_ids(running)[2]
    running.at("2026-11-16T09:00:00+00:00")
    assert running.do("etappe_starten", etappe_id=third)["etappe_faellig"].startswith("2027-04-17T")
    stage = running.session.get(Stage, uuid.UUID(third))
    assert stage.ends_on == date(2026, 11, 16) + timedelta(days=152)
    assert stage.first_ends_on == date(2026, 10, 31), "the first agreed end stays for the measure"


def test_a_step_is_done_put_off_or_dropped(running):
    first = stage_ids(running)[0]
    one, two = running.do("etappe_starten", etappe_id=first)["schritte"]
    running.hand_in("F13", status="verschoben", neues_datum="2026-03-02", bemerkung="krank")
    results = running.do("schritt_speichern", schritt_id=one)
    assert results["schritt_offen"] is True
    assert results["schritte_faellig"][one] == "2026-03-02T22:59:59+00:00"
    running.hand_in("F13", status="erledigt", erledigt_am="2026-02-10")
    results = running.do("schritt_speichern", schritt_id=two)
    assert results["schritt_offen"] is False
    assert list(results["schritte_faellig"]) == [one]
    steps = running.session.scalars(select(Step).where(Step.stage_id == uuid.UUID(first)).order_by(Step.position)).all()
    assert [(s.status, s.until, s.done_on) for s in steps] == [
        ("verschoben", date(2026, 3, 2), None),
        ("erledigt", date(2026, 2, 16), date(2026, 2, 10)),
    ]
    running.hand_in("F13", status="irgendwie")
    with pytest.raises(errors.Invalid):
        running.do("schritt_speichern", schritt_id=one)


def test_a_stage_is_extended_twice_at_most(running):
    first = stage_ids(running)[0]
    one, _ = running.do("etappe_starten", etappe_id=first)["schritte"]
    running.at("2026-05-04T08:00:00+00:00")
    for count, end in enumerate(("2026-06-30", "2026-08-31"), start=1):
        running.hand_in("F15", neues_ende=end, grund="partner_warteliste", person_einverstanden=True)
        results = running.do("etappe_verlaengern", etappe_id=first)
        assert results["verlaengerungen"] == count
        assert results["schritte_faellig"][one].startswith("2026-06-30"), "a step whose day had passed gets the new end"
        assert running.do("etappe_verlaengern", etappe_id=first)["verlaengerungen"] == count, "done twice counts once"
    assert results["etappe_faellig"] == "2026-08-31T21:59:59+00:00"
    running.hand_in("F15", neues_ende="2026-10-31", grund="krankheit", person_einverstanden=True)
    with pytest.raises(errors.Invalid, match="twice at most"):
        running.do("etappe_verlaengern", etappe_id=first)
    with pytest.raises(IntegrityError, match="extensions"), running.session.begin_nested():
        running.session.execute(text("update casework.stage set extensions = 3"))


@pytest.mark.parametrize("end", [None, "2026-02-01"])
def test_an_extension_needs_a_later_end(running, end):
    first = stage_ids(running)[0]
    running.do("etappe_starten", etappe_id=first)
    running.hand_in("F15", neues_ende=end, grund="krankheit")
    with pytest.raises(errors.Invalid):
        running.do("etappe_verlaengern", etappe_id=first)


def test_an_evaluation_is_kept_but_not_told_to_the_engine(running):
    first = stage_ids(running)[0]
    running.do("etappe_starten", etappe_id=first)
    results = evaluate(running, first, 90, "erreicht", gelernt="Früher anrufen.")
    assert results == {"verlaengerungen": 0, "etappe_status": "erreicht"}
    stage = running.session.get(Stage, uuid.UUID(first))
    assert (stage.achieved_percent, stage.office_kept, stage.outcome) == (90, "ja", "erreicht")
    assert stage.ended_at == running.now
    after = running.session.scalars(select(Assessment)).one()
    assert (after.occasion, after.area, after.value_person, after.value_worker) == ("etappe", "wohnen", 6, 7)
    goal = running.session.get(Goal, stage.goal_id)
    assert (goal.achieved_percent, goal.status) == (90, "erreicht")


@pytest.mark.parametrize(
    ("outcome", "status"),
    [("erreicht", "erreicht"), ("anpassen", "angepasst"), ("abbrechen", "abgebrochen"), ("krise", "angepasst")],
)
def test_how_stages_end(running, outcome, status):
    first = stage_ids(running)[0]
    running.do("etappe_starten", etappe_id=first)
    assert evaluate(running, first, 30, outcome)["etappe_status"] == status
    assert running.do("etappe_beenden", etappe_id=first, folge="abbrechen")["etappe_status"] == status, "it has ended"
    steps = running.session.scalars(select(Step).where(Step.stage_id == uuid.UUID(first)))
    assert {step.status for step in steps} == ({"offen"} if outcome == "erreicht" else {"entfallen"})


def test_an_unknown_end_is_refused(running):
    with pytest.raises(errors.Invalid):
        running.do("etappe_beenden", etappe_id=stage_ids(running)[0], folge="fertig")


def test_goals_come_on_with_their_stages(running):
    _, two, three = stage_ids(running)
    plan_id = str(running.plan().id)
    evaluate(running, two, 60, "anpassen")
    assert running.do("planstand_eingaben", plan_id=plan_id)["ziele_erreicht_prozent"] == 15, "(0 + (60 + 0) / 2) / 2"
    evaluate(running, three, 100, "erreicht")
    assert running.plan().goals[1].status == "erreicht"
    assert running.do("planstand_eingaben", plan_id=plan_id)["ziele_erreicht_prozent"] == 40


def test_all_open_stages_are_broken_off_with_the_plan(running):
    first = stage_ids(running)[0]
    running.do("etappe_starten", etappe_id=first)
    evaluate(running, first, 100, "erreicht")
    running.do("etappen_abbrechen", plan_id=str(running.plan().id), grund="wunsch_person")
    assert [(s.status, s.outcome) for s in running.plan().stages] == [
        ("erreicht", "erreicht"),
        ("abgebrochen", "wunsch_person"),
        ("abgebrochen", "wunsch_person"),
    ]
    assert running.plan().goals[1].status == "aufgegeben"


def test_a_contact_in_between_is_kept_once(running):
    first, token = stage_ids(running)[0], uuid.uuid4()
    running.hand_in(
        "F14",
        kontaktart="telefon",
        wie_laeuft_es=4,
        hindernis="motivation",
        absprache="Wir telefonieren Freitag.",
        hilfe_noetig=True,
    )
    for _ in range(2):
        assert running.do("kontakt_speichern", etappe_id=first, token_id=token) == {"hilfe_noetig": True}
    note = running.session.scalars(select(ContactNote)).one()
    assert (note.kind, note.mood, note.obstacle, note.text) == ("telefon", 4, "motivation", "Wir telefonieren Freitag.")
    assert note.visible_to_person


def test_a_stage_of_another_case_cannot_be_reached(running, another_desk):
    other = another_desk().open_case({"nachname": "X", "vorname": "Y", "geburtsdatum": "1980-01-01"})
    with pytest.raises(errors.NotFound):
        other.do("etappe_starten", etappe_id=stage_ids(running)[0])
    step = running.session.scalars(select(Step).limit(1)).one()
    other.hand_in("F13", status="erledigt")
    with pytest.raises(errors.NotFound):
        other.do("schritt_speichern", schritt_id=str(step.id))
