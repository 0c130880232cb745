"""Looking into values: fields of forms and tables, elements of lists, stretches of lists and texts."""

import ast
from collections.abc import Callable
from typing import Any

from processes.engine.expressions.budget import TOO_LONG
from processes.engine.expressions.error import BudgetExceeded, EmptyValue, ExpressionError
from processes.engine.expressions.record import RecordRow, RecordView
from processes.engine.expressions.run import Code, Run
from processes.engine.expressions.values import key
from processes.words import N_

Expression = Callable[[ast.expr], Code]


def attribute(node: ast.Attribute, expression: Expression, check: Callable[[str], str]) -> Code:
    """The function of `….field`: a form of the record, a field of a form, a key of a table."""
    base, field = expression(node.value), check(node.attr)

    def read(run: Run) -> Any:
        run.steps -= 1
        if run.steps < 0:
            raise BudgetExceeded(TOO_LONG)
        value = base(run)
        kind = type(value)
        if kind is RecordView:
            return value.row(field)
        if kind is RecordRow:
            found = value[field]
            return run.copy(found) if run.copying else found
        if isinstance(value, dict):
            return value.get(field)
        if value is None:
            raise EmptyValue(N_("There is nothing before “.%(field)s”."), field=field)
        raise ExpressionError(N_("“.%(field)s” exists only on forms and tables, not here."), field=field)

    return read


def subscript(node: ast.Subscript, expression: Expression) -> Code:
    """The function of `…[index]` and `…[from:to]`."""
    base = expression(node.value)
    if isinstance(node.slice, ast.Slice):
        return _slice(base, node.slice, expression)
    index = expression(node.slice)

    def read(run: Run) -> Any:
        run.step()
        return element(run, base(run), index(run))

    return read


def element(run: Run, value: Any, index: Any) -> Any:
    """One element of a list, table, text or form; raises ExpressionError."""
    try:
        if isinstance(value, RecordView):
            return value.row(str(index))
        if isinstance(value, RecordRow):
            found = value[str(index)]
            return run.copy(found) if run.copying else found
        if isinstance(value, dict):
            return value[key(index)]
        if isinstance(value, list | tuple | str) and isinstance(index, int):
            return value[index]
    except KeyError:
        raise ExpressionError(N_("The table has no entry under this key.")) from None
    except IndexError:
        raise ExpressionError(N_("The list has no element at this place.")) from None
    if value is None:
        raise EmptyValue(N_("There is nothing before “[…]”."))
    raise ExpressionError(N_("“[…]” does not fit here: lists take whole numbers, tables take keys."))


def _slice(base: Code, node: ast.Slice, expression: Expression) -> Code:
    parts = [expression(part) if part else (lambda run: None) for part in (node.lower, node.upper, node.step)]

    def read(run: Run) -> Any:
        run.step()
        value = base(run)
        bounds = [part(run) for part in parts]
        if value is None:
            return []
        if not isinstance(value, list | tuple | str) or not all(b is None or isinstance(b, int) for b in bounds):
            raise ExpressionError(N_("“[… : …]” needs a list or text and whole numbers."))
        if bounds[2] == 0:
            raise ExpressionError(N_("“[… : …]” needs a list or text and whole numbers."))
        run.charge(len(value))
        return value[slice(*bounds)]

    return read
