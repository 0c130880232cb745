"""The deadline register: how long every deadline of the procedure is and when exactly it ends.

The register is data (`bpmn/fristen.json`), so that process owners can change an internal standard. Days are days of the
city (Europe/Berlin). The day of the event does not count (§ 26 Abs. 1 SGB X, § 187 Abs. 1 BGB); a deadline ends when
its last day ends, which we give as 23:59:59 of that day, so that every list shows the right date.
"""

import calendar as months_of_years
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from processes import config
from processes.engine.working_days import Calendar
from processes.words import N_

CITY = ZoneInfo("Europe/Berlin")
END_OF_DAY = time(23, 59, 59)
FILE = "fristen.json"
UNITS = {
    "AT": "working days", "Tag": "days", "Tage": "days", "Woche": "weeks", "Wochen": "weeks", "Monat": "months",
    "Monate": "months", "Jahr": "years", "Jahre": "years", "Stunde": "hours", "Stunden": "hours",
}  # fmt: skip


class UnknownDeadline(Exception):
    """The register does not hold this deadline, or the key does not say which of its stages."""

    def __init__(self, template: str, **params: Any) -> None:
        self.template = template
        self.params = params
        super().__init__(template % params)


class InvalidRegister(Exception):
    """The file of the register cannot be used; the sentence says where."""


@dataclass(frozen=True, slots=True)
class Span:
    """A length: `count` (negative = before the start) of `unit` (working days, days, weeks, months, years, hours)."""

    count: int
    unit: str

    @classmethod
    def read(cls, text: str) -> "Span":
        """Read "3 AT", "14 Tage", "1 Monat", "-2 AT", "72 Stunden"; raises ValueError."""
        count, _, unit = text.strip().partition(" ")
        return cls(int(count), UNITS[unit.strip()])


@dataclass(frozen=True, slots=True)
class Deadline:
    """A line of the register. `kind` is G (by law), I (internal standard) or V (agreed with the person)."""

    key: str
    stages: tuple[Span, ...]
    kind: str
    starts: str
    basis: str
    on_expiry: str
    #: An end on Saturday, Sunday or holiday moves to the next working day (§ 26 Abs. 3 SGB X, § 64 Abs. 3 SGG).
    moves: bool = False
    #: The day of the start counts, so the last day is the one before (§ 187 Abs. 2, § 188 Abs. 2 BGB): grant periods.
    start_counts: bool = False
    #: The time of day of the end; the end of the day unless it is a reminder.
    at: time = END_OF_DAY


@dataclass(frozen=True, slots=True)
class Register:
    """All deadlines by key, and the calendar of the city."""

    deadlines: Mapping[str, Deadline]
    calendar: Calendar = field(default_factory=Calendar)

    def find(self, key: str) -> tuple[Deadline, Span]:
        """The deadline and stage that `key` names ("unterlagen", "ueberpruefung.6"); raises UnknownDeadline."""
        name = key.removeprefix("frist.")
        deadline = self.deadlines.get(name)
        if deadline is not None:
            if len(deadline.stages) == 1:
                return deadline, deadline.stages[0]
            choices = ", ".join(f"{name}.{stage.count}" for stage in deadline.stages)
            raise UnknownDeadline(N_("This deadline has several stages. Choose one: %(choices)s."), choices=choices)
        base, _, count = name.rpartition(".")
        deadline = self.deadlines.get(base)
        for stage in deadline.stages if deadline else ():
            if deadline is not None and str(stage.count) == count:
                return deadline, stage
        raise UnknownDeadline(N_("The deadline register does not hold this deadline."))


def due(register: Register, start: datetime, key: str, calendar: Calendar | None = None) -> datetime:
    """When the deadline `key` that starts at `start` (aware) ends: an aware moment in UTC. Raises UnknownDeadline.

    Working days: the n-th working day after the start. Days, weeks, months, years: §§ 187, 188 BGB (31 January plus a
    month is the last day of February). Hours run on the clock, also over holidays (§ 26 Abs. 6 SGB X).
    """
    deadline, span = register.find(key)
    if span.unit == "hours":
        return start.astimezone(UTC) + timedelta(hours=span.count)
    days = calendar or register.calendar
    last = _shift(start.astimezone(CITY).date(), span, days)
    if deadline.start_counts:
        last -= timedelta(days=1)
    if deadline.moves:
        last = days.next_open(last)
    return datetime.combine(last, deadline.at, CITY).astimezone(UTC)


def _shift(day: date, span: Span, calendar: Calendar) -> date:
    if span.unit == "working days":
        return calendar.add(day, span.count)
    if span.unit in ("months", "years"):
        return add_months(day, span.count * (12 if span.unit == "years" else 1))
    return day + timedelta(days=span.count * (7 if span.unit == "weeks" else 1))


def add_months(day: date, count: int) -> date:
    """`day` some months later: the same number, or the month's last day where it has fewer (§ 188 Abs. 2, 3 BGB)."""
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    last = months_of_years.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def read(content: bytes, closing_days: Iterable[str] = ()) -> Register:
    """The register in the bytes of a `fristen.json`; raises InvalidRegister with the key concerned."""
    try:
        entries = json.loads(content)["fristen"]
    except (ValueError, KeyError, TypeError):
        raise InvalidRegister("The deadline register must be a JSON object with a list “fristen”.") from None
    found: dict[str, Deadline] = {}
    for entry in entries:
        try:
            deadline = _deadline(entry)
        except (ValueError, KeyError, TypeError, AttributeError):
            name = entry.get("schluessel", "?") if isinstance(entry, dict) else "?"
            raise InvalidRegister(f"The deadline “{name}” of the register cannot be read.") from None
        if deadline.key in found:
            raise InvalidRegister(f"The deadline “{deadline.key}” stands twice in the register.")
        found[deadline.key] = deadline
    return Register(found, Calendar(closing_days))


def _deadline(entry: dict[str, Any]) -> Deadline:
    if entry["art"] not in ("G", "I", "V"):
        raise ValueError(entry["art"])
    return Deadline(
        key=entry["schluessel"],
        stages=tuple(Span.read(text) for text in entry["stufen"]),
        kind=entry["art"],
        starts=entry["beginn"],
        basis=entry["grundlage"],
        on_expiry=entry["ablauf"],
        moves=bool(entry.get("verschiebt_sich", False)),
        start_counts=bool(entry.get("beginn_zaehlt", False)),
        at=time.fromisoformat(entry["uhrzeit"]) if "uhrzeit" in entry else END_OF_DAY,
    )


def default_register() -> Register:
    """The register in the folder of the models, with the closing days of the settings; raises InvalidRegister."""
    settings = config.current()
    file = settings.bpmn_dir / FILE
    try:
        changed = file.stat().st_mtime_ns
    except OSError:
        changed = 0
    return _loaded(file, changed, settings.closing_days)


@lru_cache(maxsize=8)
def _loaded(file: Path, changed: int, closing_days: tuple[str, ...]) -> Register:
    """The register as it was at `changed`: an edited file is read anew."""
    return load(file, closing_days)


def load(file: Path, closing_days: Iterable[str] = ()) -> Register:
    """The register in `file`; raises InvalidRegister."""
    try:
        content = file.read_bytes()
    except OSError:
        raise InvalidRegister(f"The deadline register {file.name} is missing in the folder of the models.") from None
    return read(content, closing_days)
