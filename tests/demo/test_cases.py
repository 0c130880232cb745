"""The demo's cases get where their stories say, whatever day it is, and everybody has something to do."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.demo import cases, people
from processes import services
from processes.casework.models import CaseFile, Intake, Plan
from processes.engine import definitions, operations
from processes.engine.models import Incident, Task
from processes.people import SYSTEM
from tests.bpmn.shipped import folders
from tests.conftest import MO

DAYS = [datetime(2026, 11, 24, 9, tzinfo=UTC), datetime(2027, 1, 3, 22, tzinfo=UTC)]


@pytest.fixture(params=DAYS, ids=["a Tuesday morning", "a Sunday night after the holidays"])
def today(request: pytest.FixtureRequest) -> datetime:
    return request.param


@pytest.fixture
def played(sessions: sessionmaker[Session], today: datetime) -> list[str]:
    """What was said while the cases were played."""
    operations.load(services)
    said: list[str] = []
    with sessions.begin() as session:
        people.add_missing(session, password="not asked here", now=today)
        definitions.deploy_all(session, folders(), by=MO, now=today)
    begun = cases.play_demo_cases(sessions, now=today, say=said.append)
    assert begun == len(cases.told())
    return said


def test_every_story_is_played_to_its_end(
    played: list[str], session: Session, sessions: sessionmaker[Session], today: datetime
) -> None:
    assert played == ["Playing the demo cases …"], "no story stopped on its way"
    assert session.scalars(select(Incident.template)).all() == []
    states = Counter(session.scalars(select(CaseFile.status)))
    assert states["geschlossen"] == 1 and states["ruhend"] == 1 and states["nachsorge"] == 1
    assert states["plan_aktiv"] >= 3 and states["ohne_plan"] >= 2
    assert "weitergeleitet" in session.scalars(select(Intake.status)).all()
    assert {"vereinbarung_12", "gesamtplan_68"} <= set(session.scalars(select(Plan.kind)))
    lanes = Counter(session.scalars(select(Task.lane).where(Task.state == "open")))
    assert {"kundenzentrum", "leistung", "fallmanagement", "teamleitung"} <= set(lanes)
    assert cases.play_demo_cases(sessions, now=today, say=played.append) == 0, "what is there is left alone"
    assert SYSTEM.id not in session.scalars(select(Task.completed_by)).all(), "people did the tasks"
