"""The demo's cases, played through the real commands with a simulated clock, never inserted as rows."""

import importlib
import pkgutil
from collections.abc import Callable
from datetime import datetime, timedelta
from types import ModuleType

from sqlalchemy.orm import Session, sessionmaker

from app.demo import stories
from app.demo.people import PEOPLE
from app.demo.playing import Case
from processes.engine.deadlines import CITY
from processes.errors import Refusal
from processes.people import Person
from processes.rehearsal import OutOfStep, Rehearsal, applicants

STAFF = [Person(id=p.login, name=p.name, roles=frozenset(p.roles), teams=frozenset(p.teams)) for p in PEOPLE]


def play_demo_cases(sessions: sessionmaker[Session], *, now: datetime, say: Callable[[str], None]) -> int:
    """Play the invented people's cases up to different points of the procedure; how many were begun.

    Each command is a transaction of its own and gets its own simulated `now`, never later than the given one. Cases
    that are there already are left alone, so that an interrupted play can go on.
    """
    with sessions() as session:
        known = applicants(session)
    begun = 0
    for name, story in told():
        if name in known:
            continue
        if not begun:
            say("Playing the demo cases …")
        begun += 1
        try:
            play(sessions, story, now=now)
        except (OutOfStep, Refusal) as error:  # a case that stands somewhere else is no reason not to serve
            say(f"The demo case of {' '.join(reversed(name))} stopped on its way: {error}")
    return begun


def told() -> list[tuple[tuple[str, str], ModuleType]]:
    """Every story with the name of its person, the oldest case first."""
    found = [
        importlib.import_module(f"{stories.__name__}.{one.name}") for one in pkgutil.iter_modules(stories.__path__)
    ]
    found.sort(key=lambda story: -story.DAYS_AGO)
    return [((story.WHO["nachname"], story.WHO["vorname"]), story) for story in found]


def play(sessions: sessionmaker[Session], story: ModuleType, *, now: datetime) -> Rehearsal:
    """Play one story that ends at `now`."""
    morning = (now.astimezone(CITY) - timedelta(days=story.DAYS_AGO)).replace(
        hour=8, minute=30, second=0, microsecond=0
    )
    begins = min(morning, now - timedelta(minutes=30))
    rehearsal = Rehearsal(sessions, staff=STAFF, now=begins)
    story.play(Case(rehearsal, today=now))
    return rehearsal.until(now)
