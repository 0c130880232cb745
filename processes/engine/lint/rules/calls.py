"""Call activities call processes that exist."""

from collections.abc import Iterator

from processes.engine.lint import xml
from processes.engine.lint.model import Model, problem
from processes.errors import Problem
from processes.words import N_

RULE = N_("A call activity calls a process that exists.")
NONE = N_("“%(name)s” does not say which process it calls.")
UNKNOWN = N_(
    "“%(name)s” calls the process “%(process)s”, which is not deployed. Deploy it first, or together with this one."
)
VERSION = N_("“%(name)s” names a version that is not a number. Without one, the newest is called.")


def check(model: Model) -> Iterator[Problem]:
    """What call activities call."""
    own = {process.get("id") for process in model.executable}
    for _, node in model.nodes(("callActivity",)):
        called = (node.get("calledElement") or "").strip()
        version = xml.properties(node).get("version", "").strip()
        if not called:
            yield problem(node, NONE)
        elif called not in own and called not in model.processes_elsewhere:
            yield problem(node, UNKNOWN, process=called)
        if version and not version.isdecimal():
            yield problem(node, VERSION)
