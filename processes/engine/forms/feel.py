"""The part of FEEL that hides form fields: comparisons, and/or/not, lists, field paths; anything else is refused."""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from processes.errors import Problem
from processes.words import N_

MAX_LENGTH = 2_000
MAX_DEPTH = 40

#: Names that are not fields: the row of a repeating group, and what lies around it.
ROW_NAMES = frozenset({"item", "this", "parent"})
_LITERALS = {"true": True, "false": False, "null": None}
_TOKENS = re.compile(
    r"""\s*(?:
        (?P<string>"(?:[^"\\]|\\.)*")
      | (?P<number>\d+(?:\.\d+)?)
      | (?P<word>list\s+contains\b|string\s+length\b|[^\W\d]\w*)
      | (?P<mark>!=|<=|>=|[=<>()\[\],.\-])
    )""",
    re.VERBOSE,
)


class FeelError(Exception):
    """The text is not in the supported part of FEEL; `template` and `params` say why."""

    def __init__(self, template: str, **params: Any) -> None:
        self.template = template
        self.params = params
        super().__init__(template % {"label": "", **params})


@dataclass(frozen=True)
class Scope:
    """The answers a condition sees: those of its own row first, then those around it."""

    values: Mapping[str, Any]
    outer: "Scope | None" = None

    def find(self, path: tuple[str, ...]) -> Any:
        """The value at `path`, None when there is none."""
        first, rest = path[0], path[1:]
        if first in ROW_NAMES and not self._has(first):
            scope = self if first != "parent" else (self.outer or self)
            return scope.find(rest) if rest else scope.values
        value: Any = self._nearest(first)
        for name in rest:
            value = value.get(name) if isinstance(value, Mapping) else None
        return value

    def _has(self, name: str) -> bool:
        return any(name in scope.values for scope in self._outwards())

    def _nearest(self, name: str) -> Any:
        return next((scope.values[name] for scope in self._outwards() if name in scope.values), None)

    def _outwards(self) -> "Iterator[Scope]":
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.outer


Node = Callable[[Scope], Any]


@dataclass(frozen=True)
class Condition:
    """A parsed condition; `names` are the first words of the field paths in it."""

    source: str
    names: frozenset[str]
    node: Node

    def holds(self, scope: Scope) -> bool:
        """Whether the condition is true; null and anything that is not a truth value count as false."""
        return self.node(scope) is True


def parse(source: str) -> Condition:
    """Parse `source`, which may begin with `=` as form-js writes it. Raises FeelError."""
    if len(source) > MAX_LENGTH:
        raise FeelError(N_("The condition of “%(label)s” is longer than %(limit)s characters."), limit=MAX_LENGTH)
    parser = _Parser(source.strip().removeprefix("="))
    node = parser.either(0)
    parser.end()
    return Condition(source, frozenset(parser.names), node)


def refusal(element_id: str, label: str, error: FeelError) -> Problem:
    """The problem of a component whose condition was refused."""
    return Problem(element_id=element_id, template=error.template, params={"label": label, **error.params})


