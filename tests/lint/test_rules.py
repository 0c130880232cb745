"""Each rule of the lint with examples that break it, and the nearest ones that do not."""

import json
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest

from processes.engine import lint
from tests.engine.decisions import dmn
from tests.outside import diagrams as d

ROLES = ("fallmanagement", "teamleitung")
OPERATIONS = {"brief": ("anlass", "an"), "zaehlen": ()}
FORM = json.dumps(
    {
        "type": "default",
        "id": "F90",
        "schemaVersion": 18,
        "components": [{"type": "textfield", "key": "grund", "label": "Grund", "id": "Field_1"}],
    }
).encode()
TABLE = dmn.file(dmn.decision("D90", ["x"], ["ergebnis"], [(["> 3"], ["1"])]))


@dataclass
class Wrong:
    """A body of a process that breaks a rule at `at`, with a sentence that holds `says`."""

    body: str
    at: str
    says: str
    extra: str = ""
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass
class Right:
    body: str
    extra: str = ""
    files: dict[str, bytes] = field(default_factory=dict)


def line(*nodes: str) -> str:
    """Start, these nodes in a row, end: nodes are given as their XML, ids are read from it."""
    ids = [node.split('id="')[1].split('"')[0] for node in nodes]
    way = ["start_1", *ids, "end_1"]
    return d.start() + "".join(nodes) + d.end() + d.flows(*(f"{a}>{b}" for a, b in pairwise(way)))


def tag(kind: str, element_id: str, inner: str = "", **attributes: str) -> str:
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<bpmn:{kind} id="{element_id}" name="Schritt {element_id}"{written}>{inner}</bpmn:{kind}>'


def event(kind: str, element_id: str, definition: str = "", inner: str = "", **attributes: str) -> str:
    return tag(kind, element_id, f"<bpmn:{definition}EventDefinition {inner}/>" if definition else "", **attributes)


def timer(text: str, tag_name: str = "timeDuration") -> str:
    text = text.replace("<", "&lt;")
    return tag(
        "intermediateCatchEvent",
        "t",
        f"<bpmn:timerEventDefinition><bpmn:{tag_name}>{text}</bpmn:{tag_name}></bpmn:timerEventDefinition>",
    )


def service(operation: str, **parameters: str) -> str:
    inner = "".join(f'<spiffworkflow:parameter id="{k}" value="{v}"/>' for k, v in parameters.items())
    return tag(
        "serviceTask", "s",
        f'<bpmn:extensionElements><spiffworkflow:serviceTaskOperator id="{operation}"><spiffworkflow:parameters>{inner}</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator></bpmn:extensionElements>',
    )  # fmt: skip


def rule_task(decision: str) -> str:
    inner = f"<bpmn:extensionElements><spiffworkflow:calledDecisionId>{decision}</spiffworkflow:calledDecisionId></bpmn:extensionElements>"
    return tag("businessRuleTask", "r", inner if decision else "")


def lanes(**held: str) -> str:
    inner = "".join(
        f'<bpmn:lane id="lane_{n}" name="{name}">'
        + "".join(f"<bpmn:flowNodeRef>{ref}</bpmn:flowNodeRef>" for ref in refs.split())
        + "</bpmn:lane>"
        for n, (name, refs) in enumerate(held.items())
    )
    return f'<bpmn:laneSet id="lanes">{inner}</bpmn:laneSet>'


def choice(*ways: str, default: str = "", kind: str = "exclusiveGateway") -> str:
    attribute = f' default="f_g_{default}"' if default else ""
    return (
        d.start()
        + f'<bpmn:{kind} id="g" name="Welche?"{attribute}/>'
        + d.user_task("a")
        + d.user_task("b")
        + d.end()
        + d.flows("start_1>g", *ways, "a>end_1", "b>end_1")
    )


def sub(inner: str, kind: str = "subProcess", **attributes: str) -> str:
    return tag(kind, "sub", inner, **attributes)


INSIDE = d.start("i_start") + d.end("i_end") + d.flows("i_start>i_end")
MESSAGE = '<bpmn:message id="m1" name="Krise"/>'
MI = "multiInstanceLoopCharacteristics"

