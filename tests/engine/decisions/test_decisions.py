"""What hit policies and cells mean, and what is refused with which sentence."""

import pytest

from processes.engine import decisions
from processes.engine.decisions import DecisionError, InvalidDecision, decide
from processes.engine.expressions import RecordView

from .dmn import decision, file


def table(inputs, rules, *, policy="FIRST", outputs=("ergebnis",), more=""):
    return decisions.parse(file(decision("D", inputs, outputs, rules, policy=policy, more=more)))


def fits(cell, value):
    return decide(table(["x"], [([cell], ["1"])]), {"x": value, "grenze": 3}).outputs["ergebnis"] == 1


# -- cells ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "yes", "no"),
    [
        ("", [None, 0, "", [1]], []),
        ("-", [None, 0, "", [1]], []),
        ('"hlu"', ["hlu"], ["HLU", None, 1, ["hlu"]]),
        ("18", [18, 18.0], [17, "18", None, True]),
        ("-3", [-3], [3]),
        ("1", [1], [True]),
        ("0", [0], [False, None]),
        ("True", [True], [1, False, None, "True"]),
        ("False", [False], [0, None]),
        ("None", [None], [0, "", False]),
        ("> 3", [4, 3.5], [3, None]),
        (">= 3", [3], [2, None]),
        ("<= 3", [3, -9], [4, None]),
        ("< 3", [2], [3, None]),
        ("!= 4", [3, None, "4"], [4]),
        ("== 0", [0], [False, 1, None]),
        ('!= "a"', ["b", None], ["a"]),
        ("4 < ? < 9", [5, 8], [4, 9, None]),
        ("> 4 and ? < 9", [5, 8], [4, 9, None]),
        ('? in ["west", "nord"]', ["west", "nord"], ["ost", None]),
        ('? not in ["west"]', ["ost", None], ["west"]),
        ("? in [0, 1]", [0, 1], [True, False, 2]),
        ("ist_leer(?)", [None, "", []], ["a", 0]),
        ('enthaelt(?, "a?b")', ["xa?b"], ["ab"]),  # the ? in quotes is a question mark
        ('"wer?"', ["wer?"], ["wer"]),
        ("> grenze", [4], [3]),
        ("== grenze", [3], [4]),
        ("[1, 2]", [[1, 2]], [[1], 1]),
        ("2 + 1", [3], [4]),
        ('? != None and ? > "2026-01-01"', ["2026-02-01"], ["2025-12-31", None]),
    ],
)
def test_a_cell_fits(cell, yes, no):
    for value in yes:
        assert fits(cell, value), value
    for value in no:
        assert not fits(cell, value), value


@pytest.mark.parametrize(
    ("cell", "hint"),
    [
        ('"a", "b"', r"Several values are written as \? in"),
        ("1, 2, 3", r"Several values are written as \? in"),
        ("hlu", "Write a text in quotes"),
        ("true", "Write True instead of true"),
        ("null", "Write None instead of null"),
        ("not(5)", "needs “\\?” for the input value"),
        ("alter > 3 and alter < 9", "needs “\\?” for the input value"),
        ("[1..5]", "Write a range as"),
        ("]1..5]", "Write a range as"),
        ('date("2026-01-01")', "There is no function “date”"),
        ("> ", "cannot be read"),
        ("in [1, 2]", "cannot be read"),
        ("? in", "“\\? in” cannot be read"),
        ("?.__class__", "begin with “_”"),
        ("__import__('os')", "begin with “_”"),
    ],
)
def test_cells_that_would_silently_never_fit_are_refused_with_what_to_write(cell, hint):
    with pytest.raises(InvalidDecision, match=hint) as caught:
        table(["x"], [(["1"], ["1"]), ([cell], ["1"])])
    assert caught.value.problems[0].element_id == "D_rule_2"
    assert "Rule 2, column “x”" in str(caught.value.problems[0])
    assert "eingabewert" not in str(caught.value)


# -- policies ------------------------------------------------------------------------------------------------------

OVERLAPPING = [(["> 1"], ['"a"']), (["> 5"], ['"b"']), (["> 9"], ['"c"'])]


def test_first_takes_the_topmost_rule():
    result = decide(table(["x"], OVERLAPPING), {"x": 7})
    assert (result.outputs, result.rules) == ({"ergebnis": "a"}, (1,))


def test_unique_means_exactly_one():
    unique = table(["x"], OVERLAPPING, policy="UNIQUE")
    assert decide(unique, {"x": 2}).rules == (1,)
    with pytest.raises(DecisionError, match=r"Several rules of the decision “D” fit \(1, 2\)"):
        decide(unique, {"x": 7})


def test_unique_is_what_a_table_without_policy_is():
    content = file(decision("D", ["x"], ["y"], OVERLAPPING)).replace(b'hitPolicy="FIRST"', b"")
    assert decisions.parse(content).policy == "UNIQUE"


def test_collect_gives_lists():
    collect = table(
        ["x"], [(["> 1"], ['"a"', "1"]), (["> 5"], ['"b"', "2"])], policy="COLLECT", outputs=("name", "wert")
    )
    assert decide(collect, {"x": 7}).outputs == {"name": ["a", "b"], "wert": [1, 2]}
    assert decide(collect, {"x": 7}).rules == (1, 2)
    assert decide(collect, {"x": 0}).outputs == {"name": [], "wert": []}


