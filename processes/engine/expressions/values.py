"""Which values expressions may meet, how dates and texts stand beside each other, and what leaves an expression."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from processes.engine.expressions.budget import CONTAINERS, SCALARS, Budget, number
from processes.engine.expressions.error import ExpressionError
from processes.engine.expressions.record import RecordRow, RecordView
from processes.words import N_

#: The city's time: dates, ends of deadlines and times of day are meant here.
CITY = ZoneInfo("Europe/Berlin")
KNOWN = SCALARS | CONTAINERS | {RecordRow, RecordView}
KEYS = (str, int, float, Decimal, date, type(None), UUID)


def known(value: Any, name: str) -> Any:
    """`value` as expressions may use it; raises ExpressionError when it is of a foreign kind."""
    if type(value) in KNOWN:
        return value
    for kind in (bool, int, float, str, Decimal, datetime, date, time, timedelta, list, dict, tuple, set, UUID):
        if isinstance(value, kind):
            return value
    if isinstance(value, RecordView | RecordRow):
        return value
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, frozenset):
        return set(value)
    raise ExpressionError(N_("“%(name)s” cannot be used in an expression."), name=name)


def parse_date(text: str) -> date | None:
    """The date in "2026-03-02", "02.03.2026" or an ISO date and time; None when it is none."""
    if len(text) > 40:
        return None
    try:
        if len(text) > 10:
            moment = parse_moment(text)
            return moment.astimezone(CITY).date() if moment else None
        if "." in text:
            day, month, year = text.split(".")
            return date(int(year), int(month), int(day))
        return date.fromisoformat(text) if text.count("-") == 2 else None
    except (ValueError, OverflowError):
        return None


def parse_moment(text: str) -> datetime | None:
    """The aware moment in an ISO date and time (city time when it names no offset); None when it is none."""
    if not 10 < len(text) <= 40:
        return None
    try:
        return aware(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return None


def aware(moment: datetime) -> datetime:
    """`moment` in UTC; without a time zone it is meant in the city's time."""
    return (moment.replace(tzinfo=CITY) if moment.tzinfo is None else moment).astimezone(UTC)


def as_date(value: Any) -> date | None:
    """The day of a date, a moment (in the city's time) or a text that holds one; None when it is none."""
    if isinstance(value, datetime):
        return aware(value).astimezone(CITY).date()
    if isinstance(value, date):
        return value
    return parse_date(value) if isinstance(value, str) else None


def as_moment(value: Any) -> datetime | None:
    """The aware moment of a moment or text; a date is its beginning in the city's time; None when it is none."""
    if isinstance(value, datetime):
        return aware(value)
    if isinstance(value, str):
        moment = parse_moment(value)
        if moment is not None:
            return moment
    day = as_date(value)
    return datetime.combine(day, time(), CITY).astimezone(UTC) if day is not None else None


def alike(left: Any, right: Any) -> tuple[Any, Any] | None:
    """Both values in one comparable kind when one of them is a date or moment and the other can become one."""
    if isinstance(left, datetime) and isinstance(right, datetime):
        return aware(left), aware(right)
    dated = isinstance(left, date), isinstance(right, date)
    if not any(dated) or not all(isinstance(value, date | str) for value in (left, right)):
        return None
    moment = any(isinstance(value, datetime) for value in (left, right))
    if moment and not all(dated) and all(as_moment(v) is not None and not _day_only(v) for v in (left, right)):
        return as_moment(left), as_moment(right)
    days = as_date(left), as_date(right)
    return None if days[0] is None or days[1] is None else days


def _day_only(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 10


def same(left: Any, right: Any) -> bool:
    """Equality as decision tables mean it: like ==, but yes/no is never a number."""
    if isinstance(left, bool) != isinstance(right, bool):
        return False
    return bool(left == right)


def key(value: Any) -> Any:
    """`value` if it may be a key of a table or an element of a set; raises ExpressionError."""
    if isinstance(value, KEYS):
        return value
    raise ExpressionError(N_("Only texts, numbers and dates can be keys of a table."))


def leave(value: Any, budget: Budget) -> Any:
    """`value` as it leaves an expression: plain, with lists for tuples and sets, with text keys only."""
    if type(value) in SCALARS:
        return number(value)
    budget.weigh(value)
    return _plain(value)


def _plain(value: Any) -> Any:
    if type(value) in SCALARS:
        return number(value)
    if isinstance(value, RecordRow):
        value = value.as_dict() if value.id is not None else None
    if isinstance(value, RecordView):
        raise ExpressionError(N_("The whole record cannot be a result. Name the form and the field."))
    if isinstance(value, Mapping):
        if not all(isinstance(name, str) for name in value):
            raise ExpressionError(N_("The keys of a table that is kept must be texts."))
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, set | frozenset):
        return sorted((_plain(one) for one in value), key=lambda one: (type(one).__name__, one))
    return number(value)


def now_of(names: Mapping[str, Any]) -> datetime:
    """The moment of the evaluation, from the name `_now`; raises ExpressionError without one."""
    moment = names.get("_now")
    if not isinstance(moment, datetime):
        raise ExpressionError(N_("The time is not known here."))
    return aware(moment)