EXAMPLES: dict[str, list[Wrong | Right]] = {
    "one_process": [
        Right(line(d.user_task("a"))),
        Wrong("", "p2", "exactly one executable process; this one has 2", files={"p2.bpmn": d.definitions("p2", line(d.user_task("z1")).replace("_1", "_2"))}),
        Wrong("", "p mit leer", "letters, digits", files={"process.bpmn": d.definitions("p", line(d.user_task("a"))).replace(b'id="p"', b'id="p mit leer"')}),
        Wrong("", "", "None of the diagrams has an executable process", files={"process.bpmn": d.definitions("p", line(d.user_task("a"))).replace(b'"true"', b'"false"')}),
    ],
    "ids": [
        Right(line(d.user_task("a"), d.user_task("F90", form="F90.form.json")), files={"F90.form.json": FORM}),
        Wrong(line(d.user_task("a")) + d.user_task("a"), "a", "more than once"),
        Wrong(line(d.user_task("a")).replace('<bpmn:userTask id="a"', "<bpmn:userTask"), "process", "userTask has no id"),
        Wrong(line(d.user_task("F90")), "F90", "also the id of a form", files={"F90.form.json": FORM}),
    ],
    "vocabulary": [
        Right(line(*(tag(kind, kind) for kind in ("task", "manualTask")), sub(INSIDE))),
        Wrong(line(tag("complexGateway", "c")), "c", "complex gateway, which is not supported. Use exclusive"),
        Wrong(line(tag("adHocSubProcess", "c")), "c", "ad-hoc"),
        Wrong(line(tag("callChoreography", "c")), "c", "kind callChoreography"),
        Wrong(line(tag("funkyTask", "c")), "c", "kind funkyTask"),
        Wrong(line(tag("task", "c", isForCompensation="true")), "c", "compensation"),
    ],
    "events": [
        Right(line(event("intermediateCatchEvent", "e", "message", 'messageRef="m1"'), event("intermediateThrowEvent", "n")), extra=MESSAGE),
        Right(line(d.user_task("a")) + event("boundaryEvent", "e", "error", attachedToRef="a"), ),
        Right(line(tag("receiveTask", "e", messageRef="m1")), extra=MESSAGE),
        Right(line(d.user_task("a")).replace('name="end"></bpmn:endEvent>', 'name="end"><bpmn:signalEventDefinition signalRef="s1"/></bpmn:endEvent>'), extra='<bpmn:signal id="s1" name="Alarm"/>'),
        Wrong(line(event("intermediateCatchEvent", "e")), "e", "does not say what it waits for"),
        Wrong(line(event("intermediateCatchEvent", "e", "message")), "e", "does not say which message"),
        Wrong(line(event("intermediateCatchEvent", "e", "message", 'messageRef="fehlt"')), "e", "does not say which message", extra=MESSAGE),
        Wrong(line(event("intermediateThrowEvent", "e", "escalation")), "e", "does not say which escalation"),
        Wrong(line(event("intermediateThrowEvent", "e", "link")), "e", "would get lost"),
        Wrong(line(event("intermediateThrowEvent", "e", "compensate")), "e", "compensation"),
        Wrong(line(event("intermediateCatchEvent", "e", "error")), "e", "kind error, which does not work"),
        Wrong(line(tag("intermediateCatchEvent", "e", '<bpmn:signalEventDefinition signalRef="x"/><bpmn:messageEventDefinition messageRef="m1"/>')), "e", "several things", extra=MESSAGE),
        Wrong(line(d.user_task("a")) + event("boundaryEvent", "e", "error", attachedToRef="fehlt"), "e", "attached to no activity"),
        Wrong(line(d.user_task("a")) + event("boundaryEvent", "e", attachedToRef="a"), "e", "does not say what it waits for"),
        Wrong(line(d.user_task("a")) + event("boundaryEvent", "e", "cancel", attachedToRef="a"), "e", "does not stand in one"),
        Wrong(line(tag("receiveTask", "e")), "e", "which message it sends or waits for"),
        Wrong(line(tag("sendTask", "e", messageRef="fehlt")), "e", "which message it sends or waits for"),
        Wrong(line(tag("eventBasedGateway", "e"), d.user_task("a")), "e", "only be events or receive tasks"),
        Wrong(
            line(tag("eventBasedGateway", "e"), event("intermediateCatchEvent", "w", "message", 'messageRef="m1"')) + d.user_task("v") + d.flows("v>w"),
            "w", "no other way in", extra=MESSAGE,
        ),
    ],
    "event_subprocesses": [
        Right(line(sub(INSIDE))),
        Wrong(line(d.user_task("a")) + sub(INSIDE, triggeredByEvent="true"), "sub", "event sub-process, which is not supported"),
    ],
    "starts": [
        Right(line(d.user_task("a")) + event("startEvent", "s2", "message", 'messageRef="m1"') + d.flows("s2>a"), extra=MESSAGE),
        Wrong(d.user_task("a"), "process", "has no start event"),
        Wrong(line(d.user_task("a")) + d.start("s2") + d.flows("s2>a"), "process", "2 start events"),
        Wrong(line(sub("")), "sub", "is empty"),
        Wrong(line(sub(d.end("i_end"))), "sub", "exactly one start event; it has 0"),
        Wrong(line(sub(event("startEvent", "i", "message", 'messageRef="m1"'))), "sub", "must not wait", extra=MESSAGE),
    ],
    "flows": [
        Right(line(sub(INSIDE))),
        Wrong(line(d.user_task("a")) + d.flows("a>fehlt"), "f_a_fehlt", "does not connect two steps"),
        Wrong(line(sub(INSIDE)) + d.flows("i_start>end_1"), "f_i_start_end_1", "same process or sub-process"),
        Wrong(line(d.user_task("a")) + d.flows("a>start_1"), "start_1", "nothing can lead into"),
        Wrong(line(d.user_task("a")) + d.user_task("b") + d.flows("end_1>b"), "end_1", "leads out of the end"),
    ],
    "reachable": [
        Right(line(d.user_task("a")) + event("boundaryEvent", "e", "error", attachedToRef="a") + d.user_task("b") + d.flows("e>b")),
        Wrong(line(d.user_task("a")) + d.user_task("b"), "b", "can never be reached"),
        Wrong(line(d.user_task("a")) + d.user_task("b") + d.user_task("c") + d.flows("b>c", "c>b"), "c", "can never be reached"),
        Wrong(line(d.user_task("a")) + d.xor("g") + d.flows("a>g"), "g", "No way leads out of the gateway"),
    ],
    "choices": [
        Right(choice("g>a?x &gt; 3", "g>b", default="b")),
        Right(choice("g>a?x &gt; 3", "g>b?x &lt; 2", kind="inclusiveGateway")),
        Right(line(d.xor("g"), d.user_task("a"))),
        Wrong(choice("g>a?x &gt; 3", "g>b?x &lt; 4"), "g", "“Welche?” has no default flow"),
        Wrong(choice("g>a", "g>b", default="b"), "f_g_a", "has no condition and is not the default"),
        Wrong(choice("g>a?x &gt; 3", "g>b?x", default="b"), "f_g_b", "has a condition, which is ignored"),
        Wrong(choice("g>a?x &gt; 3", "g>b", default="c"), "g", "not one of the flows"),
        Wrong(line(d.user_task("a"), d.user_task("b")).replace('targetRef="b"></', 'targetRef="b"><bpmn:conditionExpression>x</bpmn:conditionExpression></'), "f_a_b", "is ignored, because “a” does not choose"),
        Wrong(line(d.xor("g"), d.user_task("b")).replace('targetRef="b"></', 'targetRef="b"><bpmn:conditionExpression>x</bpmn:conditionExpression></'), "f_g_b", "only flow out"),
    ],
    "lanes": [
        Right(lanes(fallmanagement="a", teamleitung="b sub") + line(d.user_task("a"), d.user_task("b"), sub(line(d.user_task("c")).replace("_1", "_2")))),
        Right(line(d.user_task("a"))),
        Wrong(lanes(sekretariat="a") + line(d.user_task("a")), "lane_0", "The lane “sekretariat” is not a role. Its name must be one of: fallmanagement, teamleitung"),
        Wrong(lanes(**{"": "a"}) + line(d.user_task("a")), "lane_0", "has no name"),
        Wrong(lanes(fallmanagement="a") + line(d.user_task("a"), d.user_task("b")), "b", "lies in no lane"),
        Wrong(lanes(fallmanagement="a") + line(d.user_task("a"), sub(line(d.user_task("c")).replace("_1", "_2"))), "c", "lies in no lane"),
    ],
    "forms": [
        Right(line(d.user_task("a", form="F90.form.json"), d.user_task("b", form="F99.form.json")), files={"F90.form.json": FORM}),
        Wrong(line(d.user_task("a", form="F91.form.json")), "a", "“a” shows the form “F91.form.json”, which does not exist"),
        Wrong(line(d.user_task("a", form="F90")), "a", "ends in .form.json", files={"F90.form.json": FORM}),
        Wrong(line(tag("scriptTask", "a", d.properties(form="F90.form.json") + "<bpmn:script>x = 1</bpmn:script>")), "a", "only a task for people", files={"F90.form.json": FORM}),
        Wrong(line(d.user_task("a")), "F92.form.json", "The form F92.form.json cannot be used", files={"F92.form.json": b"{"}),
    ],
    "operations": [
        Right(line(service("brief", anlass="&quot;L01&quot;", an="x"))),
        Right(line(service("zaehlen"))),
        Wrong(line(tag("serviceTask", "s")), "s", "does not say which operation"),
        Wrong(line(service("breif")), "s", "“breif”, which does not exist. Perhaps “brief”?"),
        Wrong(line(service("voellig_anders")), "s", "does not exist."),
        Wrong(line(service("brief", grund="1")), "s", "knows only: anlass, an"),
        Wrong(line(service("zaehlen", grund="1")), "s", "but it has none"),
    ],
    "calls": [
        Right(line(tag("callActivity", "c", d.properties(version="3"), calledElement="etappe"), tag("callActivity", "c2", calledElement="process"))),
        Wrong(line(tag("callActivity", "c")), "c", "does not say which process"),
        Wrong(line(tag("callActivity", "c", calledElement="fehlt")), "c", "“fehlt”, which is not deployed"),
        Wrong(line(tag("callActivity", "c", d.properties(version="neu"), calledElement="etappe")), "c", "not a number"),
    ],
    "decisions": [
        Right(line(rule_task("D90")), files={"d.dmn": TABLE}),
        Right(line(rule_task("D99"))),
        Wrong(line(rule_task("")), "r", "does not say which decision"),
        Wrong(line(rule_task("D91")), "r", "“D91”, which does not exist"),
        Wrong(line(rule_task("D90")), "D90", "several files", files={"d.dmn": TABLE, "e.dmn": TABLE}),
    ],
    "expressions": [
        Right(line(d.script("s", "y = 1\nif x > 3:\n    y = summe([1])"))),
        Right(choice("g>a?record.F02.wert &gt; 3 and not ist_leer(az)", "g>b", default="b")),
        Wrong(line(tag("scriptTask", "s")), "s", "has no script"),
        Wrong(line(d.script("s", "y = 1\nimport os")), "s", "“s”, script, line 2: “import” is not possible"),
        Wrong(line(d.script("s", "y = (1")), "s", "cannot be read"),
        Wrong(choice("g>a?x == true", "g>b", default="b"), "f_g_a", "condition: Write True instead of true"),
        Wrong(choice("g>a?gibts_nicht(x)", "g>b", default="b"), "f_g_a", "There is no function “gibts_nicht”"),
        Wrong(choice("g>a?x.__class__", "g>b", default="b"), "f_g_a", "begin with “_”"),
        Wrong(line(service("brief", anlass="L01 + ")), "s", "parameter “anlass”: Line 1 cannot be read"),
        Wrong(line(tag("callActivity", "c", d.properties(eingaben="a=b.title(), c"), calledElement="etappe")), "c", "mapping “a”: “.title(…)” cannot be called. Write gross(text)"),
        Wrong(line(tag("task", "m", f"<bpmn:{MI}><bpmn:loopCardinality>3 +</bpmn:loopCardinality></bpmn:{MI}>")), "m", "number of repetitions"),
        Wrong(line(tag("task", "m", f"<bpmn:{MI}><bpmn:loopDataInputRef>x y</bpmn:loopDataInputRef></bpmn:{MI}>")), "m", "list of the repetition"),
        Wrong(line(tag("task", "m", "<bpmn:extensionElements><spiffworkflow:preScript>while 1: pass</spiffworkflow:preScript></bpmn:extensionElements>")), "m", "script before the step"),
        Wrong(
            line(tag("intermediateThrowEvent", "e", '<bpmn:extensionElements/><bpmn:messageEventDefinition messageRef="m1"><bpmn:extensionElements><spiffworkflow:messagePayload>{a:}</spiffworkflow:messagePayload></bpmn:extensionElements></bpmn:messageEventDefinition>')),
            "e", "content of the message", extra=MESSAGE,
        ),
        Wrong(
            line(d.user_task("a")), "k", "correlation: Line 1",
            extra=MESSAGE + '<bpmn:correlationProperty id="k" name="k"><bpmn:correlationPropertyRetrievalExpression messageRef="m1"><bpmn:messagePath>a b</bpmn:messagePath></bpmn:correlationPropertyRetrievalExpression></bpmn:correlationProperty>',
        ),
    ],
    "timers": [
        Right(line(timer('"PT2S"'))), Right(line(timer('"R3/PT10M"', "timeCycle"))), Right(line(timer('"2027-03-01T09:00+01:00"', "timeDate"))),
        Right(line(timer('frist(heute(), "unterlagen")', "timeDate"))), Right(line(timer("termin"))),
        Wrong(line(timer("PT2S")), "t", 'needs quotes around a fixed time: write "PT2S"'),
        Wrong(line(timer("P14D")), "t", "needs quotes"),
        Wrong(line(timer("2027-03-01T09:00", "timeDate")), "t", "needs quotes"),
        Wrong(line(timer("R3/PT10M", "timeCycle")), "t", "needs quotes"),
        Wrong(line(timer('"bald"')), "t", "names no time"),
        Wrong(line(timer("14")), "t", "names no time"),
        Wrong(line(timer("")), "t", "does not say when"),
        Wrong(line(timer("tage(heute(), ")), "t", "does not work: Line 1"),
        Wrong(line(tag("intermediateCatchEvent", "t", "<bpmn:timerEventDefinition/>")), "t", "does not say when"),
    ],
    "deadlines": [
        Right(line(d.user_task("a", frist="unterlagen"), d.user_task("b", frist="frist(eingang, 'ueberpruefung.6')"), d.user_task("c", frist="tage(heute(), 3)"))),
        Wrong(line(d.user_task("a", frist="in 3 Tagen")), "a", "neither a deadline of the register nor an expression"),
        Wrong(line(d.user_task("a", frist="frist(heute(), 'unterlgaen')")), "a", "the deadline “unterlgaen”"),
        Wrong(line(timer("frist(heute(), 'ueberpruefung')")), "t", "Choose one: ueberpruefung.1"),
        Wrong(line(d.script("s", "x = 1\ny = frist(heute(), schluessel='fehlt')")), "s", "the deadline “fehlt”"),
    ],
    "repetition": [
        Right(line(tag("task", "m", f"<bpmn:{MI}><bpmn:loopDataInputRef>etappen</bpmn:loopDataInputRef></bpmn:{MI}>"))),
        Right(line(tag("task", "m", '<bpmn:standardLoopCharacteristics loopMaximum="3"/>'))),
        Wrong(line(tag("task", "m", f"<bpmn:{MI}/>")), "m", "does not say over which list"),
        Wrong(line(tag("task", "m", f"<bpmn:{MI}><bpmn:loopCardinality>3</bpmn:loopCardinality><bpmn:loopDataInputRef>x</bpmn:loopDataInputRef></bpmn:{MI}>")), "m", "one of both"),
        Wrong(line(tag("task", "m", "<bpmn:standardLoopCharacteristics/>")), "m", "does not say when it ends"),
        Wrong(line(tag("task", "m", f"<bpmn:{MI}><bpmn:loopCardinality>3</bpmn:loopCardinality><bpmn:loopDataOutputRef>a b</bpmn:loopDataOutputRef></bpmn:{MI}>")), "m", "not a simple name"),
    ],
    "task_settings": [
        Right(line(d.user_task("a", prioritaet="80", antworten="prozess", vier_augen="b"), d.user_task("b", hinweis="x"))),
        Wrong(line(d.user_task("a", prioritaet="hoch")), "a", "whole number from 0 to 100"),
        Wrong(line(d.user_task("a", antworten="ja")), "a", "can only be “prozess”"),
        Wrong(line(d.user_task("a", vier_augen="b, a")), "a", "names itself"),
        Wrong(line(d.user_task("a", formular="F90.form.json")), "a", "nothing reads. Perhaps “form”?", files={"F90.form.json": FORM}),
    ],
    "record_fields": [
        Right(choice("g>a?record.F90.grund == 'x' and record.F02.egal", "g>b", default="b"), files={"F90.form.json": FORM}),
        Wrong(choice("g>a?record.F90.gurnd == 'x'", "g>b", default="b"), "f_g_a", "the form F90 has no such field", files={"F90.form.json": FORM}),
        Wrong(line(rule_task("D")), "D_in_0", "reads record.F90.gurnd", files={"F90.form.json": FORM, "d.dmn": dmn.file(dmn.decision("D", ["record.F90.gurnd"], ["y"], []))}),
    ],
}  # fmt: skip


