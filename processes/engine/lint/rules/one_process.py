"""Exactly one process runs, under an id that can be its key."""

import re
from collections.abc import Iterator

from processes.engine.lint import xml
from processes.engine.lint.model import Model, problem
from processes.errors import Problem
from processes.words import N_

RULE = N_("A deployment has exactly one executable process, and its id is a simple name.")
HOW_MANY = N_("A deployment needs exactly one executable process; this one has %(count)s (%(keys)s).")
NONE = N_("None of the diagrams has an executable process: mark it as executable in its properties.")
BAD_KEY = N_("The id of the process becomes its key: use letters, digits, “_”, “-” and “.” only, at most 100 of them.")


def check(model: Model) -> Iterator[Problem]:
    """No process, several, or one with an unusable id."""
    found = model.executable
    if not found:
        yield Problem(element_id="", template=NONE)
    elif len(found) > 1:
        keys = ", ".join(one.get("id") or "?" for one in found[:10])
        yield problem(found[1], HOW_MANY, count=len(found), keys=keys)
    for process in found:
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]{0,99}", process.get("id") or ""):
            yield Problem(element_id=process.get("id") or xml.kind(process), template=BAD_KEY)
