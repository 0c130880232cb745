"""The end of a case: reason, release, aftercare with consent only, erasure dates."""

from datetime import date

import pytest
from sqlalchemy import select, text

from processes import errors
from processes.casework.models import Aftercare, Assessment, Assignment, ErasureDate, Plan, Stage
from tests.casework.desk import TESSA


@pytest.fixture
def ending(desk):
    desk.open_case()
    desk.active_plan()
    desk.at("2027-03-01T09:00:00+00:00")
    desk.new_instance()
    return desk


def report(desk, reason="arbeit", *, consent=True, **more):
    desk.hand_in(
        "F23",
        nachsorge_einwilligung=consent,
        bereiche_endwerte=[{"bereich": "arbeit", "wert_person": 8, "wert_fachkraft": 7}],
    )
    desk.hand_in("F24", abschlussgrund=reason, ziele_erreicht_prozent=90, **more)
    return desk.do("abschluss_speichern", plan_id=str(desk.plan().id))


def test_the_end_with_a_job_and_aftercare(ending):
    assert report(ending, leistung_ende_am="2027-03-31") == {"nachsorge_einwilligung": True, "freigabe_noetig": False}
    plan, case = ending.plan(), ending.case()
    assert (plan.status, case.status, case.closing_reason) == ("beendet", "abschluss", "arbeit")
    assert {stage.status for stage in plan.stages} == {"abgebrochen"}
    end = ending.session.scalars(select(Assessment)).one()
    assert (end.occasion, end.area, end.value_worker) == ("abschluss", "arbeit", 7)

    closed = ending.do("fall_schliessen", nachsorge_monate=[3, 6, 12])
    assert closed["fall_status"] == "nachsorge"
    assert [due[:10] for due in closed["nachsorge_termine"]] == ["2027-06-30", "2027-09-30", "2028-03-31"]
    assert closed["fall_ende"].startswith("2027-03-31")
    assert ending.do("fall_schliessen", nachsorge_monate=[3, 6, 12]) == closed, "a second run changes nothing"
    ending.session.execute(text("set constraints all immediate"))

    ending.at("2027-06-30T08:00:00+00:00")
    ending.hand_in("F25", erreicht="ja", wie_geht_es=8, wieder_leistung="nein", hilfe_gewuenscht=False)
    assert ending.do("nachsorge_speichern", monat=3) == {
        "hilfe_gewuenscht": False,
        "wieder_leistung": "nein",
        "nachsorge_beenden": False,
    }
    ending.hand_in("F25", erreicht="moechte_nicht", wieder_leistung="weiss_nicht", hilfe_gewuenscht=False)
    assert ending.do("nachsorge_speichern")["nachsorge_beenden"] is True
    contacts = ending.session.scalars(select(Aftercare).order_by(Aftercare.month)).all()
    assert [(c.month, c.status) for c in contacts] == [(3, "gefuehrt"), (6, "entfallen"), (12, "geplant")]

    ending.do("fall_status", status="geschlossen")
    assert case.closed_at == ending.now
    assert {a.until_at for a in ending.session.scalars(select(Assignment))} == {ending.now}
    ending.session.execute(text("set constraints all immediate"))


def test_without_consent_nobody_calls(ending):
    report(ending, consent=False)
    closed = ending.do("fall_schliessen", nachsorge_monate=[3, 6, 12])
    assert closed["nachsorge_termine"] == []
    assert closed["fall_status"] == "geschlossen"
    assert ending.session.scalars(select(Aftercare)).all() == []


@pytest.mark.parametrize("reason", ["kontakt_verloren", "wunsch_person", "sonstiges"])
def test_some_ends_must_be_released_by_somebody_else(ending, reason):
    assert report(ending, reason)["freigabe_noetig"] is True
    with pytest.raises(errors.Invalid, match="must be released"):
        ending.do("fall_schliessen", nachsorge_monate=[])
    ending.hand_in("F12", entscheidung="freigegeben")
    with pytest.raises(errors.NotAllowed):
        ending.do("fall_schliessen", nachsorge_monate=[])
    ending.by = TESSA
    ending.hand_in("F12", entscheidung="freigegeben")
    ending.do("fall_schliessen", nachsorge_monate=[])
    assert (ending.case().closing_released_by, ending.case().status) == ("tessa", "geschlossen")


def test_the_end_of_a_case_without_a_plan_or_a_talk(desk):
    desk.open_case()
    desk.new_instance()
    desk.hand_in("F24", abschlussgrund="wegzug", ziele_erreicht_prozent=0)
    assert desk.do("abschluss_speichern") == {"nachsorge_einwilligung": False, "freigabe_noetig": False}
    assert desk.do("fall_schliessen", nachsorge_monate=[])["fall_status"] == "geschlossen"
    with pytest.raises(errors.NotFound):
        desk.do("nachsorge_speichern", monat=3)


def test_a_report_without_reason_is_refused(ending):
    with pytest.raises(errors.Invalid):
        report(ending, "weil")


def test_erasure_dates_stand_on_the_rows(ending):
    report(ending)
    ending.do("fall_schliessen", nachsorge_monate=[])
    ending.do("fall_status", status="geschlossen")
    limits = [
        {"datenklasse": "hilfeplan_beratung", "monate": 24, "beginn": "Ende", "rechtsgrundlage": "§ 84 SGB X"},
        {"datenklasse": "gesundheitsdetail", "monate": 6},
        ["termin_erscheinen", 12],
    ]
    for _ in range(2):
        ending.do("loeschfristen_setzen", fristen=limits)
    dates = {row.of_class: row.due_on for row in ending.session.scalars(select(ErasureDate))}
    assert dates == {
        "hilfeplan_beratung": date(2029, 3, 1),
        "gesundheitsdetail": date(2027, 9, 1),
        "termin_erscheinen": date(2028, 3, 1),
    }
    ending.session.expire_all()
    for table in (Plan, Stage):
        assert set(ending.session.scalars(select(table.erase_after))) == {date(2029, 3, 1)}
    with pytest.raises(errors.Invalid):
        ending.do("loeschfristen_setzen", fristen=["x"])
