"""Business rule tasks decide by tables that exist."""

from collections.abc import Iterator

from processes.engine.lint import xml
from processes.engine.lint.model import Model, problem
from processes.errors import Problem
from processes.words import N_

RULE = N_("A business rule task names a decision that exists, and each decision exists once.")
NONE = N_("“%(name)s” does not say which decision it makes.")
UNKNOWN = N_(
    "“%(name)s” makes the decision “%(decision)s”, which does not exist: add its .dmn file or correct the name."
)
TWICE = N_("The decision “%(decision)s” stands in several files of the deployment.")


def check(model: Model) -> Iterator[Problem]:
    """Decisions named by tasks, and decisions that are there twice."""
    own = [decision.id for decision in model.decisions]
    for twice in sorted({one for one in own if own.count(one) > 1}):
        yield Problem(element_id=twice, template=TWICE, params={"decision": twice})
    for _, node in model.nodes(("businessRuleTask",)):
        named = xml.extension_text(node, "calledDecisionId") or xml.foreign(node).get("decisionRef", "").strip()
        if not named:
            yield problem(node, NONE)
        elif named not in own and named not in model.decisions_elsewhere:
            yield problem(node, UNKNOWN, decision=named)
