"""Judges the data given at a start or with a message: few, small, plain JSON values."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from processes.errors import Invalid
from processes.words import N_

MOST_NAMES = 200
MOST_CHARACTERS = 64_000
MOST_LEVELS = 20

ODD = N_("The data of a process are an object of plain JSON values with simple names.")
TOO_MUCH = N_("These are too many data for a process. What people fill in belongs into forms.")
RESERVED = N_("One of the names cannot be the name of a process variable.")

#: Names the engine itself uses, or that would hide what expressions rely on.
NOT_NAMES = frozenset({"record", "instanz", "None", "True", "False"})


def check(data: Mapping[str, Any], *, variables: bool = True) -> dict[str, Any]:
    """`data` as it may become process data; with `variables` its names become names of variables. Raises Invalid."""
    if not isinstance(data, Mapping):
        raise Invalid(ODD)
    if len(data) > MOST_NAMES:
        raise Invalid(TOO_MUCH)
    size = 0
    for name, value, level in _parts(data):
        if name is not None:
            _check_name(name, is_variable=variables and level == 1)
        size += 1 + len(name or "") + _weight(value)
        if level > MOST_LEVELS or size > MOST_CHARACTERS:
            raise Invalid(TOO_MUCH)
    return dict(data)


def _parts(data: Mapping[str, Any]) -> Iterator[tuple[Any, Any, int]]:
    """Everything in `data`: its name (None in lists), its value, and how deep it lies."""
    waiting: list[tuple[Any, Any, int]] = [(name, value, 1) for name, value in data.items()]
    while waiting:
        name, value, level = waiting.pop()
        yield name, value, level
        if isinstance(value, dict):
            waiting.extend((inner_name, inner, level + 1) for inner_name, inner in value.items())
        elif isinstance(value, list):
            waiting.extend((None, inner, level + 1) for inner in value)


def _weight(value: Any) -> int:
    """How much a value weighs without what is in it. Raises Invalid for what no process variable can be."""
    if value is None or isinstance(value, bool | dict | list):
        return 0
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
            raise Invalid(ODD)
        return len(value)
    if isinstance(value, int) and abs(value) < 2**63:
        return 0
    if isinstance(value, float) and math.isfinite(value):
        return 0
    raise Invalid(ODD)


def _check_name(name: Any, *, is_variable: bool) -> None:
    if not isinstance(name, str) or not 0 < len(name) <= 200 or "\x00" in name:
        raise Invalid(ODD)
    if is_variable and (name in NOT_NAMES or name.startswith("_") or not name.isidentifier()):
        raise Invalid(RESERVED)
