"""Gateways that choose know what to do in every case."""

from collections.abc import Iterator

from lxml import etree

from processes.engine.lint import xml
from processes.engine.lint.model import Model, Scope, problem
from processes.errors import Problem
from processes.words import N_

RULE = N_("A gateway that chooses has a default flow, and a condition on each other flow.")
NO_DEFAULT = N_(
    "“%(name)s” has no default flow: if no condition holds, the case is stuck. Mark one flow as the default."
)
FOREIGN_DEFAULT = N_("The default flow of “%(name)s” is not one of the flows that leave it.")
DEFAULT_CONDITION = N_("The default flow “%(name)s” has a condition, which is ignored. Remove it.")
NO_CONDITION = N_("The flow “%(name)s” out of “%(gateway)s” has no condition and is not the default.")
ONLY_WAY = N_("The only flow out of “%(gateway)s” has a condition: if it does not hold, the case is stuck.")
IGNORED = N_("The condition on the flow “%(name)s” is ignored, because “%(source)s” does not choose. Draw a gateway.")


def check(model: Model) -> Iterator[Problem]:
    """Defaults and conditions of gateways, and conditions where nothing looks at them."""
    for scope, node in model.nodes(xml.CHOICES):
        yield from _choice(scope, node)
    for scope, node in model.nodes(xml.SUPPORTED - xml.CHOICES):
        for flow in scope.outgoing(node):
            if xml.text(flow, "conditionExpression"):
                yield problem(flow, IGNORED, source=xml.label(node))


def _choice(scope: Scope, node: etree._Element) -> Iterator[Problem]:
    flows = scope.outgoing(node)
    default = node.get("default")
    if default and default not in [flow.get("id") for flow in flows]:
        yield problem(node, FOREIGN_DEFAULT)
    elif not default and xml.kind(node) == "exclusiveGateway" and len(flows) > 1:
        yield problem(node, NO_DEFAULT)
    for flow in flows:
        condition = xml.text(flow, "conditionExpression")
        if flow.get("id") == default:
            if condition:
                yield problem(flow, DEFAULT_CONDITION)
        elif len(flows) == 1 and condition:
            yield problem(flow, ONLY_WAY, gateway=xml.label(node))
        elif len(flows) > 1 and not condition:
            yield problem(flow, NO_CONDITION, gateway=xml.label(node))
