"""Events name what they wait for or throw, and only what works at their place."""

from collections.abc import Iterator

from lxml import etree

from processes.engine.lint import xml
from processes.engine.lint.model import Model, Scope, problem
from processes.errors import Problem
from processes.words import N_, Sentence

RULE = N_("Every event names what it waits for or throws, and that works at its place.")
ENDING = "EventDefinition"
ALLOWED = {
    "startEvent": {"message", "signal", "timer", "conditional"},
    "intermediateCatchEvent": {"message", "signal", "timer", "conditional"},
    "boundaryEvent": {"message", "signal", "timer", "conditional", "error", "escalation", "cancel"},
    "intermediateThrowEvent": {"message", "signal", "escalation"},
    "endEvent": {"message", "signal", "error", "escalation", "terminate", "cancel"},
}
REFERRED = ("message", "signal", "error", "escalation")
WORDS = {
    "message": N_("message"),
    "signal": N_("signal"),
    "timer": N_("timer"),
    "conditional": N_("condition"),
    "error": N_("error"),
    "escalation": N_("escalation"),
    "terminate": N_("termination"),
    "cancel": N_("cancellation"),
}
#: An error or escalation event without reference catches every one.
MAY_CATCH_ALL = ("error", "escalation")
NOTHING = N_("“%(name)s” does not say what it waits for: choose a message, a time or another event.")
SEVERAL = N_("“%(name)s” waits for or throws several things at once. Give it one only.")
NOT_HERE = N_("“%(name)s” is an event of the kind %(kind)s, which does not work at this place.")
LINK = N_("“%(name)s” is a link, at which the case would get lost. Draw a flow instead.")
COMPENSATION = N_("“%(name)s” is for compensation, which is not supported. Draw the undoing as a step of its own.")
NO_REFERENCE = N_("“%(name)s” does not say which %(kind)s. Choose one of the diagram or make a new one.")
NO_MESSAGE = N_("“%(name)s” does not say which message it sends or waits for.")
NOT_ATTACHED = N_("“%(name)s” is attached to no activity of the same process.")
BEHIND_GATEWAY = N_("Behind the event gateway “%(name)s” there may only be events or receive tasks that wait.")
ONE_WAY = N_("“%(name)s” behind an event gateway may have no other way in and no events at its border.")
CANCEL = N_("“%(name)s” cancels a transaction, but it does not stand in one.")


def check(model: Model) -> Iterator[Problem]:
    """Events, message tasks and event gateways."""
    for scope, node in model.nodes(xml.EVENTS):
        yield from _event(scope, node)
    for _, node in model.nodes(("sendTask", "receiveTask")):
        if _referred(node, "message") is None:
            yield problem(node, NO_MESSAGE)
    for scope, node in model.nodes(("eventBasedGateway",)):
        yield from _event_gateway(scope, node)


def _event(scope: Scope, node: etree._Element) -> Iterator[Problem]:
    place = xml.kind(node)
    definitions = [one for one in node if xml.kind(one).endswith(ENDING)]
    references = list(xml.children(node, "eventDefinitionRef"))
    if place == "boundaryEvent":
        host = scope.nodes.get(node.get("attachedToRef") or "")
        if host is None or xml.kind(host) not in xml.ACTIVITIES:
            yield problem(node, NOT_ATTACHED)
    if not definitions and not references:
        if place in xml.CATCHING:
            yield problem(node, NOTHING)
        return
    if len(definitions) + len(references) > 1:
        yield problem(node, SEVERAL)
        return
    if references:
        yield problem(node, NO_REFERENCE, kind=_word("eventDefinition"))
        return
    yield from _definition(scope, node, definitions[0])


def _definition(scope: Scope, node: etree._Element, definition: etree._Element) -> Iterator[Problem]:
    kind = xml.kind(definition).removesuffix(ENDING)
    if kind == "link":
        yield problem(node, LINK)
    elif kind == "compensate":
        yield problem(node, COMPENSATION)
    elif kind not in ALLOWED[xml.kind(node)]:
        yield problem(node, NOT_HERE, kind=_word(kind))
    elif kind == "cancel" and not _in_transaction(scope, node):
        yield problem(node, CANCEL)
    elif kind in REFERRED:
        yield from _reference(node, definition, kind)


def _word(kind: str) -> Sentence:
    return Sentence(WORDS.get(kind, kind))


def _in_transaction(scope: Scope, node: etree._Element) -> bool:
    if xml.kind(node) == "endEvent":
        return xml.kind(scope.element) == "transaction"
    host = scope.nodes.get(node.get("attachedToRef") or "")
    return host is None or xml.kind(host) == "transaction"


def _reference(node: etree._Element, definition: etree._Element, kind: str) -> Iterator[Problem]:
    if not definition.get(f"{kind}Ref") and kind in MAY_CATCH_ALL and xml.kind(node) in xml.CATCHING:
        return
    if _referred(definition, kind) is None:
        yield problem(node, NO_REFERENCE, kind=_word(kind))


def _referred(element: etree._Element, kind: str) -> etree._Element | None:
    wanted = element.get(f"{kind}Ref")
    root = element.getroottree().getroot()
    return next((one for one in xml.children(root, kind) if wanted and one.get("id") == wanted), None)


def _event_gateway(scope: Scope, node: etree._Element) -> Iterator[Problem]:
    borders = {one.get("attachedToRef") for one in scope.nodes.values() if xml.kind(one) == "boundaryEvent"}
    for flow in scope.outgoing(node):
        target = scope.nodes.get(flow.get("targetRef") or "")
        if target is None:
            continue
        if xml.kind(target) not in ("intermediateCatchEvent", "receiveTask"):
            yield problem(node, BEHIND_GATEWAY)
        elif len(scope.incoming(target)) > 1 or target.get("id") in borders:
            yield problem(target, ONE_WAY)
