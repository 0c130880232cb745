"""The part of FEEL that hides form fields: comparisons, and/or/not, lists, field paths; anything else is refused."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from processes.engine.forms.feel_meaning import FUNCTIONS, ROW_NAMES, Scope, Tree, evaluate
from processes.errors import Problem
from processes.words import N_

MAX_LENGTH = 2_000
MAX_DEPTH = 40

_LITERALS = {"true": True, "false": False, "null": None}
_NOT_SUPPORTED = frozenset({"and", "or", "in", "if", "then", "else", "for", "some", "every", "function", "between"})
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
class Condition:
    """A parsed condition; `names` are the field names it begins its paths with."""

    source: str
    names: frozenset[str]
    tree: Tree

    def holds(self, scope: Scope) -> bool:
        """Whether the condition is true; null and anything that is not a truth value count as false."""
        return evaluate(self.tree, scope) is True


def parse(source: str) -> Condition:
    """Parse `source`, which may begin with `=` as form-js writes it. Raises FeelError."""
    if len(source) > MAX_LENGTH:
        raise FeelError(N_("The condition of “%(label)s” is longer than %(limit)s characters."), limit=MAX_LENGTH)
    parser = _Parser(source.strip().removeprefix("="))
    tree = parser.either(0)
    parser.end()
    return Condition(source, frozenset(parser.names), tree)


def refusal(element_id: str, label: str, error: FeelError) -> Problem:
    """The problem of a component whose condition was refused."""
    return Problem(element_id=element_id, template=error.template, params={"label": label, **error.params})


def _not_understood(text: str) -> FeelError:
    return FeelError(N_("In the condition of “%(label)s”, “%(text)s” is not understood."), text=text[:20])


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
                raise _not_understood(source[at:].strip())
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
        kind, text = self._peek()
        if kind != "end":
            raise _not_understood(text)

    def either(self, depth: int) -> Tree:
        """Parse `a or b or …`."""
        if depth > MAX_DEPTH:
            raise FeelError(N_("The condition of “%(label)s” is nested too deeply."))
        return self._chain("or", lambda: self._chain("and", lambda: self._comparison(depth)))

    def _chain(self, word: str, part: Callable[[], Tree]) -> Tree:
        parts = [part()]
        while self._take(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else (word, *parts)

    def _comparison(self, depth: int) -> Tree:
        left = self._value(depth)
        for mark in ("!=", "<=", ">=", "=", "<", ">"):
            if self._take(mark):
                return (mark, left, self._value(depth))
        if self._take("in"):
            return ("in", left, self._list(")", depth) if self._take("(") else self._value(depth))
        return left

    def _value(self, depth: int) -> Tree:
        kind, text = self._next()
        if kind == "string":
            return ("value", re.sub(r"\\(.)", r"\1", text[1:-1]))
        if kind == "number":
            return ("value", _number(text))
        if kind == "word":
            return self._word(text, depth)
        if text == "-" and self._peek()[0] == "number":
            return ("value", -_number(self._next()[1]))
        if text == "(":
            inside = self.either(depth + 1)
            self._expect(")")
            return inside
        if text == "[":
            return self._list("]", depth)
        raise FeelError(N_("In the condition of “%(label)s” a value is missing."))

    def _list(self, closing: str, depth: int) -> Tree:
        items: list[Tree] = []
        while not self._take(closing):
            if items:
                self._expect(",")
            items.append(self.either(depth + 1))
        return ("list", *items)

    def _word(self, text: str, depth: int) -> Tree:
        if text in _LITERALS:
            return ("value", _LITERALS[text])
        if self._take("("):
            return self._call(text, depth)
        if " " in text or text in _NOT_SUPPORTED:
            raise _not_understood(text)
        path = [text]
        while self._take("."):
            kind, name = self._next()
            if kind != "word":
                raise FeelError(N_("In the condition of “%(label)s” a value is missing."))
            path.append(name)
        self.names.add(path[1] if path[0] in ROW_NAMES and len(path) > 1 else path[0])
        return ("path", *path)

    def _call(self, name: str, depth: int) -> Tree:
        if name not in FUNCTIONS:
            raise FeelError(N_("In the condition of “%(label)s” there is no function “%(name)s”."), name=name[:40])
        arguments = self._list(")", depth)[1:]
        if len(arguments) != FUNCTIONS[name][0]:
            template = N_("In the condition of “%(label)s”, “%(name)s” takes %(count)s values.")
            raise FeelError(template, name=name, count=FUNCTIONS[name][0])
        return ("call", name, *arguments)


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)
