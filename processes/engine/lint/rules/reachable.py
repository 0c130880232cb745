"""Every step can be reached, and every way leads on."""

from collections.abc import Iterator

from processes.engine.lint import xml
from processes.engine.lint.model import Model, Scope, problem
from processes.errors import Problem
from processes.words import N_

RULE = N_("Every step can be reached from a start event.")
UNREACHABLE = N_("“%(name)s” can never be reached: no way leads there from a start event.")
STUCK = N_("No way leads out of the gateway “%(name)s”.")


def check(model: Model) -> Iterator[Problem]:
    """Steps without a way to them; gateways without a way out."""
    for scope in model.scopes:
        reached = _reached(scope)
        for identifier, node in scope.nodes.items():
            if identifier not in reached and node.get("triggeredByEvent") != "true":
                yield problem(node, UNREACHABLE)
            elif xml.kind(node) in xml.GATEWAYS and not scope.outgoing(node):
                yield problem(node, STUCK)


def _reached(scope: Scope) -> set[str]:
    borders: dict[str, list[str]] = {}
    for identifier, node in scope.nodes.items():
        if xml.kind(node) == "boundaryEvent":
            borders.setdefault(node.get("attachedToRef") or "", []).append(identifier)
    waiting = [identifier for identifier, node in scope.nodes.items() if xml.kind(node) == "startEvent"]
    reached: set[str] = set()
    while waiting:
        identifier = waiting.pop()
        if identifier in reached or identifier not in scope.nodes:
            continue
        reached.add(identifier)
        waiting += [flow.get("targetRef") or "" for flow in scope.outgoing(scope.nodes[identifier])]
        waiting += borders.get(identifier, [])
    return reached
