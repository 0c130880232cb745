"""The answers of a form while they are read: each value by itself first, then what the conditions hide."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from processes import errors
from processes.engine.forms.components import Component, Field, Form, Group, Rows, group_path, inside
from processes.engine.forms.feel_meaning import Scope
from processes.engine.forms.values import NOT_SAID, ValueProblem, read_value
from processes.errors import Problem
from processes.words import N_

#: Text of all answers of one form together, in characters.
MAX_TEXT = 400_000
MAX_ANSWERS = 20_000
#: How often conditions that depend on hidden fields are looked at again; circles end here.
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
    rows: list["Place"] = field(default_factory=list)


@dataclass
class Place:
    """One dict of answers: the form, a row, a group with a path."""

    values: dict[str, Any]
    scope: Scope
    is_blank: bool = True

    @classmethod
    def inside(cls, outer: Scope | None) -> "Place":
        """An empty place whose conditions see `outer` around it."""
        values: dict[str, Any] = {}
        return cls(values, Scope(values, outer))


class Reading:
    """One reading of a form's answers.

    `for_page`: rows that nobody filled in and fields that only show something stay, because the page draws them.
    """

    def __init__(self, form: Form, names: Mapping[str, Any], today: date, *, for_page: bool = False) -> None:
        self.form = form
        self.names = names
        self.today = today
        self.for_page = for_page
        self.entries: list[Entry] = []
        self.unreadable: dict[str, Problem] = {}
        self.problems: dict[str, Problem] = {}
        self.hidden: frozenset[str] = frozenset()
        self.top = Place.inside(None)
        self._text = 0

    def refuse(self, path: str, label: str, template: str, **params: Any) -> None:
        """Note the first problem of a path."""
        self.problems.setdefault(path, problem(path, label, template, **params))

    def in_order(self) -> dict[str, Problem]:
        """The problems in the order of the form; those of unknown fields come last."""
        order = {entry.path: number for number, entry in enumerate(self.entries)}
        return dict(sorted(self.problems.items(), key=lambda item: order.get(item[0], len(order))))

    def visible(self) -> Iterable[Entry]:
        """The fields and lists that are shown, in the order of the form."""
        return (e for e in self.entries if e.path not in self.hidden and not isinstance(e.component, Group))

    def collect(self, answers: Mapping[str, Any]) -> None:
        """Read each given value; nothing is judged yet that depends on other answers."""
        if not isinstance(answers, Mapping):
            raise errors.Invalid(N_("The answers must be an object with the names of the fields."))
        self._collect(self.form.components, answers, "", self.top, ())
        self._unknown(self.form.components, answers, "")

    def _collect(
        self,
        components: Iterable[Component],
        raw: Mapping[str, Any],
        prefix: str,
        place: Place,
        parents: tuple[str, ...],
    ) -> None:
        for component in components:
            if isinstance(component, Group):
                self._group(component, raw, prefix, place, parents)
            if not isinstance(component, Field | Rows):
                continue
            entry = Entry(component, inside(prefix, component.key), place.scope, place.values, parents)
            self.entries.append(entry)
            if len(self.entries) > MAX_ANSWERS:
                raise errors.Invalid(N_("There are more answers than this form can take."))
            if isinstance(component, Rows):
                self._rows(component, raw.get(component.key), entry)
            else:
                self._value(component, raw, entry)
            place.is_blank = place.is_blank and not entry.given
            place.values[component.key] = None if entry.value is NOT_SAID else entry.value

    def _value(self, component: Field, answers: Mapping[str, Any], entry: Entry) -> None:
        raw = answers.get(component.key)
        self._text += len(raw) if isinstance(raw, str | list) else 0
        if self._text > MAX_TEXT:
            raise errors.Invalid(N_("The answers are too long: more than %(limit)s characters."), limit=MAX_TEXT)
        if component.readonly and not self.for_page:
            return
        if raw is None and component.key not in answers and component.component != "checkbox":
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

    def _group(self, group: Group, raw: Mapping[str, Any], prefix: str, place: Place, parents: tuple[str, ...]) -> None:
        path = group_path(prefix, group)
        if group.hide:
            self.entries.append(Entry(group, path, place.scope, place.values, parents))
            parents = (*parents, path)
        if not group.path:
            self._collect(group.components, raw, prefix, place, parents)
            return
        answers, inner = raw.get(group.path), Place.inside(place.scope)
        if answers is not None and not isinstance(answers, Mapping):
            self.unreadable[path] = problem(path, group.label, N_("“%(label)s” must be an object."))
            answers = None
        self._collect(group.components, answers or {}, path, inner, parents)
        place.is_blank = place.is_blank and inner.is_blank
        place.values[group.path] = inner.values

    def _rows(self, rows: Rows, raw: Any, entry: Entry) -> None:
        if raw is None or raw == "":
            return
        template, limit = "", rows.max_rows
        if not isinstance(raw, list | tuple) or not all(isinstance(row, Mapping) for row in raw):
            template = N_("“%(label)s” must be a list of entries.")
        elif len(raw) > limit * 2 + 20:  # some of them may be blank
            template = N_("“%(label)s” may have at most %(limit)s entries.")
        if template:
            self.unreadable[entry.path] = problem(entry.path, rows.label, template, limit=limit)
            return
        for index, row in enumerate(raw):
            path, place, before = f"{entry.path}[{index}]", Place.inside(entry.scope), len(self.entries)
            self._collect(rows.components, row, path, place, (*entry.parents, entry.path))
            self._unknown(rows.components, row, path)
            if place.is_blank and not self.for_page:  # an entry that was added and never filled in
                del self.entries[before:]
                continue
            entry.rows.append(place)
        entry.given = bool(entry.rows)
        entry.value = [place.values for place in entry.rows]

    def _unknown(self, components: Iterable[Component], raw: Mapping[str, Any], prefix: str) -> None:
        """Refuse answers the form does not ask for: dropping them silently would lose what somebody wrote."""
        known = known_keys(components)
        for key in raw:
            if key not in known:
                label = str(key)[:80]
                self.refuse(inside(prefix, label), label, N_("This form has no field “%(label)s”."))
        for group in paths_of_groups(components):
            if isinstance(inner := raw.get(group.path), Mapping):
                self._unknown(group.components, inner, inside(prefix, group.path))

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
        self.problems |= {path: found for path, found in self.unreadable.items() if path not in self.hidden}


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


def paths_of_groups(components: Iterable[Component]) -> Iterable[Group]:
    """The groups with a path of this scope, through those without."""
    for component in components:
        if isinstance(component, Group) and component.path:
            yield component
        elif isinstance(component, Group):
            yield from paths_of_groups(component.components)


def is_unticked(component: Field, value: Any) -> bool:
    """A box nobody ticked says nothing, unlike a chosen "no"."""
    return component.component == "checkbox" and value is False
