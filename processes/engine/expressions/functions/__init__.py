"""The functions of the expression language, by name; each with its signature, a German sentence and an example."""

from processes.engine.expressions.functions import dates, lists, numbers, texts
from processes.engine.expressions.functions.table import Function

#: Everything an expression may call. The order is that of the documentation.
FUNCTIONS: dict[str, Function] = {
    function.name: function for module in (dates, numbers, texts, lists) for function in module.TABLE.functions
}

__all__ = ["FUNCTIONS", "Function"]
