"""Judges the answers of a whole form: typed values come out, or every problem at once, by field."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from processes import errors
from processes.engine.forms import rules
from processes.engine.forms.components import Component, Field, Form, Group, Rows
from processes.engine.forms.reading import Entry, Reading
from processes.engine.forms.values import NOT_SAID
from processes.words import N_


def read(
    form: Form,
    answers: Mapping[str, Any],
    *,
    names: Mapping[str, Any] | None = None,
    today: date,
    proposals: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The stored values of `answers` (JSON-typed values or what people write in German).

    `names` are the names expressions of the form may use besides the answers (record, process data); `proposals` are
    the proposed values by path that may only be changed with a reason. Answers of hidden fields are dropped; empty
    ones are left out. Raises `Invalid` with one problem per field path.
    """
    reading = _read(form, answers, names, today)
    for entry in reading.visible():
        _check_presence(reading, entry)
    if form.has_expressions:
        rules.check(reading)
    if proposals:
        rules.check_reasons(reading, proposals)
    if reading.problems:
        raise errors.Invalid(fields=reading.in_order())
    return _result(reading)


def warnings(
    form: Form, answers: Mapping[str, Any], *, names: Mapping[str, Any] | None = None, today: date
) -> dict[str, str]:
    """The warnings that hold for these answers, by path; they never block. Sentences come from the form."""
    return rules.warnings(_read(form, answers, names, today)) if form.has_expressions else {}


def _read(form: Form, answers: Mapping[str, Any], names: Mapping[str, Any] | None, today: date) -> Reading:
    reading = Reading(form, names or {}, today)
    reading.collect(answers)
    reading.hide()
    if form.has_expressions:
        rules.compute(reading)
    return reading


def shown_on_page(
    form: Form, answers: Mapping[str, Any], *, names: Mapping[str, Any] | None = None, today: date
) -> tuple[frozenset[str], frozenset[str]]:
    """The paths that are hidden now, and those that have to be filled in now; for drawing the form."""
    reading = Reading(form, names or {}, today, for_page=True)
    try:
        reading.collect(answers)
    except errors.Invalid:  # far too much: the page shows everything and the reader refuses it later
        return frozenset(), frozenset()
    reading.hide()
    required = frozenset(entry.path for entry in reading.visible() if _is_required(reading, entry))
    return reading.hidden, required


def _is_required(reading: Reading, entry: Entry) -> bool:
    component = entry.component
    if isinstance(component, Field):
        return not component.readonly and (component.required or rules.is_required(reading, entry))
    return isinstance(component, Rows) and (component.required or rules.is_required(reading, entry))


def _check_presence(reading: Reading, entry: Entry) -> None:
    """Refuse what is missing, and lists that are too short or too long."""
    component = entry.component
    if isinstance(component, Rows):
        _check_length(reading, component, entry)
    elif isinstance(component, Field) and _is_required(reading, entry) and not _is_answered(component, entry.value):
        reading.refuse(entry.path, component.label, _missing(component))


def _check_length(reading: Reading, rows: Rows, entry: Entry) -> None:
    count = len(entry.rows)
    least = max(rows.min_rows, int(_is_required(reading, entry)))
    if count < least and least == 1:
        reading.refuse(entry.path, rows.label, N_("Please add at least one entry to “%(label)s”."))
    elif count < least:
        reading.refuse(entry.path, rows.label, N_("“%(label)s” needs at least %(limit)s entries."), limit=least)
    elif count > rows.max_rows:
        template = N_("“%(label)s” may have at most %(limit)s entries.")
        reading.refuse(entry.path, rows.label, template, limit=rows.max_rows)


def _is_answered(component: Field, value: Any) -> bool:
    """Whether `value` counts as an answer; a required tick box has to be ticked."""
    if component.component == "checkbox":
        return value is True
    return value is NOT_SAID or not (value is None or value == [])


def _missing(component: Field) -> str:
    if component.component == "checkbox":
        return N_("Please confirm “%(label)s”.")
    if component.choices or component.kind == "scale10":
        return N_("Please choose an answer for “%(label)s”.")
    return N_("Please fill in “%(label)s”.")


def _result(reading: Reading) -> dict[str, Any]:
    """The stored values: nothing hidden, nothing empty, "keine Angabe" as null."""
    kept: dict[str, Any] = {}
    places: dict[int, dict[str, Any]] = {id(reading.top.values): kept}
    for entry in reading.entries:
        component, place = entry.component, places.setdefault(id(entry.values), {})
        if isinstance(component, Group) or entry.path in reading.hidden:
            continue
        if isinstance(component, Rows):
            place[component.key] = [places.setdefault(id(row.values), {}) for row in entry.rows]
        elif component.readonly:
            continue
        elif entry.value is NOT_SAID:
            place[component.key] = None
        elif entry.value is not None:
            place[component.key] = entry.value
        elif component.kind == "multienum":
            place[component.key] = []
    _nest(reading.form.components, reading.top.values, places)
    return kept


def _nest(components: Iterable[Component], values: Mapping[str, Any], places: dict[int, dict[str, Any]]) -> None:
    """Hang the answers of groups with a path into those around them."""
    for component in components:
        if isinstance(component, Group):
            inner = values.get(component.path) if component.path else values
            if component.path and isinstance(inner, dict) and (found := places.get(id(inner))):
                places[id(values)][component.path] = found
            if isinstance(inner, dict):
                _nest(component.components, inner, places)
        elif isinstance(component, Rows):
            for row in values.get(component.key) or []:
                _nest(component.components, row, places)
