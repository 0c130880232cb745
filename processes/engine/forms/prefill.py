"""What a form starts with: values from the record and the process, where they came from, and what is proposed."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from processes import clock
from processes.engine import expressions
from processes.engine.forms.components import Component, Field, Form, Group, Rows, inside
from processes.engine.forms.rules import Names, as_answer
from processes.engine.forms.values import CITY, NOT_SAID, ValueProblem, read_value

_READ = re.compile(r"record\.(?!alle\()([A-Za-z_]\w*)|alle\(\s*[\"']([A-Za-z_]\w*)")


def prefill(form: Form, names: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str], dict[str, Any]]:
    """Answers to start with, their sources by path ("F01"), and proposals by path that need a reason to change.

    `names` are the record, the process data and `_now`. An expression that does not work leaves its field empty.
    A form that says nothing about how it begins takes what is known under the keys of its fields: process data, else
    the newest answer of the record.
    """
    filling = _Filling(names, _today(names), by_key=_says_nothing(form))
    answers = filling.fill(form.components, "")
    return answers, filling.sources, filling.proposals


def proposals(form: Form, names: Mapping[str, Any]) -> dict[str, Any]:
    """Only the proposals of `prefill`, by path: what completing a task needs of it."""
    filling = _Filling(names, _today(names))
    proposed = (
        (path, filling.value(field, field.setting("vorschlag"))[0])
        for path, field in form.fields.items()
        if isinstance(field, Field) and field.setting("vorschlag") and "[]" not in path
    )
    return {path: value for path, value in proposed if value is not None}


def _says_nothing(form: Form) -> bool:
    """Whether nobody decided what this form begins with (`vorbelegung` = `keine` at the form is a decision too)."""
    settings = ("vorbelegung", "vorschlag")
    return "vorbelegung" not in form.properties and not any(
        component.setting(name) for component in form.everything() for name in settings
    )


def _today(names: Mapping[str, Any]) -> date:
    moment = names.get("_now")
    return (moment if isinstance(moment, datetime) else clock.now()).astimezone(CITY).date()


class _Filling:
    def __init__(self, names: Mapping[str, Any], today: date, *, by_key: bool = False) -> None:
        self.names = names
        self.today = today
        self.by_key = by_key
        self.sources: dict[str, str] = {}
        self.proposals: dict[str, Any] = {}

    def fill(self, components: Iterable[Component], prefix: str) -> dict[str, Any]:
        answers: dict[str, Any] = {}
        for component in components:
            if isinstance(component, Field):
                self.field(component, inside(prefix, component.key), answers)
            elif isinstance(component, Rows):
                if rows := self.rows(component, inside(prefix, component.key)):
                    answers[component.key] = rows
            elif isinstance(component, Group) and component.path:
                if inner := self.fill(component.components, inside(prefix, component.path)):
                    answers[component.path] = inner
            elif isinstance(component, Group):
                answers |= self.fill(component.components, prefix)
        return answers

    def field(self, field: Field, path: str, answers: dict[str, Any]) -> None:
        value, source = None, ""
        if proposal := field.setting("vorschlag"):
            value, source = self.value(field, proposal)
            if value is not None:
                self.proposals[path] = value
        if value is None and (start := field.setting("vorbelegung")):
            value, source = self.value(field, start)
        if value is None and self.by_key and path == field.key:
            value, source = self.known(field)
        if value is None and field.default not in (None, "", False):
            value, source = self.readable(field, field.default), ""
        if value is None:
            return
        answers[field.key] = value
        if source := field.setting("quelle") or source:
            self.sources[path] = source

    def value(self, field: Field, expression: str) -> tuple[Any, str]:
        """The value of `expression` as an answer of `field`, and the forms it was read from."""
        value, source = self.evaluate(expression)
        return (None, "") if value is None else (self.readable(field, value), source)

    def known(self, field: Field) -> tuple[Any, str]:
        """What process data or the record hold under the key of `field`, and the form it comes from."""
        given = self.names.get(field.key)
        if given is not None and not field.key.startswith("_") and field.key != "record":
            return self.readable(field, as_answer(given)), ""
        latest = getattr(self.names.get("record"), "latest", None)
        answer, form = latest(field.key) if callable(latest) else (None, "")
        return (None, "") if answer is None else (self.readable(field, answer), form)

    def evaluate(self, expression: str) -> tuple[Any, str]:
        reads = getattr(self.names.get("record"), "reads", None)
        before = len(reads) if isinstance(reads, list) else 0
        try:
            value = as_answer(expressions.evaluate(expression, Names(self.names, self.today)))
        except expressions.ExpressionError:
            return None, ""
        read_something = isinstance(reads, list) and len(reads) > before
        return value, _forms_named(expression) if read_something else ""

    def readable(self, field: Field, value: Any) -> Any:
        try:
            found = read_value(field, value, self.today)
        except ValueProblem:
            return None
        if found is NOT_SAID or found == [] or (field.component == "checkbox" and found is False):
            return None
        return found

    def rows(self, rows: Rows, path: str) -> list[dict[str, Any]]:
        """Rows from a list of dicts; what is no field of the list is left out."""
        expression = rows.setting("vorbelegung")
        if not expression:
            return []
        found, source = self.evaluate(expression)
        if not isinstance(found, list):
            return []
        filled = [self.row(rows, item) for item in found[: rows.max_rows] if isinstance(item, Mapping)]
        filled = [row for row in filled if row]
        if filled and (source := rows.setting("quelle") or source):
            self.sources[path] = source
        return filled

    def row(self, rows: Rows, item: Mapping[str, Any]) -> dict[str, Any]:
        read = {
            field.key: self.readable(field, as_answer(item[field.key]))
            for field in _row_fields(rows)
            if item.get(field.key) is not None
        }
        return {key: value for key, value in read.items() if value is not None}


def _row_fields(container: Rows | Group) -> Iterable[Field]:
    """The fields of one row, through groups without a path."""
    for component in container.components:
        if isinstance(component, Field):
            yield component
        elif isinstance(component, Group) and not component.path:
            yield from _row_fields(component)


def _forms_named(expression: str) -> str:
    """The forms an expression reads, e.g. "F01" or "F01, F04"."""
    found = _READ.findall(expression)
    return ", ".join(dict.fromkeys(first or second for first, second in found))
