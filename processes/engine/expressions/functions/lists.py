"""Lists, tables and the record: counting, choosing, ordering."""

from collections.abc import Mapping
from typing import Any

from processes.engine.expressions import operators
from processes.engine.expressions.budget import SCALARS, WEIGHT
from processes.engine.expressions.error import BudgetExceeded, ExpressionError
from processes.engine.expressions.functions.numbers import NEEDS_LIST
from processes.engine.expressions.functions.table import Table
from processes.engine.expressions.record import RecordRow
from processes.engine.expressions.run import Run
from processes.words import N_

TABLE = Table("Listen, Tabellen und Formulare")
NEEDS_TABLE = N_("%(function)s needs a table.")


@TABLE.add(
    "anzahl(liste)",
    "Wie viele Elemente eine Liste oder Zeichen ein Text hat; 0 für Leeres.",
    "anzahl(record.F08.ziele)",
    "2",
)
def count(run: Run, liste: Any) -> int:
    """How many elements a list, table or text has; 0 for nothing."""
    if liste is None:
        return 0
    if isinstance(liste, list | tuple | set | Mapping | str):
        return len(liste)
    raise ExpressionError(NEEDS_LIST, function="anzahl")


@TABLE.add("laenge(text)", "Wie anzahl.", 'laenge("Haus")', "4")
def length(run: Run, text: Any) -> int:
    """The same as anzahl."""
    return count(run, text)


@TABLE.add("len(liste)", "Wie anzahl.", "len([1, 2])", "2")
def plain_len(run: Run, liste: Any) -> int:
    """The same as anzahl."""
    return count(run, liste)


