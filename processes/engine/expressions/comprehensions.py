"""List, set and table comprehensions with a step for each round."""

import ast
from collections.abc import Callable
from typing import Any

from processes.engine.expressions.budget import WEIGHT
from processes.engine.expressions.error import BudgetExceeded, ExpressionError
from processes.engine.expressions.run import MISSING, Code, Run
from processes.engine.expressions.values import key
from processes.words import N_

Comprehension = ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp
Level = tuple[list[str], bool, Code, list[Code]]
UNPACK = N_("The list does not have as many elements as there are names before it.")


def build(node: Comprehension, expression: Callable[[ast.expr], Code], check: Callable[[str], str]) -> Code:
    """The function of a comprehension; a generator expression gives a list."""
    levels = [_level(generator, expression, check) for generator in node.generators]
    names = [name for level in levels for name in level[0]]
    if isinstance(node, ast.DictComp):
        first, second = expression(node.key), expression(node.value)
    else:
        first, second = expression(node.elt), None
    is_set = isinstance(node, ast.SetComp)

    def comprehend(run: Run) -> Any:
        saved = {name: run.local.get(name, MISSING) for name in names}
        pairs: list[Any] = []
        try:
            _rounds(run, levels, 0, first, second, pairs)
        finally:
            restore(run, saved)
        if second is not None:
            table = {key(name): value for name, value in pairs}
            run.weigh(table)
            return table
        if is_set:
            return {key(value) for value in pairs}
        run.weigh(pairs)
        return pairs

    return comprehend


def restore(run: Run, saved: dict[str, Any]) -> None:
    """Give names back the values they had before a loop."""
    for name, value in saved.items():
        if value is MISSING:
            run.local.pop(name, None)
        else:
            run.local[name] = value


def target_names(target: ast.expr, check: Callable[[str], str]) -> tuple[list[str], bool]:
    """The names a loop fills, and whether each element is taken apart; raises ExpressionError."""
    if isinstance(target, ast.Name):
        return [check(target.id)], False
    if isinstance(target, ast.Tuple | ast.List) and all(isinstance(part, ast.Name) for part in target.elts):
        return [check(part.id) for part in target.elts if isinstance(part, ast.Name)], True
    raise ExpressionError(N_("A loop fills simple names only."))


def unpack(run: Run, value: Any, count: int) -> list[Any]:
    """`value` taken apart into exactly `count` parts; raises ExpressionError."""
    if not isinstance(value, list | tuple) or len(value) != count:
        raise ExpressionError(UNPACK)
    return list(value)


def _level(generator: ast.comprehension, expression: Callable[[ast.expr], Code], check: Callable[[str], str]) -> Level:
    if generator.is_async:
        raise ExpressionError(N_("“async” is not possible in an expression."))
    names, apart = target_names(generator.target, check)
    return names, apart, expression(generator.iter), [expression(test) for test in generator.ifs]


def _rounds(run: Run, levels: list[Level], depth: int, first: Code, second: Code | None, into: list[Any]) -> None:
    names, apart, source, tests = levels[depth]
    for one in run.items(source(run)):
        run.step()
        if apart:
            run.local.update(zip(names, unpack(run, one, len(names)), strict=True))
        else:
            run.local[names[0]] = one
        if not all(test(run) for test in tests):
            continue
        if depth + 1 < len(levels):
            _rounds(run, levels, depth + 1, first, second, into)
            continue
        into.append(first(run) if second is None else (first(run), second(run)))
        if len(into) > WEIGHT:
            raise BudgetExceeded
