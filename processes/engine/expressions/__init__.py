"""The expression language of diagrams, decisions and forms: it computes and compares, and can do nothing else.

Python's syntax, run by an interpreter of our own. An evaluation ends within its budget of steps and sizes, whatever
was written; see `budget`. What process owners read about it is `bpmn/README-ausdruecke.md`.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from processes.engine.expressions import programs
from processes.engine.expressions.calls import UNKNOWN_FUNCTION
from processes.engine.expressions.error import BudgetExceeded, EmptyValue, ExpressionError, NotKnown
from processes.engine.expressions.functions import FUNCTIONS, Function
from processes.engine.expressions.record import RecordRow, RecordView
from processes.engine.expressions.run import Run
from processes.engine.expressions.values import leave

__all__ = [
    "FUNCTIONS",
    "BudgetExceeded",
    "EmptyValue",
    "Evaluator",
    "ExpressionError",
    "Function",
    "NotKnown",
    "RecordRow",
    "RecordView",
    "check",
    "evaluate",
    "execute",
    "names_read",
]

_FAULTS = (
    TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError, MemoryError, RuntimeError,
)  # fmt: skip


def evaluate(
    source: str, names: Mapping[str, Any], *, functions: Mapping[str, Callable[..., Any]] | None = None
) -> Any:
    """The value of the expression `source`.

    `names` are the variables; `_now` (an aware moment) feeds heute() and jetzt(), `_register` (optional) the deadline
    register of frist(), `record` is the RecordView. Names beginning with `_` cannot be reached from `source`.
    Raises ExpressionError; its sentence holds no value.
    """
    program = programs.get(source)
    run = Run(names, functions)
    try:
        return leave(program.code(run), run)
    except _FAULTS:
        raise ExpressionError from None


class Evaluator:
    """Several expressions over the same names that share one budget, such as the cells of a decision table."""

    def __init__(self, names: Mapping[str, Any], *, steps: int) -> None:
        self._run = Run(names)
        self._run.steps = steps

    def value(self, source: str, **local: Any) -> Any:
        """The value of `source`; `local` are names only it sees. Raises ExpressionError."""
        program = programs.get(source)
        self._run.local = local
        try:
            return leave(program.code(self._run), self._run)
        except _FAULTS:
            raise ExpressionError from None


def execute(
    source: str, names: Mapping[str, Any], *, functions: Mapping[str, Callable[..., Any]] | None = None
) -> dict[str, Any]:
    """Run a script and return the names it changed; `names` and what is in them stay as they are.

    Raises ExpressionError with the line in `line`.
    """
    program = programs.get(source, "exec")
    run = Run(names, functions, copying=program.copying)
    try:
        program.code(run)
        changed = {name: value for name, value in run.local.items() if name in program.assigns}
        for name, original in run.originals.items():
            if name not in changed and run.local.get(name) != original:
                changed[name] = run.local[name]
        return {name: leave(value, run) for name, value in changed.items()}
    except _FAULTS:
        raise ExpressionError from None


def check(source: str, mode: str = "eval", *, functions: Collection[str] = ()) -> None:
    """Raise ExpressionError when `source` is not an expression ("eval") or script ("exec") of our language.

    `functions` names functions that will be there besides ours.
    """
    for name in programs.get(source, mode).foreign:
        if name not in functions:
            raise NotKnown(UNKNOWN_FUNCTION, name=name)


def names_read(source: str, mode: str = "eval") -> tuple[str, ...]:
    """The variables an expression or script reads, in the order of their appearance; raises ExpressionError."""
    return programs.get(source, mode).reads
