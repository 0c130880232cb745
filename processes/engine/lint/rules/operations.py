"""Service tasks call operations that exist, with parameters these know."""

from collections.abc import Iterator
from difflib import get_close_matches

from lxml import etree

from processes.engine.lint import xml
from processes.engine.lint.model import Model, problem
from processes.errors import Problem
from processes.words import N_

RULE = N_("A service task calls an operation that exists, with parameters it knows.")
NONE = N_("“%(name)s” does not say which operation it calls.")
UNKNOWN = N_("“%(name)s” calls the operation “%(operation)s”, which does not exist.")
UNKNOWN_NEAR = N_("“%(name)s” calls the operation “%(operation)s”, which does not exist. Perhaps “%(near)s”?")
PARAMETER = N_(
    "“%(name)s” gives the operation “%(operation)s” the parameter “%(parameter)s”, but it knows only: %(known)s."
)
NO_PARAMETERS = N_("“%(name)s” gives the operation “%(operation)s” the parameter “%(parameter)s”, but it has none.")
TWICE = N_("“%(name)s” gives the parameter “%(parameter)s” twice.")


def check(model: Model) -> Iterator[Problem]:
    """Operations of service tasks."""
    for _, node in model.nodes(("serviceTask",)):
        operator = next((one for one in xml.extensions(node) if xml.local(one) == "serviceTaskOperator"), None)
        name = (operator.get("id") or "").strip() if operator is not None else ""
        if operator is None or not name:
            yield problem(node, NONE)
        elif name not in model.operations:
            near = get_close_matches(name, list(model.operations), 1)
            if near:
                yield problem(node, UNKNOWN_NEAR, operation=name, near=near[0])
            else:
                yield problem(node, UNKNOWN, operation=name)
        else:
            yield from _parameters(node, operator, name, model.operations[name])


def _parameters(
    node: etree._Element, operator: etree._Element, name: str, known: tuple[str, ...] | None
) -> Iterator[Problem]:
    given = [str(one.get("id")) for one in operator.iter() if xml.local(one) == "parameter" and one.get("id")]
    for parameter in sorted({one for one in given if given.count(one) > 1}):
        yield problem(node, TWICE, parameter=parameter)
    for parameter in dict.fromkeys(given) if known is not None else ():
        if parameter not in (known or ()):
            template = PARAMETER if known else NO_PARAMETERS
            yield problem(node, template, operation=name, parameter=parameter, known=", ".join(known or ()))
