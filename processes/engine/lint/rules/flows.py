"""Flows connect steps of the same process, and lead neither into starts nor out of ends."""

from collections.abc import Iterator

from processes.engine.lint import xml
from processes.engine.lint.model import Model, problem
from processes.errors import Problem
from processes.words import N_

RULE = N_("A flow connects two steps of the same process or sub-process.")
NOWHERE = N_("The flow “%(name)s” does not connect two steps of the same process or sub-process (“%(end)s”).")
INTO_START = N_("A flow leads into “%(name)s”, but nothing can lead into a start or an event at a border.")
OUT_OF_END = N_("A flow leads out of the end event “%(name)s”.")


def check(model: Model) -> Iterator[Problem]:
    """Ends of flows."""
    for scope in model.scopes:
        for flow in scope.flows:
            for end in (flow.get("sourceRef"), flow.get("targetRef")):
                if end not in scope.nodes:
                    yield problem(flow, NOWHERE, end=end or "?")
        for node in scope.nodes.values():
            kind = xml.kind(node)
            if kind in ("startEvent", "boundaryEvent") and scope.incoming(node):
                yield problem(node, INTO_START)
            if kind == "endEvent" and scope.outgoing(node):
                yield problem(node, OUT_OF_END)
