"""Turns source text into a syntax tree of bounded size, or says in a sentence why not."""

import ast
import textwrap
from typing import Any

from processes.engine.expressions.budget import EXPRESSION_LENGTH, SCRIPT_LENGTH, SYNTAX_DEPTH
from processes.engine.expressions.error import BudgetExceeded, ExpressionError
from processes.words import N_

#: Methods of Python that are only another spelling of a function of ours.
SPELLINGS = {
    "get": "wert", "keys": "schluessel", "values": "werte", "lower": "klein", "upper": "gross",
    "strip": "ohne_leerraum", "split": "teile", "replace": "ersetze",
    "startswith": "beginnt_mit", "endswith": "endet_mit",
}  # fmt: skip


class _Respelled(ast.NodeTransformer):
    """Rewrites `text.lower()` as `klein(text)` and, as a line of a script, `liste.append(x)` as `liste += [x]`."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        method = node.func
        if not isinstance(method, ast.Attribute) or method.attr not in SPELLINGS:
            return node
        function = ast.copy_location(ast.Name(SPELLINGS[method.attr], ast.Load()), method)
        return ast.copy_location(ast.Call(function, [method.value, *node.args], node.keywords), node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        self.generic_visit(node)
        call = node.value
        is_append = isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "append"
        if not is_append or len(call.args) != 1 or call.keywords:  # type: ignore[attr-defined]
            return node
        target = call.func.value  # type: ignore[attr-defined]
        if isinstance(target, ast.Name):
            target = ast.copy_location(ast.Name(target.id, ast.Store()), target)
        elif isinstance(target, ast.Subscript):
            target = ast.copy_location(ast.Subscript(target.value, target.slice, ast.Store()), target)
        else:
            return node
        added = ast.copy_location(ast.List(call.args, ast.Load()), call)  # type: ignore[attr-defined]
        return ast.copy_location(ast.AugAssign(target, ast.Add(), added), node)


def expression(source: str) -> ast.expr:
    """The tree of one expression; raises ExpressionError. Line breaks inside are allowed."""
    text = _text(source, EXPRESSION_LENGTH).strip()
    if not text:
        raise ExpressionError(N_("There is no expression here."))
    if "\n" in text or "\r" in text:
        text = f"({text}\n)"
    return _parse(text, "eval").body  # type: ignore[no-any-return]


def script(source: str) -> list[ast.stmt]:
    """The statements of a script; raises ExpressionError."""
    text = _text(source, SCRIPT_LENGTH)
    text = textwrap.dedent(text.expandtabs(4)).strip("\r\n")
    return _parse(text, "exec").body  # type: ignore[no-any-return]


def _text(source: str, longest: int) -> str:
    if not isinstance(source, str):
        raise ExpressionError(N_("An expression is a text."))
    if len(source) > longest:
        raise BudgetExceeded(N_("The text is longer than %(longest)s characters."), longest=longest)
    return source


def _parse(text: str, mode: str) -> Any:
    try:
        tree = ast.parse(text, mode=mode)
    except SyntaxError as error:
        line = error.lineno or 1
        near = _near(text, line, error.offset or 1)
        problem = ExpressionError(N_("Line %(line)s cannot be read near “%(near)s”."), line=line, near=near)
        problem.line = line
        raise problem from None
    except (ValueError, RecursionError, MemoryError, SystemError, OverflowError):
        raise ExpressionError(N_("The expression cannot be read.")) from None
    _limit_depth(tree)
    return _Respelled().visit(tree)


def _near(text: str, line: int, offset: int) -> str:
    lines = text.splitlines() or [""]
    there = lines[min(line, len(lines)) - 1]
    return there[max(0, offset - 11) : offset + 10].strip()


def _limit_depth(tree: ast.AST) -> None:
    level, depth = [tree], 0
    while level:
        depth += 1
        if depth > SYNTAX_DEPTH:
            raise BudgetExceeded(N_("The expression is nested too deeply."))
        level = [child for node in level for child in ast.iter_child_nodes(node)]
