"""Calls: only of the documented functions, by their plain name."""

import ast
import inspect
from collections.abc import Callable
from typing import Any

from processes.engine.expressions.error import ExpressionError, NotKnown
from processes.engine.expressions.functions import FUNCTIONS
from processes.engine.expressions.run import Code, Run
from processes.engine.expressions.values import known
from processes.words import N_

#: What to write instead of a method of Python.
INSTEAD = {
    "append": "liste + [wert]", "extend": "liste + liste", "remove": "ohne(liste, wert)", "count": "anzahl(…)",
    "items": "schluessel(tabelle)", "update": 'tabelle["schluessel"] = wert', "pop": "ohne(…)",
    "join": "verbinde(liste, trenner)", "format": "verbinde(…)", "sort": "sortiert(liste)",
    "isoformat": "str(datum)", "strftime": "text(datum)", "date": "datum(zeitpunkt)", "title": "gross(text)",
}  # fmt: skip
UNKNOWN_FUNCTION = N_("There is no function “%(name)s”.")
METHOD = N_("“.%(name)s(…)” cannot be called. Only the documented functions can.")
METHOD_INSTEAD = N_("“.%(name)s(…)” cannot be called. Write %(instead)s.")
UNFIT = N_("%(name)s cannot do anything with these values.")
ARGUMENTS = N_("These are not the right values for %(signature)s: too many, too few or wrongly named.")


def call(node: ast.Call, expression: Callable[[ast.expr], Code]) -> Code:
    """The function that calls one of ours; raises ExpressionError for everything else."""
    name = _function_name(node)
    if any(isinstance(part, ast.Starred) for part in node.args) or any(part.arg is None for part in node.keywords):
        raise ExpressionError(N_("“*” and “**” are not possible in a call."))
    values = [expression(part) for part in node.args]
    named = {str(part.arg): expression(part.value) for part in node.keywords}
    if len(named) != len(node.keywords):
        raise ExpressionError(N_("A value is named twice in a call."))
    function = FUNCTIONS.get(name)
    if function is None:
        return _foreign(name, values, named)
    _check_arguments(function.run, function.signature, values, named)
    run_it = function.run

    def invoke(run: Run) -> Any:
        run.step()
        arguments = [value(run) for value in values]
        keywords = {key: value(run) for key, value in named.items()}
        try:
            return run_it(run, *arguments, **keywords)
        except (TypeError, ValueError, ArithmeticError, KeyError, IndexError, AttributeError):
            raise ExpressionError(UNFIT, name=name) from None

    return invoke


def _function_name(node: ast.Call) -> str:
    target = node.func
    if isinstance(target, ast.Name):
        if target.id.startswith("_"):
            raise ExpressionError(N_("Names that begin with “_” cannot be used."))
        return target.id
    if isinstance(target, ast.Attribute):
        if target.attr == "alle" and isinstance(target.value, ast.Name) and target.value.id == "record":
            return "alle"
        if target.attr in INSTEAD:
            raise ExpressionError(METHOD_INSTEAD, name=target.attr, instead=INSTEAD[target.attr])
        if target.attr.startswith("_"):
            raise ExpressionError(N_("Names that begin with “_” cannot be used."))
        raise ExpressionError(METHOD, name=target.attr)
    raise ExpressionError(N_("Only the documented functions can be called."))


def _check_arguments(run: Callable[..., Any], signature: str, values: list[Code], named: dict[str, Code]) -> None:
    try:
        inspect.signature(run).bind(None, *values, **named)
    except TypeError:
        raise ExpressionError(ARGUMENTS, signature=signature) from None


def _foreign(name: str, values: list[Code], named: dict[str, Code]) -> Code:
    """A function the caller of `evaluate` may bring along; unknown ones are found by `check` and at the call."""

    def invoke(run: Run) -> Any:
        run.step()
        function = run.functions.get(name)
        if function is None:
            raise NotKnown(UNKNOWN_FUNCTION, name=name)
        try:
            result = function(*[value(run) for value in values], **{key: value(run) for key, value in named.items()})
        except (TypeError, ValueError, ArithmeticError, KeyError, IndexError, AttributeError):
            raise ExpressionError(UNFIT, name=name) from None
        result = known(result, name)
        run.weigh(result)
        return result

    return invoke