@TABLE.add(
    "ist_leer(wert)",
    "Ob nichts angegeben ist: None, leerer Text, leere Liste, fehlendes Formular. 0 und False sind nicht leer.",
    "ist_leer(record.F99.irgendwas)",
    "True",
)
def is_empty(run: Run, wert: Any) -> bool:
    """Whether nothing was given; 0 and False are something."""
    if isinstance(wert, RecordRow):
        return wert.id is None
    if isinstance(wert, str):
        run.charge(len(wert) // 64)
        return not wert.strip()
    if isinstance(wert, list | tuple | set | Mapping):
        return not wert
    return wert is None


@TABLE.add(
    "alle(formular)",
    "Alle Abgaben eines Formulars in diesem Fall, älteste zuerst.",
    'alle("F06")[0].bereich',
    '"wohnen"',
)
def all_of(run: Run, formular: Any) -> list[RecordRow]:
    """Every submission of a form in the case, oldest first."""
    if not isinstance(formular, str) or formular.startswith("_"):
        raise ExpressionError(N_("alle(…) needs the name of a form."))
    rows = run.record().all(formular)
    run.elements(len(rows))
    return rows


@TABLE.add(
    "spalte(liste, feld)",
    "Ein Feld aus jeder Zeile einer Liste von Tabellen; kurz für [z.feld for z in liste].",
    'spalte(record.F08.ziele, "titel")',
    '["Miete sichern", "Arbeit finden"]',
)
def column(run: Run, liste: Any, feld: str) -> list[Any]:
    """One field of every row of a list of tables."""
    return [_field(row, feld) for row in run.each(liste)]


def _field(row: Any, name: Any) -> Any:
    if not isinstance(row, Mapping) or not isinstance(name, str):
        raise ExpressionError(NEEDS_TABLE, function="spalte")
    return row.get(name)


@TABLE.add("erste(liste)", "Das erste Element; None, wenn nichts da ist.", "erste([7, 8])", "7")
def first(run: Run, liste: Any) -> Any:
    """The first element, or None."""
    values = run.items(liste)
    return values[0] if values else None


@TABLE.add("letzte(liste)", "Das letzte Element; None, wenn nichts da ist.", "letzte([7, 8])", "8")
def last(run: Run, liste: Any) -> Any:
    """The last element, or None."""
    values = run.items(liste)
    return values[-1] if values else None


@TABLE.add("eindeutig(liste)", "Jedes Element nur einmal, in alter Reihenfolge.", "eindeutig([2, 1, 2])", "[2, 1]")
def distinct(run: Run, liste: Any) -> list[Any]:
    """Each element once, in the order of first appearance."""
    values = run.items(liste)
    if not all(type(one) in SCALARS for one in values):
        raise ExpressionError(N_("eindeutig(…) compares single values only."))
    seen: dict[Any, Any] = {}
    for one in values:
        run.step()
        seen.setdefault((type(one).__name__, one) if isinstance(one, bool) else one, one)
    return list(seen.values())


@TABLE.add(
    "ohne(liste, wert)",
    "Die Liste ohne diesen Wert (oder ohne alle Werte einer zweiten Liste); eine Tabelle ohne diesen Schlüssel.",
    "ohne([1, 2, 3], [2, 3])",
    "[1]",
)
def without(run: Run, liste: Any, wert: Any) -> Any:
    """The list without some values, or the table without some keys."""
    unwanted = wert if isinstance(wert, list | tuple | set) else [wert]
    run.charge(len(unwanted) * max(1, len(liste) if isinstance(liste, Mapping | list | tuple | set) else 1) // 4)
    if isinstance(liste, Mapping):
        return {name: value for name, value in liste.items() if name not in unwanted}
    return [one for one in run.each(liste) if not any(operators.equal(run, one, bad) for bad in unwanted)]


@TABLE.add(
    "sortiert(liste, feld)",
    "Die Liste geordnet, Tabellen nach einem Feld; Leeres zuletzt.",
    'sortiert([{"t": 2}, {"t": 1}], "t")',
    '[{"t": 1}, {"t": 2}]',
)
def ordered(run: Run, liste: Any, feld: str | None = None) -> list[Any]:
    """The list in ascending order, by a field when one is named; empty values last."""
    values = run.items(liste)
    run.charge(len(values) * 8)
    keys = [one if feld is None else _field(one, feld) for one in values]
    if not all(type(one) in SCALARS for one in keys):
        raise ExpressionError(N_("sortiert(…) orders by single values only."))
    order = sorted(range(len(values)), key=lambda place: (keys[place] is None, _comparable(keys[place])))
    return [values[place] for place in order]


def _comparable(value: Any) -> Any:
    return 0 if value is None else value


@TABLE.add("sorted(liste)", "Wie sortiert.", "sorted([2, 1])", "[1, 2]")
def plain_sorted(run: Run, liste: Any) -> list[Any]:
    """The same as sortiert."""
    return ordered(run, liste)


@TABLE.add("umgekehrt(liste)", "Die Liste von hinten.", "umgekehrt([1, 2])", "[2, 1]")
def backwards(run: Run, liste: Any) -> list[Any]:
    """The list from its end."""
    return run.items(liste)[::-1]


@TABLE.add("any(liste)", "Ob mindestens ein Element zutrifft.", "any([z > 3 for z in [1, 5]])", "True")
def any_true(run: Run, liste: Any) -> bool:
    """Whether at least one element is true."""
    return any(run.items(liste))


@TABLE.add(
    "all(liste)", "Ob alle Elemente zutreffen (auch wenn keines da ist).", "all([z > 3 for z in [1, 5]])", "False"
)
def all_true(run: Run, liste: Any) -> bool:
    """Whether all elements are true."""
    return all(run.items(liste))


@TABLE.add("list(wert)", "Eine Liste aus den Elementen von wert.", "list((1, 2))", "[1, 2]")
def to_list(run: Run, wert: Any = None) -> list[Any]:
    """A new list of the elements of something."""
    return run.items(wert)


@TABLE.add("bool(wert)", "Ja oder nein: ob wert zutrifft.", "bool([])", "False")
def to_bool(run: Run, wert: Any) -> bool:
    """Whether a value counts as true."""
    return bool(wert)


@TABLE.add("range(n)", "Die Zahlen 0 bis n - 1, oder von … bis unter …: range(1, 4).", "range(1, 4)", "[1, 2, 3]")
def numbers_up_to(run: Run, n: Any, bis: Any = None) -> list[int]:
    """Whole numbers from 0 or from the first value, up to but without the last."""
    start, stop = (0, n) if bis is None else (n, bis)
    if not isinstance(start, int) or not isinstance(stop, int):
        raise ExpressionError(N_("range(…) needs whole numbers."))
    if stop - start > WEIGHT:
        raise BudgetExceeded(N_("A list becomes too long."))
    run.elements(max(0, stop - start))
    return list(range(start, stop))


@TABLE.add("schluessel(tabelle)", "Die Schlüssel einer Tabelle als Liste.", 'schluessel({"a": 1})', '["a"]')
def keys_of(run: Run, tabelle: Any) -> list[Any]:
    """The keys of a table."""
    return run.items(_table(tabelle, "schluessel"))


@TABLE.add("werte(tabelle)", "Die Werte einer Tabelle als Liste.", 'werte({"a": 1})', "[1]")
def values_of(run: Run, tabelle: Any) -> list[Any]:
    """The values of a table."""
    found = _table(tabelle, "werte")
    return [found[name] for name in run.items(found)]


@TABLE.add(
    "wert(tabelle, schluessel, ersatz)",
    "Der Eintrag einer Tabelle; fehlt er oder ist er leer, der Ersatz (ohne Ersatz None).",
    'wert({"a": 1}, "b", 0)',
    "0",
)
def entry(run: Run, tabelle: Any, schluessel: Any, ersatz: Any = None) -> Any:
    """An entry of a table, or the substitute when it is missing or empty."""
    found = None if tabelle is None else _table(tabelle, "wert").get(schluessel)
    return ersatz if found is None else found


@TABLE.add(
    "ersatz(wert, ersatz)", "Der Wert, oder der Ersatz, wenn er leer ist.", 'ersatz(record.F99.x, "offen")', '"offen"'
)
def instead(run: Run, wert: Any, ersatz: Any) -> Any:
    """A value, or another when it is empty."""
    return ersatz if is_empty(run, wert) else wert


def _table(value: Any, function: str) -> Any:
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return value
    raise ExpressionError(NEEDS_TABLE, function=function)
