"""Every element has an id of its own."""

from collections.abc import Iterator

from processes.engine.lint import xml
from processes.engine.lint.model import Model, problem
from processes.errors import Problem
from processes.words import N_

RULE = N_("Every element has an id that nothing else has.")
TWICE = N_("The id “%(id)s” is used more than once. Ids must differ, also between the files of a deployment.")
MISSING = N_("An element of the kind %(kind)s has no id.")
RESERVED = N_("The id of “%(name)s” is also the id of a form. Answers could not be told apart: choose another id.")


def check(model: Model) -> Iterator[Problem]:
    """Ids twice, missing, or equal to a form's."""
    seen: set[str] = set()
    doubled: set[str] = set()
    for diagram in model.diagrams:
        for element in diagram.root.iter():
            found = element.get("id")
            if not xml.kind(element) or xml.kind(element) == "definitions":
                continue
            if found and found in seen:
                doubled.add(found)
            elif found:
                seen.add(found)
            elif xml.kind(element) in xml.NODES | {"sequenceFlow"}:
                yield Problem(element_id=xml.identifier(element), template=MISSING, params={"kind": xml.kind(element)})
    for twice in sorted(doubled):
        yield Problem(element_id=twice, template=TWICE, params={"id": twice})
    forms = model.own_forms
    for _, node in model.nodes(xml.HUMAN):
        if node.get("id") in forms and not xml.properties(node).get("form"):
            yield problem(node, RESERVED)
