"""Settings of tasks have values that mean something."""

from collections.abc import Iterator

from processes.engine.lint import xml
from processes.engine.lint.model import Model, problem
from processes.errors import Problem
from processes.words import N_

RULE = N_("The settings of a task for people have values that mean something.")
PRIORITY = N_("The priority (prioritaet) of “%(name)s” must be a whole number from 0 to 100.")
ANSWERS = N_("The setting “antworten” of “%(name)s” can only be “prozess”: answers become process data.")
SELF = N_("“%(name)s” names itself in “vier_augen”. Name the tasks whose editors must not complete it.")
NEAR = N_("“%(name)s” has the setting “%(setting)s”, which nothing reads. Perhaps “%(near)s”?")
KNOWN = ("form", "antworten", "frist", "vier_augen", "prioritaet")
MISSPELT = {
    "formular": "form", "forms": "form", "formJsonSchemaFilename": "form", "antwort": "antworten",
    "fristen": "frist", "faellig": "frist", "vieraugen": "vier_augen", "vier-augen": "vier_augen",
    "priorität": "prioritaet", "prio": "prioritaet", "priority": "prioritaet",
}  # fmt: skip


def check(model: Model) -> Iterator[Problem]:
    """Properties of user tasks."""
    for _, node in model.nodes(xml.HUMAN):
        settings = xml.properties(node)
        priority = settings.get("prioritaet", "").strip()
        if priority and not (priority.isdecimal() and int(priority) <= 100):
            yield problem(node, PRIORITY)
        if settings.get("antworten", "prozess").strip() not in ("prozess", ""):
            yield problem(node, ANSWERS)
        if node.get("id") in [one.strip() for one in settings.get("vier_augen", "").split(",")]:
            yield problem(node, SELF)
        for setting in settings:
            near = MISSPELT.get(setting)
            if near and near not in settings:
                yield problem(node, NEAR, setting=setting, near=near)
