"""Collects the ways through each process, so that every one is a test and together they pass every element."""

from collections.abc import Callable
from typing import Any

from tests.bpmn.walk import Walk

Start = Callable[..., Walk]
Way = Callable[[Start], None]

WAYS: dict[str, dict[str, Way]] = {}


def way(key: str) -> Callable[[Way], Way]:
    """Marks a function as a way through the process `key`; it is given a function that starts a walk."""

    def add(function: Way) -> Way:
        WAYS.setdefault(key, {})[function.__name__] = function
        return function

    return add


def starter(key: str, walks: list[Walk], **given: Any) -> Start:
    """Starts walks through `key` and remembers them."""

    def start(**more: Any) -> Walk:
        walk = Walk(key, **{**given, **more})
        walks.append(walk)
        return walk

    return start
