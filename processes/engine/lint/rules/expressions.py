"""Every expression and script can be read."""

from collections.abc import Iterator

from processes.engine import expressions
from processes.engine.expressions import ExpressionError
from processes.engine.lint import places, xml
from processes.engine.lint.model import Model, problem
from processes.errors import Problem
from processes.words import N_, Sentence

RULE = N_("Every expression and script is one of our language.")
FAULTY = N_("“%(name)s”, %(what)s: %(why)s")
FAULTY_LINE = N_("“%(name)s”, %(what)s, line %(line)s: %(why)s")
NO_SCRIPT = N_("The script task “%(name)s” has no script.")


def check(model: Model) -> Iterator[Problem]:
    """Expressions and scripts that do not compile; timers and due dates have rules of their own."""
    for _, node in model.nodes(("scriptTask",)):
        if not (node.findtext(f"{xml.BPMN}script") or "").strip():
            yield problem(node, NO_SCRIPT)
    for place in places.places(model):
        if place.what.template in (places.TIMER, places.DEADLINE):
            continue
        try:
            expressions.check(place.source, place.mode)
        except ExpressionError as error:
            why = Sentence(error.template, error.params)
            if place.mode == "exec" and error.line and "line" not in error.params:
                yield problem(place.element, FAULTY_LINE, what=place.what, why=why, line=error.line)
            else:
                yield problem(place.element, FAULTY, what=place.what, why=why)
