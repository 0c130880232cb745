"""Only elements that are run as they are meant."""

from collections.abc import Iterator

from processes.engine.lint import xml
from processes.engine.lint.model import Model, problem
from processes.errors import Problem
from processes.words import N_

RULE = N_("Only elements that are run as they are meant may be used.")
ADVICE = {
    "complexGateway": N_(
        "“%(name)s” is a complex gateway, which is not supported. Use exclusive and parallel gateways."
    ),
    "adHocSubProcess": N_(
        "“%(name)s” is an ad-hoc sub-process, which is not supported. Draw its steps as a normal one."
    ),
}
OTHERWISE = N_("“%(name)s” is of the kind %(kind)s, which is not supported.")
COMPENSATION = N_("“%(name)s” is for compensation, which is not supported. Draw the undoing as a step of its own.")


def check(model: Model) -> Iterator[Problem]:
    """Kinds of nodes that would be ignored or refused by the engine."""
    for _, node in model.nodes():
        kind = xml.kind(node)
        if kind in xml.UNSUPPORTED:
            yield problem(node, ADVICE.get(kind, OTHERWISE), kind=kind)
        elif node.get("isForCompensation") == "true":
            yield problem(node, COMPENSATION)
    for scope in model.scopes:
        for element in scope.element:
            kind = xml.kind(element)
            looks_like_a_node = kind.endswith(("Task", "Gateway", "Event", "Activity", "SubProcess"))
            if looks_like_a_node and kind not in xml.NODES:
                yield problem(element, OTHERWISE, kind=kind)
