"""The browser shows and hides the same fields as the server, on every shipped form with random answers."""

import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string
from playwright.sync_api import Page
from sqlalchemy.orm import sessionmaker

from processes.config import Config
from processes.engine import forms
from tests.bpmn.shipped import folders
from tests.pages import library

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).resolve().parents[2] / "app/frontend/src/conditions.js"
PAGE = '{% import "_form.html" as fields %}<!doctype html><form data-form>{{ fields.form(page) }}</form>'
SEEN = """() => [...document.querySelectorAll('[data-hide]')].map((one) => one.closest('[hidden]') !== null)"""
AGAIN = """() => {
  document.querySelectorAll('form [hidden]').forEach((one) => { one.hidden = false; });
  window.applyConditions(document.querySelector('form'));
}"""
ROUNDS = 3


def conditional_forms() -> list[forms.Form]:
    """The forms that hide something, shipped ones and that of the small library."""
    contents = {
        name: body for files in folders().values() for name, body in files.items() if name.endswith(".form.json")
    }
    contents |= {"beraten.form.json": library.FILES["beraten.form.json"]}
    parsed = [forms.parse_schema(body) for _, body in sorted(contents.items())]
    return [form for form in parsed if any(one.hide for one in form.everything())]


def some_answers(components: Iterable[forms.Component], dice: random.Random) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for one in components:
        if isinstance(one, forms.Rows):
            answers[one.key] = [some_answers(one.components, dice) for _ in range(dice.randrange(1, 3))]
        elif isinstance(one, forms.Group):
            inner = some_answers(one.components, dice)
            answers |= {one.path: inner} if one.path else inner
        elif isinstance(one, forms.Field) and dice.random() < 0.8:
            answers[one.key] = some_answer(one, dice)
    return answers


def some_answer(field: forms.Field, dice: random.Random) -> Any:
    values = [choice.value for choice in field.choices]
    if field.component == "checklist":
        return [value for value in values if dice.random() < 0.5]
    if values:
        return dice.choice(values)
    kinds = {
        "bool": [True, False],
        "int": [0, 1, 12, 40],
        "decimal": ["1,5", "0", "1.234,56"],
        "money": ["0", "12,50", "1.200"],
        "date": ["3.2.2026", "24.12.2026"],
        "datetime": ["3.2.2026 9:30"],
        "scale10": [0, 3, 10, "keine_angabe"],
    }
    return dice.choice(kinds.get(field.kind, ["", "kurz", "ein etwas längerer Text"]))


def test_the_browser_hides_what_the_server_hides(page: Page, settings_of_tests: Config) -> None:
    from app import create_app, forms_view

    app: Flask = create_app(settings_of_tests, sessionmaker())
    source = SCRIPT.read_text().replace("export function", "function")
    dice = random.Random(20_26)
    differing = []
    for form in conditional_forms():
        for _ in range(ROUNDS):
            answers = some_answers(form.components, dice)
            with app.test_request_context("/"):
                html = render_template_string(PAGE, page=forms_view.page(form, answers))
            page.set_content(html)
            page.add_script_tag(content=f"{source}\nwindow.applyConditions = applyConditions;", type="module")
            page.wait_for_function("() => window.applyConditions")
            by_server = page.evaluate(SEEN)
            page.evaluate(AGAIN)
            if page.evaluate(SEEN) != by_server:
                differing.append((form.id, answers))
    assert differing == []
