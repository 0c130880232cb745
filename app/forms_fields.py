"""One field as the template draws it: its control, its choices, its words, and how they belong together."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from processes.engine import forms
from processes.engine.forms.values import parse_bool

#: How a field is drawn, by its form-js component; kinds of our own come first.
_CONTROLS = {"checkbox": "checkbox", "radio": "radio", "select": "select", "checklist": "checklist"}
#: Fields that stand beside others of their kind.
_SHORT = frozenset({"int", "decimal", "money", "date", "datetime"})
NOT_SAID = "keine_angabe"
#: From how many characters on a line needs the whole width.
TOO_LONG = 100


@dataclass(frozen=True, kw_only=True)
class Item:
    """Anything in a form. `condition` is the tree of its condition as JSON, for the script that shows and hides."""

    kind: str
    id: str
    path: str
    label: str = ""
    hidden: bool = False
    condition: str = ""
    is_short: bool = False


@dataclass(frozen=True)
class Option:
    """A choice with the id of its control."""

    id: str
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class FieldItem(Item):
    """A question. `kind` says how it is drawn: line, area, select, radio, scale, checklist, checkbox, fixed."""

    type: str  # the kind of answer, for the script
    value: str = ""
    text: str = ""  # what people read for the value, where it cannot be changed
    is_ticked: bool = False
    options: tuple[Option, ...] = ()
    required: bool = False
    rows: int = 3
    input_type: str = "text"
    input_mode: str = ""
    limit: int | None = None
    unit: str = ""
    hint: str = ""
    source: str = ""
    proposal: str = ""
    warning: str = ""
    error: str = ""
    described: str = ""

    @property
    def first_control(self) -> str:
        """The id of what takes the focus when somebody follows the link to an error."""
        return self.options[0].id if self.kind in ("radio", "scale", "checklist") and self.options else self.id


def target_of(path: str) -> str:
    """The id of the control or list at `path`: `ziele[0].titel` is `f-ziele-0-titel`."""
    return "f-" + re.sub(r"[^\w-]+", "-", path).strip("-")


def draw_field(
    field: forms.Field,
    value: Any,
    *,
    is_given: bool,
    choices: Iterable[tuple[str, str]] = (),
    **common: Any,
) -> FieldItem:
    """The field with its value: a stored one, or what somebody typed."""
    choices = tuple(choices)
    kind = _control(field, value, has_choices=bool(choices))
    hint = " ".join(part for part in (field.help, _format(field)) if part) if kind != "fixed" else field.help
    identity = common["id"]
    parts = {
        "hint": hint,
        "source": common["source"] or common["proposal"],
        "warning": common["warning"],
        "error": common["error"],
    }
    text = "" if isinstance(value, list | tuple) else forms.typed(field, value)
    return FieldItem(
        kind=kind,
        type=field.kind,
        value=text,
        text=forms.shown(field, value) if kind == "fixed" else "",
        is_ticked=parse_bool(value) is True,
        options=_options(field, value, kind, identity, is_given=is_given, choices=choices),
        rows=6 if (field.max_length or 4_000) > 2_000 else 3,
        input_type={"email": "email", "phone": "tel"}.get(field.content, "text"),
        input_mode={"int": "numeric", "scale10": "numeric", "decimal": "decimal", "money": "decimal"}.get(
            field.kind, ""
        ),
        limit=field.max_length if field.kind in ("text", "textarea", "ref") else None,
        unit="€" if field.kind == "money" else "",
        hint=hint,
        described=" ".join(f"{identity}-{name}" for name, words in parts.items() if words),
        is_short=kind in ("line", "select", "radio") and (field.kind in _SHORT or _is_brief(field)),
        **common,
    )


def _control(field: forms.Field, value: Any, *, has_choices: bool) -> str:
    is_fixed = field.setting("fest") in ("ja", "true") and value not in (None, "", [])
    if field.readonly or is_fixed:
        return "fixed"
    if field.kind == "scale10":
        return "scale"
    if field.kind == "textarea":
        return "area"
    if field.kind == "ref" and has_choices:
        return "select"
    return _CONTROLS.get(field.component, "line")


def _format(field: forms.Field) -> str:
    if field.kind == "date":
        return gettext("DD.MM.YYYY")
    return gettext("DD.MM.YYYY HH:MM") if field.kind == "datetime" else ""


def _is_brief(field: forms.Field) -> bool:
    """A list to open, two short words to choose from, or a short line fit beside another field."""
    if field.component == "radio":
        return sum(len(choice.label) for choice in field.choices) <= 12
    return field.component == "select" or bool(field.content) or (field.max_length or TOO_LONG) < TOO_LONG


def _options(
    field: forms.Field,
    value: Any,
    kind: str,
    identity: str,
    *,
    is_given: bool,
    choices: tuple[tuple[str, str], ...],
) -> tuple[Option, ...]:
    if kind == "scale":
        return _scale(value, identity, is_given=is_given)
    if kind == "select" and field.kind == "ref" and not field.choices:
        known = {chosen for chosen, _ in choices}
        extra = ((str(value), str(value)),) if value and str(value) not in known else ()
        return tuple(Option(f"{identity}-{n}", v, w, v == value) for n, (v, w) in enumerate((*choices, *extra)))
    return tuple(
        Option(f"{identity}-{number}", text, choice.label, _is_chosen(field, text, value))
        for number, (text, choice) in enumerate(field.by_text.items())
    )


def _is_chosen(field: forms.Field, text: str, value: Any) -> bool:
    if isinstance(value, list | tuple):
        return any(str(one) == text for one in value)
    if field.kind == "bool":
        return value not in (None, "") and parse_bool(text) == parse_bool(value)
    return value is not None and str(value) == text


def _scale(value: Any, identity: str, *, is_given: bool) -> tuple[Option, ...]:
    """0 to 10 and "not said"; a stored null was said, an answer that is not there was not."""
    not_said = value == NOT_SAID or (value is None and is_given)
    numbers = [Option(f"{identity}-{n}", str(n), str(n), str(value) == str(n)) for n in range(11)]
    return (*numbers, Option(f"{identity}-11", NOT_SAID, gettext("not said"), not_said))
