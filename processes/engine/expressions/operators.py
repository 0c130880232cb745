"""Calculating and comparing, bounded in size, with sentences instead of Python's errors."""

import ast
import operator
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Context, Decimal, DecimalException
from typing import Any

from processes.engine.expressions.budget import CONTAINERS, SCALARS, TEXT_LENGTH, Budget, number
from processes.engine.expressions.error import BudgetExceeded, EmptyValue, ExpressionError
from processes.engine.expressions.record import RecordRow
from processes.engine.expressions.values import alike, same
from processes.words import N_

DECIMALS = Context(prec=18)
UNFIT = N_("Values of these kinds cannot be calculated with “%(operator)s”.")
INCOMPARABLE = N_("Values of these kinds cannot be compared with “%(operator)s”.")
BY_ZERO = N_("Division by zero.")
NO_FORMAT = N_("A percent sign does not fill texts. Use verbinde(…) or text(…).")
NUMBERS = (int, float, Decimal)

Operation = Callable[[Budget, Any, Any], Any]


def add(budget: Budget, left: Any, right: Any) -> Any:
    """Numbers, texts, lists, dates with time spans."""
    if type(left) is str and type(right) is str:
        budget.text(len(left) + len(right))
        return left + right
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        budget.elements(len(left) + len(right))
        result = [*left, *right]
        budget.weigh(result)
        return result
    if isinstance(left, Mapping) or isinstance(right, Mapping) or isinstance(left, str) or isinstance(right, str):
        raise _unfit("+", left, right)
    return _arithmetic("+", operator.add, DECIMALS.add, left, right)


def subtract(budget: Budget, left: Any, right: Any) -> Any:
    """Numbers, dates, sets."""
    if isinstance(left, set) and isinstance(right, set):
        budget.charge(len(left))
        return left - right
    both = alike(left, right)
    if both is not None:
        left, right = both
    return _arithmetic("-", operator.sub, DECIMALS.subtract, left, right)


def multiply(budget: Budget, left: Any, right: Any) -> Any:
    """Numbers; texts and lists with a small whole number."""
    if isinstance(right, str | list | tuple):
        left, right = right, left
    if isinstance(left, str | list | tuple):
        if type(right) is not int:
            raise _unfit("*", left, right)
        times = max(0, min(right, TEXT_LENGTH + 1))
        if isinstance(left, str):
            budget.text(len(left) * times)
            return left * times
        budget.elements(len(left) * times)
        result = list(left) * times
        budget.weigh(result)
        return result
    return _arithmetic("*", operator.mul, DECIMALS.multiply, left, right)


def divide(budget: Budget, left: Any, right: Any) -> Any:
    """The quotient; whole numbers give a decimal fraction."""
    return _arithmetic("/", operator.truediv, DECIMALS.divide, left, right)


def divide_whole(budget: Budget, left: Any, right: Any) -> Any:
    """The quotient rounded down."""
    return _arithmetic("//", operator.floordiv, DECIMALS.divide_int, left, right)


def remainder(budget: Budget, left: Any, right: Any) -> Any:
    """The remainder of numbers; never a filled text."""
    if isinstance(left, str | bytes):
        raise ExpressionError(NO_FORMAT)
    return _arithmetic("%", operator.mod, DECIMALS.remainder, left, right)


def power(budget: Budget, left: Any, right: Any) -> Any:
    """Small powers of numbers."""
    if not isinstance(left, int | float) or not isinstance(right, int | float):
        raise _unfit("**", left, right)
    if abs(right) > 64:
        raise BudgetExceeded(N_("An exponent is larger than 64."))
    return _arithmetic("**", operator.pow, DECIMALS.power, left, right)


def unite(budget: Budget, left: Any, right: Any) -> Any:
    """The union of sets."""
    return _sets("|", operator.or_, budget, left, right)


def intersect(budget: Budget, left: Any, right: Any) -> Any:
    """What two sets share."""
    return _sets("&", operator.and_, budget, left, right)


def _sets(sign: str, run: Callable[[Any, Any], Any], budget: Budget, left: Any, right: Any) -> Any:
    if not isinstance(left, set) or not isinstance(right, set):
        raise _unfit(sign, left, right)
    budget.charge(len(left) + len(right))
    return run(left, right)


def _arithmetic(sign: str, run: Callable[[Any, Any], Any], exact: Any, left: Any, right: Any) -> Any:
    try:
        numbers = isinstance(left, NUMBERS) and isinstance(right, NUMBERS)
        if numbers and (isinstance(left, Decimal) or isinstance(right, Decimal)):
            return number(exact(_decimal(left), _decimal(right)))
        if isinstance(left, CALCULABLE) and isinstance(right, CALCULABLE):
            return number(run(left, right))
    except (ZeroDivisionError, DecimalException):
        raise ExpressionError(BY_ZERO) from None
    except OverflowError:
        raise BudgetExceeded(N_("A number or date becomes too large.")) from None
    except (TypeError, ValueError):
        pass
    raise _unfit(sign, left, right)


