"""The state of one evaluation: names, local values and what is left of the budget."""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from processes.engine.expressions.budget import CONTAINERS, TOO_LONG, Budget
from processes.engine.expressions.error import BudgetExceeded, ExpressionError, NotKnown
from processes.engine.expressions.record import RecordRow, RecordView
from processes.engine.expressions.values import known
from processes.words import N_

MISSING: Any = object()
#: An expression or statement turned into a function of the run.
Code = Callable[["Run"], Any]
IS_FUNCTION = N_("“%(name)s” is a function: write %(name)s(…).")
UNKNOWN_NAME = N_("“%(name)s” is not known here.")
TEXT_IS_NO_LIST = N_("A loop needs a list, not a text.")
NOT_A_LIST = N_("A loop needs a list.")


class Run(Budget):
    """One evaluation of an expression or script."""

    __slots__ = ("copying", "functions", "local", "names", "originals")

    def __init__(
        self,
        names: Mapping[str, Any],
        functions: Mapping[str, Callable[..., Any]] | None = None,
        *,
        copying: bool = False,
    ) -> None:
        super().__init__()
        self.names = names
        self.functions = functions or {}
        #: What the script assigned, and the variables of comprehensions.
        self.local: dict[str, Any] = {}
        #: A script that changes the inside of lists and tables works on copies: nothing outside changes in between.
        self.copying = copying
        self.originals: dict[str, Any] = {}

    def step(self) -> None:
        """Pay for one evaluated node; raises BudgetExceeded."""
        self.steps -= 1
        if self.steps < 0:
            raise BudgetExceeded(TOO_LONG)

    def lookup(self, name: str) -> Any:
        """The value of a name that is not local; raises NotKnown."""
        try:
            value = self.names[name]
        except KeyError:
            raise NotKnown(self._unknown(name), name=name) from None
        value = known(value, name)
        if self.copying and type(value) in CONTAINERS:
            self.originals[name] = value
            value = self.local[name] = self.copy(value)
        return value

    def _unknown(self, name: str) -> str:
        from processes.engine.expressions.functions import FUNCTIONS

        return IS_FUNCTION if name in FUNCTIONS or name in self.functions else UNKNOWN_NAME

    def copy(self, value: Any) -> Any:
        """An independent copy of a list or table."""
        self.weigh(value)
        return deepcopy(value)

    def items(self, value: Any) -> list[Any]:
        """What a loop over `value` sees; nothing for something empty. Raises ExpressionError."""
        if value is None:
            return []
        if isinstance(value, list | tuple | dict | RecordRow):
            self.charge(len(value))
            return list(value)
        if isinstance(value, set):
            self.charge(len(value) * 4)
            return sorted(value, key=lambda one: (type(one).__name__, one))
        if isinstance(value, str):
            raise ExpressionError(TEXT_IS_NO_LIST)
        raise ExpressionError(NOT_A_LIST)

    def record(self) -> RecordView:
        """The record of the case; raises NotKnown where there is none."""
        view = self.names.get("record")
        if not isinstance(view, RecordView):
            raise NotKnown(UNKNOWN_NAME, name="record")
        return view

    def each(self, value: Any) -> Iterator[Any]:
        """Like `items`, one step per element."""
        for one in self.items(value):
            self.step()
            yield one
