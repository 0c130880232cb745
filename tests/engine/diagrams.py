"""Writes small diagrams for tests: a process is a list of nodes and flows, without a picture."""

import itertools
from collections.abc import Iterable, Mapping
from html import escape

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="http://example.org/test" id="definitions">\n'
)


def _properties(properties: Mapping[str, str]) -> str:
    inner = "".join(f'<spiffworkflow:property name="{k}" value="{escape(v)}"/>' for k, v in properties.items())
    return f"<extensionElements><spiffworkflow:properties>{inner}</spiffworkflow:properties></extensionElements>"


def user(id: str, name: str = "", *, inner: str = "", **properties: str) -> str:
    extra = _properties(properties) if properties else ""
    return f'<userTask id="{id}" name="{escape(name or id)}">{extra}{inner}</userTask>'


def script(id: str, text: str) -> str:
    return f'<scriptTask id="{id}" name="{id}"><script>{escape(text)}</script></scriptTask>'


def service(id: str, operation: str, **parameters: str) -> str:
    given = "".join(
        f'<spiffworkflow:parameter id="{k}" type="str" value="{escape(v)}"/>' for k, v in parameters.items()
    )
    return (
        f'<serviceTask id="{id}" name="{id}"><extensionElements><spiffworkflow:serviceTaskOperator id="{operation}">'
        f"<spiffworkflow:parameters>{given}</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>"
        "</extensionElements></serviceTask>"
    )


def call(id: str, key: str, *, many: str = "", sequential: bool = False, **properties: str) -> str:
    extra = _properties(properties) if properties else ""
    loop = ""
    if many:
        loop = (
            f'<multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
            f"<loopDataInputRef>{many}</loopDataInputRef><inputDataItem id='{id}_item' name='item'/>"
            "</multiInstanceLoopCharacteristics>"
        )
    return f'<callActivity id="{id}" name="{id}" calledElement="{key}">{extra}{loop}</callActivity>'


def start(id: str = "start", inner: str = "") -> str:
    return f'<startEvent id="{id}">{inner}</startEvent>'


def end(id: str = "end", inner: str = "") -> str:
    return f'<endEvent id="{id}" name="{id}">{inner}</endEvent>'


def error_end(id: str, code: str) -> str:
    return end(id, f'<errorEventDefinition errorRef="error_{code}"/>')


def escalation_end(id: str, code: str) -> str:
    return end(id, f'<escalationEventDefinition escalationRef="escalation_{code}"/>')


def throw_escalation(id: str, code: str) -> str:
    return (
        f'<intermediateThrowEvent id="{id}" name="{id}"><escalationEventDefinition escalationRef="escalation_{code}"/>'
        "</intermediateThrowEvent>"
    )


def boundary(id: str, on: str, inner: str, *, interrupting: bool = True) -> str:
    return f'<boundaryEvent id="{id}" name="{id}" attachedToRef="{on}" cancelActivity="{str(interrupting).lower()}">{inner}</boundaryEvent>'


def on_error(code: str) -> str:
    return f'<errorEventDefinition errorRef="error_{code}"/>'


def on_escalation(code: str) -> str:
    return f'<escalationEventDefinition escalationRef="escalation_{code}"/>'


def on_message(name: str, **keys: str) -> str:
    """`keys` are correlation keys read from process variables by whoever waits."""
    inner = "".join(
        f"<spiffworkflow:processVariableCorrelation><spiffworkflow:propertyId>{key}</spiffworkflow:propertyId>"
        f"<spiffworkflow:expression>{variable}</spiffworkflow:expression></spiffworkflow:processVariableCorrelation>"
        for key, variable in keys.items()
    )
    inner = f"<extensionElements>{inner}</extensionElements>" if inner else ""
    return f'<messageEventDefinition messageRef="message_{name}">{inner}</messageEventDefinition>'


def on_timer(expression: str) -> str:
    kind = "timeDate" if "datum" in expression or "T" in expression[3:8] else "timeDuration"
    return f'<timerEventDefinition><{kind} xsi:type="tFormalExpression">{escape(expression)}</{kind}></timerEventDefinition>'


def catch(id: str, inner: str) -> str:
    return f'<intermediateCatchEvent id="{id}" name="{id}">{inner}</intermediateCatchEvent>'


def send(id: str, message: str) -> str:
    return f'<intermediateThrowEvent id="{id}" name="{id}">{on_message(message)}</intermediateThrowEvent>'


def xor(id: str, default: str = "") -> str:
    extra = f' default="{default}"' if default else ""
    return f'<exclusiveGateway id="{id}" name="{id}"{extra}/>'


def both(id: str) -> str:
    return f'<parallelGateway id="{id}"/>'


def flow(source: str, target: str, condition: str = "") -> str:
    inner = (
        f'<conditionExpression xsi:type="tFormalExpression">{escape(condition)}</conditionExpression>' if condition else ""
    )
    return f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'


def flows(*chain: str) -> str:
    return "".join(flow(a, b) for a, b in itertools.pairwise(chain))


def message(name: str, *, variable: str = "", payload: str = "") -> str:
    extra = ""
    if variable:
        extra += f"<spiffworkflow:messageVariable>{variable}</spiffworkflow:messageVariable>"
    if payload:
        extra += f"<spiffworkflow:messagePayload>{escape(payload)}</spiffworkflow:messagePayload>"
    inner = f"<extensionElements>{extra}</extensionElements>" if extra else ""
    return f'<message id="message_{name}" name="{name}">{inner}</message>'


def correlation(key: str, message_name: str, *, payload: str) -> str:
    """A correlation key that whoever sends reads from the payload."""
    return (
        f'<correlationProperty id="{key}" name="{key}">'
        f'<correlationPropertyRetrievalExpression messageRef="message_{message_name}">'
        f"<messagePath>{payload}</messagePath></correlationPropertyRetrievalExpression></correlationProperty>"
    )


def error(code: str) -> str:
    return f'<error id="error_{code}" name="{code}" errorCode="{code}"/>'


def escalation(code: str) -> str:
    return f'<escalation id="escalation_{code}" name="{code}" escalationCode="{code}"/>'


def lanes(**members: Iterable[str]) -> str:
    inner = "".join(
        f'<lane id="lane_{lane}" name="{lane}">' + "".join(f"<flowNodeRef>{m}</flowNodeRef>" for m in ids) + "</lane>"
        for lane, ids in members.items()
    )
    return f'<laneSet id="lane_set">{inner}</laneSet>'


def diagram(key: str, *parts: str, before: str = "", name: str = "", properties: Mapping[str, str] | None = None) -> bytes:
    """The bytes of a diagram with one executable process; `before` holds messages, errors, escalations."""
    extra = _properties(properties) if properties else ""
    text = (
        f'{HEAD}{before}<process id="{key}" name="{escape(name or key)}" isExecutable="true">{extra}'
        f"{''.join(parts)}</process></definitions>"
    )
    return text.encode()


def files(key: str, *parts: str, before: str = "", **more: bytes) -> dict[str, bytes]:
    """A deployment with one diagram."""
    return {f"{key}.bpmn": diagram(key, *parts, before=before), **more}


#: One task, then another, then the end.
TWO_TASKS = files(
    "two_tasks",
    start(),
    user("first", "First task"),
    user("second", "Second task"),
    end(),
    flows("start", "first", "second", "end"),
)
