"""What is raised when an expression or script cannot be read or run."""

from typing import Any

from processes.words import N_


class ExpressionError(Exception):
    """An expression of a diagram, decision or form does not work.

    `template` is an English sentence with `%(name)s` places and `params` fills them. Both hold only words of the
    expression itself, never values of the case. `line` is the line of the script or expression, counted from 1, when
    it is known.
    """

    template = N_("The expression does not work.")

    def __init__(self, template: str | None = None, params: dict[str, Any] | None = None, **more: Any) -> None:
        self.template = template or self.template
        self.params: dict[str, Any] = {**(params or {}), **more}
        self.line: int | None = None
        super().__init__(self.template % self.params if self.params else self.template)


class NotKnown(ExpressionError):
    """A name or function that nobody has defined."""


class EmptyValue(ExpressionError):
    """Something empty (None) was compared or calculated with."""

    template = N_("An empty value cannot be compared or calculated with. Ask first whether it is empty: ist_leer(…).")


class BudgetExceeded(ExpressionError):
    """The expression would take too long or grow too large."""

    template = N_("The result becomes too large.")
