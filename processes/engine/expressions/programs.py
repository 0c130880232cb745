"""Compiled expressions and scripts, kept while they are in use."""

import ast
import threading
from collections import OrderedDict
from dataclasses import dataclass

from processes.engine.expressions import parse
from processes.engine.expressions.compiler import compile_expression
from processes.engine.expressions.functions import FUNCTIONS
from processes.engine.expressions.run import Code
from processes.engine.expressions.statements import assigned_names, changes_inside, compile_script

#: Together at most so many programs and so many characters of source are kept.
KEPT_PROGRAMS = 4_000
KEPT_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Program:
    """A compiled source: what runs, and what a look at it tells."""

    code: Code
    #: Names it reads that it does not assign or loop over itself, in the order of their first appearance.
    reads: tuple[str, ...]
    #: Functions it calls that are not ours.
    foreign: tuple[str, ...]
    assigns: frozenset[str] = frozenset()
    copying: bool = False


class _Kept:
    """The programs in use, the oldest forgotten first."""

    def __init__(self) -> None:
        self.programs: OrderedDict[tuple[str, str], Program] = OrderedDict()
        self._characters = 0
        self._lock = threading.Lock()

    def add(self, place: tuple[str, str], program: Program) -> None:
        with self._lock:
            if place in self.programs:
                return
            self.programs[place] = program
            self._characters += len(place[1])
            while len(self.programs) > KEPT_PROGRAMS or self._characters > KEPT_CHARACTERS:
                (_, oldest), _ = self.programs.popitem(last=False)
                self._characters -= len(oldest)


_kept = _Kept()


def get(source: str, mode: str = "eval") -> Program:
    """The program of `source` ("eval" or "exec"); raises ExpressionError."""
    place = (mode, source)
    try:
        program = _kept.programs.get(place)
    except TypeError:  # not a text at all; the parser says so
        program = None
    if program is None:
        program = _compile(source, mode)
        _kept.add(place, program)
    return program


def _compile(source: str, mode: str) -> Program:
    if mode == "eval":
        tree = parse.expression(source)
        return Program(compile_expression(tree), *_look([tree]))
    body = parse.script(source)
    return Program(compile_script(body), *_look(body), assigned_names(body), changes_inside(body))


def _look(trees: list[ast.expr] | list[ast.stmt]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    reads: dict[str, None] = {}
    calls: dict[str, None] = {}
    own: set[str] = set()
    called: set[int] = set()
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                called.add(id(node.func))
                calls[node.func.id] = None
            elif isinstance(node, ast.Name) and id(node) not in called:
                (own.add if isinstance(node.ctx, ast.Store) else reads.setdefault)(node.id)
    return tuple(name for name in reads if name not in own), tuple(name for name in calls if name not in FUNCTIONS)
