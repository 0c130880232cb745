"""Decision tables (DMN 1.1 to 1.5): read from `.dmn` files and decided in our expression language.

UNIQUE, FIRST and COLLECT mean what DMN says; other hit policies are refused. What process owners read about cells is
`bpmn/README-ausdruecke.md`.
"""

from processes.engine.decisions.deciding import DecisionError, Result, decide
from processes.engine.decisions.reading import parse, parse_all
from processes.engine.decisions.table import Decision, Input, InvalidDecision, Output, Rule

__all__ = [
    "Decision",
    "DecisionError",
    "Input",
    "InvalidDecision",
    "Output",
    "Result",
    "Rule",
    "decide",
    "parse",
    "parse_all",
]
