"""Business rule tasks: tables of the deployment or of another, what they put into the data, and what is logged."""

import pytest

from processes.engine import decisions
from processes.engine.spiff import InvalidModel, StepFault, parse
from tests.engine_room.build import Process
from tests.engine_room.play import Game, Surroundings

TABLE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="defs" name="defs" namespace="http://example.org">
  <decision id="D1" name="Dringlichkeit">
    <decisionTable id="t" hitPolicy="%s">
      <input id="i1" label="Alter"><inputExpression id="e1" typeRef="number"><text>alter</text></inputExpression></input>
      <output id="o1" name="stufe" typeRef="string" />
      <rule id="r1"><inputEntry id="x1"><text>&lt; 18</text></inputEntry><outputEntry id="y1"><text>"hoch"</text></outputEntry></rule>
      <rule id="r2"><inputEntry id="x2"><text>&lt; 65</text></inputEntry><outputEntry id="y2"><text>"normal"</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>"""
FIRST, UNIQUE = (TABLE % "FIRST").encode(), (TABLE % "UNIQUE").encode()


def deciding() -> Process:
    process = Process()
    process.rule("r", "D1")
    process.line("r", process.user("u"))
    return process


def play(table: bytes, **data: object) -> Game:
    return Game(parse({"p.bpmn": deciding().xml(), "d.dmn": table}), data)


def test_outputs_become_process_data_and_the_evaluation_is_reported() -> None:
    around = Surroundings()
    game = Game(parse({"p.bpmn": deciding().xml(), "d.dmn": FIRST}), {"alter": 12}, around=around)
    assert game.machine.data == {"alter": 12, "stufe": "hoch"}
    ((element, decision, rules, inputs),) = around.decisions
    assert (element, decision, rules) == ("r", "D1", (1,))
    assert inputs == {"Alter": "data:alter"}


def test_no_match_sets_the_outputs_to_none() -> None:
    assert play(FIRST, alter=70, stufe="alt").machine.data == {"alter": 70, "stufe": None}


def test_two_matches_of_a_unique_table_are_a_fault_of_the_step() -> None:
    with pytest.raises(StepFault) as caught:
        play(UNIQUE, alter=12)
    assert (caught.value.element_id, caught.value.kind) == ("r", "decision")


def test_a_missing_input_is_a_fault_without_data() -> None:
    with pytest.raises(StepFault) as caught:
        play(FIRST, alter="Maria")
    assert caught.value.kind == "decision"
    assert "Maria" not in str(caught.value)


def test_a_table_of_another_deployment() -> None:
    (table,) = decisions.parse_all(FIRST)
    model = parse({"p.bpmn": deciding().xml()}, decisions={"D1": table})
    assert Game(model, {"alter": 40}).machine.data["stufe"] == "normal"


def test_a_table_that_is_not_there_or_not_readable() -> None:
    with pytest.raises(InvalidModel) as caught:
        parse({"p.bpmn": deciding().xml()})
    assert caught.value.problems[0].element_id == "r"
    for wrong in (b"<!DOCTYPE a><a/>", b"<a/>", (TABLE % "PRIORITY").encode()):
        with pytest.raises(InvalidModel):
            parse({"p.bpmn": deciding().xml(), "d.dmn": wrong})
