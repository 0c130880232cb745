"""The rules, one file each; a new file here is a new rule."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Protocol

from processes.engine.lint.model import Model
from processes.errors import Problem


class LintRule(Protocol):
    """What a file of this folder offers."""

    #: The rule in one English sentence, for the catalogs.
    RULE: str

    def check(self, model: Model) -> Iterator[Problem]:
        """What breaks the rule."""


def _find() -> dict[str, LintRule]:
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    return {name: importlib.import_module(f"{__name__}.{name}") for name in names}


#: Rules by file name, in alphabetical order.
RULES: dict[str, LintRule] = _find()
