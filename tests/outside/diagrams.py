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


def user_task(element_id: str, name: str = "", **values: str) -> str:
    """A user task with properties."""
    inner = properties(**values) if values else ""
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
