"""Small forms and their judgement, as tests need them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from processes import errors
from processes.engine import forms

BPMN = Path(__file__).resolve().parents[2] / "bpmn"
TODAY = date(2026, 11, 3)
YES_NO = [{"label": "Ja", "value": "ja"}, {"label": "Nein", "value": "nein"}]


def field(kind: str, key: str, **settings: Any) -> dict[str, Any]:
    """A component with its key as label; `required`, `hide` and `properties` are put where form-js wants them."""
    component: dict[str, Any] = {"type": kind, "id": f"id_{key}", "key": key, "label": key, **settings}
    if kind == "dynamiclist":
        component["path"] = component.pop("key")
    validate = component.setdefault("validate", {})
    for name in ("required", "minLength", "maxLength", "min", "max", "pattern", "validationType"):
        if name in component:
            validate[name] = component.pop(name)
    if "hide" in component:
        component["conditional"] = {"hide": component.pop("hide")}
    return component


def choice(kind: str, key: str, *values: str, **settings: Any) -> dict[str, Any]:
    """A radio, select or checklist."""
    return field(kind, key, values=[{"label": value.title(), "value": value} for value in values], **settings)


def yes_no(key: str, **settings: Any) -> dict[str, Any]:
    """A question to be answered with yes or no."""
    properties = {"typ": "bool", **settings.pop("properties", {})}
    return field("radio", key, values=YES_NO, properties=properties, **settings)


def schema(*components: dict[str, Any], **settings: Any) -> bytes:
    """A form-js schema as the editor writes it."""
    return json.dumps(
        {"type": "default", "id": "F99", "schemaVersion": 19, "components": components, **settings}
    ).encode()


def form(*components: dict[str, Any], **settings: Any) -> forms.Form:
    return forms.parse_schema(schema(*components, **settings))


def read(of: forms.Form, answers: Any, **more: Any) -> dict[str, Any]:
    return forms.read(of, answers, today=more.pop("today", TODAY), **more)


def wrong(of: forms.Form, answers: Any, **more: Any) -> dict[str, str]:
    """What the person is told, by field; empty when all is right."""
    try:
        read(of, answers, **more)
    except errors.Invalid as refusal:
        return {path: str(problem) for path, problem in refusal.fields.items()} or {"": str(refusal)}
    return {}


def refused(*components: dict[str, Any]) -> list[str]:
    """What the process owner is told about a form."""
    return [str(problem) for problem in forms.check_schema(schema(*components))]


def shipped(name: str) -> forms.Form:
    """The form file that begins with `name`, e.g. "F01"."""
    (file,) = BPMN.glob(f"*/{name}_*.form.json")
    return forms.parse_schema(file.read_bytes())
