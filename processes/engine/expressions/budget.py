"""What one evaluation may cost: steps, elements touched, sizes of texts, numbers and lists."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from processes.engine.expressions.error import BudgetExceeded, ExpressionError
from processes.words import N_

#: Evaluated nodes per evaluation; a loop of a thousand rounds with a line or two in it fits.
STEPS = 20_000
#: Elements and characters that operations may touch or produce together. Bounds time and memory.
WORK = 1_000_000
#: Longest source of an expression and of a script, in characters, and deepest nesting of their syntax.
EXPRESSION_LENGTH = 4_000
SCRIPT_LENGTH = 20_000
SYNTAX_DEPTH = 100
#: Longest text, in characters; most values inside one list or table, nested ones counted; deepest nesting of values.
TEXT_LENGTH = 100_000
WEIGHT = 50_000
DEPTH = 32
#: Whole numbers stay within 64 bits: what JSON readers and the database bear, and too few for crafted hash collisions.
LARGEST_INT = 2**63 - 1
#: Decimals beyond this power of ten are refused, or turning one into a whole number would never end.
LARGEST_EXPONENT = 30

SCALARS = frozenset({int, str, float, bool, type(None), date, datetime, time, timedelta, Decimal, UUID})
CONTAINERS = frozenset({list, dict, tuple, set})

TOO_LONG = N_("The expression takes too long: it needs too many steps.")
TOO_LARGE = N_("The result becomes too large.")
TOO_DEEP = N_("Values are nested too deeply.")
NUMBER_TOO_LARGE = N_("A number becomes too large.")
NOT_A_NUMBER = N_("The result is not a number.")


class Budget:
    """Counts down while one expression or script runs."""

    __slots__ = ("steps", "work")

    def __init__(self, steps: int = STEPS, work: int = WORK) -> None:
        self.steps = steps
        self.work = work

    def charge(self, amount: int) -> None:
        """Pay for touching `amount` elements or characters; raises BudgetExceeded."""
        self.work -= amount
        if self.work < 0:
            raise BudgetExceeded(TOO_LONG)

    def text(self, length: int) -> None:
        """Pay for a text of `length` characters before it is made; raises BudgetExceeded."""
        if length > TEXT_LENGTH:
            raise BudgetExceeded(TOO_LARGE)
        self.charge(length)

    def elements(self, count: int) -> None:
        """Pay for a list of `count` elements before it is made; raises BudgetExceeded."""
        if count > WEIGHT:
            raise BudgetExceeded(TOO_LARGE)
        self.charge(count)

    def weigh(self, value: Any) -> int:
        """How many values `value` holds, itself and nested ones counted as often as they appear.

        Every operation that walks through a value weighs it first: values may share parts, so that a small object can
        be endless to walk. Raises BudgetExceeded when too heavy or too deep.
        """
        kind = type(value)
        if kind is str:
            self.charge(1 + len(value) // 64)
            return 1
        if kind in SCALARS:
            return 1
        weight, stack = 0, [(value, 0)]
        while stack:
            part, depth = stack.pop()
            weight += 1
            if weight + len(stack) > WEIGHT:
                raise BudgetExceeded(TOO_LARGE)
            if depth > DEPTH:
                raise BudgetExceeded(TOO_DEEP)
            kind = type(part)
            if kind in SCALARS:
                continue
            part = getattr(part, "_answers", part)  # a form of the record: look without counting as a read
            if isinstance(part, Mapping):
                inner: Any = part.values()
            elif isinstance(part, list | tuple | set | frozenset):
                inner = part
            else:
                continue
            if len(part) > WEIGHT:
                raise BudgetExceeded(TOO_LARGE)
            stack.extend([(one, depth + 1) for one in inner])
        self.charge(weight)
        return weight


def number(value: Any) -> Any:
    """`value` if it is a number of bearable size; raises ExpressionError."""
    kind = type(value)
    if kind is int:
        if -LARGEST_INT <= value <= LARGEST_INT:
            return value
        raise BudgetExceeded(NUMBER_TOO_LARGE)
    if kind is float:
        if value - value == 0.0:  # neither infinite nor NaN
            return value
        raise ExpressionError(NOT_A_NUMBER)
    if kind is Decimal:
        if not value.is_finite():
            raise ExpressionError(NOT_A_NUMBER)
        if value and abs(value.adjusted()) > LARGEST_EXPONENT:
            raise BudgetExceeded(NUMBER_TOO_LARGE)
        return value
    if kind is complex:
        raise ExpressionError(NOT_A_NUMBER)
    return value
