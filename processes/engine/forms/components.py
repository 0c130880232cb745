"""What a form consists of: fields, groups, repeating groups and notes, as frozen values."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from processes.engine.forms.feel import Condition
from processes.errors import Problem

#: Key of the field that holds why somebody decided otherwise than proposed (domain.md 2.3).
REASON = "abweichung_grund"


class InvalidForm(Exception):
    """The schema cannot be used as a form; `problems` says why, one sentence each."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(str(problem) for problem in problems))


@dataclass(frozen=True)
class Choice:
    """One allowed value and what people read for it."""

    value: str | int | float | bool
    label: str


@dataclass(frozen=True, kw_only=True)
class Component:
    """Anything in a form. `properties` are our own settings of it (see the package's docstring)."""

    id: str
    kind: str
    label: str = ""
    help: str = ""
    hide: Condition | None = None
    properties: Mapping[str, str] = field(default_factory=dict)

    def setting(self, name: str) -> str:
        """The property `name`, an empty string when it is not set."""
        return self.properties.get(name, "")


@dataclass(frozen=True, kw_only=True)
class Field(Component):
    """A question with one answer.

    `kind`: text, textarea, int, decimal, money, date, datetime, bool, enum, multienum, scale10, signature, ref, file.
    `component` is the form-js type it is drawn with. Money bounds are euros as in the schema.
    """

    key: str
    component: str
    required: bool = False
    min_length: int | None = None
    max_length: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    pattern: re.Pattern[str] | None = None
    content: str = ""  # "email" or "phone"
    choices: tuple[Choice, ...] = ()
    digits: int | None = None
    default: Any = None
    readonly: bool = False

    @cached_property
    def by_text(self) -> dict[str, Choice]:
        """The allowed choices by their value written as text."""
        return {_as_text(choice.value): choice for choice in self.choices}

    def choice_label(self, value: Any) -> str:
        """What people read for `value`; the value itself when it is not among the choices."""
        choice = self.by_text.get(_as_text(value))
        return choice.label if choice else str(value)


@dataclass(frozen=True, kw_only=True)
class Group(Component):
    """Fields under one heading; with a `path` their answers lie in a dict of that name."""

    path: str = ""
    components: tuple[Component, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rows(Component):
    """A group that may be filled in several times; its answer is a list of dicts."""

    key: str
    components: tuple[Component, ...] = ()
    min_rows: int = 0
    max_rows: int = 100
    required: bool = False
    first_rows: int = 1


@dataclass(frozen=True, kw_only=True)
class Note(Component):
    """Something to read or to look at: text, separator, spacer."""

    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form that was checked. `schema` is the form-js schema it came from and must not be changed."""

    id: str
    title: str
    schema: Mapping[str, Any]
    components: tuple[Component, ...]
    properties: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def fields(self) -> Mapping[str, Field | Rows]:
        """Every field and repeating group by its path; rows are written `ziele[].titel`."""
        return dict(_walk(self.components, ""))

    @cached_property
    def has_expressions(self) -> bool:
        """Whether answering needs the expression language."""
        settings = ("berechnet", "fest", "pflicht_wenn", "pruefung", "hinweis_wenn")
        return any(component.setting(name) for component in self.everything() for name in settings)

    def everything(self) -> Iterator[Component]:
        """All components, outer ones first."""
        waiting = list(self.components)
        while waiting:
            component = waiting.pop(0)
            yield component
            if isinstance(component, Group | Rows):
                waiting[:0] = component.components


def inside(prefix: str, key: str) -> str:
    """The path of `key` inside `prefix`, which may be empty."""
    return f"{prefix}.{key}" if prefix else key


def group_path(prefix: str, group: Group) -> str:
    """Where a group is: at its path, or, without one, at its own id (`#…`, which is no place of answers)."""
    return inside(prefix, group.path) if group.path else f"{prefix}#{group.id}"


def _walk(components: tuple[Component, ...], prefix: str) -> Iterator[tuple[str, Field | Rows]]:
    for component in components:
        if isinstance(component, Field):
            yield inside(prefix, component.key), component
        elif isinstance(component, Group):
            yield from _walk(component.components, inside(prefix, component.path) if component.path else prefix)
        elif isinstance(component, Rows):
            path = inside(prefix, component.key)
            yield path, component
            yield from _walk(component.components, path + "[]")


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
