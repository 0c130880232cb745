"""Deadlines that are named stand in the register."""

import ast
from collections.abc import Iterator

from processes.engine import deadlines, expressions
from processes.engine.expressions import ExpressionError
from processes.engine.lint import places
from processes.engine.lint.model import Model, problem
from processes.errors import Problem
from processes.words import N_, Sentence

RULE = N_("A deadline that is named stands in the register.")
DUE = N_("The due date of “%(name)s” is neither a deadline of the register nor an expression: %(why)s")
UNKNOWN = N_("“%(name)s” names the deadline “%(key)s”. %(why)s")


def check(model: Model) -> Iterator[Problem]:
    """Due dates of tasks, and the keys that frist(…) is called with."""
    try:
        register = deadlines.default_register()
    except deadlines.InvalidRegister:
        return  # without a register there is nothing to compare with; who asks for a deadline is told then
    for place in places.places(model):
        if place.what.template == places.DEADLINE and _is_key(register, place.source):
            continue
        try:
            expressions.check(place.source, place.mode)
        except ExpressionError as error:
            if place.what.template == places.DEADLINE:
                yield problem(place.element, DUE, why=Sentence(error.template, error.params))
            continue
        for key in _named(place.source):
            try:
                register.find(key)
            except deadlines.UnknownDeadline as error:
                yield problem(place.element, UNKNOWN, key=key, why=Sentence(error.template, error.params))


def _is_key(register: deadlines.Register, text: str) -> bool:
    try:
        register.find(text)
    except deadlines.UnknownDeadline:
        return False
    return True


def _named(source: str) -> Iterator[str]:
    """The keys written out in calls of frist(…)."""
    if "frist" not in source:
        return
    try:
        tree = ast.parse(f"({source.strip()}\n)")
    except SyntaxError:
        tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "frist":
            values = [*node.args[1:2], *(word.value for word in node.keywords if word.arg == "schluessel")]
            yield from (one.value for one in values if isinstance(one, ast.Constant) and isinstance(one.value, str))
