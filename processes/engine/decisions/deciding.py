"""Decides: which rules fit the inputs, what comes out, and where the inputs came from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from processes.engine import expressions
from processes.engine.decisions.table import Decision, Input, Rule
from processes.engine.expressions import Evaluator, ExpressionError, RecordView
from processes.words import N_, Sentence

#: All cells of one evaluation share these steps; literals cost none.
STEPS = 200_000
SEVERAL = N_("Several rules of the decision “%(decision)s” fit (%(rules)s), but its hit policy UNIQUE allows one only.")
INPUT_FAILED = N_("Decision “%(decision)s”, input “%(input)s”: %(why)s")
RULE_FAILED = N_("Decision “%(decision)s”, rule %(rule)s: %(why)s")
AGGREGATION_FAILED = N_("The results of the decision “%(decision)s” cannot be aggregated: they are no numbers.")


class DecisionError(Exception):
    """A decision cannot be made. `template` is an English sentence that `params` fills; neither holds values."""

    def __init__(self, template: str, params: Mapping[str, Any]) -> None:
        self.template = template
        self.params = dict(params)
        super().__init__(template % self.params)


@dataclass(frozen=True, slots=True)
class Result:
    """What was decided.

    `outputs` has every output of the table (None, or an empty list for COLLECT, when no rule fits). `rules` are the
    numbers of the rules that fit, from 1. `inputs` says where each input's value came from: references such as
    "record:12:leistungsart" or "data:score_min", never values.
    """

    outputs: dict[str, Any]
    rules: tuple[int, ...]
    inputs: dict[str, str]


def decide(decision: Decision, names: Mapping[str, Any]) -> Result:
    """Evaluate a decision table over `names` (as for `expressions.evaluate`). Raises DecisionError."""
    evaluator = Evaluator(names, steps=STEPS)
    values, sources = [], {}
    for one in decision.inputs:
        value, source = _input(decision, one, evaluator, names)
        values.append(value)
        sources[one.name] = source
    hits = []
    for number, rule in enumerate(decision.rules, 1):
        if _fits(decision, number, rule, values, evaluator):
            hits.append(number)
            if decision.policy == "FIRST":
                break
    if decision.policy == "UNIQUE" and len(hits) > 1:
        raise DecisionError(SEVERAL, {"decision": decision.name, "rules": ", ".join(map(str, hits))})
    rows = [_outputs(decision, number, evaluator) for number in hits]
    return Result(_result(decision, rows), tuple(hits), sources)


def _input(decision: Decision, one: Input, evaluator: Evaluator, names: Mapping[str, Any]) -> tuple[Any, str]:
    view = names.get("record")
    mark = len(view.reads) if isinstance(view, RecordView) else 0
    try:
        value = evaluator.value(one.expression)
    except ExpressionError as error:
        params = {"decision": decision.name, "input": one.name, "why": Sentence(error.template, error.params)}
        raise DecisionError(INPUT_FAILED, params) from None
    found = view.reads[mark:] if isinstance(view, RecordView) else []
    found += [f"data:{name}" for name in expressions.names_read(one.expression) if name != "record"]
    return value, ", ".join(dict.fromkeys(found)) or "expression"


def _fits(decision: Decision, number: int, rule: Rule, values: list[Any], evaluator: Evaluator) -> bool:
    try:
        return all(cell.matches(value, evaluator) for cell, value in zip(rule.cells, values, strict=True))
    except ExpressionError as error:
        raise _rule_failed(decision, number, error) from None


def _outputs(decision: Decision, number: int, evaluator: Evaluator) -> list[Any]:
    try:
        return [evaluator.value(text) if text else None for text in decision.rules[number - 1].values]
    except ExpressionError as error:
        raise _rule_failed(decision, number, error) from None


def _rule_failed(decision: Decision, number: int, error: ExpressionError) -> DecisionError:
    why = Sentence(error.template, error.params)
    return DecisionError(RULE_FAILED, {"decision": decision.name, "rule": number, "why": why})


def _result(decision: Decision, rows: list[list[Any]]) -> dict[str, Any]:
    names = [output.name for output in decision.outputs]
    if decision.policy != "COLLECT":
        return dict(zip(names, rows[0], strict=True)) if rows else dict.fromkeys(names)
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    if not decision.aggregation:
        return dict(columns)
    return {name: _aggregate(decision, column) for name, column in columns.items()}


def _aggregate(decision: Decision, column: list[Any]) -> Any:
    function = {"SUM": "summe", "MIN": "kleinste", "MAX": "groesste", "COUNT": "anzahl"}[decision.aggregation]
    try:
        return expressions.evaluate(f"{function}(spalte)", {"spalte": column})
    except ExpressionError:
        raise DecisionError(AGGREGATION_FAILED, {"decision": decision.name}) from None
