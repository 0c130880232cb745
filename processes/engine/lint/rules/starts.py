"""Every process and sub-process begins in a way that works."""

from collections.abc import Iterator

from lxml import etree

from processes.engine.lint import xml
from processes.engine.lint.model import Model, Scope, problem
from processes.errors import Problem
from processes.words import N_

RULE = N_("A process has a start event; a sub-process has exactly one, which waits for nothing.")
NO_START = N_("“%(name)s” has no start event.")
SEVERAL_PLAIN = N_("“%(name)s” has %(count)s start events that wait for nothing: all of them would begin at once.")
ONE_INSIDE = N_("The sub-process “%(name)s” needs exactly one start event; it has %(count)s.")
PLAIN_INSIDE = N_("The start event of the sub-process “%(name)s” must not wait for anything.")
EMPTY = N_("The sub-process “%(name)s” is empty.")


def check(model: Model) -> Iterator[Problem]:
    """Start events of every scope."""
    for scope in model.scopes:
        starts = [node for node in scope.nodes.values() if xml.kind(node) == "startEvent"]
        if xml.kind(scope.element) == "process":
            yield from _process(scope, starts)
        elif scope.element.get("triggeredByEvent") != "true":
            yield from _inside(scope, starts)


def _process(scope: Scope, starts: list[etree._Element]) -> Iterator[Problem]:
    plain = [start for start in starts if not _waits(start)]
    if not starts:
        yield problem(scope.element, NO_START)
    elif len(plain) > 1:
        yield problem(scope.element, SEVERAL_PLAIN, count=len(plain))


def _inside(scope: Scope, starts: list[etree._Element]) -> Iterator[Problem]:
    if not scope.nodes:
        yield problem(scope.element, EMPTY)
    elif len(starts) != 1:
        yield problem(scope.element, ONE_INSIDE, count=len(starts))
    elif _waits(starts[0]):
        yield problem(scope.element, PLAIN_INSIDE)


def _waits(start: etree._Element) -> bool:
    return any(xml.kind(one).endswith("EventDefinition") for one in start)
