"""Which patterns a form may check text with: those that cannot run away on any input."""

import math
import re
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from processes.words import N_

#: Longest text that is checked with a pattern.
MAX_TEXT = 200
MAX_PATTERN = 300
#: log2 of the ways a text of MAX_TEXT characters may be tried at most, about ten million.
MAX_EFFORT = 26

_ALLOWED = {
    codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.IN, codes.BRANCH, codes.SUBPATTERN, codes.AT,
    codes.MAX_REPEAT, codes.MIN_REPEAT,
}  # fmt: skip


class PatternError(Exception):
    """The pattern is refused; `template` says why and has a place for the label of the field."""

    def __init__(self, template: str) -> None:
        self.template = template
        super().__init__(template % {"label": ""})


def compile_pattern(source: str) -> re.Pattern[str]:
    """The compiled pattern (searched for, as form-js does). Raises PatternError.

    What is repeated may neither repeat nor choose again inside, and the ways to try are counted: the time a check
    takes is bounded whatever people type.
    """
    if len(source) > MAX_PATTERN:
        raise PatternError(N_("The pattern of “%(label)s” is too long."))
    try:
        tree = parser.parse(source, re.ASCII)
        effort = _effort(tree, repeated=False)
        compiled = re.compile(source, re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise PatternError(N_("The pattern of “%(label)s” is not a valid expression.")) from error
    if not source.startswith("^"):
        effort += math.log2(MAX_TEXT)
    if effort > MAX_EFFORT:
        raise PatternError(N_("The pattern of “%(label)s” could take too long: it has too many open repeats."))
    return compiled


def _effort(tree: Any, *, repeated: bool) -> float:
    effort = 0.0
    for code, argument in tree:
        if code not in _ALLOWED:
            raise PatternError(
                N_("The pattern of “%(label)s” uses something that is not supported (look-around or back reference).")
            )
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            effort += _repeat(argument, repeated=repeated)
        elif code is codes.SUBPATTERN:
            effort += _effort(argument[3], repeated=repeated)
        elif code is codes.BRANCH:
            if repeated:
                raise PatternError(N_("The pattern of “%(label)s” repeats alternatives and could take too long."))
            effort += math.log2(len(argument[1])) + max(_effort(branch, repeated=False) for branch in argument[1])
    return effort


def _repeat(argument: Any, *, repeated: bool) -> float:
    low, high, body = argument
    if low != high and repeated:
        raise PatternError(N_("The pattern of “%(label)s” repeats something that repeats and could take too long."))
    ways = math.log2(min(int(high), MAX_TEXT) - min(int(low), MAX_TEXT) + 1)
    return ways + _effort(body, repeated=repeated or high != 1)
