"""What goes into a called process and what comes out of it, as the diagram says it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from lxml import etree

from processes.engine.expressions.parts import split
from processes.engine.spiff.faults import StepFault
from processes.engine.spiff.merging import copied
from processes.engine.spiff.xml import BPMN, local_name


class Mapped(NamedTuple):
    """One line of a mapping: `target` gets the value of the expression `source`; a bare name may be missing."""

    target: str
    source: str


def read_mapping(lines: Iterable[Mapped], names: Mapping[str, Any], evaluate: Callable[[str], Any]) -> dict[str, Any]:
    """The values of a mapping; a variable that does not exist (yet) gives None."""
    values = {}
    for line in lines:
        if line.source in names:
            values[line.target] = copied(names[line.source])
        elif line.source.isidentifier():
            values[line.target] = _known(line.source, evaluate)
        else:
            values[line.target] = copied(evaluate(line.source))
    return values


def _known(name: str, evaluate: Callable[[str], Any]) -> Any:
    """The value of a name that is not process data: one of the environment's, else None."""
    try:
        return copied(evaluate(name))
    except StepFault:
        return None


def inputs_of(node: etree._Element, properties: Mapping[str, str]) -> tuple[Mapped, ...]:
    """The input mapping of a call activity: properties, ioSpecification, or the elements of other modellers."""
    return (
        _listed(properties.get("eingaben") or properties.get("inputs"))
        or _associated(node, "dataInputAssociation")
        or _specified(node, "dataInput")
        or _foreign(node, ("in", "input"))
    )


def outputs_of(node: etree._Element, properties: Mapping[str, str]) -> tuple[Mapped, ...]:
    """The output mapping of a call activity."""
    return (
        _listed(properties.get("ausgaben") or properties.get("outputs"))
        or _specified(node, "dataOutput")
        or _foreign(node, ("out", "output"))
    )


def _listed(text: str | None) -> tuple[Mapped, ...]:
    """`ziel=quelle, name`: split at commas outside brackets and quotes."""
    lines = []
    for part in split(text or ""):
        target, equals, source = part.partition("=")
        if equals and not source.startswith("="):
            lines.append(Mapped(target.strip(), source.strip()))
        else:
            lines.append(Mapped(part.strip(), part.strip()))
    return tuple(lines)


def _specified(node: etree._Element, kind: str) -> tuple[Mapped, ...]:
    """Names of an ioSpecification: inputs and outputs map by equal name."""
    names = [data.get("name") or data.get("id") for data in node.findall(f"{BPMN}ioSpecification/{BPMN}{kind}")]
    return tuple(Mapped(name, name) for name in names if name)


def _associated(node: etree._Element, kind: str) -> tuple[Mapped, ...]:
    """DataInputAssociations with an assignment (from an expression to a data input)."""
    inputs = {
        data.get("id"): data.get("name") or data.get("id")
        for data in node.findall(f"{BPMN}ioSpecification/{BPMN}dataInput")
    }
    lines = []
    for association in node.findall(f"{BPMN}{kind}"):
        assignment = association.find(f"{BPMN}assignment/{BPMN}from")
        target = association.findtext(f"{BPMN}targetRef")
        if assignment is not None and target:
            lines.append(Mapped(inputs.get(target) or target, (assignment.text or "").strip()))
    return tuple(lines)


def _foreign(node: etree._Element, names: tuple[str, ...]) -> tuple[Mapped, ...]:
    """`zeebe:input source= target=` and `camunda:in source= target=` (also sourceExpression, variables="all")."""
    lines = []
    for element in node.findall(f"{BPMN}extensionElements//*"):
        if local_name(element) not in names:
            continue
        target = element.get("target") or element.get("name")
        source = element.get("source") or element.get("sourceExpression") or (element.text or "").strip() or target
        if target and source:
            lines.append(Mapped(target, source.removeprefix("=").strip()))
    return tuple(lines)
