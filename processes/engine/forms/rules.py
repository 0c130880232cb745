"""The rules of a form that look at several answers: computed and fixed values, checks, warnings, reasons."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from processes.engine import expressions
from processes.engine.forms.components import REASON, Field, Rows
from processes.engine.forms.feel_meaning import Scope
from processes.engine.forms.values import CITY, NOT_SAID, ValueProblem, read_value
from processes.words import N_

if TYPE_CHECKING:
    from processes.engine.forms.reading import Entry, Reading

#: Shortest reason for deciding otherwise than proposed (domain.md 2.3).
REASON_LENGTH = 10


class Names(Mapping[str, Any]):
    """What an expression of a form may name: the answers around a field, then the given names (record, process data).

    `wert` is the answer itself, `heute` the day, `prozess` what was given besides the answers. Dates are the ISO texts
    that are stored; the expression language compares them with dates.
    """

    def __init__(self, given: Mapping[str, Any], today: date, scope: Scope | None = None, value: Any = None) -> None:
        evening = datetime.combine(today, time(23, 59), CITY).astimezone(UTC)
        self._fixed = {"wert": value, "heute": today, "prozess": given, "_now": given.get("_now", evening)}
        self._given = given
        self._scope = scope

    def __getitem__(self, name: str) -> Any:
        if name in self._fixed:
            return self._fixed[name]
        scope = self._scope
        while scope is not None:
            if name in scope.values:
                return scope.values[name]
            scope = scope.outer
        return self._given[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._given, **self._fixed})

    def __len__(self) -> int:
        return len({**self._given, **self._fixed})


def compute(reading: "Reading") -> None:
    """Set the fixed values, and the computed ones that nobody filled in. What cannot be computed stays empty."""
    changed = False
    for entry in reading.visible():
        component = entry.component
        if not isinstance(component, Field):
            continue
        if component.setting("fest") in ("ja", "true"):
            changed |= _fix(reading, entry, component)
        source = component.setting("berechnet")
        if source and entry.value is None and entry.path not in reading.problems:
            value = _evaluated(source, component, Names(reading.names, reading.today, entry.scope), reading.today)
            changed |= _set(entry, component, value)
    if changed:
        reading.hide()


def _fix(reading: "Reading", entry: "Entry", component: Field) -> bool:
    value = _evaluated(component.setting("vorbelegung"), component, Names(reading.names, reading.today), reading.today)
    if value is None:
        return False
    if entry.given and entry.value != value:
        reading.refuse(entry.path, component.label, N_("“%(label)s” is fixed here and cannot be changed."))
    return _set(entry, component, value)


def _set(entry: "Entry", component: Field, value: Any) -> bool:
    if value is None:
        return False
    entry.value = value
    entry.values[component.key] = None if value is NOT_SAID else value
    return True


def _evaluated(source: str, component: Field, names: Mapping[str, Any], today: date) -> Any:
    try:
        return read_value(component, as_answer(expressions.evaluate(source, names)), today)
    except (expressions.ExpressionError, ValueProblem):
        return None


def as_answer(value: Any) -> Any:
    """What an expression returned, as somebody could have answered it."""
    if isinstance(value, datetime):
        return value.replace(second=0, microsecond=0).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def is_required(reading: "Reading", entry: "Entry") -> bool:
    """Whether the field's `pflicht_wenn` holds; a rule that cannot be computed asks for nothing."""
    source = entry.component.setting("pflicht_wenn")
    if not source:
        return False
    try:
        return bool(expressions.evaluate(source, Names(reading.names, reading.today, entry.scope, _own(entry))))
    except expressions.ExpressionError:
        return False


def check(reading: "Reading") -> None:
    """Refuse answered fields whose `pruefung` does not hold. With an empty answer in it, a check has to wait."""
    for entry in reading.visible():
        component = entry.component
        source = component.setting("pruefung")
        if not source or entry.path in reading.problems or not _is_there(entry):
            continue
        label = component.label
        try:
            if expressions.evaluate(source, Names(reading.names, reading.today, entry.scope, _own(entry))):
                continue
        except (expressions.EmptyValue, expressions.NotKnown):
            continue
        except expressions.ExpressionError:
            template = N_("The check of “%(label)s” does not work. Please tell the process owner.")
            reading.refuse(entry.path, label, template)
            continue
        if message := component.setting("meldung"):
            reading.refuse(entry.path, label, "%(sentence)s", sentence=message)
        else:
            reading.refuse(entry.path, label, N_("“%(label)s” does not go with the other answers."))


def warnings(reading: "Reading") -> dict[str, str]:
    """The warnings of the form that hold now, by path; they never block."""
    found: dict[str, str] = {}
    for entry in reading.visible():
        source = entry.component.setting("hinweis_wenn")
        if not source or not _is_there(entry):
            continue
        try:
            if expressions.evaluate(source, Names(reading.names, reading.today, entry.scope, _own(entry))):
                found[entry.path] = entry.component.setting("hinweis")
        except expressions.ExpressionError:
            continue
    return found


def _is_there(entry: "Entry") -> bool:
    if isinstance(entry.component, Rows):
        return bool(entry.rows)
    return entry.value is not None and entry.value is not NOT_SAID


def _own(entry: "Entry") -> Any:
    return None if entry.value is NOT_SAID else entry.value


def check_reasons(reading: "Reading", proposals: Mapping[str, Any]) -> None:
    """Whoever decides otherwise than proposed says why, in at least ten characters."""
    reasons = {entry.path: entry.value for entry in reading.entries if isinstance(entry.value, str)}
    for entry in reading.visible():
        component = entry.component
        if entry.path not in proposals or not isinstance(component, Field) or entry.path in reading.problems:
            continue
        if _own(entry) == proposals[entry.path]:
            continue
        wanted = component.setting("grund_feld") or REASON
        given = (reasons.get(name, "") for name in (wanted, REASON))
        if not any(len(reason) >= REASON_LENGTH for reason in given):
            template = N_("“%(label)s” differs from the proposal: please say why, in at least %(limit)s characters.")
            reading.refuse(wanted, component.label, template, limit=REASON_LENGTH)
