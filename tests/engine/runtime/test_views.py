"""What is read about tasks and instances: forms with what is known already, tokens, passed elements, decisions."""

import json
from datetime import UTC, datetime

from sqlalchemy import text

from processes.engine import queries, tasks
from tests.conftest import MO, MONDAY
from tests.engine.diagrams import call, end, files, flow, flows, script, service, start, user, xor


def field(key, **properties):
    return {"type": "textfield", "key": key, "id": f"c_{key}", "label": key, "properties": properties}


def form(id, *components):
    return json.dumps({"id": id, "type": "default", "components": list(components)}).encode()


def test_a_later_form_starts_with_what_the_record_knows(play):
    play.deploy(
        {
            **files("prefilled", start(), user("one", form="F91.form.json"), user("two", form="F92.form.json"), end(),
                    flows("start", "one", "two", "end")),
            "F91.form.json": form("F91", field("ort")),
            "F92.form.json": form("F92", field("wohnort", vorbelegung="record.F91.ort"), field("anlass", vorbelegung="anlass")),
        }
    )  # fmt: skip
    begun = play.start("prefilled", data={"anlass": "umzug"})
    done = play.complete(begun, "one", ort="Münster")
    view = queries.task(play.session, task_id=done.next_tasks[0].id, person=MO, now=MONDAY)
    assert view.answers == {"wohnort": "Münster", "anlass": "umzug"}
    assert view.sources["wohnort"] == "F91"
    assert view.form["id"] == "F92"
    play.complete(begun, "two", wohnort="Telgte")
    rows = play.session.execute(text("select form, element_id, answers from record order by id")).all()
    assert [(row.form, row.element_id) for row in rows] == [("F91", "one"), ("F92", "two")]
    assert rows[1].answers["wohnort"] == "Telgte"


def test_a_task_of_a_multi_instance_knows_its_item(play):
    many = (
        '<multiInstanceLoopCharacteristics><loopDataInputRef>bereiche</loopDataInputRef>'
        '<inputDataItem id="m_item" name="bereich"/></multiInstanceLoopCharacteristics>'
    )
    play.deploy(
        {
            **files("areas", start(), user("assess", form="F93.form.json", inner=many), end(), flows("start", "assess", "end")),
            "F93.form.json": form("F93", field("bereich", vorbelegung="bereich")),
        }
    )
    begun = play.start("areas", data={"bereiche": ["wohnen", "arbeit"]})
    seen = {queries.task(play.session, task_id=t.id, person=MO, now=MONDAY).answers["bereich"] for t in begun.tasks}
    assert seen == {"wohnen", "arbeit"}
    for row in begun.tasks:
        done = tasks.complete(play.session, task_id=row.id, answers={"bereich": "x"}, by=MO, now=MONDAY)
    assert done.instance.status == "completed"


def test_instructions_come_with_the_task(play):
    content = files("told", start(), user("ask"), end(), flows("start", "ask", "end"))
    content["told.bpmn"] = content["told.bpmn"].replace(
        b'<userTask id="ask" name="ask">', b'<userTask id="ask" name="ask"><documentation>Please ask.</documentation>'
    )
    play.deploy(content)
    [row] = play.start("told").tasks
    assert queries.task(play.session, task_id=row.id, person=MO, now=MONDAY).instructions == "Please ask."


def test_the_due_date_comes_from_an_expression_or_from_the_register(play):
    play.deploy(
        files(
            "dues", start(), user("fixed", frist="'2026-02-03T10:00:00+01:00'"), user("day", frist="faellig"), user("legal", frist="weiterleitung"),
            end(), flows("start", "fixed", "day", "legal", "end"),
        )
    )  # fmt: skip
    begun = play.start("dues", data={"faellig": "2026-02-05"})
    assert begun.tasks[0].due_at == datetime(2026, 2, 3, 9, tzinfo=UTC)
    done = play.complete(begun, "fixed")
    assert done.next_tasks[0].due_at == datetime(2026, 2, 5, 22, 59, 59, tzinfo=UTC)
    done = play.complete(begun, "day")
    assert done.next_tasks[0].due_at > MONDAY


