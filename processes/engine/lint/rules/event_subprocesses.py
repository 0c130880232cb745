"""No event sub-processes: they would start at the wrong time and never interrupt."""

from collections.abc import Iterator

from processes.engine.lint import xml
from processes.engine.lint.model import Model, problem
from processes.errors import Problem
from processes.words import N_

RULE = N_("Instead of event sub-processes there are border events and processes that start by a message.")
REFUSED = N_(
    "“%(name)s” is an event sub-process, which is not supported. Use an event at the border of a sub-process, or a "
    "process of its own that starts by a message."
)


def check(model: Model) -> Iterator[Problem]:
    """Sub-processes that an event triggers."""
    for _, node in model.nodes(xml.SUBPROCESSES):
        if node.get("triggeredByEvent") == "true":
            yield problem(node, REFUSED)
