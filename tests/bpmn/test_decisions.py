"""The shipped decision tables: the domain's check rows, and no gap or dead rule in any of them."""

import json
import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from processes.engine.decisions import Decision, Result, decide
from processes.engine.expressions import RecordView
from tests.bpmn.shipped import files, folders, tables
from tests.bpmn.walk import Entry

CHECKS = json.loads((Path(__file__).parent / "decision_checks.json").read_text())
DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
#: COLLECT tables may fit no rule: D08 has nothing to say about a good plan.
MAY_FIT_NONE = {"D08_planqualitaet"}


def table(number: str) -> Decision:
    return next(found for key, found in tables().items() if key.startswith(f"{number}_"))


def column(decision: Decision, position: int) -> str:
    """What the domain calls an input: the last part of its id."""
    return decision.inputs[position].id.partition("_ein_")[2]


def asked(decision: Decision, given: dict[str, Any]) -> Result:
    """Decide with each value where the table looks for it: a form's field in the record, or a process variable."""
    data: dict[str, Any] = {}
    answers: dict[str, dict[str, Any]] = {}
    for position, one in enumerate(decision.inputs):
        value = given.get(column(decision, position))
        field = re.search(r"record\.(F\d+)\.(\w+)", one.expression)
        if field is None:
            data[one.expression] = value
        elif one.expression.startswith("anzahl("):
            answers.setdefault(field[1], {})[field[2]] = [str(number) for number in range(value or 0)]
        else:
            answers.setdefault(field[1], {})[field[2]] = value
    rows = [Entry(number, form, form, "i", said) for number, (form, said) in enumerate(answers.items(), 1)]
    return decide(decision, {**data, "record": RecordView(rows, ["i"])})


@pytest.mark.parametrize("row", CHECKS, ids=lambda row: f"{row['case']}-{row['table']}")
def test_check_row_of_the_domain(row: dict[str, Any]) -> None:
    outputs = asked(table(row["table"]), row["given"]).outputs
    assert {name: outputs[name] for name in row["expect"]} == row["expect"]


def candidates(cells: list[str]) -> list[Any]:
    """Values worth trying in a column: those its cells name, their neighbours, and one nobody names."""
    values: list[Any] = []
    for cell in cells:
        values += [text == "True" for text in re.findall(r"\b(True|False)\b", cell)]
        values += re.findall(r'"([^"]*)"', cell)
        values += [int(n) + step for n in re.findall(r"(?<![\w\"])\d+", cell) for step in (-1, 0, 1) if '"' not in cell]
    kinds = {type(value) for value in values}
    if bool in kinds:
        values += [True, False]
    if str in kinds:
        values.append("anders")
    if not values:
        values.append(0)
    return list({(type(value), value): value for value in values if not (type(value) is int and value < 0)}.values())


@pytest.mark.parametrize("key", sorted(tables()))
def test_every_input_has_a_result_and_every_rule_is_reached(key: str) -> None:
    decision = tables()[key]
    content = next(found[f"{key}.dmn"] for found in folders().values() if f"{key}.dmn" in found)
    rules = [rule.findall(f"{DMN}inputEntry/{DMN}text") for rule in etree.fromstring(content).iter(f"{DMN}rule")]
    columns = [candidates([cell.text or "" for cell in cells]) for cells in zip(*rules, strict=True)]
    if decision.policy == "COLLECT":  # each rule for itself: try one column at a time
        first = [values[-1] for values in columns]
        tries = [(*first[:at], value, *first[at + 1 :]) for at, values in enumerate(columns) for value in values]
    else:
        tries = list(product(*columns))
    reached: set[int] = set()
    for values in tries:
        given = {column(decision, position): value for position, value in enumerate(values)}
        result = asked(decision, given)
        reached.update(result.rules)
        if key not in MAY_FIT_NONE:
            assert result.rules, f"nothing fits {given}"
    assert reached == set(range(1, len(decision.rules) + 1))


def test_policies() -> None:
    collecting = {"D03_unterlagen", "D08_planqualitaet"}
    assert {key for key, decision in tables().items() if decision.policy == "COLLECT"} == collecting
    assert {decision.policy for key, decision in tables().items() if key not in collecting} == {"FIRST"}


def test_no_answer_at_all_is_no_crash() -> None:
    """Before F03 is filled in nothing is known of the home and the family: D03 lists what every applicant needs."""
    result = asked(table("D03"), {"leistungsart": "hlu"})
    assert result.outputs["unterlage"] == [
        "identitaet", "kontoauszuege_3_monate", "vermoegensangabe", "rentenbescheid_oder_gutachten",
    ]  # fmt: skip


def test_why_leads_into_the_record() -> None:
    """What a person said is read where it was said, so that "why" has an answer and no copy lies in the process data."""
    given = next(row["given"] for row in CHECKS if row["table"] == "D02")
    sources = asked(table("D02"), given).inputs
    assert all(source.startswith("record:") for source in sources.values()), sources
    health = ("psych_hinweis", "hindernis", "neue_krise", "gesundheit_akut", "gewalt_gefahr", "abschlussgrund")
    for decision in tables().values():
        for one in decision.inputs:
            if one.id.partition("_ein_")[2] in health:
                assert one.expression.startswith("record."), one.id


@pytest.mark.parametrize("key", sorted(folders()))
def test_tables_can_be_drawn(key: str) -> None:
    """dmn-js draws what has a diagram, names and types; one table a file, the file named after it."""
    for name, content in files(key).items():
        if not name.endswith(".dmn"):
            continue
        root = etree.fromstring(content)
        (decision,) = root.findall(f"{DMN}decision")
        assert name == f"{decision.get('id')}.dmn"
        shapes = root.xpath("//*[local-name()='DMNShape']/@dmnElementRef")
        assert shapes == [decision.get("id")]
        columns = [*decision.iter(f"{DMN}input"), *decision.iter(f"{DMN}output")]
        assert all(one.get("label") for one in columns)
        assert all(
            one.get("typeRef") for one in [*decision.iter(f"{DMN}inputExpression"), *decision.iter(f"{DMN}output")]
        )
        ids = [one.get("id") for one in root.iter() if isinstance(one.tag, str) and one.get("id")]
        assert len(ids) == len(set(ids))
