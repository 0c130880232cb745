"""Turns a form, its answers and its problems into what `_form.html` draws; works without JavaScript."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from flask_babel import gettext

from app import i18n
from app.forms_fields import FieldItem, Item, draw_field, target_of
from app.small_text import Block, blocks
from processes import clock
from processes.engine import forms
from processes.engine.forms.components import group_path, inside
from processes.engine.forms.values import CITY
from processes.engine.views import TaskView
from processes.errors import Invalid, Problem

Answers = Mapping[str, Any]
Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class NoteItem(Item):
    """Something to read, a line or a gap."""

    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, kw_only=True)
class GroupItem(Item):
    """Fields under one heading."""

    items: tuple[Item, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a list; `remove` is the value of its button, empty when it has to stay."""

    id: str
    legend: str
    items: tuple[Item, ...]
    remove: str


@dataclass(frozen=True, kw_only=True)
class RowsItem(Item):
    """A list of rows; `one` is the word for a row, `add_to` the place on the page to come back to after adding one."""

    rows: tuple[Row, ...] = ()
    one: str = ""
    can_add: bool = True
    required: bool = False
    hint: str = ""
    source: str = ""
    error: str = ""
    described: str = ""
    add_to: str = ""


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """A form ready to be drawn. `problems` are (id of the control, sentence) in the order of the form."""

    items: tuple[Item, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()
    answers: tuple[tuple[str, str], ...] = ()  # (label, text), to read only
    has_required: bool = False
    has_form: bool = True


def row_pressed(schema: Mapping[str, Any] | None, answers: Answers, pairs: Pairs) -> dict[str, Any] | None:
    """The answers with a row more or less when such a button was pressed, else None."""
    action = forms.row_action(pairs)
    if action is None or schema is None:
        return None
    return forms.with_row_action(_parsed(schema), answers, action)


def typed(schema: Mapping[str, Any] | None, pairs: Pairs) -> dict[str, Any]:
    """What was typed, nested like the form; nothing for a task without a form."""
    return {} if schema is None else forms.from_html(_parsed(schema), pairs)


def prepare(view: TaskView, answers: Answers, refusal: Invalid | None = None) -> FormPage:
    """The form of a task with these answers, and what is wrong with them."""
    problems = dict(refusal.fields) if refusal else {}
    if view.form is None:
        lines = tuple((str(name), _plain(value)) for name, value in answers.items())
        found = tuple((target_of(path), i18n.problem(problem)) for path, problem in problems.items())
        return FormPage(problems=found, answers=lines, has_form=False)
    return page(_parsed(view.form), answers, problems=problems, sources=view.sources, proposals=view.proposals)


def page(
    form: forms.Form,
    answers: Answers,
    *,
    problems: Mapping[str, Problem] | None = None,
    sources: Mapping[str, str] | None = None,
    proposals: Mapping[str, Any] | None = None,
    lists: Mapping[str, Iterable[tuple[str, str]]] | None = None,
) -> FormPage:
    """Any form with these answers (typed values or what somebody typed). `lists` are choices of `auswahl` fields."""
    today = clock.now().astimezone(CITY).date()
    answers = _with_first_rows(form.components, answers)
    hidden, required = forms.shown_on_page(form, answers, today=today)
    builder = _Builder(
        problems={path: i18n.problem(problem) for path, problem in (problems or {}).items()},
        sources=sources or {},
        proposals=proposals or {},
        lists={name: tuple(choices) for name, choices in (lists or {}).items()},
        warnings=_warnings(form, answers),
        hidden=hidden,
        required=required,
    )
    items = builder.items(form.components, answers, "")
    return FormPage(
        items=items,
        problems=tuple((builder.targets.get(path, target_of(path)), words) for path, words in builder.problems.items()),
        answers=tuple(read_only(form, answers)),
        has_required=bool(required),
    )


def read_only(form: forms.Form, answers: Answers) -> list[tuple[str, str]]:
    """Stored answers as (label, text), in the language of the request."""
    return forms.summary(form, answers, _words())


def _with_first_rows(components: Iterable[forms.Component], answers: Answers) -> dict[str, Any]:
    """The answers with the empty rows that a list shows before anybody has filled one in."""
    shown = dict(answers)
    for component in components:
        if isinstance(component, forms.Rows):
            given = shown.get(component.key)
            rows = [row for row in given if isinstance(row, Mapping)] if isinstance(given, list | tuple) else []
            first = max(component.first_rows, component.min_rows, int(component.required))
            rows = rows or [{} for _ in range(first)]
            shown[component.key] = [_with_first_rows(component.components, row) for row in rows]
        elif isinstance(component, forms.Group) and component.path:
            inner = shown.get(component.path)
            inner = inner if isinstance(inner, Mapping) else {}
            shown[component.path] = _with_first_rows(component.components, inner)
        elif isinstance(component, forms.Group):
            shown |= _with_first_rows(component.components, shown)
    return shown


def _words() -> forms.Words:
    return forms.Words(gettext("Yes"), gettext("No"), gettext("Not said"))


def _warnings(form: forms.Form, answers: Answers) -> Mapping[str, str]:
    try:
        return forms.warnings(form, answers, today=clock.now().astimezone(CITY).date())
    except Invalid:  # far too much: the reader says so
        return {}


def _parsed(schema: Mapping[str, Any]) -> forms.Form:
    return forms.parse_schema(orjson.dumps(schema))


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return "" if value is None else str(value)


@dataclass
class _Builder:
    problems: dict[str, str]
    sources: Mapping[str, str]
    proposals: Mapping[str, Any]
    lists: Mapping[str, tuple[tuple[str, str], ...]]
    warnings: Mapping[str, str]
    hidden: frozenset[str]
    required: frozenset[str]
    targets: dict[str, str] = field(default_factory=dict)

    def items(self, components: Iterable[forms.Component], answers: Answers, prefix: str) -> tuple[Item, ...]:
        return tuple(self.item(component, answers, prefix) for component in components)

    def item(self, component: forms.Component, answers: Answers, prefix: str) -> Item:
        if isinstance(component, forms.Field):
            return self.field(component, answers, inside(prefix, component.key))
        if isinstance(component, forms.Rows):
            return self.rows(component, answers, inside(prefix, component.key))
        if isinstance(component, forms.Group):
            return self.group(component, answers, prefix)
        words = component.text if isinstance(component, forms.Note) else ""
        path = f"{prefix}#{component.id}"
        return NoteItem(kind=component.kind, blocks=blocks(words), **self.common(component, path))

    def common(self, component: forms.Component, path: str) -> dict[str, Any]:
        return {
            "id": target_of(path),
            "path": path,
            "label": component.label,
            "hidden": path in self.hidden,
            "condition": orjson.dumps(component.hide.tree).decode() if component.hide else "",
        }

    def field(self, component: forms.Field, answers: Answers, path: str) -> FieldItem:
        proposal = ""
        if path in self.proposals:
            proposal = forms.shown(component, self.proposals[path], _words())
        item = draw_field(
            component,
            answers.get(component.key),
            is_given=component.key in answers,
            required=path in self.required,
            error=self.problems.get(path, ""),
            warning=self.warnings.get(path, ""),
            source=self.sources.get(path, ""),
            proposal=proposal,
            choices=self.lists.get(component.setting("auswahl"), ()),
            **self.common(component, path),
        )
        self.targets[path] = item.first_control
        return item

    def group(self, group: forms.Group, answers: Answers, prefix: str) -> GroupItem:
        path = group_path(prefix, group)
        inner: Any = answers.get(group.path) if group.path else answers
        items = self.items(
            group.components, inner if isinstance(inner, Mapping) else {}, path if group.path else prefix
        )
        return GroupItem(kind="group", items=items, **self.common(group, path))

    def rows(self, rows: forms.Rows, answers: Answers, path: str) -> RowsItem:
        drawn = answers[rows.key]
        least = max(rows.min_rows, int(path in self.required))
        identity, error = target_of(path), self.problems.get(path, "")
        described = [f"{identity}-hint"] if rows.help else []
        described += [f"{identity}-error"] if error else []
        self.targets[path] = identity
        return RowsItem(
            kind="rows",
            rows=tuple(
                Row(
                    id=target_of(f"{path}[{index}]"),
                    legend=f"{rows.setting('zeile') or rows.label} {index + 1}",
                    items=self.items(rows.components, row, f"{path}[{index}]"),
                    remove=f"{path}[{index}]" if len(drawn) > least else "",
                )
                for index, row in enumerate(drawn)
            ),
            one=rows.setting("zeile") or rows.label,
            can_add=len(drawn) < rows.max_rows,
            required=path in self.required or rows.min_rows > 0,
            hint=rows.help,
            source=self.sources.get(path, ""),
            error=error,
            described=" ".join(described),
            add_to="#" + target_of(f"{path}[{len(drawn)}]"),
            **self.common(rows, path),
        )
