"""Turns process data into plain JSON values, for the picture in the instance's row and for keys of correlation."""

import math
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID


def plain(value: Any) -> Any:
    """`value` with dates as ISO texts, decimals as texts, and no NUL, NaN or infinity."""
    kind = type(value)
    if kind is str:
        return value.replace("\x00", "") if "\x00" in value else value
    if kind is int or kind is bool or value is None:
        return value
    if kind is dict:
        return {plain(key if type(key) is str else str(key)): plain(inner) for key, inner in value.items()}
    if kind is list:
        return [plain(inner) for inner in value]
    if isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {plain(str(key)): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID | timedelta):
        return str(value)
    return None


def as_key(value: Any) -> str | None:
    """A value as a key of correlation: text, so that 7 and "7" mean the same; None when it is no simple value."""
    simple = plain(value)
    if simple is None or isinstance(simple, dict | list):
        return None
    if isinstance(simple, bool):
        return "true" if simple else "false"
    return str(simple)


def as_keys(correlation: Mapping[str, Any]) -> dict[str, str]:
    """All keys of a correlation that have a simple value."""
    return {name: key for name, value in correlation.items() if (key := as_key(value)) is not None}
