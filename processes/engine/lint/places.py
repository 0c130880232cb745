"""Every place of a diagram that holds an expression or script, and what process owners call that place."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from processes.engine.expressions.parts import split
from processes.engine.lint import xml
from processes.engine.lint.model import Model
from processes.engine.lint.xml import BPMN, SPIFF
from processes.words import N_, Sentence

CONDITION, TIMER, SCRIPT = N_("condition"), N_("timer"), N_("script")
BEFORE, AFTER = N_("script before the step"), N_("script after the step")
PARAMETER, PAYLOAD, CORRELATION = N_("parameter “%(which)s”"), N_("content of the message"), N_("correlation")
MAPPING, COLLECTION, NUMBER = N_("mapping “%(which)s”"), N_("list of the repetition"), N_("number of repetitions")
COMPLETION, LOOP, DEADLINE = N_("end of the repetition"), N_("condition of the loop"), N_("due date")
LISTS = ("eingaben", "inputs", "ausgaben", "outputs")
TIMES = ("timeDate", "timeDuration", "timeCycle")


@dataclass(frozen=True)
class Place:
    """One expression ("eval") or script ("exec"): the element it belongs to, what it is, and its text."""

    element: etree._Element
    what: Sentence
    source: str
    mode: str = "eval"


def places(model: Model) -> Iterator[Place]:
    """Every expression and script of the processes that run and of the messages beside them."""
    for scope in model.scopes:
        for flow in scope.flows:
            yield from _if_there(flow, CONDITION, xml.text(flow, "conditionExpression"))
        for node in scope.nodes.values():
            yield from _at_node(node)
    for diagram in model.diagrams:
        yield from _beside(diagram.root)


def _if_there(element: etree._Element, what: str, source: str, mode: str = "eval", **params: str) -> Iterator[Place]:
    if source:
        yield Place(element, Sentence(what, params), source, mode)


def _at_node(node: etree._Element) -> Iterator[Place]:
    if xml.kind(node) == "scriptTask":
        yield from _if_there(node, SCRIPT, (node.findtext(f"{BPMN}script") or "").rstrip(), "exec")
    for name, what in (("preScript", BEFORE), ("postScript", AFTER)):
        for attached in xml.extensions(node):
            if xml.local(attached) == name:
                yield from _if_there(node, what, (attached.text or "").rstrip(), "exec")
    for definition in node:
        if xml.kind(definition) == "timerEventDefinition":
            for tag in TIMES:
                yield from _if_there(node, TIMER, xml.text(definition, tag))
        elif xml.kind(definition) == "conditionalEventDefinition":
            yield from _if_there(node, CONDITION, xml.text(definition, "condition"))
    if xml.kind(node) == "serviceTask":
        yield from _parameters(node)
    yield from _messages(node)
    yield from _repetition(node)
    if xml.kind(node) == "callActivity":
        yield from _mappings(node)
    yield from _if_there(node, DEADLINE, xml.properties(node).get("frist", "").strip())


def _parameters(node: etree._Element) -> Iterator[Place]:
    for entry in node.iterfind(f"{BPMN}extensionElements/*//*"):
        if xml.local(entry) == "parameter" and entry.get("id"):
            source = str(entry.get("value") or "").strip()
            yield from _if_there(node, PARAMETER, source, which=str(entry.get("id")))


def _messages(element: etree._Element) -> Iterator[Place]:
    for payload in element.iterfind(f".//{SPIFF}messagePayload"):
        if _owner(payload) is element:
            yield from _if_there(element, PAYLOAD, (payload.text or "").strip())
    for entry in element.iterfind(f".//{SPIFF}processVariableCorrelation"):
        if _owner(entry) is element:
            yield from _if_there(element, CORRELATION, (entry.findtext(f"{SPIFF}expression") or "").strip())


def _owner(attached: etree._Element) -> etree._Element | None:
    """The node or root element that something hangs on, also below its event definition."""
    current = attached.getparent()
    while current is not None and xml.kind(current) not in xml.NODES | {"message", "signal", "error", "escalation"}:
        current = current.getparent()
    return current


def _repetition(node: etree._Element) -> Iterator[Place]:
    for several in xml.children(node, "multiInstanceLoopCharacteristics"):
        collection = xml.text(several, "loopDataInputRef") or xml.foreign(several).get("collection", "").strip()
        yield from _if_there(node, COLLECTION, collection)
        yield from _if_there(node, NUMBER, xml.text(several, "loopCardinality"))
        yield from _if_there(node, COMPLETION, xml.text(several, "completionCondition"))
    for loop in xml.children(node, "standardLoopCharacteristics"):
        yield from _if_there(node, LOOP, xml.text(loop, "loopCondition"))


def _mappings(node: etree._Element) -> Iterator[Place]:
    given = xml.properties(node)
    for name in LISTS:
        for target, source in listed(given.get(name, "")):
            yield from _if_there(node, MAPPING, source, which=target)
    for entry in node.iterfind(f"{BPMN}extensionElements//*"):
        if xml.local(entry) in ("in", "input", "out", "output"):
            goal = entry.get("target") or entry.get("name")
            value = entry.get("source") or entry.get("sourceExpression") or (entry.text or "").strip()
            if goal and value:
                yield from _if_there(node, MAPPING, value.removeprefix("=").strip(), which=goal)
    for assignment in node.iterfind(f"{BPMN}dataInputAssociation/{BPMN}assignment/{BPMN}from"):
        yield from _if_there(node, MAPPING, (assignment.text or "").strip(), which="dataInputAssociation")


def listed(text: str) -> list[tuple[str, str]]:
    """(target, source) of a list like `ziel=quelle, name`; commas inside brackets and quotes do not separate."""
    pairs = []
    for part in split(text):
        target, equals, source = part.partition("=")
        is_pair = equals and not source.startswith("=")
        pairs.append((target.strip(), source.strip()) if is_pair else (part.strip(), part.strip()))
    return pairs


def _beside(root: etree._Element) -> Iterator[Place]:
    """Messages with a payload, correlation properties, and what signals, errors and escalations carry."""
    for element in root:
        if xml.kind(element) == "message":
            yield from _messages(element)
        elif xml.kind(element) == "correlationProperty":
            for path in element.iterfind(f"{BPMN}correlationPropertyRetrievalExpression/{BPMN}messagePath"):
                yield from _if_there(element, CORRELATION, (path.text or "").strip())
        elif xml.kind(element) in ("signal", "error", "escalation"):
            yield from _if_there(element, PAYLOAD, xml.extension_text(element, "payloadExpression"))
