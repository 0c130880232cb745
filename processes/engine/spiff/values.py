"""Values of the process data as JSON and back: dates and decimals keep their kind, and no key is special."""

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

#: A dictionary with this one key stands for a value of another kind: {"$": [kind, text]}.
MARK = "$"


class Unstorable(Exception):
    """A value of this kind cannot be kept in an instance; the message is the kind's name."""


def to_json(value: Any) -> Any:
    """Plain JSON for a value.

    Raises:
        Unstorable: for anything but plain data.
    """
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None:
        return value
    if kind is float:
        if not math.isfinite(value):
            raise Unstorable("nan")
        return value
    if kind is dict:
        if all(type(key) is str for key in value) and MARK not in value:
            return {key: to_json(entry) for key, entry in value.items()}
        return {MARK: ["dict", [[to_json(key), to_json(entry)] for key, entry in value.items()]]}
    if kind is list:
        return [to_json(entry) for entry in value]
    if kind is tuple or kind is set:
        return {MARK: [kind.__name__, [to_json(entry) for entry in value]]}
    if kind in _TEXTS:
        return {MARK: [kind.__name__, _TEXTS[kind](value)]}
    raise Unstorable(kind.__name__)


def from_json(value: Any) -> Any:
    """The value again."""
    if type(value) is dict:
        if MARK in value:
            name, content = value[MARK]
            return _READERS[name](content)
        return {key: from_json(entry) for key, entry in value.items()}
    if type(value) is list:
        return [from_json(entry) for entry in value]
    return value


_TEXTS: dict[type, Any] = {
    datetime: datetime.isoformat,
    date: date.isoformat,
    time: time.isoformat,
    Decimal: str,
    UUID: str,
    timedelta: lambda value: [value.days, value.seconds, value.microseconds],
}
_READERS: dict[str, Any] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "Decimal": Decimal,
    "UUID": UUID,
    "timedelta": lambda parts: timedelta(*parts),
    "dict": lambda pairs: {from_json(key): from_json(entry) for key, entry in pairs},
    "tuple": lambda entries: tuple(from_json(entry) for entry in entries),
    "set": lambda entries: {from_json(entry) for entry in entries},
}
