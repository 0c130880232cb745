"""Forms exist and can be used."""

from collections.abc import Iterator

from processes.engine import forms
from processes.engine.lint import xml
from processes.engine.lint.model import Model, problem
from processes.errors import Problem
from processes.words import N_, Sentence

RULE = N_("A task's form is a file that exists and can be used.")
MISSING = N_("“%(name)s” shows the form “%(form)s”, which does not exist: add the file %(file)s or correct the name.")
ENDING = N_("“%(name)s” shows the form “%(form)s”, but a form is named by its file, which ends in .form.json.")
FAULTY = N_("The form %(file)s cannot be used. %(why)s")
NO_PERSON = N_("“%(name)s” has a form, but only a task for people shows one.")


def check(model: Model) -> Iterator[Problem]:
    """Names of forms at tasks, and the form files of the deployment."""
    for _, node in model.nodes():
        named = xml.properties(node).get("form", "").strip()
        if not named:
            continue
        if xml.kind(node) not in xml.HUMAN:
            yield problem(node, NO_PERSON)
        elif not named.endswith(".form.json"):
            yield problem(node, ENDING, form=named)
        elif named not in model.files and named not in model.forms_elsewhere:
            yield problem(node, MISSING, form=named, file=named)
    for file, content in model.forms():
        for found in forms.check_schema(content):
            why = Sentence(found.template, found.params)
            yield Problem(element_id=found.element_id or file, template=FAULTY, params={"file": file, "why": why})
