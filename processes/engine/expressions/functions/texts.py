"""Texts: writing values out, looking into texts, changing them."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from processes.engine.expressions import operators
from processes.engine.expressions.budget import SCALARS
from processes.engine.expressions.error import ExpressionError
from processes.engine.expressions.functions.table import Table
from processes.engine.expressions.run import Run
from processes.engine.expressions.values import CITY, aware
from processes.words import N_

TABLE = Table("Texte")
NEEDS_TEXT = N_("%(function)s needs a text.")
NEEDS_SINGLE = N_("Only single values can be written as a text. Name a field, or use verbinde(…) for a list.")


def a_text(value: Any, function: str) -> str:
    """`value` if it is a text, "" if it is empty; raises ExpressionError."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    raise ExpressionError(NEEDS_TEXT, function=function)


def german(value: Any) -> str:
    """A single value as people read it: German dates, decimal comma, ja and nein; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, datetime):
        return aware(value).astimezone(CITY).strftime("%d.%m.%Y, %H:%M Uhr")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, time):
        return value.strftime("%H:%M Uhr")
    if isinstance(value, float | Decimal):
        return str(value).replace(".", ",")
    if isinstance(value, timedelta):
        return f"{value.days} Tage"
    if isinstance(value, str | int | UUID):
        return str(value)
    raise ExpressionError(NEEDS_SINGLE)


@TABLE.add(
    "text(wert)",
    "Ein Wert, wie man ihn liest: „02.03.2026“, „3,5“, „ja“; Listen mit Komma; nichts für Leeres.",
    'text(datum("2026-03-02"))',
    '"02.03.2026"',
)
def to_text(run: Run, wert: Any) -> str:
    """A value as people read it."""
    if isinstance(wert, list | tuple | set):
        return join(run, wert, ", ")
    result = german(wert)
    run.text(len(result))
    return result


@TABLE.add("str(wert)", "Ein Wert in technischer Schreibweise: „2026-03-02“, „3.5“, „True“.", "str(3.5)", '"3.5"')
def to_str(run: Run, wert: Any) -> str:
    """A single value in technical writing."""
    if type(wert) not in SCALARS:
        raise ExpressionError(NEEDS_SINGLE)
    result: str = wert.isoformat() if isinstance(wert, date | time) else str(wert)
    run.text(len(result))
    return result


@TABLE.add(
    "verbinde(liste, trenner)",
    "Die Werte einer Liste als ein Text, mit trenner dazwischen; Leeres fällt weg.",
    'verbinde(["a", None, 3], " / ")',
    '"a / 3"',
)
def join(run: Run, liste: Any, trenner: str = "") -> str:
    """The values of a list as one text, empty ones left out."""
    between = a_text(trenner, "verbinde")
    parts = []
    for one in run.each(liste):
        written = german(one)
        if written:
            run.charge(len(written) + len(between))
            parts.append(written)
    run.text(sum(map(len, parts)) + len(between) * len(parts))
    return between.join(parts)


@TABLE.add("klein(text)", "Der Text in Kleinbuchstaben.", 'klein("Münster")', '"münster"')
def lower(run: Run, text: Any) -> str:
    """The text in lower case."""
    run.text(2 * len(a_text(text, "klein")))
    return a_text(text, "klein").lower()


@TABLE.add("gross(text)", "Der Text in Großbuchstaben.", 'gross("Münster")', '"MÜNSTER"')
def upper(run: Run, text: Any) -> str:
    """The text in upper case."""
    run.text(2 * len(a_text(text, "gross")))
    return a_text(text, "gross").upper()


@TABLE.add("ohne_leerraum(text)", "Der Text ohne Leerzeichen am Anfang und Ende.", 'ohne_leerraum(" a ")', '"a"')
def strip(run: Run, text: Any) -> str:
    """The text without blanks around it."""
    run.text(len(a_text(text, "ohne_leerraum")))
    return a_text(text, "ohne_leerraum").strip()


@TABLE.add(
    "enthaelt(wert, teil)",
    "Ob ein Text diesen Teil oder eine Liste diesen Wert enthält; in Leerem ist nichts.",
    'enthaelt(["miete", "strom"], "miete")',
    "True",
)
def contains(run: Run, wert: Any, teil: Any) -> bool:
    """Whether a text or list contains something."""
    return operators.contains(run, teil, wert)


@TABLE.add("beginnt_mit(text, anfang)", "Ob ein Text so beginnt.", 'beginnt_mit("HP-2026-000001-5", "HP-")', "True")
def starts_with(run: Run, text: Any, anfang: Any) -> bool:
    """Whether a text begins with another."""
    return a_text(text, "beginnt_mit").startswith(a_text(anfang, "beginnt_mit"))


@TABLE.add("endet_mit(text, ende)", "Ob ein Text so endet.", 'endet_mit("brief.pdf", ".pdf")', "True")
def ends_with(run: Run, text: Any, ende: Any) -> bool:
    """Whether a text ends with another."""
    return a_text(text, "endet_mit").endswith(a_text(ende, "endet_mit"))


@TABLE.add("ersetze(text, alt, neu)", "Der Text mit neu statt alt.", 'ersetze("a-b", "-", "/")', '"a/b"')
def replace(run: Run, text: Any, alt: Any, neu: Any) -> str:
    """The text with one part replaced everywhere."""
    whole, old, new = (a_text(value, "ersetze") for value in (text, alt, neu))
    if not old:
        raise ExpressionError(NEEDS_TEXT, function="ersetze")
    run.charge(len(whole))
    run.text(len(whole) + max(0, len(new) - len(old)) * whole.count(old))
    return whole.replace(old, new)


@TABLE.add("teile(text, trenner)", "Die Teile eines Texts als Liste.", 'teile("a;b", ";")', '["a", "b"]')
def split(run: Run, text: Any, trenner: Any) -> list[str]:
    """The parts of a text between separators."""
    whole, between = a_text(text, "teile"), a_text(trenner, "teile")
    if not between:
        raise ExpressionError(NEEDS_TEXT, function="teile")
    run.charge(len(whole))
    run.elements(whole.count(between) + 1)
    return whole.split(between) if whole else []
