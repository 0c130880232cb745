"""Fixtures of the casework tests: a desk with the staff of a team."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from processes.engine.models import PersonRow
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
