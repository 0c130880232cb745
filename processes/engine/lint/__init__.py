"""Checks the files of a deployment before they are deployed: what would be refused, ignored or run wrongly.

Each rule is one file in `rules`, found by being there: `RULE` says it in one sentence, `check(model)` gives the
problems. The sentences are for process owners: what is wrong, and what to do.
"""

from collections.abc import Collection, Mapping

from lxml import etree

from processes.engine.decisions import Decision, InvalidDecision, parse_all
from processes.engine.lint import model, xml
from processes.engine.lint.rules import RULES
from processes.errors import Problem

__all__ = ["MOST_PROBLEMS", "RULES", "problems"]

#: More than this nobody reads at once.
MOST_PROBLEMS = 200


def problems(
    files: Mapping[str, bytes],
    *,
    roles: Collection[str],
    operations: Mapping[str, tuple[str, ...]] | Collection[str],
    forms_elsewhere: Collection[str] = (),
    processes_elsewhere: Collection[str] = (),
    decisions_elsewhere: Collection[str] = (),
) -> list[Problem]:
    """What is wrong with the files of one deployment; an empty list means it can be deployed.

    `roles` are the names lanes may have. `operations` maps the operations of service tasks to their parameter names
    (a plain collection of names leaves parameters unchecked). `*_elsewhere` are file names of forms, keys of processes
    and ids of decisions that exist outside of these files.
    """
    refused = list(model.refused(files))
    if refused:
        return refused[:MOST_PROBLEMS]
    diagrams, unreadable = model.read_diagrams(files)
    decisions, wrong = _decisions(files)
    if unreadable:
        return [*unreadable, *wrong][:MOST_PROBLEMS]
    known = operations if isinstance(operations, Mapping) else dict.fromkeys(operations)
    deployment = model.Model(
        files=files,
        diagrams=tuple(diagrams),
        decisions=tuple(decisions),
        roles=roles,
        operations=known,
        forms_elsewhere=forms_elsewhere,
        processes_elsewhere=processes_elsewhere,
        decisions_elsewhere={*decisions_elsewhere, *_named_in(files, wrong)},
    )
    found = [*wrong]
    for rule in RULES.values():
        found.extend(rule.check(deployment))
    unique = {(one.element_id, str(one)): one for one in found}
    return list(unique.values())[:MOST_PROBLEMS]


def _decisions(files: Mapping[str, bytes]) -> tuple[list[Decision], list[Problem]]:
    decisions: list[Decision] = []
    found: list[Problem] = []
    for file, content in files.items():
        if file.endswith(".dmn"):
            try:
                decisions.extend(parse_all(content))
            except InvalidDecision as error:
                found.extend(
                    Problem(element_id=one.element_id or file, template=one.template, params=one.params)
                    for one in error.problems
                )
    return decisions, found


def _named_in(files: Mapping[str, bytes], wrong: list[Problem]) -> set[str]:
    """Ids of decisions in faulty files: that they are faulty is said once, not again where they are called."""
    names: set[str] = set()
    for file, content in files.items() if wrong else ():
        if file.endswith(".dmn"):
            try:
                names.update(one.get("id") or "" for one in xml.read(content).iter("{*}decision"))
            except (etree.XMLSyntaxError, ValueError):
                continue
    return names
