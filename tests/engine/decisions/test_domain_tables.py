"""The decision tables of the domain document decide its cases as it says."""

import json
from itertools import product
from pathlib import Path

import pytest

from processes.engine import decisions
from processes.engine.decisions import decide

from .dmn import from_domain

DATA = Path(__file__).parent / "data"
TABLES = json.loads((DATA / "decisions.json").read_text())
CASES = json.loads((DATA / "cases.json").read_text())
READ = {key: decisions.parse(from_domain(table)) for key, table in TABLES.items()}


def test_all_tables_are_there():
    assert len(READ) == 26
    assert all(len(READ[key].rules) == len(TABLES[key]["rules"]) for key in TABLES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['case']}-{case['table']}")
def test_the_cases_of_the_domain_document(case):
    decision = READ[case["table"]]
    outputs = decide(decision, case["given"]).outputs
    for name, expected in case["expect"].items():
        assert outputs[name] == expected
        assert isinstance(outputs[name], bool) == isinstance(expected, bool)


@pytest.mark.parametrize("key", TABLES)
def test_every_rule_can_be_reached_and_every_input_gets_an_answer(key):
    decision = READ[key]
    candidates = [_values(TABLES[key]["rules"], place) for place in range(len(decision.inputs))]
    while len(list(product(*candidates))) > 4000:  # shorten the longest column, always from the same end
        max(candidates, key=len).pop()
    reached = set()
    for values in product(*candidates):
        result = decide(decision, dict(zip((one.expression for one in decision.inputs), values, strict=True)))
        reached.update(result.rules)
        if decision.policy == "FIRST":
            assert len(result.rules) == 1
    if max(len(one) for one in candidates) <= 8 and len(candidates) <= 4:
        assert reached == set(range(1, len(decision.rules) + 1))


def _values(rules, place):
    """Values around everything the cells of a column name."""
    found = [None]
    for cells, _ in rules:
        text = (
            cells[place].replace("?", "").replace("not in", "").replace("in", "", 1)
            if "?" in cells[place]
            else cells[place]
        )
        text = text.strip().lstrip("<>=! ")
        if text in ("", "-"):
            continue
        value = json.loads(text.replace("True", "true").replace("False", "false"))
        for one in value if isinstance(value, list) else [value]:
            found += [one] if not isinstance(one, int) or isinstance(one, bool) else [one - 1, one, one + 1]
    if any(isinstance(one, bool) for one in found):
        found = [True, False]
    return list({(type(one), one): one for one in found}.values())
