"""Whole cases through the real diagrams: what they leave behind in casework, and that nothing of it is in the engine."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from processes.casework import intake, queries
from processes.casework.models import Aftercare, Appointment, Assignment, Document, ErasureDate, Plan, Stage
from processes.people import Person
from tests.casework.desk import APPLICATION, KLARA, MONDAY
from tests.casework.player import Player
from tests.casework.whole import ANSWERS

FALK = Person(id="falk", roles=frozenset({"fallmanagement"}), teams=frozenset({"t2_west_nord"}))


@pytest.fixture
def player(deployed, sessions, monkeypatch):
    player = Player(deployed, sessions, monkeypatch, MONDAY)
    player.answers = dict(ANSWERS)
    player.begin(APPLICATION)
    return player


def lead_to_consultation(player):
    player.hand_in_all("F02", "F03", "F32")
    player.pass_time(player.now + timedelta(days=4))
    player.hand_in_all("F33", "F04", "F05")
    while "F06" in player.forms():
        player.hand_in("F06")


def lead_to_plan(player):
    lead_to_consultation(player)
    player.hand_in_all("F07", "F08", "F09", "F10")
    if "F12" in player.forms():
        player.hand_in("F12")
    player.hand_in("F11")


def view(player):
    player.session.expire_all()
    return queries.case(player.session, root_id=player.root_id, person=FALK, now=player.now)


def check(player):
    """What must hold whenever a transaction ends."""
    player.session.flush()
    player.session.execute(text("set constraints all immediate"))
    player.session.execute(text("set constraints all deferred"))


def test_from_the_application_to_the_end_of_aftercare(player):
    """K01."""
    lead_to_plan(player)
    check(player)
    now = view(player)
    assert (now.status, now.plan.status, now.plan.number[-3:]) == ("plan_aktiv", "aktiv", "P01")
    assert now.plan.released_by == "tessa", "costs are promised, so the team leader has released"
    assert [stage.status for stage in player.session.scalars(select(Stage).order_by(Stage.position))] == [
        "aktiv",
        "aktiv",
        "geplant",
    ]
    assert len(now.areas) == 12

    for _ in range(20):
        form = next(iter(player.forms()), None)
        if form in (None, "F23"):
            break
        player.hand_in(form)
    player.pass_time(player.now + timedelta(days=4))
    player.hand_in_all("F33", "F23", "F24")
    check(player)
    assert view(player).status == "nachsorge"
    contacts = player.session.scalars(select(Aftercare).order_by(Aftercare.month)).all()
    assert [contact.month for contact in contacts] == [3, 6, 12], "work is the exit that needs most aftercare"

    for _ in contacts:
        player.pass_time(player.next_timer())
        player.hand_in("F25")
    check(player)
    end = view(player)
    assert (end.status, end.plan.status, player.root().status) == ("geschlossen", "beendet", "completed")
    assert {goal.status for goal in end.plan.goals} == {"erreicht"}
    session = player.session
    assert set(session.scalars(select(Assignment.until_at))) == {player.now}
    assert session.scalars(select(Appointment.status)).all() == ["erschienen", "erschienen"]
    assert {"L01", "L06", "hilfeplan", "L08", "L09"} <= set(session.scalars(select(Document.kind)))
    classes = {row.of_class: row.months for row in session.scalars(select(ErasureDate))}
    assert classes["hilfeplan_beratung"] == 24
    assert classes["gesundheitsdetail"] == 6
    assert None not in set(session.scalars(select(Plan.erase_after)))

    for table in ("instance", "task", "event_log", "decision_log", "incident", "wait"):
        for row in session.execute(text(f"select t::text from engine.{table} t")).scalars():
            for typed in ("KANARIE", "Demirci", "Aylin", "Kristiansand", "aylin@example.org"):
                assert typed not in row, table


def test_contact_is_lost_and_found_again(player):
    """K07: two more invitations and a call, outreach, then the plan rests; benefits are not touched; later it goes on."""
    lead_to_plan(player)
    player.answers["F33"] = {**ANSWERS["F33"], "ergebnis": "nicht_erschienen", "wartezeit_min": None}
    for _ in range(40):
        if view(player).status == "ruhend":
            break
        ready = [task for task in player.open_tasks() if task.element_id.startswith("A11_")]
        if ready:
            player.hand_in(player.form_of(ready[0]))
        else:
            player.pass_time(player.next_timer())
    check(player)
    resting = view(player)
    assert (resting.status, resting.plan.status) == ("ruhend", "ruhend")
    assert player.open_tasks() == [], "nothing is pursued"
    assert [a.missed_in_row for a in player.session.scalars(select(Appointment).order_by(Appointment.starts_at))] == [
        0,
        1,
        2,
        3,
        4,
    ]

    player.pass_time(player.now + timedelta(days=60))
    player.answers["F33"] = ANSWERS["F33"]
    intake.tell(player.session, root_id=player.root_id, name="KontaktWiederAufgenommen", by=KLARA, now=player.now)
    player.settle()
    for _ in range(12):
        form = next(iter(player.forms()), None)
        if form == "F13":
            break
        if form is None:
            player.pass_time(player.next_timer())
        else:
            player.hand_in(form)
    check(player)
    back = view(player)
    assert (back.status, back.plan.status) == ("plan_aktiv", "aktiv")
    assert [stage.status for stage in player.session.scalars(select(Stage).order_by(Stage.position))] == [
        "aktiv",
        "aktiv",
        "geplant",
    ]


def test_nobody_has_to_want_a_plan(player):
    """K02: accompanied without a plan."""
    lead_to_consultation(player)
    player.hand_in("F07", plan_gewuenscht=False, taetigkeit_gewuenscht=False, perspektive=None)
    check(player)
    now = view(player)
    assert (now.status, now.plans) == ("ohne_plan", ())
    assert player.open_tasks() == []
    intake.tell(player.session, root_id=player.root_id, name="PlanGewuenscht", by=KLARA, now=player.now)
    player.settle()
    assert player.forms() == ["F08"]
