"""Cells of a decision table: what is written in them, what would never match, and whether they match."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from processes.engine import expressions
from processes.engine.expressions import EmptyValue, Evaluator, ExpressionError
from processes.engine.expressions.values import same
from processes.words import N_

#: What `?` is called inside an expression.
INPUT_NAME = "eingabewert_der_zelle"
ANY, EQUAL, UNEQUAL, TEST = "any", "equal", "unequal", "test"
NO_LITERAL: Any = object()
COMPARISON = re.compile(r"\s*(==|!=|<=|>=|<|>|=)(.*)", re.DOTALL)
RANGE = re.compile(r"[\[(\]]\s*[^\s,]+\s*\.\.")
CONSTANT_NAMES = ("True", "False", "None")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: `kind` says how `expression` is used; `literal` is its value when it needs no evaluation."""

    kind: str
    expression: str = ""
    literal: Any = NO_LITERAL

    def matches(self, value: Any, evaluator: Evaluator) -> bool:
        """Whether the input `value` fits. Something empty fits no comparison by size. Raises ExpressionError."""
        if self.kind == ANY:
            return True
        if self.kind == TEST:
            try:
                return bool(evaluator.value(self.expression, **{INPUT_NAME: value}))
            except EmptyValue:
                if value is None:
                    return False
                raise
        expected = self.literal
        if expected is not NO_LITERAL and not isinstance(value, list | dict):
            return same(value, expected) is (self.kind == EQUAL)
        fits = bool(evaluator.value(f"{INPUT_NAME} == ({self.expression}\n)", **{INPUT_NAME: value}))
        return fits is (self.kind == EQUAL)


def read(text: str) -> Cell:
    """The cell written as `text`; raises ExpressionError with what to write instead."""
    text = text.strip()
    if text in ("", "-"):
        return Cell(ANY)
    if RANGE.match(text):
        raise ExpressionError(N_("Write a range as 1 <= ? <= 5."))
    if asks_for_input(text):
        found = COMPARISON.fullmatch(text)
        return _test(text if found is None else f"? {text}")
    comparison = COMPARISON.fullmatch(text)
    if comparison is None:
        return _equality(EQUAL, text)
    sign, rest = comparison.groups()
    if sign in ("==", "="):
        return _equality(EQUAL, rest, compared=True)
    if sign == "!=":
        return _equality(UNEQUAL, rest, compared=True)
    return _test(f"? {text}")


def _test(text: str) -> Cell:
    expression = replace_input(text)
    _check(expression)
    return Cell(TEST, expression)


def _equality(kind: str, text: str, *, compared: bool = False) -> Cell:
    text = text.strip()
    tree = _check(text)
    if isinstance(tree, ast.Tuple):
        raise ExpressionError(N_("Several values are written as ? in [“a”, “b”]."))
    if isinstance(tree, ast.Compare | ast.BoolOp) or (isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.Not)):
        raise ExpressionError(N_("A condition in a cell needs “?” for the input value, as in 3 < ? and ? < 9."))
    if isinstance(tree, ast.Name) and not compared:
        raise ExpressionError(
            N_("%(name)s is neither a text nor a number. Write a text in quotes, or == before a variable."),
            name=tree.id,
        )
    return Cell(kind, text, _literal(tree))


def _literal(tree: ast.expr) -> Any:
    if isinstance(tree, ast.Constant):
        return tree.value
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub) and isinstance(tree.operand, ast.Constant):
        value = tree.operand.value
        return -value if isinstance(value, int | float) and not isinstance(value, bool) else NO_LITERAL
    return NO_LITERAL


def _check(expression: str) -> ast.expr:
    try:
        expressions.check(expression)
    except ExpressionError as error:
        if "near" in error.params:
            shown = re.sub(rf"\s*{INPUT_NAME}\s*", " ? ", expression).strip()[:60]
            raise ExpressionError(N_("“%(cell)s” cannot be read."), cell=shown) from None
        raise
    return ast.parse(expression.strip() if "\n" not in expression.strip() else f"({expression}\n)", mode="eval").body


def asks_for_input(text: str) -> bool:
    """Whether `?` stands outside the texts in quotes."""
    return any(char == "?" for char, quoted in _characters(text) if not quoted)


def replace_input(text: str) -> str:
    """`text` with a name for `?` outside the texts in quotes."""
    return "".join(
        f" {INPUT_NAME} " if char == "?" and not quoted else char for char, quoted in _characters(text)
    ).strip()


def _characters(text: str) -> Iterator[tuple[str, bool]]:
    quote, escaped = "", False
    for char in text:
        inside = bool(quote)
        if escaped:
            escaped = False
        elif quote and char == "\\":
            escaped = True
        elif quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        yield char, inside
