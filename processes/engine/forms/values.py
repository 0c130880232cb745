"""Reads one answer: JSON values and what people write in German become the stored value, or a sentence why not."""

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from zoneinfo import ZoneInfo

from processes.engine.forms.components import Field
from processes.engine.forms.patterns import MAX_TEXT
from processes.words import N_

#: The city's time zone: dates and times without an offset are meant in it.
CITY = ZoneInfo("Europe/Berlin")

LINE_LIMIT = 1_000
TEXT_LIMIT = 20_000
LARGEST = 10**12

#: Characters nobody types: controls, lone surrogates, marks that reverse the reading direction.
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?|[+-]?\d+\.\d{1,2}")
_GERMAN_DATE = re.compile(r"(\d{1,2})\s?\.\s?(\d{1,2})\s?\.\s?(\d{4}|\d{2})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_ISO_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}")
_GERMAN_TIME = re.compile(r"(.+?),?\s+(?:um\s+)?(\d{1,2})[:.](\d{2})(?:\s*Uhr)?")
_EMAIL = re.compile(r"[^@\s<>\"(),;:\[\]\\]{1,64}@[^@\s<>\"(),;:\[\]\\.]+(?:\.[^@\s<>\"(),;:\[\]\\.]+)+")
_PHONE = re.compile(r"\+?[0-9][0-9 ()/.\-]{3,28}[0-9]")
_YES = frozenset({"on", "ja", "true", "1", "yes", "wahr"})
_NO = frozenset({"off", "nein", "false", "0", "no", "falsch"})


class _NotSaid:
    """Stands for "keine Angabe", an answer by itself, until it is stored as null."""

    def __repr__(self) -> str:
        return "keine Angabe"


NOT_SAID: Final = _NotSaid()


class ValueProblem(Exception):
    """The answer does not fit; the template has a place for the field's label and none for what was typed."""

    def __init__(self, template: str, **params: Any) -> None:
        self.template = template
        self.params = params
        super().__init__(template)


def read_value(field: Field, raw: Any, today: date) -> Any:
    """The stored value of `raw`, None when it is empty, NOT_SAID for "keine Angabe". Raises ValueProblem."""
    if isinstance(raw, str):
        raw = clean(raw, many_lines=field.kind == "textarea")
        if not raw:
            return False if field.component == "checkbox" else None
    elif raw is None:
        return False if field.component == "checkbox" else NOT_SAID if field.kind == "scale10" else None
    return _READERS[field.kind](field, raw, today)


def clean(text: str, *, many_lines: bool) -> str:
    """`text` trimmed, each line break one character. Raises ValueProblem for controls and for what is far too long."""
    if len(text) > 4 * TEXT_LIMIT:
        raise ValueProblem(N_("“%(label)s” is too long."))
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if CONTROLS.search(text):
        raise ValueProblem(N_("“%(label)s” contains characters that are not allowed."))
    if "\n" in text and not many_lines:
        raise ValueProblem(N_("“%(label)s” must fit on one line."))
    return text


def _text(field: Field, raw: Any, today: date) -> str:
    if not isinstance(raw, str):
        raise ValueProblem(N_("“%(label)s” must be a text."))
    limit = field.max_length if field.max_length is not None else (
        TEXT_LIMIT if field.kind == "textarea" else LINE_LIMIT
    )  # fmt: skip
    if len(raw) > min(limit, TEXT_LIMIT):
        raise ValueProblem(N_("“%(label)s” may be at most %(limit)s characters long."), limit=limit)
    if field.min_length and len(raw) < field.min_length:
        raise ValueProblem(N_("“%(label)s” must be at least %(limit)s characters long."), limit=field.min_length)
    if field.content == "email" and not (len(raw) <= 254 and _EMAIL.fullmatch(raw)):
        raise ValueProblem(N_("“%(label)s” must be an e-mail address, for example name@example.org."))
    if field.content == "phone" and not _PHONE.fullmatch(raw):
        raise ValueProblem(N_("“%(label)s” must be a telephone number, for example 0251 4920."))
    if field.pattern and (len(raw) > MAX_TEXT or not field.pattern.search(raw)):
        raise ValueProblem(N_("“%(label)s” is not written in the expected way."))
    return raw


