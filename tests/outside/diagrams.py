"""Builds small BPMN files as text, without using anything of the application."""

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"


def definitions(key: str, body: str, *, extra: str = "", name: str = "") -> bytes:
    """A BPMN file with one executable process `key`; `extra` stands beside the process (messages, errors)."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="{BPMN}" xmlns:spiffworkflow="{SPIFF}" id="defs_{key}" targetNamespace="http://example.org/bpmn">
{extra}
<bpmn:process id="{key}" name="{name or key}" isExecutable="true">
{body}
</bpmn:process>
</bpmn:definitions>""".encode()


def flows(*pairs: str) -> str:
    """Sequence flows from texts like `a>b` or `a>b?condition`; `a>b!` marks the default of gateway `a`."""
    rows = []
    for _number, pair in enumerate(pairs):
        way, _, condition = pair.partition("?")
        source, _, target = way.rstrip("!").partition(">")
        inner = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
        rows.append(f'<bpmn:sequenceFlow id="{flow_id(source, target)}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>')
    return "\n".join(rows)


def flow_id(source: str, target: str) -> str:
    return f"f_{source}_{target}"


def properties(**values: str) -> str:
    """The extension element with our properties."""
    inner = "".join(f'<spiffworkflow:property name="{k}" value="{v}"/>' for k, v in values.items())
    return f"<bpmn:extensionElements><spiffworkflow:properties>{inner}</spiffworkflow:properties></bpmn:extensionElements>"


def user_task(element_id: str, name: str = "", several: str = "", **values: str) -> str:
    """A user task with properties; `several` says how often."""
    inner = (properties(**values) if values else "") + several
    return f'<bpmn:userTask id="{element_id}" name="{name or element_id}">{inner}</bpmn:userTask>'


def script(element_id: str, code: str) -> str:
    """A script task."""
    code = code.replace("&", "&amp;").replace("<", "&lt;")
    return f'<bpmn:scriptTask id="{element_id}" name="{element_id}"><bpmn:script>{code}</bpmn:script></bpmn:scriptTask>'


def xor(element_id: str, default: str = "") -> str:
    """An exclusive gateway; `default` is the target of its default flow."""
    attribute = f' default="{flow_id(element_id, default)}"' if default else ""
    return f'<bpmn:exclusiveGateway id="{element_id}" name="{element_id}"{attribute}/>'


def parallel(element_id: str) -> str:
    """A parallel gateway."""
    return f'<bpmn:parallelGateway id="{element_id}" name="{element_id}"/>'


def start(element_id: str = "start_1", inner: str = "") -> str:
    """A start event."""
    return f'<bpmn:startEvent id="{element_id}" name="start">{inner}</bpmn:startEvent>'


def end(element_id: str = "end_1", inner: str = "") -> str:
    """An end event."""
    return f'<bpmn:endEvent id="{element_id}" name="end">{inner}</bpmn:endEvent>'


def timer(text: str, kind: str = "timeDuration") -> str:
    """What a timer event waits for; `text` is an expression, literals with their quotes."""
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition>"


def refers(kind: str, ref: str, inner: str = "") -> str:
    """The definition of a message, signal, error or escalation event."""
    return f'<bpmn:{kind}EventDefinition {kind}Ref="{ref}">{inner}</bpmn:{kind}EventDefinition>'


def catch(element_id: str, inner: str, name: str = "") -> str:
    """An intermediate event that waits."""
    return f'<bpmn:intermediateCatchEvent id="{element_id}" name="{name or element_id}">{inner}</bpmn:intermediateCatchEvent>'


def throw(element_id: str, inner: str) -> str:
    """An intermediate event that throws."""
    return f'<bpmn:intermediateThrowEvent id="{element_id}" name="{element_id}">{inner}</bpmn:intermediateThrowEvent>'


def boundary(element_id: str, host: str, inner: str, *, interrupting: bool = True) -> str:
    """An event at the border of an activity."""
    cancels = "true" if interrupting else "false"
    return f'<bpmn:boundaryEvent id="{element_id}" name="{element_id}" attachedToRef="{host}" cancelActivity="{cancels}">{inner}</bpmn:boundaryEvent>'


def call(element_id: str, key: str, inner: str = "", **values: str) -> str:
    """A call activity; `values` become properties, `inner` stands behind its extension elements."""
    given = properties(**values) if values else ""
    return f'<bpmn:callActivity id="{element_id}" name="{element_id}" calledElement="{key}">{given}{inner}</bpmn:callActivity>'


def sub(element_id: str, body: str, inner: str = "") -> str:
    """An embedded sub-process."""
    return f'<bpmn:subProcess id="{element_id}" name="{element_id}">{body}{inner}</bpmn:subProcess>'


def each(collection: str, item: str, *, sequential: bool = False, output: str = "", result: str = "", until: str = "") -> str:
    """Several times: once for each item of a collection; `output` collects the variable `result`."""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{"true" if sequential else "false"}">'
        f"<bpmn:loopDataInputRef>{collection}</bpmn:loopDataInputRef>"
        + (f"<bpmn:loopDataOutputRef>{output}</bpmn:loopDataOutputRef>" if output else "")
        + f'<bpmn:inputDataItem id="{item}" name="{item}"/>'
        + (f'<bpmn:outputDataItem id="{result}" name="{result}"/>' if output else "")
        + (f"<bpmn:completionCondition>{until}</bpmn:completionCondition>" if until else "")
        + "</bpmn:multiInstanceLoopCharacteristics>"
    )


def times(number: str, *, sequential: bool = False) -> str:
    """Several times: so many instances."""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{"true" if sequential else "false"}">'
        f"<bpmn:loopCardinality>{number}</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
    )


def named(kind: str, ref: str, name: str) -> str:
    """A message, signal, error or escalation beside the process; an error's or escalation's code is its name."""
    code = f' {kind}Code="{name}"' if kind in ("error", "escalation") else ""
    return f'<bpmn:{kind} id="{ref}" name="{name}"{code}/>'
