"""What can go wrong in the engine room: a model that cannot be read, a step that fails, an error a model may catch."""

from collections.abc import Mapping
from typing import Any

from processes.errors import Problem


class InvalidModel(Exception):
    """A deployment's diagrams or decisions cannot be run; `problems` name the elements."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{problem.element_id}: {problem}" for problem in problems))
        self.problems = tuple(problems)


class StepFault(Exception):
    """A step failed while it ran. The machine it happened in is half moved and must be thrown away.

    `element_id` and `name` say where, `template` and `params` say what in a sentence that holds no data of a case.
    `kind` is "expression", "decision", "gateway" or "engine".
    """

    def __init__(
        self,
        *,
        element_id: str,
        name: str,
        template: str,
        params: Mapping[str, Any] | None = None,
        kind: str = "engine",
    ) -> None:
        self.element_id = element_id
        self.name = name
        self.template = template
        self.params = dict(params or {})
        self.kind = kind
        super().__init__(f"{element_id}: {template % self.params if self.params else template}")


class BusinessError(Exception):
    """`Environment.operation` raises this to take the error boundary event with `code` at the service task."""

    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.name = name
