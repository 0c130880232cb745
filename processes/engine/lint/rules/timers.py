"""Timers say when, as an expression; what is fixed stands in quotes."""

import ast
import re
from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from processes.engine import expressions
from processes.engine.expressions import ExpressionError
from processes.engine.lint import places, xml
from processes.engine.lint.model import Model, problem
from processes.errors import Problem
from processes.words import N_, Sentence

RULE = N_("A timer says when, as an expression; fixed times stand in quotes.")
MISSING = N_("The timer “%(name)s” does not say when. Give it a time, a duration or a cycle.")
QUOTES = N_('The timer “%(name)s” needs quotes around a fixed time: write "%(text)s" with the quotes.')
FAULTY = N_("The timer “%(name)s” does not work: %(why)s")
NO_TIME = N_(
    "The timer “%(name)s” names no time (2027-03-01T09:00+01:00), no duration (PT2H, P14D) and no cycle (R3/P1W)."
)
SEVERAL = N_("The timer “%(name)s” says several times when. Give it a time, a duration or a cycle.")
DURATION = re.compile(
    r"P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+([.,]\d+)?D)?(T(?=.)(\d+([.,]\d+)?H)?(\d+([.,]\d+)?M)?(\d+([.,]\d+)?S)?)?"
)
LOOKS_FIXED = re.compile(r"-?P[\dT][\dA-Z.,]*|R\d*/\S+|\d{4}-\d\d-\d\d\S*")


def check(model: Model) -> Iterator[Problem]:
    """Timers of all events."""
    for _, node in model.nodes(xml.EVENTS):
        for definition in xml.children(node, "timerEventDefinition"):
            texts = [text for text in (xml.text(definition, tag) for tag in places.TIMES) if text]
            if len(texts) != 1:
                yield problem(node, SEVERAL if texts else MISSING)
                continue
            yield from _text(node, texts[0])


def _text(node: etree._Element, text: str) -> Iterator[Problem]:
    if LOOKS_FIXED.fullmatch(text):
        yield problem(node, QUOTES, text=text)
        return
    try:
        expressions.check(text)
    except ExpressionError as error:
        yield problem(node, FAULTY, why=Sentence(error.template, error.params))
        return
    tree = ast.parse(text if "\n" not in text else f"({text}\n)", mode="eval").body
    if isinstance(tree, ast.Constant) and not (isinstance(tree.value, str) and _is_time(tree.value)):
        yield problem(node, NO_TIME)


def _is_time(text: str) -> bool:
    text = text.strip()
    if text.startswith("R"):
        parts = text.split("/")
        ends = len(parts) in (2, 3) and re.fullmatch(r"R\d*", parts[0]) and DURATION.fullmatch(parts[-1])
        return bool(ends) and (len(parts) == 2 or _is_moment(parts[1]))
    return bool(DURATION.fullmatch(text)) or _is_moment(text)


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
