"""Fixtures of the casework tests: a desk with the staff of a team."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from processes import services
from processes.engine import definitions, operations
from processes.engine.models import PersonRow
from processes.people import Person
from tests.casework.desk import FALK, FINE, KLARA, LEO, TESSA, Desk


@pytest.fixture
def placed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the operations told the root about team, worker and number (the root itself is not run here)."""
    calls: list[dict[str, Any]] = []
    monkeypatch.setattr("processes.engine.instances.place", lambda _session, **said: calls.append(said))
    return calls


@pytest.fixture
def people(session: Session) -> None:
    """The staff of a team as accounts."""
    for person in (KLARA, FALK, FINE, TESSA, LEO):
        session.add(
            PersonRow(
                id=person.id,
                name=person.name,
                email=f"{person.id}@stadt.example",
                roles=sorted(person.roles),
                teams=sorted(person.teams),
                active=True,
            )
        )
    session.flush()


@pytest.fixture
def desk(session: Session, people: None, placed: list[dict[str, Any]]) -> Desk:
    return Desk(session)


@pytest.fixture
def another_desk(session: Session, people: None, placed: list[dict[str, Any]]) -> Callable[[], Desk]:
    return lambda: Desk(session)


BPMN = Path(__file__).resolve().parents[2] / "bpmn"
RELEASE = Person(id="release", roles=frozenset({"prozessverantwortung", "system"}))


@pytest.fixture
def deployed(session: Session, people: None) -> Session:
    """A session in which the real diagrams are deployed."""
    operations.load(services)
    folders = {
        folder.name: {file.name: file.read_bytes() for file in folder.iterdir() if not file.name.startswith(".")}
        for folder in BPMN.iterdir()
        if folder.is_dir()
    }
    definitions.deploy_all(session, folders, by=RELEASE, now=datetime(2026, 1, 1, tzinfo=UTC))
    return session
