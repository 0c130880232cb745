"""Repeated steps say how often."""

from collections.abc import Iterator

from processes.engine.lint import xml
from processes.engine.lint.model import Model, problem
from processes.errors import Problem
from processes.words import N_

RULE = N_("A repeated step says over which list or how often, and a loop says when it ends.")
HOW_OFTEN = N_("“%(name)s” is repeated, but does not say over which list or how often.")
BOTH = N_("“%(name)s” is repeated over a list and by a number. Give it one of both.")
NO_END = N_("“%(name)s” is a loop that does not say when it ends: give it a condition or a maximum.")
RESULT = N_("“%(name)s” collects the results of a repetition in “%(result)s”, which is not a simple name.")


def check(model: Model) -> Iterator[Problem]:
    """Multi-instance and loop markers."""
    for _, node in model.nodes(xml.ACTIVITIES):
        for several in xml.children(node, "multiInstanceLoopCharacteristics"):
            collection = xml.text(several, "loopDataInputRef") or xml.foreign(several).get("collection", "").strip()
            number = xml.text(several, "loopCardinality")
            result = xml.text(several, "loopDataOutputRef")
            if bool(collection) == bool(number):
                yield problem(node, BOTH if number else HOW_OFTEN)
            if result and not result.isidentifier():
                yield problem(node, RESULT, result=result)
        for loop in xml.children(node, "standardLoopCharacteristics"):
            if not xml.text(loop, "loopCondition") and not loop.get("loopMaximum"):
                yield problem(node, NO_END)
