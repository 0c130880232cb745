"""Appointments: booked, put off, cancelled, kept, missed; and what counts as missed in a row."""

import uuid

import pytest
from sqlalchemy import select

from processes import errors
from processes.casework import numbers
from processes.casework.models import Appointment

MEETING = {
    "anlass": "erstberatung",
    "zeitpunkt": "2026-01-19T09:30:00+00:00",
    "dauer_min": 90,
    "ort": "amt",
    "erinnerung": "email",
    "kinderbetreuung": True,
}


@pytest.fixture
def meeting(desk):
    desk.open_case()
    desk.new_instance()
    return desk


def book(desk, when="2026-01-19T09:30:00+00:00", **more):
    desk.hand_in("F32", {**MEETING, "zeitpunkt": when, **more})
    return desk.do("termin_anlegen", anlass="erstberatung")


def result(desk, appointment, outcome, **more):
    desk.hand_in(
        "F33",
        ergebnis=outcome,
        wichtiger_grund=more.get("reason", False),
        psych_hinweis=True,
        termin_fuer_entscheidung_noetig=False,
        wartezeit_min=5,
    )
    return desk.do("termin_ergebnis", termin_id=appointment["termin_id"])


def test_an_appointment_is_booked_once(meeting):
    meeting.hand_in("F32", MEETING)
    token = uuid.uuid4()
    first = meeting.do("termin_anlegen", anlass="erstberatung", token_id=token)
    assert meeting.do("termin_anlegen", anlass="erstberatung", token_id=token) == first
    assert first["termin_beginn"] == "2026-01-19T09:30:00+00:00"
    assert first["termin_erinnerung"] == "2026-01-15T08:00:00+00:00", "Thursday 9 o'clock before a Monday"
    assert first["termin_kontrolle"] == "2026-01-19T09:45:00+00:00"
    numbers.parse_appointment_number(first["termin_nr"])
    kept = meeting.session.scalars(select(Appointment)).one()
    assert (kept.occasion, kept.minutes, kept.place, kept.worker, kept.children) == (
        "erstberatung",
        90,
        "amt",
        meeting.data["fachkraft"],
        True,
    )
    assert kept.data_class == "termin_erscheinen"


def test_holidays_are_no_working_days(meeting):
    booked = book(meeting, "2026-06-05T09:30:00+00:00")  # the Friday after Fronleichnam
    assert booked["termin_erinnerung"] == "2026-06-02T07:00:00+00:00"


@pytest.mark.parametrize("more", [{"erinnerung": "keine"}, {"when": "2026-01-13T09:30:00+00:00"}])
def test_no_reminder_is_due_when_none_is_wanted_or_its_time_has_passed(meeting, more):
    assert book(meeting, **more)["termin_erinnerung"] is None


def test_an_appointment_needs_a_time(meeting):
    meeting.hand_in("F32", {**MEETING, "zeitpunkt": None})
    with pytest.raises(errors.Invalid):
        meeting.do("termin_anlegen")


def test_missed_in_a_row(meeting):
    """D19: 1st new invitation, 2nd call, 3rd outreach, 4th the plan rests; an important reason is not counted later."""
    counted = []
    for day, reason in (("19", False), ("20", True), ("21", False), ("22", False)):
        booked = book(meeting, f"2026-01-{day}T09:30:00+00:00")
        counted.append(result(meeting, booked, "nicht_erschienen", reason=reason)["versaeumnisse"])
    assert counted == [1, 2, 2, 3]
    booked = book(meeting, "2026-01-23T09:30:00+00:00")
    assert result(meeting, booked, "verspaetet") == {"termin_ergebnis": "verspaetet", "versaeumnisse": 0}
    booked = book(meeting, "2026-01-26T09:30:00+00:00")
    assert result(meeting, booked, "nicht_erschienen")["versaeumnisse"] == 1, "whoever came starts anew"


def test_cancelled_or_put_off_is_not_missed(meeting):
    first = book(meeting)
    assert result(meeting, first, "abgesagt") == {"termin_ergebnis": "abgesagt", "versaeumnisse": 0}
    second, third = book(meeting), book(meeting)
    meeting.do("termin_absagen", termin_id=second["termin_id"], durch="person")
    meeting.do("termin_absagen", termin_id=third["termin_id"], durch="verlegt")
    statuses = meeting.session.scalars(
        select(Appointment.status).order_by(Appointment.created_at, Appointment.id)
    ).all()
    assert statuses == ["abgesagt", "abgesagt", "verlegt"]
    fourth = book(meeting, "2026-01-27T09:30:00+00:00")
    assert result(meeting, fourth, "nicht_erschienen")["versaeumnisse"] == 1
    meeting.do("termin_absagen", termin_id=fourth["termin_id"], durch="person")
    assert meeting.session.get(Appointment, uuid.UUID(fourth["termin_id"])).status == "nicht_erschienen"


def test_nothing_about_health_is_told_to_the_engine(meeting):
    booked = book(meeting)
    assert set(result(meeting, booked, "nicht_erschienen")) == {"termin_ergebnis", "versaeumnisse"}


def test_an_appointment_of_another_case_cannot_be_reached(meeting, another_desk):
    booked = book(meeting)
    other = another_desk().open_case({"nachname": "X", "vorname": "Y", "geburtsdatum": "1980-01-01"})
    with pytest.raises(errors.NotFound):
        other.do("termin_absagen", termin_id=booked["termin_id"])
