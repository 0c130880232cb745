"""Holds a diagram against BPMN's own schema, where it says something about meaning.

The schema also prescribes the order in which parts stand inside an element, and sets of inputs that no engine reads.
Modellers and people who write diagrams by hand differ there, and nothing runs differently; so a copy is put in order
first.
"""

import copy
import threading
from itertools import pairwise
from typing import Any

from lxml import etree
from SpiffWorkflow.spiff.parser.process import VALIDATOR

from processes.engine.spiff.xml import BPMN
from processes.errors import Problem
from processes.words import N_

_VALIDATOR_LOCK = threading.Lock()

#: What stands before the nodes and flows of a process, and what behind them.
_BEFORE = """
    documentation extensionElements import extension auditing monitoring categoryValueRef supportedInterfaceRef incoming
    outgoing partitionElement flowNodeRef childLaneSet sourceRef targetRef transformation assignment ioSpecification
    ioBinding property dataInput dataOutput dataInputAssociation dataOutputAssociation inputSet outputSet performer
    humanPerformer potentialOwner resourceRole loopCardinality loopDataInputRef loopDataOutputRef inputDataItem
    outputDataItem complexBehaviorDefinition completionCondition multiInstanceLoopCharacteristics
    standardLoopCharacteristics rendering script laneSet
"""
_BEHIND = """
    association group textAnnotation correlationKey correlationSubscription supports BPMNDiagram relationship
"""
_PLACES = {f"{BPMN}{name}": place for place, name in enumerate(_BEFORE.split(), -len(_BEFORE))}
_PLACES |= {f"{BPMN}{name}": place for place, name in enumerate(_BEHIND.split(), 1)}
_PLACES["{http://www.omg.org/spec/BPMN/20100524/DI}BPMNDiagram"] = _PLACES[f"{BPMN}BPMNDiagram"]


def problems(name: str, root: etree._Element) -> list[Problem]:
    """What breaks the rules of BPMN in the diagram of the file `name`."""
    checked = _in_order(root)
    for reference in checked.iter(f"{BPMN}loopDataInputRef", f"{BPMN}loopDataOutputRef"):
        reference.text = "expression"  # the schema wants a name where we allow expressions
    with _VALIDATOR_LOCK:
        VALIDATOR.preprocess(checked)
        if VALIDATOR.validator.validate(checked):
            return []
        errors = list(VALIDATOR.validator.error_log)[:20]
    return [
        Problem(
            element_id=_id_at(checked, error.path) or name,
            template=N_("Line %(line)s breaks the rules of BPMN: %(detail)s"),
            params={"line": error.line, "detail": error.message.replace(BPMN, "")},
        )
        for error in errors
    ]


def _in_order(root: etree._Element) -> Any:
    """A copy whose elements stand as the schema wants them; what does not belong together still does not."""
    checked = copy.deepcopy(root)
    checked.set("targetNamespace", checked.get("targetNamespace", "about:blank"))
    for element in list(checked.iter(f"{BPMN}*")):
        places = [_PLACES.get(str(part.tag), 0) for part in element]
        if any(one > other for one, other in pairwise(places)):
            element[:] = sorted(element, key=lambda part: _PLACES.get(str(part.tag), 0))
    for specification in checked.iter(f"{BPMN}ioSpecification"):
        for needed in ("inputSet", "outputSet"):
            if specification.find(f"{BPMN}{needed}") is None:
                _add_set(specification, needed)
    return checked


def _add_set(specification: etree._Element, needed: str) -> None:
    """Add an empty set of inputs or outputs: it may be left out by those who write diagrams by hand."""
    made = specification.makeelement(f"{BPMN}{needed}", {}, None)
    outputs = specification.find(f"{BPMN}outputSet")
    if needed == "inputSet" and outputs is not None:
        outputs.addprevious(made)
    else:
        specification.append(made)


def _id_at(root: etree._Element, path: str | None) -> str | None:
    """The id of the element at this path, or of the nearest around it that has one."""
    prefixes = {prefix: uri for prefix, uri in root.nsmap.items() if prefix}
    found: Any = root.getroottree().xpath(path, namespaces=prefixes) if path else []
    around = [found[0], *found[0].iterancestors()] if found else []
    return next((str(element.get("id")) for element in around if element.get("id")), None)
