"""Answers as people read them: what the case page shows and what stands in a field when it is shown again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from processes.engine.forms.components import Component, Field, Form, Group, Rows
from processes.engine.forms.values import CITY, german_number
from processes.words import N_


@dataclass(frozen=True)
class Words:
    """The words of a summary that are not the form's own; the edge gives translated ones."""

    yes: str = N_("Yes")
    no: str = N_("No")
    not_said: str = N_("Not said")


def summary(form: Form, answers: Mapping[str, Any], words: Words | None = None) -> list[tuple[str, str]]:
    """The answers as (label, text) in the order of the form, empty ones left out; rows read "Etappe 1 – Beginn"."""
    return list(_lines(form.components, answers, "", words or Words()))


def _lines(components: Iterable[Component], answers: Any, prefix: str, words: Words) -> Iterable[tuple[str, str]]:
    if not isinstance(answers, Mapping):
        return
    for component in components:
        if isinstance(component, Field) and component.key in answers:
            text = shown(component, answers[component.key], words)
            if text:
                yield prefix + component.label, text
        elif isinstance(component, Rows):
            for number, row in enumerate(answers.get(component.key) or [], 1):
                name = component.setting("zeile") or component.label
                yield from _lines(component.components, row, f"{prefix}{name} {number} – ", words)
        elif isinstance(component, Group):
            inner = answers.get(component.path) if component.path else answers
            yield from _lines(component.components, inner, prefix, words)


def shown(field: Field, value: Any, words: Words | None = None) -> str:
    """The stored `value` as a text to read."""
    words = words or Words()
    if value is None:
        return words.not_said if field.kind == "scale10" else ""
    if field.kind == "bool" and isinstance(value, bool):
        return words.yes if value else words.no
    if isinstance(value, list | tuple):
        return ", ".join(field.choice_label(item) for item in value)
    if field.choices and not (field.kind == "scale10" and isinstance(value, int)):
        return field.choice_label(value)
    text = typed(field, value)
    return f"{text} €" if field.kind == "money" and text else text


def typed(field: Field, value: Any) -> str:
    """The stored `value` as somebody would type it; what was typed and not yet read comes back unchanged."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if field.kind == "money" and isinstance(value, int):
        return german_money(value)
    if isinstance(value, int | float | Decimal):
        return german_number(value) if field.kind in ("decimal", "money") else str(value)
    text = str(value)
    if field.kind == "date":
        return german_date(text)
    return german_moment(text) if field.kind == "datetime" else text


def german_money(cents: int) -> str:
    """Cents as "1.234,50"."""
    sign, cents = ("-" if cents < 0 else ""), abs(cents)
    return f"{sign}{german_number(cents // 100)},{cents % 100:02d}"


def german_date(text: str) -> str:
    """A stored date as "03.11.2026"; any other text unchanged."""
    try:
        return date.fromisoformat(text).strftime("%d.%m.%Y") if len(text) == 10 and text[4] == "-" else text
    except ValueError:
        return text


def german_moment(text: str) -> str:
    """A stored moment as "03.11.2026 09:30" in the city's time; any other text unchanged."""
    try:
        moment = datetime.fromisoformat(text) if len(text) > 15 and text[4] == "-" else None
    except ValueError:
        return text
    if moment is None:
        return text
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return moment.astimezone(CITY).strftime("%d.%m.%Y %H:%M")
