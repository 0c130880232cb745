"""The table of all addresses: path, method, who. A change shows here; the reviewer sees it."""

from pathlib import Path

import pytest
from flask import Flask

from app.page import Page, Rule

TABLE = Path(__file__).with_name("routes.txt")


def table(app: Flask) -> str:
    lines = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        allow = getattr(app.view_functions[rule.endpoint], "allow", None)
        who = allow.who if isinstance(allow, Rule) else "NO RULE"
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            lines.append(f"{rule.rule:<60} {method:<5} {who}")
    return "\n".join(sorted(lines)) + "\n"


def test_every_address_says_who_may_open_it(app: Flask) -> None:
    assert "NO RULE" not in table(app)


def test_the_table_of_addresses_is_known(app: Flask) -> None:
    """After a change on purpose: `HILFEPLAN_WRITE_ROUTES=1 pytest tests/rules/test_routes.py`."""
    import os

    if os.environ.get("HILFEPLAN_WRITE_ROUTES"):
        TABLE.write_text(table(app))
    assert table(app) == TABLE.read_text()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_route_without_a_rule_cannot_be_written(method: str) -> None:
    with pytest.raises(TypeError):
        getattr(Page("app.pages.example"), method)("/example")


@pytest.mark.parametrize("door", ["route", "add_url_rule"])
def test_there_is_no_door_beside_the_rule(door: str) -> None:
    with pytest.raises(TypeError):
        getattr(Page("app.pages.example"), door)("/example")
