"""A new application from the counter begins a real case; all of it or nothing is stored. Messages reach only their case."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from processes import doing, errors
from processes.casework import intake, queries
from processes.casework.models import Intake
from processes.engine import forms, tasks
from processes.engine import queries as engine
from processes.engine.models import Instance, Record, Wait
from processes.people import Person
from tests.casework.desk import APPLICATION, KLARA, LEO

NOW = datetime(2026, 1, 12, 8, tzinfo=UTC)


def test_an_application_at_the_counter_begins_a_case(deployed):
    form = forms.parse_schema(intake.application_form(deployed))
    assert form.id == "F01"
    new = intake.new_application(deployed, answers=APPLICATION, by=KLARA, now=NOW)
    assert new.number.startswith("E-2026-")
    assert new.completed.task.completed_by == "klara"
    kept = deployed.scalars(select(Intake)).one()
    assert (kept.root_id, kept.number, kept.last_name) == (new.root_id, new.number, "Demirci")
    root = engine.instance(deployed, instance_id=new.root_id, person=KLARA)
    assert root.business_key == new.number
    (waiting,) = queries.worklist(deployed, person=LEO, now=NOW, found=queries.search(deployed, "demirci")).items
    assert waiting.lane == "leistung"
    view = queries.case(deployed, root_id=new.root_id, person=LEO, now=NOW)
    assert (view.client_name, view.number, view.case_id) == ("Aylin Demirci", new.number, None)
    (row,) = queries.cases(deployed, person=LEO).items
    assert (row.client_name, row.status_words) == ("Demirci, Aylin", "intake")


def test_the_process_data_hold_no_name(deployed):
    new = intake.new_application(deployed, answers=APPLICATION, by=KLARA, now=NOW)
    told = str([row.data for row in deployed.scalars(select(Instance))])
    for typed in ("Demirci", "Aylin", "Kristiansand", "1991", "aylin@example.org"):
        assert typed not in told
    assert new.number in told


def test_wrong_answers_store_nothing(deployed):
    def rows():
        return [deployed.scalar(select(func.count()).select_from(table)) for table in (Intake, Instance, Record)]

    before = rows()
    savepoint = deployed.begin_nested()
    with pytest.raises(errors.Invalid) as refusal:
        intake.new_application(
            deployed, answers={**APPLICATION, "nachname": "", "datenschutz_info": False}, by=KLARA, now=NOW
        )
    assert set(refusal.value.fields) == {"nachname", "datenschutz_info"}
    savepoint.rollback()
    assert rows() == before


def test_not_everybody_takes_applications(deployed):
    with pytest.raises(errors.NotAllowed):
        intake.new_application(deployed, answers=APPLICATION, by=Person(id="jule", roles=frozenset({"jury"})), now=NOW)


def test_messages_need_a_role_a_case_and_somebody_who_waits(deployed):
    new = intake.new_application(deployed, answers=APPLICATION, by=KLARA, now=NOW)
    with pytest.raises(errors.Conflict):
        intake.tell(deployed, root_id=new.root_id, name="PlanGewuenscht", by=KLARA, now=NOW)
    with pytest.raises(errors.NotAllowed):
        intake.tell(deployed, root_id=new.root_id, name="LeistungEnde", by=KLARA, now=NOW)
    with pytest.raises(errors.NotAllowed):
        intake.tell(deployed, root_id=new.root_id, name="IrgendEtwas", by=KLARA, now=NOW)
    stranger = Person(id="stan", roles=frozenset({"fallmanagement"}), teams=frozenset({"t1_mitte"}))
    with pytest.raises(errors.NotFound):
        intake.tell(deployed, root_id=new.root_id, name="PlanGewuenscht", by=stranger, now=NOW)


def test_an_appointment_is_cancelled_by_telephone(deployed, sessions, monkeypatch):
    """From the counter to the first appointment with the real diagrams; then the person calls it off."""
    new = intake.new_application(deployed, answers=APPLICATION, by=KLARA, now=NOW)
    leo = lambda: engine.worklist(deployed, person=LEO, now=NOW, instance=new.root_id).items  # noqa: E731
    hand_in(deployed, leo(), "F02", {"zustaendig": True, "traeger": "sozialamt", "leistungsart": "hlu"}, LEO)
    hand_in(
        deployed,
        leo(),
        "F03",
        {
            "unterlagen": [{"art": "identitaet", "liegt_vor": True}],
            "vollstaendig": True,
            "staatsangehoerigkeit_gruppe": "drittstaat",
            "wohnform": "miete",
            "alleinerziehend": True,
            "einkommen_vorhanden": True,
            "entscheidung_moeglich": False,
        },
        LEO,
    )
    root = engine.instance(deployed, instance_id=new.root_id, person=KLARA)
    assert root.business_key.startswith("HP-2026-")
    mine = engine.worklist(deployed, person=KLARA, now=NOW, instance=new.root_id).items
    assert {task.business_key for task in mine} == {root.business_key}
    hand_in(
        deployed,
        mine,
        "F32",
        {
            "anlass": "erstberatung",
            "zeitpunkt": "2026-01-14T09:00:00+00:00",
            "dauer_min": 90,
            "ort": "amt",
            "erinnerung": "email",
        },
        KLARA,
    )
    do_jobs(sessions, new.root_id, monkeypatch)
    assert meetings(deployed, new) == ["confirmed"]
    messages = [wait.message for wait in engine.instance(deployed, instance_id=new.root_id, person=KLARA).waits]
    assert "TerminAbgesagt" in messages
    assert intake.tell(deployed, root_id=new.root_id, name="TerminAbgesagt", by=KLARA, now=NOW).count == 1
    assert meetings(deployed, new) == ["cancelled"]
    again = engine.worklist(deployed, person=KLARA, now=NOW, instance=new.root_id).items
    assert any((task.form_name or "").startswith("F32") for task in again), "a new appointment is to be made"


def meetings(session, new):
    session.expire_all()
    view = queries.case(session, root_id=new.root_id, person=KLARA, now=NOW)
    return [meeting.status_words for meeting in view.appointments]


def do_jobs(sessions, root_id, monkeypatch):
    """Do the outside operations that the root waits for, as the worker does."""
    monkeypatch.setattr("processes.clock.now", lambda: NOW)
    with sessions() as session:
        waiting = session.execute(
            select(Wait.instance_id, Wait.token_id).where(Wait.root_id == root_id, Wait.kind == "job")
        ).all()
    for instance_id, token_id in waiting:
        doing.run_operation(sessions, instance_id=instance_id, token_id=token_id, attempt=doing.Attempt())


def hand_in(session, found, form, answers, by):
    task = next(task for task in found if (task.form_name or "").startswith(form))
    try:
        return tasks.complete(session, task_id=task.id, answers=answers, by=by, now=NOW)
    except errors.Invalid as wrong:
        said = [str(problem) for problem in (*wrong.fields.values(), *wrong.problems)]
        raise AssertionError(f"{form}: {said}") from wrong
