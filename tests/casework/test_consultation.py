"""Consultations: how deep they go, what people and workers see, and what the decisions are told."""

import uuid

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from processes import errors
from processes.casework import areas
from processes.casework.models import Assessment, Consultation


def values(area, person, worker, **more):
    needs_consent = area in areas.PROTECTED
    return {
        "bereich": area,
        "keine_angabe": False,
        "wert_person": person,
        "wert_fachkraft": worker,
        "begruendung": "Sieht man an den Briefen.",
        "dringend": False,
        "einwilligung_gesundheit": needs_consent,
        **more,
    }


def assess(desk, area, person, worker, *, occasion="erst", **more):
    desk.hand_in("F06", values(area, person, worker, **more))
    desk.do("einschaetzung_speichern", anlass=occasion, bereich=area)


@pytest.fixture
def consulting(desk):
    desk.open_case()
    desk.new_instance()
    return desk


@pytest.mark.parametrize(("depth", "count"), [("kurz", 3), ("standard", 8), ("intensiv", 12)])
def test_the_depth_says_how_many_areas_are_asked_about(consulting, depth, count):
    asked = consulting.do("bereiche_fuer", tiefe=depth)["bereiche"]
    assert len(asked) == len(set(asked)) == count
    assert set(asked) <= set(areas.ALL)
    assert "recht" not in asked, "only on the person's wish"


def test_a_consultation_is_kept_once_and_brought_up_to_date(consulting):
    consulting.hand_in("F04", tiefe="intensiv", dauer_min=90, ort="amt", dolmetschung="vor_ort", leichte_sprache=True)
    first = consulting.do("beratung_anlegen", tiefe="intensiv")
    consulting.hand_in(
        "F05",
        datum="2026-01-15T09:00:00+00:00",
        situation="Die Wohnung ist gekündigt.",
        kraefte_mittel="Gute Freundin im Haus",
        hinweise_gegeben=["freiwilligkeit", "datenschutz"],
    )
    assert consulting.do("beratung_anlegen", tiefe="intensiv") == first
    kept = consulting.session.scalars(select(Consultation)).one()
    assert (kept.status, kept.minutes, kept.interpreting, kept.plain_language) == ("gefuehrt", 90, "vor_ort", True)
    assert kept.notices == ["freiwilligkeit", "datenschutz"]
    case = consulting.case()
    assert (case.depth, float(case.weight), case.status) == ("intensiv", 3.0, "beratung")


def test_both_values_stay_side_by_side(consulting):
    assess(consulting, "wohnen", 7, 2)
    assess(consulting, "einkommen", 4, 4)
    assess(consulting, "gesundheit_koerper", 8, 8)
    profile = consulting.do("profil_berechnen", anlass="erst")
    assert profile == {
        "score_min": 2,
        "problembereiche": 2,
        "abweichung_max": 5,
        "kindeswohl_hinweis": False,
        "suizid_hinweis": False,
        "gewalt_hinweis": False,
    }
    kept = consulting.session.scalars(select(Assessment).where(Assessment.area == "wohnen")).one()
    assert (kept.value_person, kept.value_worker) == (7, 2)


def test_what_somebody_does_not_want_to_say_is_a_valid_answer(consulting):
    consulting.hand_in("F06", bereich="familie", keine_angabe=True, wert_person=3)
    consulting.do("einschaetzung_speichern", anlass="erst", bereich="familie")
    kept = consulting.session.scalars(select(Assessment)).one()
    assert (kept.refused, kept.value_person, kept.reason) == (True, None, None)
    assert consulting.do("profil_berechnen", anlass="erst")["score_min"] == 10


def test_health_is_kept_only_with_consent(consulting):
    assess(consulting, "gesundheit_seele", 3, 2, einwilligung_gesundheit=False)
    kept = consulting.session.scalars(select(Assessment)).one()
    assert (kept.refused, kept.value_worker, kept.reason, kept.data_class) == (True, None, None, "gesundheitsdetail")
    assess(consulting, "gesundheit_seele", 3, 2)
    assert (kept.refused, kept.value_worker) == (False, 2)
    with pytest.raises(IntegrityError, match="consent"), consulting.session.begin_nested():
        consulting.session.execute(text("update casework.assessment set consent = false"))


def test_an_area_assessed_again_in_the_same_talk_replaces_the_first(consulting):
    assess(consulting, "wohnen", 2, 2)
    assess(consulting, "wohnen", 4, 5)
    assert [a.value_worker for a in consulting.session.scalars(select(Assessment))] == [5]


def test_a_later_talk_counts_and_hints_are_those_of_the_talk_at_hand(consulting):
    assess(consulting, "familie", 3, 1, gewalt_hinweis=True, kindeswohl_hinweis=True)
    assess(consulting, "wohnen", 2, 2)
    first = consulting.do("profil_berechnen", anlass="erst")
    assert (first["score_min"], first["gewalt_hinweis"], first["kindeswohl_hinweis"]) == (1, True, True)

    consulting.new_instance()
    consulting.at("2026-05-04T08:00:00+00:00")
    assess(consulting, "familie", 6, 7, occasion="ueberpruefung", gewalt_hinweis=False)
    second = consulting.do("profil_berechnen", anlass="ueberpruefung")
    assert (second["score_min"], second["problembereiche"], second["gewalt_hinweis"]) == (2, 1, False)


def test_the_worker_s_value_counts_but_the_person_s_where_there_is_no_other(consulting):
    assess(consulting, "wohnen", 1, None)
    assert consulting.do("profil_berechnen", anlass="erst")["score_min"] == 1


def test_a_review_asks_about_the_areas_of_the_plan(consulting):
    plan_id = consulting.draft()
    assert consulting.do("bereiche_fuer", plan_id=plan_id)["bereiche"] == ["schulden", "wohnen"]


def test_the_diagram_cannot_reach_the_plan_of_another_case(another_desk):
    one, other = (
        another_desk().open_case(),
        another_desk().open_case({"nachname": "X", "vorname": "Y", "geburtsdatum": "1980-01-01"}),
    )
    plan_id = one.draft()
    for wrong in (plan_id, str(uuid.uuid4()), "nichts"):
        with pytest.raises(errors.NotFound):
            other.do("bereiche_fuer", plan_id=wrong)
    with pytest.raises(errors.Invalid):
        other.do("profil_berechnen", anlass="heute")