class _Parser:
    """Recursive descent over the tokens of one condition."""

    def __init__(self, source: str) -> None:
        self.names: set[str] = set()
        self._tokens = self._split(source)
        self._at = 0

    @staticmethod
    def _split(source: str) -> list[tuple[str, str]]:
        tokens, at = [], 0
        source = source.rstrip()
        while at < len(source):
            found = _TOKENS.match(source, at)
            if not found or not found.lastgroup:
                raise FeelError(
                    N_("In the condition of “%(label)s”, “%(text)s” is not understood."),
                    text=source[at : at + 20].strip(),
                )
            text = found[found.lastgroup]
            tokens.append((found.lastgroup, " ".join(text.split()) if found.lastgroup == "word" else text))
            at = found.end()
        return tokens

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")

    def _next(self) -> tuple[str, str]:
        token = self._peek()
        self._at += 1
        return token

    def _take(self, mark: str) -> bool:
        kind, text = self._peek()
        if kind in ("mark", "word") and text == mark:
            self._at += 1
            return True
        return False

    def _expect(self, mark: str) -> None:
        if not self._take(mark):
            raise FeelError(N_("In the condition of “%(label)s”, “%(mark)s” is missing."), mark=mark)

    def end(self) -> None:
        """Refuse anything left over."""
        if self._peek()[0] != "end":
            raise FeelError(N_("In the condition of “%(label)s”, “%(text)s” is not understood."), text=self._peek()[1])

    def either(self, depth: int) -> Node:
        """Parse `a or b or …`."""
        if depth > MAX_DEPTH:
            raise FeelError(N_("The condition of “%(label)s” is nested too deeply."))
        parts = [self._both(depth)]
        while self._take("or"):
            parts.append(self._both(depth))
        return parts[0] if len(parts) == 1 else _any_of(parts)

    def _both(self, depth: int) -> Node:
        parts = [self._comparison(depth)]
        while self._take("and"):
            parts.append(self._comparison(depth))
        return parts[0] if len(parts) == 1 else _all_of(parts)

    def _comparison(self, depth: int) -> Node:
        left = self._value(depth)
        for mark in ("!=", "<=", ">=", "=", "<", ">"):
            if self._take(mark):
                return _compared(mark, left, self._value(depth))
        if self._take("in"):
            choices = self._list("(", ")", depth) if self._take("(") else self._value(depth)
            return lambda scope: _contains(choices(scope), left(scope))
        return left

    def _value(self, depth: int) -> Node:
        kind, text = self._next()
        if kind == "string":
            return _constant(re.sub(r"\\(.)", r"\1", text[1:-1]))
        if kind == "number":
            return _constant(float(text) if "." in text else int(text))
        if text == "-" and self._peek()[0] == "number":
            return _constant(-float(self._next()[1]))
        if text == "(":
            inside = self.either(depth + 1)
            self._expect(")")
            return inside
        if text == "[":
            return self._list("[", "]", depth)
        if kind == "word":
            return self._word(text, depth)
        raise FeelError(N_("In the condition of “%(label)s” a value is missing."))

    def _list(self, opening: str, closing: str, depth: int) -> Node:
        items: list[Node] = []
        while not self._take(closing):
            if items:
                self._expect(",")
            items.append(self.either(depth + 1))
        return lambda scope: [item(scope) for item in items]

    def _word(self, text: str, depth: int) -> Node:
        if text in _LITERALS:
            return _constant(_LITERALS[text])
        if self._take("("):
            if text not in _FUNCTIONS:
                raise FeelError(N_("In the condition of “%(label)s” there is no function “%(name)s”."), name=text)
            arguments, inside = [self.either(depth + 1)], _FUNCTIONS[text]
            while self._take(","):
                arguments.append(self.either(depth + 1))
            self._expect(")")
            if len(arguments) != inside[0]:
                raise FeelError(
                    N_("In the condition of “%(label)s”, “%(name)s” takes %(count)s values."),
                    name=text,
                    count=inside[0],
                )
            return lambda scope: inside[1](*(argument(scope) for argument in arguments))
        if " " in text or text in ("and", "or", "in", "if", "then", "else", "for", "some", "every", "function"):
            raise FeelError(N_("In the condition of “%(label)s”, “%(text)s” is not understood."), text=text)
        path = [text]
        while self._take("."):
            kind, name = self._next()
            if kind != "word":
                raise FeelError(N_("In the condition of “%(label)s” a value is missing."))
            path.append(name)
        self.names.add(path[0] if path[0] not in ROW_NAMES or len(path) == 1 else path[1])
        found = tuple(path)
        return lambda scope: scope.find(found)


def _constant(value: Any) -> Node:
    return lambda scope: value


def _any_of(parts: list[Node]) -> Node:
    def node(scope: Scope) -> bool | None:
        results = [part(scope) for part in parts]
        return True if True in [r for r in results if isinstance(r, bool)] else _unless_null(results, otherwise=False)

    return node


def _all_of(parts: list[Node]) -> Node:
    def node(scope: Scope) -> bool | None:
        results = [part(scope) for part in parts]
        return False if False in [r for r in results if isinstance(r, bool)] else _unless_null(results, otherwise=True)

    return node


def _unless_null(results: list[Any], *, otherwise: bool) -> bool | None:
    return otherwise if all(isinstance(result, bool) for result in results) else None


def _compared(mark: str, left: Node, right: Node) -> Node:
    def node(scope: Scope) -> bool | None:
        a, b = left(scope), right(scope)
        if mark in ("=", "!="):
            return _equal(a, b) == (mark == "=")
        return bool(_ORDER[mark](a, b)) if _comparable(a, b) else None

    return node


_ORDER: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _equal(a: Any, b: Any) -> bool:
    # True == 1 in Python; a truth value is never a number in FEEL.
    return isinstance(a, bool) == isinstance(b, bool) and a == b


def _comparable(a: Any, b: Any) -> bool:
    numbers = all(isinstance(x, int | float) and not isinstance(x, bool) for x in (a, b))
    return numbers or (isinstance(a, str) and isinstance(b, str))


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


_FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {
    "not": (1, _negated),
    "list contains": (2, _contains),
    "contains": (2, _text_contains),
    "count": (1, _count),
    "string length": (1, _text_length),
}
