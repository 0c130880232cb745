"""Lanes are roles, and each step for people lies in one."""

from collections.abc import Iterator

from lxml import etree

from processes.engine.lint import xml
from processes.engine.lint.model import Model, problem
from processes.errors import Problem
from processes.words import N_

RULE = N_("A lane is named like a role, and in a process with lanes each task for people lies in one.")
UNKNOWN = N_("The lane “%(name)s” is not a role. Its name must be one of: %(roles)s.")
UNNAMED = N_("A lane has no name. Its name must be one of: %(roles)s.")
OUTSIDE = N_("“%(name)s” is a task for people but lies in no lane, so nobody would see it.")


def check(model: Model) -> Iterator[Problem]:
    """Names of lanes; tasks outside of them."""
    roles = ", ".join(sorted(model.roles))
    for process in model.executable:
        lanes = [lane for lane in process.iter(f"{xml.BPMN}lane") if lane.find(f"{xml.BPMN}childLaneSet") is None]
        if not lanes:
            continue
        for lane in lanes:
            name = (lane.get("name") or "").strip()
            if name not in model.roles or name != lane.get("name"):
                yield problem(lane, UNKNOWN if name else UNNAMED, roles=roles)
        held = {(ref.text or "").strip() for lane in lanes for ref in xml.children(lane, "flowNodeRef")}
        yield from _outside(process, held)


def _outside(scope: etree._Element, held: set[str]) -> Iterator[Problem]:
    """Steps of a sub-process lie in its lane."""
    for node in scope:
        kind = xml.kind(node)
        if node.get("id") in held or kind not in xml.HUMAN | xml.SUBPROCESSES:
            continue
        if kind in xml.HUMAN:
            yield problem(node, OUTSIDE)
        else:
            yield from _outside(node, held)
