"""Judges the data given at a start or with a message: few, small, plain JSON values."""

from collections.abc import Mapping
from typing import Any

from processes.errors import Invalid
from processes.words import N_

MOST_NAMES = 200
MOST_CHARACTERS = 64_000
MOST_LEVELS = 6

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
    waiting: list[tuple[Any, int]] = [(dict(data), 0)]
    while waiting:
        value, level = waiting.pop()
        if level > MOST_LEVELS:
            raise Invalid(TOO_MUCH)
        if isinstance(value, str):
            if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
                raise Invalid(ODD)
            size += len(value)
        elif isinstance(value, dict):
            for name, inner in value.items():
                _check_name(name, is_variable=variables and level == 0)
                size += len(name)
                waiting.append((inner, level + 1))
        elif isinstance(value, list):
            waiting.extend((inner, level + 1) for inner in value)
        elif isinstance(value, float):
            if value != value or value in (float("inf"), float("-inf")):
                raise Invalid(ODD)
        elif value is not None and not isinstance(value, bool | int):
            raise Invalid(ODD)
        elif isinstance(value, int) and abs(value) > 2**63:
            raise Invalid(TOO_MUCH)
        size += 1
        if size > MOST_CHARACTERS:
            raise Invalid(TOO_MUCH)
    return dict(data)


def _check_name(name: Any, *, is_variable: bool) -> None:
    if not isinstance(name, str) or not 0 < len(name) <= 200 or "\x00" in name:
        raise Invalid(ODD)
    if name == "typename" or (is_variable and (name in NOT_NAMES or name.startswith("_") or not name.isidentifier())):
        raise Invalid(RESERVED)
