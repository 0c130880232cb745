"""The one clock: everything else gets `now` from the edge, and the edge asks here."""

import os
from datetime import UTC, datetime, timedelta


def _from_environment() -> timedelta:
    return timedelta(seconds=float(os.environ.get("HILFEPLAN_CLOCK_AHEAD") or 0))


_ahead = _from_environment()


def now() -> datetime:
    """The time of the application: aware, UTC, moved ahead by `HILFEPLAN_CLOCK_AHEAD` seconds in demo mode."""
    return datetime.now(UTC) + _ahead


def advance(by: timedelta) -> None:
    """Move the clock of this process further ahead (demo data and tests)."""
    global _ahead
    _ahead += by


def set_ahead(ahead: timedelta) -> None:
    """Set how far the clock of this process is ahead of real time."""
    global _ahead
    _ahead = ahead


def ahead() -> timedelta:
    """How far the clock is ahead of real time."""
    return _ahead