@pytest.mark.parametrize(
    ("aggregation", "result", "nothing"), [("SUM", 12, 0), ("MIN", 5, None), ("MAX", 7, None), ("COUNT", 2, 0)]
)
def test_collect_with_aggregation_gives_one_value(aggregation, result, nothing):
    collect = table(["x"], [(["> 1"], ["7"]), (["> 5"], ["5"])], policy="COLLECT", more=f'aggregation="{aggregation}"')
    assert decide(collect, {"x": 7}).outputs == {"ergebnis": result}
    assert decide(collect, {"x": 0}).outputs == {"ergebnis": nothing}


@pytest.mark.parametrize("policy", ["FIRST", "UNIQUE"])
def test_no_rule_sets_the_outputs_to_none(policy):
    result = decide(table(["x"], OVERLAPPING, policy=policy), {"x": 0, "ergebnis": "old"})
    assert (result.outputs, result.rules) == ({"ergebnis": None}, ())


@pytest.mark.parametrize("policy", ["ANY", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "Unsinn"])
def test_other_policies_are_refused(policy):
    with pytest.raises(InvalidDecision, match="is not supported: use UNIQUE, FIRST or COLLECT"):
        table(["x"], OVERLAPPING, policy=policy)


def test_an_aggregation_without_collect_is_refused():
    with pytest.raises(InvalidDecision, match="aggregation is not supported"):
        table(["x"], OVERLAPPING, more='aggregation="SUM"')


# -- values, inputs and where they came from -----------------------------------------------------------------------


def test_outputs_are_expressions():
    result = decide(table(["x"], [(["-"], ["x * 2", '["a", "b"]', "", "-"])], outputs=("a", "b", "c", "d")), {"x": 4})
    assert result.outputs == {"a": 8, "b": ["a", "b"], "c": None, "d": None}


class Row:
    id, form, element_id, instance_id, answers = (
        12,
        "F02",
        "task",
        "own",
        {"leistungsart": "hlu", "geheim": "Zwiebelkuchen"},
    )


def test_it_says_where_the_inputs_came_from_and_never_what_they_were():
    inputs = ["record.F02.leistungsart", "score_min", "score_min + tiefe", "heute()", "record.F02.geheim == wort"]
    result = decide(
        table(inputs, [(["-"] * 5, ["1"])]),
        {
            "record": RecordView([Row()]),
            "score_min": 3,
            "tiefe": 1,
            "wort": "Zwiebelkuchen",
            "_now": __import__("datetime").datetime.now(__import__("datetime").UTC),
        },
    )
    assert result.inputs == {
        "record.F02.leistungsart": "record:12:leistungsart",
        "score_min": "data:score_min",
        "score_min + tiefe": "data:score_min, data:tiefe",
        "heute()": "expression",
        "record.F02.geheim == wort": "record:12:geheim, data:wort",
    }
    assert "Zwiebelkuchen" not in repr(result)


def test_a_fault_names_the_table_and_the_place_but_no_value():
    for broken, words in [
        (table(["fehlt"], [(["1"], ["1"])]), "Decision “D”, input “fehlt”: “fehlt” is not known here."),
        (table(["x"], [(["1"], ["1"]), (["> 3"], ["1"])]), "Decision “D”, rule 2: "),
        (table(["x"], [(["-"], ["x + 1"])]), "Decision “D”, rule 1: "),
    ]:
        with pytest.raises(DecisionError) as caught:
            decide(broken, {"x": "Zwiebelkuchen"})
        assert str(caught.value).startswith(words)
        assert "Zwiebelkuchen" not in str(caught.value) + repr(caught.value.params)


def test_a_large_table_shares_one_budget():
    slow = "sum([a for a in range(9000)]) > ?"
    with pytest.raises(DecisionError, match="takes too long"):
        decide(table(["x"], [([slow], ["1"])] * 500), {"x": 10**9})
    big = table(["x", "y"], [(["-1", "? > 3"], ["1"])] * 1000)
    assert decide(big, {"x": 1, "y": 1}).rules == ()


# -- files ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd", "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/", "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ],
)  # fmt: skip
def test_every_version_of_dmn_is_read(namespace):
    assert decisions.parse(file(decision("D", ["x"], ["y"], OVERLAPPING), namespace=namespace)).id == "D"


def test_several_decisions_in_one_file():
    content = file(decision("A", ["x"], ["y"], OVERLAPPING), decision("B", ["x"], ["y"], OVERLAPPING))
    assert [one.id for one in decisions.parse_all(content)] == ["A", "B"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "not well-formed"), (b"<a", "not well-formed"), (b"<a/>", "not a DMN file"), (file(), "holds no decision"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/">&a;</definitions>', "DOCTYPE|well-formed"),
        (file('<decision id="L"><literalExpression><text>1</text></literalExpression></decision>'), "Only decision tables"),
        (file("<decision><decisionTable/></decision>"), "has no id"),
        (file('<decision id="L"><decisionTable/></decision>'), "has no output"),
        (file(decision("D", ["x"], ["y"], [(["1", "2"], ["1"])])), "one cell for each column"),
        (file(decision("D", [""], ["y"], [])), "has no expression"),
        (file(decision("D", ["x +"], ["y"], [])), "input “x \\+” does not work"),
        (file(decision("D", ["x"], ["a b"], [])), "simple name"), (file(decision("D", ["x"], ["_y"], [])), "simple name"),
        (file(decision("D", ["x"], ["y", "y"], [])), "same name"),
        (file(decision("D", ["x"], ["y"], []), decision("D", ["x"], ["y"], [])), "more than once"),
        (file(decision("D", ["x"], ["y"], [(["-"], ["1"])] * 2001)), "too large"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_used(content, sentence):
    with pytest.raises(InvalidDecision, match=sentence):
        decisions.parse_all(content)
