"""Numbers: reading, rounding, adding up."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from processes.engine.expressions import operators
from processes.engine.expressions.budget import number
from processes.engine.expressions.error import EmptyValue, ExpressionError
from processes.engine.expressions.functions.table import Table
from processes.engine.expressions.run import Run
from processes.words import N_

TABLE = Table("Zahlen")
NEEDS_NUMBER = N_("%(function)s needs a number.")
NEEDS_LIST = N_("%(function)s needs a list.")
LONGEST_NUMBER = 40


def a_number(value: Any, function: str) -> Any:
    """`value` if it is a number; raises ExpressionError."""
    if value is None:
        raise EmptyValue
    if isinstance(value, int | float | Decimal):
        return number(value)
    raise ExpressionError(NEEDS_NUMBER, function=function)


@TABLE.add(
    "zahl(text)",
    "Eine Zahl aus einem Text in deutscher oder englischer Schreibweise; eine Zahl bleibt, wie sie ist.",
    'zahl("1.234,50")',
    "1234.5",
)
def to_number(run: Run, text: Any) -> Any:
    """A number from a text; a comma is the German decimal mark, points before it group thousands."""
    if not isinstance(text, str):
        return a_number(text, "zahl")
    if len(text) > LONGEST_NUMBER:
        raise ExpressionError(NEEDS_NUMBER, function="zahl")
    plain = text.strip().replace(" ", "")
    if "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    elif plain.count(".") > 1:
        plain = plain.replace(".", "")
    digits = plain.lstrip("+-")
    if not digits.replace(".", "", 1).isdecimal() or "_" in plain:
        raise ExpressionError(NEEDS_NUMBER, function="zahl")
    return number(float(plain) if "." in plain else int(plain))


@TABLE.add(
    "runde(wert, stellen)",
    "Kaufmännisch gerundet (0,5 wird aufgerundet); ohne stellen eine ganze Zahl.",
    "runde(2.345, 2)",
    "2.35",
)
def round_half_up(run: Run, wert: Any, stellen: int = 0) -> Any:
    """Rounded half away from zero, as in trade; a whole number when `stellen` is 0."""
    value, places = a_number(wert, "runde"), _places(stellen)
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) if exact.adjusted() < 20 else exact
    if places == 0:
        return number(int(rounded))
    return number(rounded if isinstance(wert, Decimal) else float(rounded))


@TABLE.add("round(wert, stellen)", "Wie runde.", "round(0.5)", "1")
def plain_round(run: Run, wert: Any, stellen: int = 0) -> Any:
    """The same as runde."""
    return round_half_up(run, wert, stellen)


def _places(value: Any) -> int:
    if not isinstance(value, int) or not 0 <= value <= 9:
        raise ExpressionError(N_("Numbers are rounded to 0 to 9 places."))
    return value


@TABLE.add("abs(wert)", "Der Betrag einer Zahl.", "abs(-3)", "3")
def absolute(run: Run, wert: Any) -> Any:
    """The number without its sign."""
    return abs(a_number(wert, "abs"))


@TABLE.add(
    "zwischen(wert, von, bis)",
    "Ob wert mindestens von und höchstens bis ist; auch für Datumsangaben.",
    "zwischen(5, 1, 10)",
    "True",
)
def between(run: Run, wert: Any, von: Any, bis: Any) -> bool:
    """Whether a value lies between two others, both included."""
    return AT_MOST(run, von, wert) and AT_MOST(run, wert, bis)


AT_MOST = operators.ordering("<=", lambda left, right: left <= right)
LESS = operators.ordering("<", lambda left, right: left < right)


@TABLE.add("summe(liste)", "Die Summe der Zahlen einer Liste; Leeres zählt nicht.", "summe([1, 2, None])", "3")
def total(run: Run, liste: Any) -> Any:
    """The sum of a list's numbers, empty ones left out; 0 for an empty list."""
    result: Any = 0
    for one in run.each(liste):
        if one is not None:
            result = operators.add(run, result, a_number(one, "summe"))
    return result


@TABLE.add("sum(liste)", "Wie summe.", "sum([1, 2])", "3")
def plain_sum(run: Run, liste: Any) -> Any:
    """The same as summe."""
    return total(run, liste)


@TABLE.add("mittel(liste)", "Der Mittelwert; Leeres zählt nicht; None, wenn nichts da ist.", "mittel([1, 2])", "1.5")
def mean(run: Run, liste: Any) -> Any:
    """The mean of a list's numbers, empty ones left out; None when there are none."""
    values = [one for one in run.items(liste) if one is not None]
    return operators.divide(run, total(run, values), len(values)) if values else None


def _extreme(run: Run, values: tuple[Any, ...], better: Any) -> Any:
    candidates = run.items(values[0]) if len(values) == 1 else list(values)
    best = None
    for one in candidates:
        run.step()
        if one is not None and (best is None or better(run, one, best)):
            best = one
    return best


@TABLE.add(
    "kleinste(liste)",
    "Der kleinste Wert (auch das früheste Datum); Leeres zählt nicht; None, wenn nichts da ist.",
    "kleinste([4, 2, None])",
    "2",
)
def smallest(run: Run, *liste: Any) -> Any:
    """The smallest of a list or of several values, empty ones left out."""
    return _extreme(run, liste, LESS)


@TABLE.add(
    "groesste(liste)",
    "Der größte Wert (auch das späteste Datum); Leeres zählt nicht; None, wenn nichts da ist.",
    'groesste(["2026-03-02", "2026-04-01"])',
    '"2026-04-01"',
)
def largest(run: Run, *liste: Any) -> Any:
    """The largest of a list or of several values, empty ones left out."""
    return _extreme(run, liste, lambda run, one, best: LESS(run, best, one))


@TABLE.add("min(liste)", "Wie kleinste; auch mit mehreren Werten: min(a, b).", "min(3, 2)", "2")
def plain_min(run: Run, *liste: Any) -> Any:
    """The same as kleinste."""
    return _extreme(run, liste, LESS)


@TABLE.add("max(liste)", "Wie groesste; auch mit mehreren Werten: max(a, b).", "max(3, 2)", "3")
def plain_max(run: Run, *liste: Any) -> Any:
    """The same as groesste."""
    return largest(run, *liste)


@TABLE.add("int(wert)", "Die ganze Zahl ohne Nachkommastellen.", "int(3.9)", "3")
def to_int(run: Run, wert: Any) -> int:
    """The whole part of a number or of a text that holds one."""
    value: int = number(int(to_number(run, wert)))
    return value


@TABLE.add("float(wert)", "Die Zahl mit Nachkommastellen.", 'float("2")', "2.0")
def to_float(run: Run, wert: Any) -> float:
    """The number as a floating point number."""
    value: float = number(float(to_number(run, wert)))
    return value