CALCULABLE = (int, float, Decimal, date, timedelta)


def _decimal(value: Any) -> Decimal:
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(number(value))


def _unfit(sign: str, left: Any, right: Any) -> ExpressionError:
    if left is None or right is None:
        return EmptyValue()
    return ExpressionError(UNFIT, operator=sign)


BINARY: dict[type[ast.operator], Operation] = {
    ast.Add: add,
    ast.Sub: subtract,
    ast.Mult: multiply,
    ast.Div: divide,
    ast.FloorDiv: divide_whole,
    ast.Mod: remainder,
    ast.Pow: power,
    ast.BitOr: unite,
    ast.BitAnd: intersect,
}


def negate(value: Any) -> Any:
    """The number with the other sign."""
    if isinstance(value, (*NUMBERS, timedelta)):
        return number(-value)
    raise _unfit("-", value, 0)


def positive(value: Any) -> Any:
    """The number as it is."""
    if isinstance(value, NUMBERS):
        return value
    raise _unfit("+", value, 0)


# -- comparing -----------------------------------------------------------------------------------------------------


def equal(budget: Budget, left: Any, right: Any) -> bool:
    """Equality; a date equals the text that writes it, and yes or no never equals a number."""
    kind = type(left)
    if kind is type(right) and kind in SCALARS and kind is not datetime:
        return bool(left == right)
    if left is None or right is None:
        return bool(left == right)
    if kind in SCALARS and type(right) in SCALARS:
        both = alike(left, right)
        return bool(both[0] == both[1]) if both is not None else same(left, right)
    budget.weigh(left)
    budget.weigh(right)
    if kind is tuple or type(right) is tuple:
        left = list(left) if kind is tuple else left
        right = list(right) if type(right) is tuple else right
    return bool(left == right)


def unequal(budget: Budget, left: Any, right: Any) -> bool:
    """The opposite of equality."""
    return not equal(budget, left, right)


def ordering(sign: str, run: Callable[[Any, Any], Any]) -> Callable[[Budget, Any, Any], bool]:
    """A comparison by size: numbers, texts, dates, lists."""

    def compare(budget: Budget, left: Any, right: Any) -> bool:
        kind = type(left)
        if kind is not type(right) or kind is datetime:
            both = alike(left, right)
            if both is not None:
                left, right = both
        elif kind in CONTAINERS:
            budget.weigh(left)
            budget.weigh(right)
        try:
            return bool(run(left, right))
        except TypeError:
            pass
        if left is None or right is None or isinstance(left, RecordRow) or isinstance(right, RecordRow):
            raise EmptyValue
        raise ExpressionError(INCOMPARABLE, operator=sign)

    return compare


def contains(budget: Budget, left: Any, right: Any) -> bool:
    """Whether `left` is in the list, table or text `right`; nothing is in something empty."""
    if right is None:
        return False
    if isinstance(right, str):
        if not isinstance(left, str):
            raise ExpressionError(N_("Only a text can be part of a text."))
        budget.charge(len(right) // 8)
        return left in right
    if isinstance(right, Mapping | set):
        return left.__class__ in SCALARS and left in right
    if isinstance(right, list | tuple):
        budget.charge(len(right) // 4)
        if type(left) not in SCALARS or not all(type(one) in SCALARS for one in right):
            budget.weigh(left)
            budget.weigh(right)
        elif isinstance(left, date) or left in (0, 1):  # dates beside texts; yes and no beside 1 and 0
            budget.charge(len(right) * 2)
            return any(equal(budget, left, one) for one in right)
        return left in right
    raise ExpressionError(N_("“in” needs a list, a table or a text on its right."))


def contains_not(budget: Budget, left: Any, right: Any) -> bool:
    """The opposite of `contains`."""
    return not contains(budget, left, right)


COMPARISONS: dict[type[ast.cmpop], Callable[[Budget, Any, Any], bool]] = {
    ast.Eq: equal,
    ast.NotEq: unequal,
    ast.Lt: ordering("<", operator.lt),
    ast.LtE: ordering("<=", operator.le),
    ast.Gt: ordering(">", operator.gt),
    ast.GtE: ordering(">=", operator.ge),
    ast.In: contains,
    ast.NotIn: contains_not,
    ast.Is: equal,
    ast.IsNot: unequal,
}
