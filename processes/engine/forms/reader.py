"""Reads the answers of a whole form: typed values come out, or every problem at once, by field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from processes import errors
from processes.engine.forms import rules
from processes.engine.forms.components import Component, Field, Form, Group, Rows, inside
from processes.engine.forms.feel import Scope
from processes.engine.forms.values import NOT_SAID, ValueProblem, read_value
from processes.errors import Problem
from processes.words import N_

#: Text of all answers of one form together, in characters.
MAX_TEXT = 400_000
MAX_ANSWERS = 20_000
_ROUNDS = 8


@dataclass
class Entry:
    """One component at one place of the answers."""

    component: Field | Rows | Group
    path: str
    scope: Scope
    values: dict[str, Any]  # the dict of `scope`, changed while reading
    parents: tuple[str, ...]  # paths of the components that hide it with them
    value: Any = None
    given: bool = False
    rows: list["Reading"] = field(default_factory=list)


@dataclass
class Reading:
    """The answers of one scope (the form, a row, a group with a path) while they are read."""

    values: dict[str, Any]
    scope: Scope
    index: int = 0
    is_blank: bool = True


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
    reader = _Reader(form, names or {}, today)
    reader.collect_all(answers)
    reader.hide()
    reader.computed()
    reader.required()
    reader.checked(proposals or {})
    if reader.problems:
        raise errors.Invalid(fields=reader.in_order())
    return reader.result()


class _Reader:
    def __init__(self, form: Form, names: Mapping[str, Any], today: date) -> None:
        self.form = form
        self.today = today
        self.names = names
        self.entries: list[Entry] = []
        self.unreadable: dict[str, Problem] = {}
        self.problems: dict[str, Problem] = {}
        self.hidden: frozenset[str] = frozenset()
        self.top = Reading({}, Scope({}))
        self.text = 0

    def refuse(self, path: str, label: str, template: str, **params: Any) -> None:
        """Note the first problem of a path."""
        self.problems.setdefault(path, problem(path, label, template, **params))

    def in_order(self) -> dict[str, Problem]:
        """The problems in the order of the form; those of unknown fields come last."""
        order = {entry.path: number for number, entry in enumerate(self.entries)}
        return dict(sorted(self.problems.items(), key=lambda item: order.get(item[0], len(order))))

    # -- collecting -------------------------------------------------------------------------------------------------

    def collect_all(self, answers: Mapping[str, Any]) -> None:
        """Read each given value; nothing is judged yet that depends on other answers."""
        if not isinstance(answers, Mapping):
            raise errors.Invalid(N_("The answers must be an object with the names of the fields."))
        self.top.scope = Scope(self.top.values)
        self.collect(self.form.components, answers, "", self.top, ())
        self.unknown(self.form.components, answers, "")

    def collect(
        self,
        components: Iterable[Component],
        raw: Mapping[str, Any],
        prefix: str,
        reading: Reading,
        parents: tuple[str, ...],
    ) -> None:
        for component in components:
            if isinstance(component, Group):
                self.group(component, raw, prefix, reading, parents)
            if not isinstance(component, Field | Rows):
                continue
            path = inside(prefix, component.key)
            entry = Entry(component, path, reading.scope, reading.values, parents)
            self.entries.append(entry)
            if len(self.entries) > MAX_ANSWERS:
                raise errors.Invalid(N_("There are more answers than this form can take."))
            given = raw.get(component.key)
            if isinstance(component, Rows):
                self.rows(component, given, entry)
            else:
                self.value(component, given, entry, present=component.key in raw)
            if entry.given:
                reading.is_blank = False
            reading.values[component.key] = None if entry.value is NOT_SAID else entry.value

    def value(self, component: Field, raw: Any, entry: Entry, *, present: bool) -> None:
        self.count(raw)
        if component.readonly:
            return
        if raw is None and not present and component.component != "checkbox":
            return
        try:
            entry.value = read_value(component, raw, self.today)
        except ValueProblem as error:
            self.unreadable[entry.path] = problem(entry.path, component.label, error.template, **error.params)
            entry.given = True
            return
        if entry.value is NOT_SAID:
            entry.given = isinstance(raw, str)
        else:
            entry.given = not (entry.value is None or entry.value == [] or is_unticked(component, entry.value))

    def count(self, raw: Any) -> None:
        self.text += len(raw) if isinstance(raw, str | list) else 0
        if self.text > MAX_TEXT:
            raise errors.Invalid(N_("The answers are too long: more than %(limit)s characters."), limit=MAX_TEXT)

    def group(
        self, group: Group, raw: Mapping[str, Any], prefix: str, reading: Reading, parents: tuple[str, ...]
    ) -> None:
        path = inside(prefix, group.path) if group.path else f"{prefix}#{group.id}"
        if group.hide:
            self.entries.append(Entry(group, path, reading.scope, reading.values, parents))
            parents = (*parents, path)
        if not group.path:
            self.collect(group.components, raw, prefix, reading, parents)
            return
        inner = raw.get(group.path)
        values: dict[str, Any] = {}
        nested = Reading(values, Scope(values, reading.scope))
        if inner is not None and not isinstance(inner, Mapping):
            self.unreadable[path] = problem(path, group.label, N_("“%(label)s” must be an object."))
            inner = None
        self.collect(group.components, inner or {}, path, nested, parents)
        reading.is_blank = reading.is_blank and nested.is_blank
        reading.values[group.path] = values

    def rows(self, rows: Rows, raw: Any, entry: Entry) -> None:
        if raw is None or raw == "":
            return
        if not isinstance(raw, list | tuple) or not all(isinstance(row, Mapping) for row in raw):
            self.unreadable[entry.path] = problem(entry.path, rows.label, N_("“%(label)s” must be a list of entries."))
            return
        if len(raw) > max(rows.max_rows, 1) * 2 + 20:
            self.unreadable[entry.path] = problem(
                entry.path, rows.label, N_("“%(label)s” may have at most %(limit)s entries."), limit=rows.max_rows
            )
            return
        for index, row in enumerate(raw):
            path, values = f"{entry.path}[{index}]", dict[str, Any]()
            reading = Reading(values, Scope(values, entry.scope), index)
            before = len(self.entries)
            self.collect(rows.components, row, path, reading, (*entry.parents, entry.path))
            self.unknown(rows.components, row, path)
            if reading.is_blank:  # an entry that was added and never filled in
                del self.entries[before:]
                continue
            entry.rows.append(reading)
        entry.given = bool(entry.rows)
        entry.value = [reading.values for reading in entry.rows]

    def unknown(self, components: Iterable[Component], raw: Mapping[str, Any], prefix: str) -> None:
        """Refuse answers the form does not ask for: dropping them silently would lose what somebody wrote."""
        known = known_keys(components)
        for key in raw:
            if key not in known:
                path = inside(prefix, str(key)[:80])
                self.refuse(path, str(key)[:80], N_("This form has no field “%(label)s”."))
        for component in components:
            if isinstance(component, Group) and component.path and isinstance(raw.get(component.path), Mapping):
                self.unknown(component.components, raw[component.path], inside(prefix, component.path))

    # -- hiding -----------------------------------------------------------------------------------------------------

    def hide(self) -> None:
        """Find what the conditions hide. What is hidden counts as empty for the others, so this is repeated."""
        conditional = [entry for entry in self.entries if entry.component.hide]
        for _ in range(_ROUNDS if conditional else 0):
            own = {e.path for e in conditional if e.component.hide and e.component.hide.holds(e.scope)}
            hidden = frozenset(e.path for e in self.entries if e.path in own or not own.isdisjoint(e.parents))
            if hidden == self.hidden:
                break
            self.hidden = hidden
            for entry in self.entries:
                if not isinstance(entry.component, Group):
                    shown = None if entry.path in hidden or entry.value is NOT_SAID else entry.value
                    entry.values[entry.component.key] = shown
        self.problems |= {path: p for path, p in self.unreadable.items() if path not in self.hidden}

    def visible(self) -> Iterable[Entry]:
        """The fields and lists that are shown, in the order of the form."""
        return (e for e in self.entries if e.path not in self.hidden and not isinstance(e.component, Group))

    # -- judging ----------------------------------------------------------------------------------------------------

    def computed(self) -> None:
        """Fill in what the form computes and what is fixed."""
        if self.form.has_expressions:
            rules.compute(self)

    def required(self) -> None:
        """Refuse what is missing and lists that are too short or too long."""
        for entry in self.visible():
            component = entry.component
            if isinstance(component, Rows):
                self.length(component, entry)
            elif isinstance(component, Field) and not component.readonly:
                wanted = component.required or rules.is_required(self, entry)
                if wanted and not is_answered(component, entry.value):
                    self.refuse(entry.path, component.label, missing(component))

    def length(self, rows: Rows, entry: Entry) -> None:
        count = len(entry.rows)
        least = max(rows.min_rows, 1 if rows.required or rules.is_required(self, entry) else 0)
        if count < least and least == 1:
            self.refuse(entry.path, rows.label, N_("Please add at least one entry to “%(label)s”."))
        elif count < least:
            self.refuse(entry.path, rows.label, N_("“%(label)s” needs at least %(limit)s entries."), limit=least)
        elif count > rows.max_rows:
            limit = rows.max_rows
            self.refuse(entry.path, rows.label, N_("“%(label)s” may have at most %(limit)s entries."), limit=limit)

    def checked(self, proposals: Mapping[str, Any]) -> None:
        """The checks over several answers, and the reason for changed proposals."""
        if self.form.has_expressions:
            rules.check(self)
        if proposals:
            rules.check_reasons(self, proposals)

    def result(self) -> dict[str, Any]:
        """The stored values: nothing hidden, nothing empty, "keine Angabe" as null."""
        kept: dict[str, Any] = {}
        places: dict[int, dict[str, Any]] = {id(self.top.values): kept}
        for entry in self.entries:
            component = entry.component
            if isinstance(component, Group):
                continue
            place = places.setdefault(id(entry.values), {})
            if entry.path in self.hidden or (isinstance(component, Field) and component.readonly):
                continue
            if isinstance(component, Rows):
                place[component.key] = [places.setdefault(id(row.values), {}) for row in entry.rows]
            elif entry.value is NOT_SAID:
                place[component.key] = None
            elif entry.value is not None:
                place[component.key] = entry.value
            elif component.kind == "multienum":
                place[component.key] = []
        self._nest(self.form.components, self.top.values, places)
        return kept

    def _nest(self, components: Iterable[Component], values: Mapping[str, Any], places: dict[int, Any]) -> None:
        """Hang the answers of groups with a path into those around them."""
        for component in components:
            if isinstance(component, Group):
                inner = values.get(component.path) if component.path else values
                if component.path and isinstance(inner, dict) and (found := places.get(id(inner))):
                    places[id(values)][component.path] = found
                if isinstance(inner, dict):
                    self._nest(component.components, inner, places)
            elif isinstance(component, Rows):
                for row in values.get(component.key) or []:
                    self._nest(component.components, row, places)


def problem(path: str, label: str, template: str, **params: Any) -> Problem:
    """A problem of the field at `path`."""
    return Problem(element_id=path, template=template, params={"label": label, **params})


def known_keys(components: Iterable[Component]) -> set[str]:
    """The keys answers of this scope may have."""
    keys: set[str] = set()
    for component in components:
        if isinstance(component, Field | Rows):
            keys.add(component.key)
        elif isinstance(component, Group):
            keys |= {component.path} if component.path else known_keys(component.components)
    return keys


def is_answered(component: Field, value: Any) -> bool:
    """Whether `value` counts as an answer; a required tick box has to be ticked."""
    if component.component == "checkbox":
        return value is True
    return value is NOT_SAID or not (value is None or value == [])


def is_unticked(component: Field, value: Any) -> bool:
    """A box nobody ticked says nothing, unlike a chosen "no"."""
    return component.component == "checkbox" and value is False


def missing(component: Field) -> str:
    """The sentence for an answer that is missing."""
    if component.component == "checkbox":
        return N_("Please confirm “%(label)s”.")
    if component.choices or component.kind == "scale10":
        return N_("Please choose an answer for “%(label)s”.")
    return N_("Please fill in “%(label)s”.")


def warnings(
    form: Form, answers: Mapping[str, Any], *, names: Mapping[str, Any] | None = None, today: date
) -> dict[str, str]:
    """The warnings that hold for these answers, by path; they never block. Sentences come from the form."""
    if not form.has_expressions:
        return {}
    reader = _Reader(form, names or {}, today)
    reader.collect_all(answers)
    reader.hide()
    reader.computed()
    return rules.warnings(reader)
