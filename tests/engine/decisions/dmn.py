"""Writes decision tables as DMN files, the way dmn-js does."""

from collections.abc import Iterable, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def file(*decisions: str, namespace: str = NAMESPACE) -> bytes:
    inner = "".join(decisions)
    return f'<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="{namespace}" id="defs" name="defs" namespace="http://hilfeplan">{inner}</definitions>'.encode()


def decision(
    identifier: str,
    inputs: Iterable[str],
    outputs: Iterable[str],
    rules: Iterable[tuple[Iterable[str], Iterable[str]]],
    *,
    policy: str = "FIRST",
    more: str = "",
    name: str = "",
) -> str:
    columns = "".join(
        f'<input id="{identifier}_in_{n}" label={quoteattr(text)}><inputExpression id="{identifier}_ex_{n}" typeRef="string"><text>{escape(text)}</text></inputExpression></input>'
        for n, text in enumerate(inputs)
    )
    columns += "".join(
        f'<output id="{identifier}_out_{n}" name="{text}" typeRef="string"/>' for n, text in enumerate(outputs)
    )
    rows = "".join(
        f'<rule id="{identifier}_rule_{n}">'
        + "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in cells)
        + "".join(f"<outputEntry><text>{escape(cell)}</text></outputEntry>" for cell in values)
        + "</rule>"
        for n, (cells, values) in enumerate(rules, 1)
    )
    return f'<decision id="{identifier}" name={quoteattr(name or identifier)}><decisionTable id="{identifier}_table" hitPolicy="{policy}" {more}>{columns}{rows}</decisionTable></decision>'


def from_domain(table: Mapping[str, Any]) -> bytes:
    """A table of the domain document; its UNIQUE means "the first that fits", which DMN calls FIRST."""
    policy = {"UNIQUE": "FIRST"}.get(table["policy"], table["policy"])
    return file(decision(table["id"], table["ins"], table["outs"], table["rules"], policy=policy, name=table["title"]))
