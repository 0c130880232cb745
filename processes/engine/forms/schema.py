"""Turns form-js JSON into a checked form, or says in sentences what cannot be used."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import orjson

from processes.engine.forms import feel
from processes.engine.forms.checks import check_form
from processes.engine.forms.components import Choice, Component, Field, Form, Group, InvalidForm, Note, Rows
from processes.engine.forms.patterns import PatternError, compile_pattern
from processes.errors import Problem
from processes.words import N_

MAX_BYTES = 1_000_000
MAX_COMPONENTS = 600
MAX_DEPTH = 6
MAX_CHOICES = 500

_NOTES = ("text", "separator", "spacer")
_TYPES: dict[str, tuple[str, ...]] = {  # form-js type -> the kinds it may stand for, the usual one first
    "textfield": ("text", "money", "ref", "file", "signature"),
    "textarea": ("textarea",),
    "number": ("decimal", "int", "money", "scale10"),
    "checkbox": ("bool",),
    "radio": ("enum", "bool", "signature", "scale10", "int"),
    "select": ("enum", "bool", "signature", "ref", "scale10", "int"),
    "checklist": ("multienum",),
    "datetime": ("date", "datetime"),
}
_OWN_NAMES = {"integer": "int", "zahl": "decimal", "ganzzahl": "int"}


def parse_schema(content: bytes) -> Form:
    """The form in `content` (form-js JSON, UTF-8). Raises InvalidForm with every problem found.

    The result is kept and shared between callers: forms are parsed once per version.
    """
    return _parse(bytes(content))


def check_schema(content: bytes) -> list[Problem]:
    """What is wrong with the form in `content`; an empty list when it can be used."""
    try:
        parse_schema(content)
    except InvalidForm as error:
        return list(error.problems)
    return []


@lru_cache(maxsize=512)
def _parse(content: bytes) -> Form:
    if len(content) > MAX_BYTES:
        raise InvalidForm((Problem(element_id="", template=N_("The form is larger than 1 MB.")),))
    try:
        schema = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise InvalidForm((Problem(element_id="", template=N_("The form is not valid JSON.")),)) from error
    if not isinstance(schema, dict) or not isinstance(schema.get("components"), list):
        raise InvalidForm((Problem(element_id="", template=N_("This is not a form: “components” is missing.")),))
    return _Parser(schema).form()


class _Parser:
    """Walks one schema and collects problems instead of stopping at the first."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.schema = schema
        self.problems: list[Problem] = []
        self.count = 0

    def form(self) -> Form:
        schema = self.schema
        name = schema.get("id")
        form_id = name.strip() if isinstance(name, str) else ""
        if schema.get("type", "default") != "default":
            self.refuse(form_id, N_("This is not a form: its type is not “default”."))
        components = self.components(schema["components"], 0)
        properties = _properties(schema)
        title = schema.get("title") or properties.get("titel") or form_id
        form = Form(id=form_id, title=str(title), schema=schema, components=components, properties=properties)
        if not self.problems:
            self.problems = check_form(form)
        if self.problems:
            raise InvalidForm(tuple(self.problems))
        return form

    def refuse(self, element_id: str, template: str, **params: Any) -> None:
        self.problems.append(Problem(element_id=element_id, template=template, params=params))

    def components(self, items: Any, depth: int) -> tuple[Component, ...]:
        if not isinstance(items, list):
            self.refuse("", N_("“components” must be a list."))
            return ()
        if depth > MAX_DEPTH:
            self.refuse("", N_("Groups are nested more than %(limit)s deep."), limit=MAX_DEPTH)
            return ()
        found = (self.component(item, depth) for item in items)
        return tuple(component for component in found if component)

    def component(self, item: Any, depth: int) -> Component | None:
        self.count += 1
        if self.count > MAX_COMPONENTS:
            if self.count == MAX_COMPONENTS + 1:
                self.refuse("", N_("The form has more than %(limit)s components."), limit=MAX_COMPONENTS)
            return None
        if not isinstance(item, dict) or not isinstance(item.get("type"), str):
            self.refuse("", N_("A component has no type."))
            return None
        kind, identity = item["type"], _identity(item) or f"{item['type'][:40]}_{self.count}"
        common: dict[str, Any] = {
            "id": identity,
            "label": _label(item),
            "help": _text(item.get("description")),
            "hide": self.condition(item, identity),
            "properties": _properties(item),
        }
        if kind in _NOTES:
            return Note(kind=kind, text=_text(item.get("text")), **common)
        if kind == "group":
            path = self.key(item, "path", identity) if item.get("path") else ""
            inner = self.components(item.get("components", []), depth + 1)
            return Group(kind=kind, path=path, components=inner, **common)
        if kind == "dynamiclist":
            return self.rows(item, identity, common, depth)
        if kind in _TYPES:
            return self.field(item, kind, identity, common)
        self.refuse(
            identity,
            N_("The component “%(label)s” is a “%(type)s”, which is not supported."),
            label=common["label"] or identity,
            type=kind[:40],
        )
        return None

    def condition(self, item: dict[str, Any], identity: str) -> feel.Condition | None:
        conditional = item.get("conditional")
        source = conditional.get("hide") if isinstance(conditional, dict) else None
        if not source:
            return None
        try:
            return feel.parse(str(source))
        except feel.FeelError as error:
            self.problems.append(feel.refusal(identity, _label(item) or identity, error))
            return None

    def key(self, item: dict[str, Any], name: str, identity: str) -> str:
        key = item.get(name)
        if not isinstance(key, str) or not key.isidentifier() or key.startswith("_") or len(key) > 80:
            self.refuse(
                identity,
                N_("“%(label)s” needs a key of letters, digits and underscores that begins with a letter."),
                label=_label(item) or identity,
            )
            return "field"
        return key

    def rows(self, item: dict[str, Any], identity: str, common: dict[str, Any], depth: int) -> Rows:
        properties = common["properties"]
        first = item.get("defaultRepetitions", 1)
        return Rows(
            kind="rows",
            key=self.key(item, "path", identity),
            components=self.components(item.get("components", []), depth + 1),
            min_rows=self.whole(properties.get("min_zeilen", 0), identity, common["label"]),
            max_rows=min(self.whole(properties.get("max_zeilen", 100), identity, common["label"]), 500),
            required=_validate(item).get("required") is True or properties.get("pflicht") in ("ja", "true"),
            first_rows=first if isinstance(first, int) and 0 <= first <= 20 else 1,
            **common,
        )

    def whole(self, value: Any, identity: str, label: str) -> int:
        if str(value).isascii() and str(value).isdigit() and len(str(value)) < 7:
            return int(value)
        self.refuse(identity, N_("A limit of “%(label)s” is not a whole number."), label=label or identity)
        return 0

    def field(self, item: dict[str, Any], kind: str, identity: str, common: dict[str, Any]) -> Field:
        validate, label = _validate(item), common["label"] or identity
        required = validate.get("required", False)
        if not isinstance(required, bool):
            self.refuse(identity, N_("“required” of “%(label)s” must be true or false."), label=label)
        digits = item.get("decimalDigits")
        choices = self.choices(item, identity, label) if kind in ("radio", "select", "checklist") else ()
        return Field(
            kind=self.kind(item, kind, identity, label),
            key=self.key(item, "key", identity),
            component=kind,
            required=required is True,
            min_length=self.limit(validate, "minLength", identity, label, whole=True),
            max_length=self.limit(validate, "maxLength", identity, label, whole=True),
            minimum=self.limit(validate, "min", identity, label),
            maximum=self.limit(validate, "max", identity, label),
            pattern=self.pattern(validate, identity, label),
            content=validate.get("validationType", "") if validate.get("validationType") in ("email", "phone") else "",
            choices=choices,
            digits=digits if isinstance(digits, int) and 0 <= digits <= 6 else None,
            default=item.get("defaultValue"),
            readonly=item.get("readonly") is True or item.get("disabled") is True,
            **common,
        )

    def kind(self, item: dict[str, Any], component: str, identity: str, label: str) -> str:
        possible = _TYPES[component]
        wanted = _properties(item).get("typ", "")
        wanted = _OWN_NAMES.get(wanted, wanted)
        if component == "datetime":
            subtype = item.get("subtype", "date")
            if subtype not in possible:
                self.refuse(identity, N_("“%(label)s” asks for a time alone, which is not supported."), label=label)
            return str(subtype) if subtype in possible else "date"
        if not wanted:
            return "int" if component == "number" and item.get("decimalDigits") == 0 else possible[0]
        if wanted not in possible:
            self.refuse(
                identity,
                N_("“%(label)s” is a “%(type)s” and cannot be of the kind “%(kind)s”."),
                label=label,
                type=component,
                kind=wanted[:40],
            )
            return possible[0]
        return wanted

    def limit(self, validate: Mapping[str, Any], name: str, identity: str, label: str, *, whole: bool = False) -> Any:
        value = validate.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str):
            try:
                value = int(value) if whole else float(value)
            except ValueError:
                value = None
        if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e15:
            self.refuse(identity, N_("The limit “%(name)s” of “%(label)s” is not a number."), name=name, label=label)
            return None
        return int(value) if whole else value

    def pattern(self, validate: Mapping[str, Any], identity: str, label: str) -> Any:
        source = validate.get("pattern")
        if not source:
            return None
        try:
            return compile_pattern(str(source))
        except PatternError as error:
            self.refuse(identity, error.template, label=label)
            return None

    def choices(self, item: dict[str, Any], identity: str, label: str) -> tuple[Choice, ...]:
        values = item.get("values")
        if not isinstance(values, list) or not values or len(values) > MAX_CHOICES:
            self.refuse(identity, N_("“%(label)s” needs a list of allowed values in the form itself."), label=label)
            return ()
        found: list[Choice] = []
        for entry in values:
            value = entry.get("value") if isinstance(entry, dict) else None
            if not isinstance(value, str | int | float | bool) or value == "":
                self.refuse(identity, N_("An allowed value of “%(label)s” is missing."), label=label)
                continue
            found.append(Choice(value, str(entry.get("label") or value)))
        if len({str(choice.value) for choice in found}) != len(found):
            self.refuse(identity, N_("An allowed value of “%(label)s” is there twice."), label=label)
        return tuple(found)


def _identity(item: Mapping[str, Any]) -> str:
    for name in ("key", "path", "id"):
        if isinstance(item.get(name), str) and item[name]:
            return str(item[name])[:80]
    return ""


def _label(item: Mapping[str, Any]) -> str:
    for name in ("label", "dateLabel", "timeLabel"):
        if isinstance(item.get(name), str) and item[name].strip():
            return str(item[name]).strip()
    return _identity(item) if "key" in item else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _validate(item: Mapping[str, Any]) -> Mapping[str, Any]:
    validate = item.get("validate")
    return validate if isinstance(validate, dict) else {}


def _properties(item: Mapping[str, Any]) -> Mapping[str, str]:
    properties = item.get("properties")
    if not isinstance(properties, dict):
        return {}
    written = {True: "true", False: "false"}
    return {
        str(name): written[value] if isinstance(value, bool) else str(value)
        for name, value in properties.items()
        if isinstance(value, str | int | float | bool)
    }
