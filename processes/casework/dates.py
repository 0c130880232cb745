"""Days and times as a city office counts them: in Münster, in whole months, in working days of NRW."""

from calendar import monthrange
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from processes import config
from processes.engine.working_days import Calendar

ZONE = ZoneInfo("Europe/Berlin")

#: What happens "on a day" happens when the office opens.
OPENING = time(8)


def local(at: datetime) -> datetime:
    """The same instant on the clock of the office."""
    return at.astimezone(ZONE)


def today(now: datetime) -> date:
    """The day it is at the office."""
    return local(now).date()


def at_opening(day: date) -> datetime:
    """When the office opens on `day`, in UTC."""
    return datetime.combine(day, OPENING, ZONE).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The last second of `day` at the office, in UTC: it is still that day, as with deadlines."""
    return datetime.combine(day, time(23, 59, 59), ZONE).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """The same day `months` later; the last of the month where that day does not exist (§ 188 BGB)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(start: date, end: date) -> int:
    """Whole months from `start` to `end`."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def working_days_before(at: datetime, count: int) -> datetime:
    """Nine o'clock, `count` working days before the day of `at`, in UTC."""
    calendar = Calendar(config.current().closing_days)
    day = calendar.add(local(at).date(), -count)
    return datetime.combine(day, time(9), ZONE).astimezone(UTC)


def in_words(day: date) -> str:
    """A day as it stands in a German letter."""
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"


def short(day: date) -> str:
    """A day as it stands in a table."""
    return f"{day:%d.%m.%Y}"


def clock(at: datetime) -> str:
    """A time of day as it stands in a German letter."""
    return f"{local(at):%H:%M} Uhr"


def weekday(day: date) -> str:
    """The German name of the day of the week."""
    return _WEEKDAYS[day.weekday()]


def iso(at: datetime) -> str:
    """An instant as it lies in process data: ISO 8601 in UTC."""
    return at.astimezone(UTC).isoformat()


_WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
_MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
