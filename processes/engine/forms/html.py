"""Turns what a browser posts (`ziele[0].titel=…`) into nested answers, and adds and removes rows without JavaScript."""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from processes.engine.forms.components import Component, Field, Form, Group, Rows

ADD = "_add"
REMOVE = "_remove"

_STEP = re.compile(r"([^\W\d]\w*)((?:\[\d{1,4}\])?)(?:\.|$)")
_MAX_PAIRS = 20_000


def from_html(form: Form, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The answers in the posted pairs: nested dicts and lists of what was typed.

    Names that are no field of the form (tokens, buttons) are left out. Rows keep their order; numbers between them
    that are missing close up, so that the first row is `[0]` again.
    """
    answers: dict[str, Any] = {}
    for number, (name, value) in enumerate(pairs):
        if number >= _MAX_PAIRS:
            break
        steps = _steps(name)
        if steps:
            _place(form.components, answers, steps, value)
    closed: dict[str, Any] = _closed(answers)
    return closed


def _steps(name: str) -> list[tuple[str, int | None]]:
    """`ziele[0].titel` as [("ziele", 0), ("titel", None)]; empty when the name is not written like that."""
    if len(name) > 400:
        return []
    steps, at = [], 0
    while at < len(name):
        found = _STEP.match(name, at)
        if not found:
            return []
        steps.append((found[1], int(found[2][1:-1]) if found[2] else None))
        at = found.end()
    return [] if name.endswith(".") else steps


class _Sparse(dict[int, dict[str, Any]]):
    """Rows by the number the page gave them."""


def _place(components: Iterable[Component], answers: dict[str, Any], steps: list[Any], value: str) -> None:
    key, index = steps[0]
    component = _named(components, key)
    if isinstance(component, Field) and index is None and len(steps) == 1:
        if component.component == "checklist":
            answers.setdefault(key, []).append(value)
        elif component.component == "checkbox" and key in answers:
            answers[key] = value or answers[key]  # an empty hidden field may stand before the box
        else:
            answers[key] = value
    elif isinstance(component, Rows) and index is not None and len(steps) > 1:
        rows = answers.setdefault(key, _Sparse())
        _place(component.components, rows.setdefault(index, {}), steps[1:], value)
    elif isinstance(component, Group) and index is None and len(steps) > 1:
        _place(component.components, answers.setdefault(key, {}), steps[1:], value)


def _named(components: Iterable[Component], key: str) -> Component | None:
    for component in components:
        if isinstance(component, Field | Rows) and component.key == key:
            return component
        if isinstance(component, Group):
            if component.path == key:
                return component
            if not component.path and (found := _named(component.components, key)):
                return found
    return None


def _closed(value: Any) -> Any:
    if isinstance(value, _Sparse):
        return [_closed(value[index]) for index in sorted(value)]
    if isinstance(value, dict):
        return {key: _closed(inner) for key, inner in value.items()}
    return value


def row_action(pairs: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """Which row button was pressed: ("_add", "ziele") or ("_remove", "ziele[1]"); None when none was."""
    for name, value in pairs:
        if name in (ADD, REMOVE):
            return name, value
    return None


def with_row_action(form: Form, answers: Mapping[str, Any], action: tuple[str, str]) -> dict[str, Any]:
    """The answers with one more empty row, or without the named one. Unknown places change nothing."""
    changed = deepcopy(dict(answers))
    kind, path = action
    steps = _steps(path)
    found = _find_rows(form.components, changed, steps) if steps else None
    if found is None:
        return changed
    component, holder = found
    rows = holder.get(component.key)
    rows = rows if isinstance(rows, list) else []
    index = steps[-1][1]
    if kind == ADD and len(rows) < component.max_rows:
        # The page shows `first_rows` empty rows when there is none yet: one more than what is seen.
        shown = rows or [{} for _ in range(max(component.first_rows, component.min_rows, int(component.required)))]
        holder[component.key] = [*shown, {}]
    elif kind == REMOVE and index is not None and index < len(rows):
        holder[component.key] = rows[:index] + rows[index + 1 :]
    return changed


def _find_rows(
    components: Iterable[Component], answers: Any, steps: list[tuple[str, int | None]]
) -> tuple[Rows, dict[str, Any]] | None:
    key, index = steps[0]
    component = _named(components, key)
    if not isinstance(answers, dict):
        return None
    if isinstance(component, Rows) and len(steps) == 1:
        return component, answers
    if isinstance(component, Rows):
        rows = answers.get(key)
        known = isinstance(rows, list) and index is not None and index < len(rows)
        return _find_rows(component.components, rows[index], steps[1:]) if known else None  # type: ignore[index]
    if isinstance(component, Group) and len(steps) > 1:
        return _find_rows(component.components, answers.setdefault(key, {}), steps[1:])
    return None
