"""Writes small BPMN diagrams for tests: nodes, flows, and whatever hangs on them."""

import itertools
from typing import Any
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    ' xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"'
    ' id="definitions" targetNamespace="http://example.org">'
)
#: Makes ids of items unique; what is no identifier is no variable, the name is.
NUMBERS = itertools.count()
TIMES = {"date": "timeDate", "duration": "timeDuration", "cycle": "timeCycle"}


class Scope:
    """A process or an embedded sub-process under construction."""

    def __init__(self, root: "Process") -> None:
        self.root = root
        self.parts: list[str | tuple[str, str, dict[str, Any], Scope]] = []
        self.flows = 0

    def node(self, tag: str, element: str, inner: str = "", name: str | None = None, **attributes: Any) -> str:
        """Add any element; `inner` is XML."""
        more = "".join(f" {key}={quoteattr(str(value))}" for key, value in attributes.items() if value is not None)
        label = f" name={quoteattr(name)}" if name else ""
        self.parts.append(f"<bpmn:{tag} id={quoteattr(element)}{label}{more}>{inner}</bpmn:{tag}>")
        return element

    def start(self, element: str = "start", event: str = "") -> str:
        return self.node("startEvent", element, event)

    def end(self, element: str = "end", event: str = "") -> str:
        return self.node("endEvent", element, event)

    def user(self, element: str, inner: str = "", pre: str = "", post: str = "", **properties: str) -> str:
        return self.node("userTask", element, extension(pre=pre, post=post, **properties) + inner)

    def script(self, element: str, text: str) -> str:
        return self.node("scriptTask", element, f"<bpmn:script>{escape(text)}</bpmn:script>")

    def service(self, element: str, operation: str, inner: str = "", result: str = "", **parameters: str) -> str:
        given = "".join(
            f'<spiffworkflow:parameter id="{key}" type="any" value={quoteattr(value)} />'
            for key, value in parameters.items()
        )
        variable = f' resultVariable="{result}"' if result else ""
        operator = f'<spiffworkflow:serviceTaskOperator id="{operation}"{variable}>'
        operator += f"<spiffworkflow:parameters>{given}</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>"
        return self.node("serviceTask", element, f"<bpmn:extensionElements>{operator}</bpmn:extensionElements>{inner}")

    def rule(self, element: str, decision: str) -> str:
        inner = f"<spiffworkflow:calledDecisionId>{decision}</spiffworkflow:calledDecisionId>"
        return self.node("businessRuleTask", element, f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>")

    def call(self, element: str, key: str, inner: str = "", **properties: str) -> str:
        return self.node("callActivity", element, extension(**properties) + inner, calledElement=key)

    def xor(self, element: str, default: str | None = None) -> str:
        return self.node("exclusiveGateway", element, default=default)

    def both(self, element: str) -> str:
        return self.node("parallelGateway", element)

    def some(self, element: str, default: str | None = None) -> str:
        return self.node("inclusiveGateway", element, default=default)

    def first(self, element: str) -> str:
        return self.node("eventBasedGateway", element)

    def catch(self, element: str, event: str) -> str:
        return self.node("intermediateCatchEvent", element, event)

    def throw(self, element: str, event: str) -> str:
        return self.node("intermediateThrowEvent", element, event)

    def boundary(self, element: str, host: str, event: str, interrupting: bool = True) -> str:
        return self.node("boundaryEvent", element, event, attachedToRef=host, cancelActivity=str(interrupting).lower())

    def sub(self, element: str, inner: str = "", **attributes: Any) -> "Scope":
        """An embedded sub-process; fill the returned scope."""
        scope = Scope(self.root)
        self.parts.append((element, inner, attributes, scope))
        return scope

    def flow(self, *ids: str, when: str | None = None, name: str | None = None) -> None:
        """Connect nodes in a row; condition and id belong to the first flow."""
        for number, (source, target) in enumerate(itertools.pairwise(ids)):
            self.flows += 1
            label = name if name and number == 0 else f"f_{source}_{target}_{self.flows}"
            condition = ""
            if when is not None and number == 0:
                condition = f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{escape(when)}</bpmn:conditionExpression>'
            self.parts.append(
                f'<bpmn:sequenceFlow id="{label}" sourceRef="{source}" targetRef="{target}">{condition}</bpmn:sequenceFlow>'
            )

    def line(self, *ids: str) -> None:
        """Start, these nodes in a row, end."""
        self.flow(self.start(), *ids, self.end())

    def inside(self) -> str:
        """The XML of the nodes."""
        written = []
        for part in self.parts:
            if isinstance(part, str):
                written.append(part)
            else:
                element, inner, attributes, scope = part
                more = "".join(f" {key}={quoteattr(str(value))}" for key, value in attributes.items())
                characteristics = inner if "LoopCharacteristics" in inner else ""
                rest = "" if characteristics else inner
                written.append(
                    f'<bpmn:subProcess id="{element}"{more}>{rest}{characteristics}{scope.inside()}</bpmn:subProcess>'
                )
        return "".join(written)


class Process(Scope):
    """A diagram with one process."""

    def __init__(self, key: str = "probe", name: str = "", **properties: str) -> None:
        super().__init__(self)
        self.key = key
        self.name = name
        self.properties = properties
        self.before: list[str] = []
        self.after: list[str] = []
        self.lanes: dict[str, list[str]] = {}
        self.correlations: dict[str, list[str]] = {}

    def message(self, name: str, **correlation: str) -> str:
        """Declare a message; `correlation` maps property ids to expressions over its payload."""
        self.before.append(f'<bpmn:message id="m_{name}" name="{name}" />')
        for key, expression in correlation.items():
            self.correlations.setdefault(key, []).append(
                f'<bpmn:correlationPropertyRetrievalExpression messageRef="m_{name}">'
                f"<bpmn:messagePath>{escape(expression)}</bpmn:messagePath>"
                "</bpmn:correlationPropertyRetrievalExpression>"
            )
        return name

    def declare(self, kind: str, name: str, code: str | None = None, variable: str | None = None) -> None:
        """Declare a signal, error or escalation."""
        code_name = {"error": "errorCode", "escalation": "escalationCode"}.get(kind)
        more = f' {code_name}="{code or name}"' if code_name else ""
        inner = ""
        if variable:
            inner = f"<bpmn:extensionElements><spiffworkflow:variableName>{variable}</spiffworkflow:variableName></bpmn:extensionElements>"
        self.before.append(f'<bpmn:{kind} id="{kind}_{name}" name="{name}"{more}>{inner}</bpmn:{kind}>')

    def lane(self, name: str, *ids: str) -> None:
        self.lanes.setdefault(name, []).extend(ids)

    def xml(self) -> bytes:
        """The whole file."""
        lanes = "".join(
            f'<bpmn:lane id="lane_{i}" name={quoteattr(name)}>'
            + "".join(f"<bpmn:flowNodeRef>{element}</bpmn:flowNodeRef>" for element in elements)
            + "</bpmn:lane>"
            for i, (name, elements) in enumerate(self.lanes.items())
        )
        correlations = "".join(
            f'<bpmn:correlationProperty id="{key}" name="{key}">{"".join(ways)}</bpmn:correlationProperty>'
            for key, ways in self.correlations.items()
        )
        lane_set = f'<bpmn:laneSet id="lanes">{lanes}</bpmn:laneSet>' if lanes else ""
        name = f" name={quoteattr(self.name)}" if self.name else ""
        return (
            HEAD
            + "".join(self.before)
            + correlations
            + f'<bpmn:process id="{self.key}"{name} isExecutable="true">'
            + extension(**self.properties)
            + lane_set
            + self.inside()
            + "</bpmn:process>"
            + "".join(self.after)
            + "</bpmn:definitions>"
        ).encode()


def extension(pre: str = "", post: str = "", **properties: str) -> str:
    """extensionElements with scripts and properties."""
    inner = ""
    if properties:
        lines = "".join(f'<spiffworkflow:property name="{k}" value={quoteattr(v)} />' for k, v in properties.items())
        inner += f"<spiffworkflow:properties>{lines}</spiffworkflow:properties>"
    if pre:
        inner += f"<spiffworkflow:preScript>{escape(pre)}</spiffworkflow:preScript>"
    if post:
        inner += f"<spiffworkflow:postScript>{escape(post)}</spiffworkflow:postScript>"
    return f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>" if inner else ""


def timer(kind: str, expression: str) -> str:
    """A timer event definition: kind is date, duration or cycle."""
    tag = TIMES[kind]
    inner = f'<bpmn:{tag} xsi:type="bpmn:tFormalExpression">{escape(expression)}</bpmn:{tag}>'
    return f"<bpmn:timerEventDefinition>{inner}</bpmn:timerEventDefinition>"


def message(name: str, payload: str = "", variable: str = "", **correlation: str) -> str:
    """A message event definition; `correlation` maps property ids to expressions over process variables."""
    inner = ""
    if payload:
        inner += f"<spiffworkflow:messagePayload>{escape(payload)}</spiffworkflow:messagePayload>"
    if variable:
        inner += f"<spiffworkflow:messageVariable>{variable}</spiffworkflow:messageVariable>"
    for key, expression in correlation.items():
        inner += (
            f"<spiffworkflow:processVariableCorrelation><spiffworkflow:propertyId>{key}</spiffworkflow:propertyId>"
            f"<spiffworkflow:expression>{expression}</spiffworkflow:expression></spiffworkflow:processVariableCorrelation>"
        )
    inner = f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>" if inner else ""
    return f'<bpmn:messageEventDefinition messageRef="m_{name}">{inner}</bpmn:messageEventDefinition>'


def event(kind: str, name: str = "") -> str:
    """A signal, error, escalation, terminate or cancel event definition."""
    reference = f' {kind}Ref="{kind}_{name}"' if name else ""
    return f"<bpmn:{kind}EventDefinition{reference} />"


def several(
    collection: str = "",
    item: str = "",
    output: str = "",
    output_item: str = "",
    cardinality: str = "",
    sequential: bool = False,
    until: str = "",
) -> str:
    """multiInstanceLoopCharacteristics."""
    inner = ""
    if cardinality:
        inner += f'<bpmn:loopCardinality xsi:type="bpmn:tFormalExpression">{escape(cardinality)}</bpmn:loopCardinality>'
    if collection:
        inner += f"<bpmn:loopDataInputRef>{escape(collection)}</bpmn:loopDataInputRef>"
    if output:
        inner += f"<bpmn:loopDataOutputRef>{output}</bpmn:loopDataOutputRef>"
    if item:
        inner += f'<bpmn:inputDataItem id="{item}-{next(NUMBERS)}" name="{item}" />'
    if output_item:
        inner += f'<bpmn:outputDataItem id="{output_item}-{next(NUMBERS)}" name="{output_item}" />'
    if until:
        inner += (
            f'<bpmn:completionCondition xsi:type="bpmn:tFormalExpression">{escape(until)}</bpmn:completionCondition>'
        )
    mode = str(sequential).lower()
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{mode}">{inner}</bpmn:multiInstanceLoopCharacteristics>'
    )


def loop(condition: str = "", most: int | None = None, before: bool = False) -> str:
    """standardLoopCharacteristics."""
    inner = (
        f'<bpmn:loopCondition xsi:type="bpmn:tFormalExpression">{escape(condition)}</bpmn:loopCondition>'
        if condition
        else ""
    )
    maximum = f' loopMaximum="{most}"' if most else ""
    return f'<bpmn:standardLoopCharacteristics testBefore="{str(before).lower()}"{maximum}>{inner}</bpmn:standardLoopCharacteristics>'
