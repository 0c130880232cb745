"""Templates: each compiles, none holds a script or a style, every form that changes something carries the token."""

import re
from pathlib import Path

from flask import Flask

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(file for folder in ("app/pages", "app/templates") for file in (ROOT / folder).glob("*.html"))
FORBIDDEN = re.compile(r"<script|<style|\sstyle=|\son[a-z]+=|hx-on|javascript:|hx-vals=.js:|\|\s*safe\b")


def test_every_template_compiles(app: Flask) -> None:
    for file in TEMPLATES:
        app.jinja_env.get_template(file.name)


def test_no_template_holds_a_script_or_a_style_or_trusts_what_was_typed() -> None:
    assert {
        file.name: FORBIDDEN.findall(file.read_text()) for file in TEMPLATES if FORBIDDEN.search(file.read_text())
    } == {}


def test_every_form_that_changes_something_carries_the_token() -> None:
    for file in TEMPLATES:
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", file.read_text(), re.DOTALL):
            assert "csrf_token" in form, file.name


def test_a_page_has_its_template_beside_it() -> None:
    for file in (ROOT / "app/pages").glob("*.py"):
        for template in re.findall(r"render_template\(\s*\"([^\"]+)\"", file.read_text()):
            assert (file.parent / template).exists() or (ROOT / "app/templates" / template).exists(), template
