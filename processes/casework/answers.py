"""Reading what people filled in: values of the record as dates, numbers and lists, whoever stored them.

Forms store typed values (dates as ISO text, money as cents); tasks without a form store what came. Both are read here
without ever failing: what cannot be read is None.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Protocol


class Record(Protocol):
    """The view of the record that operations are given."""

    def get(self, name: str) -> dict[str, Any] | None:
        """The newest answers to a form as this instance sees them."""

    def all(self, name: str) -> list[Any]:
        """All answers to a form in the root, oldest first."""


Answers = Mapping[str, Any]


def form(record: Record, name: str) -> Answers:
    """The newest answers to a form as this instance sees them, or an empty mapping."""
    return record.get(name) or {}


def newest(record: Record, name: str, field: str, value: str) -> Answers:
    """The newest answers to a form whose `field` is `value`, or an empty mapping."""
    for answers in reversed(record.all(name)):
        found = answers.as_dict() if hasattr(answers, "as_dict") else dict(answers)
        if found.get(field) == value:
            return found
    return {}


def text(answers: Answers, field: str) -> str | None:
    """A text without blanks at its ends, or None when there is none."""
    value = answers.get(field)
    return (str(value).strip() or None) if value is not None and not isinstance(value, (dict, list)) else None


def whole(answers: Answers, field: str) -> int | None:
    """A whole number, or None."""
    value = answers.get(field)
    if isinstance(value, bool) or value is None:
        return None
    try:
        return int(float(value))
    except (TypeError, ValueError, OverflowError):
        return None


def scale(answers: Answers, field: str) -> int | None:
    """A value of the scale 0–10, or None for no answer."""
    value = whole(answers, field)
    return value if value is not None and 0 <= value <= 10 else None


def percent(answers: Answers, field: str) -> int | None:
    """A whole number from 0 to 100, or None."""
    value = whole(answers, field)
    return None if value is None else max(0, min(100, value))


def yes(answers: Answers, field: str) -> bool:
    """Whether the answer is yes; no answer is no."""
    return answers.get(field) in (True, "true", "True", "ja", 1)


def day(answers: Answers, field: str) -> date | None:
    """A day, or None."""
    value = text(answers, field)
    try:
        return None if value is None else date.fromisoformat(value[:10])
    except ValueError:
        return None


def instant(answers: Answers, field: str) -> datetime | None:
    """A time, aware and in UTC, or None."""
    value = text(answers, field)
    try:
        at = None if value is None else datetime.fromisoformat(value)
    except ValueError:
        return None
    if at is None:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def choices(answers: Answers, field: str) -> list[str]:
    """The chosen values of a question with several answers."""
    value = answers.get(field)
    return [str(each) for each in value] if isinstance(value, list) else []


def table(answers: Answers, field: str) -> list[Answers]:
    """The rows of a repeatable group that hold anything."""
    value = answers.get(field)
    rows = value if isinstance(value, list) else []
    return [row for row in rows if isinstance(row, dict) and any(cell not in (None, "") for cell in row.values())]
