"""Turns the tree of an expression into nested Python functions of a run; what it does not know, it refuses."""

import ast
from collections.abc import Callable
from typing import Any

from processes.engine.expressions import access, comprehensions, operators
from processes.engine.expressions.budget import LARGEST_INT, TOO_LONG
from processes.engine.expressions.calls import call
from processes.engine.expressions.error import BudgetExceeded, ExpressionError
from processes.engine.expressions.run import MISSING, Code, Run
from processes.engine.expressions.values import key
from processes.words import N_

REFUSED: dict[type[ast.AST], str] = {
    ast.Lambda: N_("Own functions (lambda) are not possible in an expression."),
    ast.NamedExpr: N_("“:=” is not possible in an expression."),
    ast.JoinedStr: N_("f-texts are not possible. Use verbinde(…) or text(…)."),
    ast.Await: N_("“await” is not possible in an expression."),
    ast.Yield: N_("“yield” is not possible in an expression."),
    ast.YieldFrom: N_("“yield” is not possible in an expression."),
    ast.Starred: N_("“*” before a list is not possible here."),
}
NOT_ALLOWED = N_("“%(what)s” is not possible here.")
ENGLISH = {"true": "True", "false": "False", "null": "None", "wahr": "True", "falsch": "False", "nichts": "None"}


def compile_expression(node: ast.expr) -> Code:
    """The function that evaluates `node`; raises ExpressionError for what the language does not have."""
    maker = MAKERS.get(type(node))
    if maker is None:
        raise _at(node, ExpressionError(REFUSED.get(type(node), NOT_ALLOWED), _what(node)))
    try:
        return maker(node)
    except ExpressionError as error:
        raise _at(node, error) from None


def _what(node: ast.AST) -> dict[str, Any]:
    return {} if type(node) in REFUSED else {"what": type(node).__name__}


def _at(node: ast.AST, error: ExpressionError) -> ExpressionError:
    if error.line is None:
        error.line = getattr(node, "lineno", None)
    return error


def check_name(name: str) -> str:
    """`name` if an expression may use it; raises ExpressionError."""
    if name.startswith("_"):
        raise ExpressionError(N_("Names that begin with “_” cannot be used."))
    if name in ENGLISH:
        raise ExpressionError(N_("Write %(right)s instead of %(name)s."), name=name, right=ENGLISH[name])
    return name


def _constant(node: ast.Constant) -> Code:
    value = node.value
    if isinstance(value, bytes | complex) or value is ...:
        raise ExpressionError(NOT_ALLOWED, what=type(value).__name__)
    if isinstance(value, int) and value > LARGEST_INT:
        raise BudgetExceeded(N_("A number is too large."))
    if isinstance(value, float) and value - value != 0.0:
        raise BudgetExceeded(N_("A number is too large."))
    return lambda run: value


def _name(node: ast.Name) -> Code:
    name = check_name(node.id)

    def read(run: Run) -> Any:
        value = run.local.get(name, MISSING)
        return run.lookup(name) if value is MISSING else value

    return read


def _compare(node: ast.Compare) -> Code:
    first = compile_expression(node.left)
    for operation, right in zip(node.ops, node.comparators, strict=True):
        singleton = isinstance(right, ast.Constant) and right.value in (None, True, False)
        if isinstance(operation, ast.Is | ast.IsNot) and not singleton:
            raise ExpressionError(N_("“is” compares only with None, True or False. Use ==."))
    rest = [
        (operators.COMPARISONS[type(operation)], compile_expression(right))
        for operation, right in zip(node.ops, node.comparators, strict=True)
    ]
    if len(rest) == 1:
        compare, second = rest[0]

        def compare_two(run: Run) -> bool:
            run.steps -= 1
            if run.steps < 0:
                raise BudgetExceeded(TOO_LONG)
            return compare(run, first(run), second(run))

        return compare_two

    def compare_chain(run: Run) -> bool:
        left = first(run)
        for compare, part in rest:
            run.step()
            right = part(run)
            if not compare(run, left, right):
                return False
            left = right
        return True

    return compare_chain


def _boolean(node: ast.BoolOp) -> Code:
    parts = [compile_expression(part) for part in node.values]
    stop = isinstance(node.op, ast.Or)

    def combine(run: Run) -> Any:
        run.steps -= 1
        if run.steps < 0:
            raise BudgetExceeded(TOO_LONG)
        value = None
        for part in parts:
            value = part(run)
            if bool(value) is stop:
                break
        return value

    return combine


def _unary(node: ast.UnaryOp) -> Code:
    inner = compile_expression(node.operand)
    runs: dict[type[ast.unaryop], Callable[[Any], Any]] = {
        ast.Not: lambda value: not value,
        ast.USub: operators.negate,
        ast.UAdd: operators.positive,
    }
    if type(node.op) not in runs:
        raise ExpressionError(NOT_ALLOWED, what="~")
    apply = runs[type(node.op)]

    def unary(run: Run) -> Any:
        run.step()
        return apply(inner(run))

    return unary


def binary(operation: ast.operator) -> operators.Operation:
    """The bounded operation of an operator; raises ExpressionError for shifts and the like."""
    found = operators.BINARY.get(type(operation))
    if found is None:
        raise ExpressionError(NOT_ALLOWED, what=type(operation).__name__)
    return found


def _binary(node: ast.BinOp) -> Code:
    apply, left, right = binary(node.op), compile_expression(node.left), compile_expression(node.right)

    def calculate(run: Run) -> Any:
        run.step()
        return apply(run, left(run), right(run))

    return calculate


def _conditional(node: ast.IfExp) -> Code:
    test, yes, no = (compile_expression(part) for part in (node.test, node.body, node.orelse))

    def choose(run: Run) -> Any:
        run.step()
        return yes(run) if test(run) else no(run)

    return choose


def _sequence(node: ast.List | ast.Tuple | ast.Set) -> Code:
    parts = [compile_expression(part) for part in node.elts]
    is_tuple, is_set = isinstance(node, ast.Tuple), isinstance(node, ast.Set)

    def build(run: Run) -> Any:
        run.step()
        values = [part(run) for part in parts]
        if is_set:
            return {key(value) for value in values}
        run.weigh(values)
        return tuple(values) if is_tuple else values

    return build


def _table(node: ast.Dict) -> Code:
    if None in node.keys:
        raise ExpressionError(N_("“**” is not possible here."))
    pairs = [
        (compile_expression(name), compile_expression(value))  # type: ignore[arg-type]
        for name, value in zip(node.keys, node.values, strict=True)
    ]

    def build(run: Run) -> Any:
        run.step()
        result = {key(name(run)): value(run) for name, value in pairs}
        run.weigh(result)
        return result

    return build


MAKERS: dict[type[ast.AST], Callable[[Any], Code]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Compare: _compare,
    ast.BoolOp: _boolean,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.IfExp: _conditional,
    ast.Attribute: lambda node: access.attribute(node, compile_expression, check_name),
    ast.Subscript: lambda node: access.subscript(node, compile_expression),
    ast.List: _sequence,
    ast.Tuple: _sequence,
    ast.Set: _sequence,
    ast.Dict: _table,
    ast.Call: lambda node: call(node, compile_expression),
    ast.ListComp: lambda node: comprehensions.build(node, compile_expression, check_name),
    ast.GeneratorExp: lambda node: comprehensions.build(node, compile_expression, check_name),
    ast.SetComp: lambda node: comprehensions.build(node, compile_expression, check_name),
    ast.DictComp: lambda node: comprehensions.build(node, compile_expression, check_name),
}
