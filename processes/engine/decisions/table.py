"""A decision table as values: inputs, outputs, rules, and what is wrong with a file that holds none."""

from dataclasses import dataclass

from processes.engine.decisions.cells import Cell
from processes.errors import Problem


class InvalidDecision(Exception):
    """A `.dmn` file cannot be used; `problems` name the elements."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("; ".join(str(problem) for problem in problems))


@dataclass(frozen=True, slots=True)
class Input:
    """A column that is compared: `expression` gives the value, `name` is what logs call it."""

    id: str
    name: str
    expression: str


@dataclass(frozen=True, slots=True)
class Output:
    """A column that becomes the variable `name`."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: one cell for each input, one expression for each output ("" gives None)."""

    id: str
    cells: tuple[Cell, ...]
    values: tuple[str, ...]
    annotation: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision table. `policy` is UNIQUE, FIRST or COLLECT; `aggregation` is SUM, MIN, MAX, COUNT or ""."""

    id: str
    name: str
    policy: str
    aggregation: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
