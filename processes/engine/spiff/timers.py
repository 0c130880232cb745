"""Timers: texts that are expressions, exact due times kept with the token, and the environment's clock only.

The library asks the wall clock, fires only after the due time, reads `-PT1H` as +1 h, gives all timers of an event
based gateway one due time and fires every missed cycle after an outage. Here a timer fires when now >= due, and cycles
missed meanwhile fire once.

An expression may give text in ISO 8601 (`"PT2H"`, `"P14D"`, `"2027-03-01"`, `"2027-03-01T09:00+01:00"`, `"R3/P1W"`), an
aware or local datetime, a date (its beginning in the city's time zone) or a timedelta. Days and weeks of a duration
have 24 hours; months and years keep the day of the month or take the last one. Calendar dates of deadlines come from
the function `frist`.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition

from processes.engine.expressions.values import CITY
from processes.engine.spiff.faults import StepFault
from processes.engine.spiff.hardening import Token
from processes.words import N_

_DURATION = re.compile(
    r"P(?=.)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+(?:[.,]\d+)?)D)?"
    r"(?:T(?=.)(?:(?P<hours>\d+(?:[.,]\d+)?)H)?(?:(?P<minutes>\d+(?:[.,]\d+)?)M)?(?:(?P<seconds>\d+(?:[.,]\d+)?)S)?)?"
)
_CYCLE = re.compile(r"R(?P<times>\d*)/(?:(?P<start>[^/]+)/)?(?P<every>[^/]+)")


@dataclass(frozen=True)
class Duration:
    """Calendar months and an exact rest."""

    months: int
    rest: timedelta

    def after(self, start: datetime, times: int = 1) -> datetime:
        """`start` plus this duration `times` times; a day that the month does not have becomes its last."""
        months = start.month - 1 + self.months * times
        year, month = start.year + months // 12, months % 12 + 1
        day = min(start.day, calendar.monthrange(year, month)[1])
        return start.replace(year=year, month=month, day=day) + self.rest * times

    @property
    def is_positive(self) -> bool:
        """Whether time passes at all."""
        return self.months > 0 or self.rest > timedelta(0)


class Timer(TimerEventDefinition):
    """A timeDate, timeDuration or timeCycle; what the expression gives decides, not the tag."""

    def __init__(self, name: str, expression: str, tag: str, **kwargs: Any) -> None:
        super().__init__(name, expression, **kwargs)
        self.tag = tag

    def arm(self, token: Token, slot: int) -> None:
        """Evaluate the expression and keep the due time with the token.

        Raises:
            StepFault: the expression fails or gives something that is no time.
        """
        bridge = token.workflow.top_workflow.script_engine
        value = bridge.evaluate(token, self.expression)
        try:
            entry = self._entry(value, bridge.now)
        except (ValueError, OverflowError, TypeError) as error:
            raise StepFault(
                element_id=str(token.task_spec.bpmn_id),
                name=str(token.task_spec.bpmn_name or token.task_spec.bpmn_id),
                template=N_("The timer's expression gives neither a time nor a duration (%(tag)s)."),
                params={"tag": self.tag},
                kind="expression",
            ) from error
        token.internal_data.setdefault("timers", {})[str(slot)] = entry

    def _entry(self, value: Any, now: datetime) -> dict[str, Any]:
        if isinstance(value, str):
            text = value.strip().upper()
            cycle = _CYCLE.fullmatch(text)
            if cycle:
                return _cycle(cycle, now)
            value = duration(text) if text.startswith("P") else moment(text)
        if isinstance(value, timedelta):
            value = Duration(0, value)
        if isinstance(value, Duration):
            if self.tag == "timeCycle":
                return _rounds(None, now, value, first=1)
            return {"due": value.after(now)}
        return {"due": moment(value)}

    def due(self, token: Token, slot: int) -> datetime:
        """When it fires, aware, UTC."""
        due: datetime = token.internal_data["timers"][str(slot)]["due"]
        return due

    def again(self, token: Token, slot: int) -> bool:
        """Set the next due time of a cycle; False when this was the last (or only) one. Missed cycles are skipped."""
        entry = token.internal_data["timers"][str(slot)]
        if "every" not in entry:
            return False
        now = token.workflow.top_workflow.script_engine.now
        every = Duration(entry["months"], entry["every"])
        done = max(entry["done"], _passed(entry["start"], every, now)) + 1
        if entry["times"] is not None and done > entry["times"]:
            return False
        entry.update(done=done, due=every.after(entry["start"], done))
        return True


def duration(text: str) -> Duration:
    """Read an ISO 8601 duration; raises ValueError."""
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError("not a duration")
    part = {name: float((value or "0").replace(",", ".")) for name, value in found.groupdict().items()}
    months = int(part.pop("years")) * 12 + int(part.pop("months"))
    return Duration(months, timedelta(**part))


def moment(value: Any) -> datetime:
    """An aware UTC time from a datetime, date or ISO text; without offset it is the city's. Raises ValueError."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time(0))
    if not isinstance(value, datetime):
        raise ValueError("not a time")
    if value.tzinfo is None:
        value = value.replace(tzinfo=CITY)
    return value.astimezone(UTC)


def _cycle(cycle: re.Match[str], now: datetime) -> dict[str, Any]:
    times = int(cycle["times"]) if cycle["times"] else None
    every = duration(cycle["every"])
    if cycle["start"]:
        return _rounds(times, moment(cycle["start"]), every, first=0)
    return _rounds(times, now, every, first=1)


def _rounds(times: int | None, start: datetime, every: Duration, first: int) -> dict[str, Any]:
    """A cycle: `times` firings (None for ever), the first one `first` durations after `start`."""
    if not every.is_positive or times == 0:
        raise ValueError("a cycle needs time between its rounds")
    last = None if times is None else times - 1 + first
    return {
        "start": start,
        "months": every.months,
        "every": every.rest,
        "done": first,
        "times": last,
        "due": every.after(start, first),
    }


def _passed(start: datetime, every: Duration, now: datetime) -> int:
    """How many whole rounds lie between `start` and `now` (an outage may have swallowed many)."""
    if now <= start:
        return 0
    low, high = 0, 1
    while every.after(start, high) <= now:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if every.after(start, middle) <= now else (low, middle)
    return low