def test_tokens_and_passed_elements_for_the_diagram(play, operation):
    operation("count", run=lambda context: {"n": 1})
    child = files("inside", start(), user("inner"), end(), flows("start", "inner", "end"))
    play.deploy(
        child,
        files("outside", start(), service("count", "count"), xor("x", default="x_ask"), user("ask"), call("call", "inside"),
              script("never", "y = 1"), end(), end("e2"), flow("start", "count"), flow("count", "x"), flow("x", "ask"),
              flow("x", "never", "n == 2"), flows("ask", "call", "end"), flows("never", "e2")),
    )  # fmt: skip
    begun = play.start("outside")
    assert queries.tokens(play.session, instance_id=begun.id, person=MO) == {begun.id: ("ask",)}
    play.complete(begun, "ask")
    [child] = play.look(begun).children
    assert queries.tokens(play.session, instance_id=begun.id, person=MO) == {begun.id: ("call",), child.id: ("inner",)}
    assert queries.passed(play.session, instance_id=begun.id, person=MO) == ("ask", "count", "start", "x")
    play.complete(begun, "inner")
    assert queries.passed(play.session, instance_id=begun.id, person=MO) == ("ask", "call", "count", "end", "start", "x")


TABLE = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="x">
  <decision id="D90" name="Which way"><decisionTable id="t" hitPolicy="FIRST">
    <input id="i1" label="value"><inputExpression id="e1" typeRef="number"><text>record.ask.wert</text></inputExpression></input>
    <output id="o1" name="weg" typeRef="string"/>
    <rule id="r1"><inputEntry id="x1"><text>&lt; 5</text></inputEntry><outputEntry id="y1"><text>"klein"</text></outputEntry></rule>
    <rule id="r2"><inputEntry id="x2"><text></text></inputEntry><outputEntry id="y2"><text>"gross"</text></outputEntry></rule>
  </decisionTable></decision>
</definitions>"""


def test_every_decision_is_logged_with_rules_and_references(play):
    rule = (
        '<businessRuleTask id="decide" name="decide"><extensionElements><spiffworkflow:calledDecisionId>D90'
        "</spiffworkflow:calledDecisionId></extensionElements></businessRuleTask>"
    )
    play.deploy({**files("decides", start(), user("ask"), rule, user("after"), end(), flows("start", "ask", "decide", "after", "end")),
                 "D90.dmn": TABLE})  # fmt: skip
    begun = play.start("decides")
    done = play.complete(begun, "ask", wert=7)
    assert done.instance.data == {"weg": "gross"}
    [row] = queries.decisions(play.session, root_id=begun.id, person=MO)
    record_id = play.session.execute(text("select id from record")).scalar()
    assert (row.decision, row.element_id, row.rules, row.definition_key, row.version) == ("D90", "decide", (2,), "decides", 1)
    assert list(row.inputs.values()) == [f"record:{record_id}:wert"]
    assert "decision.evaluated" in play.events(begun)


def test_a_decision_of_another_deployment_is_found(play):
    rule = (
        '<businessRuleTask id="decide" name="decide"><extensionElements><spiffworkflow:calledDecisionId>D90'
        "</spiffworkflow:calledDecisionId></extensionElements></businessRuleTask>"
    )
    play.deploy(
        {**files("holds", start(), user("ask"), end(), flows("start", "ask", "end")), "D90.dmn": TABLE},
        files("uses", start(), user("ask"), rule, user("after"), end(), flows("start", "ask", "decide", "after", "end")),
    )
    begun = play.start("uses")
    assert play.complete(begun, "ask", wert=3).instance.data == {"weg": "klein"}


def test_the_record_is_read_by_name_when_it_is_long(play):
    """A case of many rounds: forms of long ago are found without reading everything."""
    play.deploy(
        files("long", start(), user("first"), xor("again"), user("work"), script("note", "seen = record.first.wert"),
              xor("done", default="done_again"), end(), flows("start", "first", "again", "work", "note", "done"), flow("done", "again"),
              flow("done", "end", "record.work.ende == True"))
    )  # fmt: skip
    begun = play.start("long")
    play.complete(begun, "first", wert="of long ago")
    for round in range(60):
        done = play.complete(begun, "work", ende=False, wert=round)
    assert done.instance.data == {"seen": "of long ago"}
    assert play.complete(begun, "work", ende=True).instance.status == "completed"


def test_a_model_is_read_from_the_database_where_it_is_not_in_memory(play):
    """Another process has deployed it."""
    from processes.engine.runtime import library

    play.deploy({**files("fresh", start(), user("ask", form="F94.form.json"), end(), flows("start", "ask", "end")),
                 "F94.form.json": form("F94", field("a"))})  # fmt: skip
    library.forget()
    begun = play.start("fresh")
    library.forget()
    assert play.complete(begun, "ask", a="x").instance.status == "completed"