def parse_number(raw: Any) -> Decimal | None:
    """The number in `raw` (JSON number or German text like "1.234,56"), None when it is none."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int):
        return Decimal(raw) if abs(raw) <= LARGEST else None
    if isinstance(raw, float):
        return Decimal(repr(raw)) if math.isfinite(raw) and abs(raw) <= LARGEST else None
    if not isinstance(raw, str) or len(raw) > 40:
        return None
    text = raw.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2212", "-")
    text = re.sub(r"(?<=\d) (?=\d{3}(?:\D|$))", "", text)
    if not _NUMBER.fullmatch(text):
        return None
    german = "," in text or not re.fullmatch(r"[+-]?\d+\.\d{1,2}", text)
    try:
        number = Decimal(text.replace(".", "").replace(",", ".") if german else text)
    except InvalidOperation:
        return None
    return number if abs(number) <= LARGEST else None


def _bounded(field: Field, number: Decimal) -> Decimal:
    if field.minimum is not None and number < Decimal(str(field.minimum)):
        raise ValueProblem(N_("“%(label)s” must be at least %(limit)s."), limit=german_number(field.minimum))
    if field.maximum is not None and number > Decimal(str(field.maximum)):
        raise ValueProblem(N_("“%(label)s” may be at most %(limit)s."), limit=german_number(field.maximum))
    return number


def _integer(field: Field, raw: Any, today: date) -> int:
    if field.choices:
        raw = _choice(field, raw, today)
    number = parse_number(raw)
    if number is None:
        raise ValueProblem(N_("“%(label)s” must be a whole number, for example 12."))
    if number != number.to_integral_value():
        raise ValueProblem(N_("“%(label)s” must be a whole number without decimals."))
    return int(_bounded(field, number))


def _decimal(field: Field, raw: Any, today: date) -> int | float:
    number = parse_number(raw)
    if number is None:
        raise ValueProblem(N_("“%(label)s” must be a number, for example 1.234,56."))
    if field.digits is not None and number != round(number, field.digits):
        raise ValueProblem(N_("“%(label)s” may have at most %(digits)s decimals."), digits=field.digits)
    _bounded(field, number)
    return int(number) if number == number.to_integral_value() else float(number)


def _money(field: Field, raw: Any, today: date) -> int:
    if isinstance(raw, str):
        number = parse_number(re.sub(r"\s*(?:€|EUR|Euro)$", "", raw, flags=re.IGNORECASE))
    else:  # JSON: whole cents
        cents = parse_number(raw) if isinstance(raw, int) else None
        number = cents / 100 if cents is not None else None
    if number is None or number != round(number, 2):
        raise ValueProblem(N_("“%(label)s” must be an amount of money, for example 12,50."))
    return int(_bounded(field, number) * 100)


def parse_date(raw: Any, today: date) -> date | None:
    """The date in "3.11.2026", "03.11.26" or "2026-11-03"; None when there is none. Raises ValueError when no such day.

    Two-digit years lie at most twenty years ahead, else in the last century.
    """
    if not isinstance(raw, str) or len(raw) > 30:
        return None
    if found := _ISO_DATE.fullmatch(raw):
        return date(*(int(part) for part in found.groups()))
    if not (found := _GERMAN_DATE.fullmatch(raw)):
        return None
    year = int(found[3])
    if len(found[3]) == 2:
        year += today.year - today.year % 100
        year -= 100 if year > today.year + 20 else 0
    return date(year, int(found[2]), int(found[1]))


def _date(field: Field, raw: Any, today: date) -> str:
    return _day(raw, today).isoformat()


def _day(raw: Any, today: date) -> date:
    try:
        day = parse_date(raw, today)
    except ValueError:
        raise ValueProblem(N_("“%(label)s” names a day that does not exist.")) from None
    if day is None:
        raise ValueProblem(N_("“%(label)s” must be a date, for example 31.12.2026."))
    if not 1850 <= day.year <= 2200:
        raise ValueProblem(N_("The year in “%(label)s” cannot be right."))
    return day


def _moment(field: Field, raw: Any, today: date) -> str:
    moment = _as_moment(raw, today) if isinstance(raw, str) and len(raw) <= 50 else None
    if moment is None:
        raise ValueProblem(N_("“%(label)s” must be a date and a time, for example 31.12.2026 09:30."))
    if moment.tzinfo is None:
        local = moment.replace(tzinfo=CITY)
        if local.astimezone(UTC).astimezone(CITY).replace(tzinfo=None) != moment:
            raise ValueProblem(N_("“%(label)s” names a time that does not exist (change to summer time)."))
        moment = local
    return moment.astimezone(UTC).isoformat()


def _as_moment(raw: str, today: date) -> datetime | None:
    """The date and time in `raw`, without a time zone unless it names one."""
    if found := _GERMAN_TIME.fullmatch(raw):
        hour, minute = int(found[2]), int(found[3])
        return datetime.combine(_day(found[1], today), time(hour, minute)) if hour < 24 and minute < 60 else None
    if not _ISO_MOMENT.match(raw):
        return None
    _day(raw[:10], today)
    try:
        return datetime.fromisoformat(raw)
    except ValueError:
        return None


def parse_bool(raw: Any) -> bool | None:
    """The truth value in `raw` (true, "ja", "on" …), None when it is none."""
    if isinstance(raw, bool):
        return raw
    word = raw.lower() if isinstance(raw, str) else str(raw) if isinstance(raw, int) and 0 <= raw <= 1 else ""
    return True if word in _YES else False if word in _NO else None


def _bool(field: Field, raw: Any, today: date) -> bool:
    value = parse_bool(raw)
    if value is None:
        raise ValueProblem(N_("Please answer “%(label)s” with yes or no."))
    return value


def _choice(field: Field, raw: Any, today: date) -> Any:
    if not isinstance(raw, str | int | float) or (isinstance(raw, int) and abs(raw) > LARGEST):
        raise ValueProblem(N_("Please choose one of the given answers for “%(label)s”."))
    choice = field.by_text.get(str(raw).lower() if isinstance(raw, bool) else str(raw))
    if choice is None:
        raise ValueProblem(N_("Please choose one of the given answers for “%(label)s”."))
    return choice.value


def _choices(field: Field, raw: Any, today: date) -> list[Any]:
    items = raw if isinstance(raw, list | tuple) else [raw]
    if len(items) > len(field.choices):
        raise ValueProblem(N_("Please choose one of the given answers for “%(label)s”."))
    chosen = [_choice(field, item, today) for item in items if item not in ("", None)]
    return [choice.value for choice in field.choices if choice.value in chosen]


def _scale(field: Field, raw: Any, today: date) -> Any:
    if isinstance(raw, str) and raw.lower() in ("keine_angabe", "keine angabe"):
        return NOT_SAID
    number = parse_number(raw)
    if number is None or number != number.to_integral_value() or not 0 <= number <= 10:
        raise ValueProblem(N_("“%(label)s” must be a whole number from 0 to 10, or “not said”."))
    return int(_bounded(field, number))


def _signature(field: Field, raw: Any, today: date) -> Any:
    return _choice(field, raw, today) if field.choices else _text(field, raw, today)


def german_number(value: float | Decimal) -> str:
    """`value` as people write it here: 1.234,5."""
    number = Decimal(str(value))
    text = f"{number:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(",", "\u0000").replace(".", ",").replace("\u0000", ".")


_READERS: dict[str, Callable[[Field, Any, date], Any]] = {
    "text": _text,
    "textarea": _text,
    "ref": _signature,
    "file": _text,
    "signature": _signature,
    "int": _integer,
    "decimal": _decimal,
    "money": _money,
    "date": _date,
    "datetime": _moment,
    "bool": _bool,
    "enum": _choice,
    "multienum": _choices,
    "scale10": _scale,
}
