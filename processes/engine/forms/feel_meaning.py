"""What a parsed condition means: its tree is evaluated over answers, with FEEL's null logic."""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

#: A condition as nested tuples that JSON can hold too, so that the browser evaluates the same tree:
#: ("value", v) · ("path", name, …) · ("list", tree, …) · ("or" | "and", tree, …) · ("=" | "<" …, tree, tree)
#: · ("in", tree, tree) · ("call", name, tree, …)
Tree = tuple[Any, ...]

#: Names that are not fields: the row of a repeating group, and what lies around it.
ROW_NAMES = frozenset({"item", "this", "parent"})


@dataclass(frozen=True)
class Scope:
    """The answers a condition sees: those of its own row first, then those around it."""

    values: Mapping[str, Any]
    outer: "Scope | None" = None

    def find(self, path: tuple[str, ...]) -> Any:
        """The value at `path`, None when there is none."""
        first, rest = path[0], path[1:]
        holder = next((scope for scope in self._outwards() if first in scope.values), None)
        if holder is None and first in ROW_NAMES:
            scope = self.outer or self if first == "parent" else self
            return scope.find(rest) if rest else scope.values
        value: Any = holder.values[first] if holder else None
        for name in rest:
            value = value.get(name) if isinstance(value, Mapping) else None
        return value

    def _outwards(self) -> "Iterator[Scope]":
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.outer


def evaluate(tree: Tree, scope: Scope) -> Any:
    """The value of `tree`; None is FEEL's null."""
    kind = tree[0]
    if kind == "value":
        return tree[1]
    if kind == "path":
        return scope.find(tree[1:])
    if kind == "call":
        return FUNCTIONS[tree[1]][1](*(evaluate(part, scope) for part in tree[2:]))
    values = [evaluate(part, scope) for part in tree[1:]]
    if kind == "list":
        return values
    if kind in ("or", "and"):
        return _joined(values, decides=kind == "or")
    return _compared(kind, *values)


def _joined(values: list[Any], *, decides: bool) -> bool | None:
    """`or` is decided by one true part, `and` by one false part; with a null in it the rest is null."""
    if any(value is decides for value in values):
        return decides
    return not decides if all(isinstance(value, bool) for value in values) else None


def _compared(mark: str, left: Any, right: Any) -> bool | None:
    if mark == "in":
        return _contains(right, left)
    if mark in ("=", "!="):
        return _equal(left, right) == (mark == "=")
    return bool(_ORDER[mark](left, right)) if _comparable(left, right) else None


_ORDER: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _equal(left: Any, right: Any) -> bool:
    # True == 1 in Python; a truth value is never a number in FEEL.
    return isinstance(left, bool) == isinstance(right, bool) and bool(left == right)


def _comparable(left: Any, right: Any) -> bool:
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (left, right))
    return numbers or (isinstance(left, str) and isinstance(right, str))


def _negated(value: Any) -> bool | None:
    return not value if isinstance(value, bool) else None


def _contains(values: Any, value: Any) -> bool | None:
    return any(_equal(item, value) for item in values) if isinstance(values, list | tuple) else None


def _text_contains(text: Any, part: Any) -> bool | None:
    return part in text if isinstance(text, str) and isinstance(part, str) else None


def _count(values: Any) -> int | None:
    return len(values) if isinstance(values, list | tuple) else None


def _text_length(text: Any) -> int | None:
    return len(text) if isinstance(text, str) else None


#: Functions by name: how many values they take, and what they do.
FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {
    "not": (1, _negated),
    "list contains": (2, _contains),
    "contains": (2, _text_contains),
    "count": (1, _count),
    "string length": (1, _text_length),
}
