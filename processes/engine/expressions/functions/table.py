"""How a function of the language is declared: its documentation stands beside it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

Body = Callable[..., Any]
BodyT = TypeVar("BodyT", bound=Body)


@dataclass(frozen=True, slots=True)
class Function:
    """A function expressions may call. `run` gets the Run first, then the values.

    `sentence` is German, for process owners. `example` is an expression and `result` one that gives the same value;
    both are evaluated by a test and printed in `bpmn/README-ausdruecke.md`.
    """

    name: str
    signature: str
    sentence: str
    example: str
    result: str
    group: str
    run: Body


@dataclass(slots=True)
class Table:
    """The functions of one file, in the order they are written."""

    group: str
    functions: list[Function] = field(default_factory=list)

    def add(self, signature: str, sentence: str, example: str, result: str) -> Callable[[BodyT], BodyT]:
        """Declare the decorated function under the name its signature begins with."""

        def declare(body: BodyT) -> BodyT:
            name = signature.partition("(")[0]
            self.functions.append(Function(name, signature, sentence, example, result, self.group, body))
            return body

        return declare