def found(example: Wrong | Right, **more: Any):
    files = {
        "process.bpmn": d.definitions("process", example.body or line(d.user_task("a")), extra=example.extra),
        **example.files,
    }
    return lint.problems(
        files,
        **{
            "roles": ROLES,
            "operations": OPERATIONS,
            "forms_elsewhere": {"F99.form.json"},
            "processes_elsewhere": {"etappe"},
            "decisions_elsewhere": {"D99"},
            **more,
        },
    )


CASES = [(rule, example) for rule, examples in EXAMPLES.items() for example in examples]


def test_every_rule_has_a_right_and_a_wrong_example():
    assert set(EXAMPLES) == set(lint.RULES)
    for rule, examples in EXAMPLES.items():
        assert {type(one) for one in examples} == {Right, Wrong}, rule


@pytest.mark.parametrize(
    ("rule", "example"),
    [c for c in CASES if isinstance(c[1], Wrong)],
    ids=lambda v: v if isinstance(v, str) else v.says[:40],
)
def test_what_is_wrong_is_said_at_its_element(rule, example):
    problems = found(example)
    said = [str(one) for one in problems if one.element_id == example.at]
    assert any(example.says in sentence for sentence in said), [(p.element_id, str(p)) for p in problems]
    assert any(example.says in str(one) for one in lint.RULES[rule].check(_model(example)))
    for sentence in said:
        assert sentence.rstrip().endswith((".", ")", "?")), sentence


@pytest.mark.parametrize(("rule", "example"), [c for c in CASES if isinstance(c[1], Right)])
def test_what_is_right_passes_all_rules(rule, example):
    assert [(p.element_id, str(p)) for p in found(example)] == []


def _model(example):
    """The same files as one rule alone sees them."""
    seen = []

    class Spy:
        RULE = "spy"

        @staticmethod
        def check(model):
            seen.append(model)
            return iter(())

    rules = dict(lint.RULES)
    lint.RULES["spy"] = Spy
    try:
        found(example)
    finally:
        del lint.RULES["spy"]
    assert rules == lint.RULES
    return seen[0]


def test_every_rule_says_in_one_sentence_what_it_wants():
    for name, rule in lint.RULES.items():
        assert rule.RULE.endswith("."), name
        assert rule.__doc__
