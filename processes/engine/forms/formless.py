"""Answers without a form, and drafts: only their shape and size are judged."""

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from processes import errors
from processes.engine.forms.reading import MAX_TEXT, problem
from processes.engine.forms.values import CONTROLS
from processes.errors import Problem
from processes.words import N_

MAX_FIELDS = 500
MAX_PARTS = 20_000
MAX_DEPTH = 8


def read_formless(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of a task without a form: plain JSON values and lists of them, nothing deeper. Raises `Invalid`."""
    if not isinstance(answers, Mapping):
        raise errors.Invalid(N_("The answers must be an object with the names of the fields."))
    if len(answers) + sum(len(value) for value in answers.values() if isinstance(value, list)) > MAX_FIELDS:
        raise errors.Invalid(N_("There are more answers than this form can take."))
    problems: dict[str, Problem] = {}
    for key, value in answers.items():
        if template := _unfit(key, value):
            path = str(key)[:80]
            problems[path] = problem(path, CONTROLS.sub("", path), template)
    if problems:
        raise errors.Invalid(fields=problems)
    if sum(len(text) for text in _texts(answers)) > MAX_TEXT:
        raise errors.Invalid(N_("The answers are too long: more than %(limit)s characters."), limit=MAX_TEXT)
    return dict(answers)


def _texts(answers: Mapping[str, Any]) -> Iterator[str]:
    for value in answers.values():
        yield from (part for part in (value if isinstance(value, list) else [value]) if isinstance(part, str))


def _unfit(key: Any, value: Any) -> str:
    if not isinstance(key, str) or not 0 < len(key) <= 80 or CONTROLS.search(key) or key.startswith("_"):
        return N_("“%(label)s” cannot be the name of an answer.")
    if isinstance(value, list):
        return next((template for part in value if (template := _unfit_value(part))), "")
    return _unfit_value(value)


def _unfit_value(value: Any) -> str:
    if isinstance(value, str):
        return N_("“%(label)s” contains characters that are not allowed.") if CONTROLS.search(value) else ""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        is_fit = isfinite(value) if isinstance(value, float) else abs(value) < 2**63
        return "" if is_fit else N_("“%(label)s” is too large a number.")
    return N_("“%(label)s” must be a plain value: text, number, true, false or null.")


def read_draft(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers on the way: anything JSON can hold in bearable size, right or wrong. Raises `Invalid`."""
    if not isinstance(answers, Mapping):
        raise errors.Invalid(N_("The answers must be an object with the names of the fields."))
    parts, text = 0, 0
    waiting: list[tuple[Any, int]] = [(answers, 0)]
    while waiting:
        value, depth = waiting.pop()
        parts += 1
        inner: list[Any] = []
        if isinstance(value, Mapping):
            inner = [*value.keys(), *value.values()]
        elif isinstance(value, list | tuple):
            inner = list(value)
        elif isinstance(value, str):
            text += len(value)
            if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
                raise errors.Invalid(N_("The answers contain characters that are not allowed."))
        elif not (value is None or isinstance(value, bool | int) or (isinstance(value, float) and isfinite(value))):
            raise errors.Invalid(N_("The answers contain something that is no JSON value."))
        if parts + len(waiting) + len(inner) > MAX_PARTS or text > MAX_TEXT:
            raise errors.Invalid(N_("The answers are too long: more than %(limit)s characters."), limit=MAX_TEXT)
        if depth > MAX_DEPTH:
            raise errors.Invalid(N_("The answers are nested too deeply."))
        waiting.extend((part, depth + 1) for part in inner)
    return dict(answers)
