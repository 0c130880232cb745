"""Which schemas may become a form, and what the process owner is told about the others."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from processes.engine import forms
from tests.forms.build import BPMN, choice, field, form, refused, schema, yes_no


def test_everything_supported_in_one_form() -> None:
    of = form(
        {"type": "text", "id": "t", "text": "# Hinweis"},
        {"type": "separator", "id": "s"},
        {"type": "spacer", "id": "p", "height": 60},
        field("textfield", "a"), field("textarea", "b"), field("number", "c"), field("checkbox", "d"),
        choice("radio", "e", "x"), choice("select", "f", "x"), choice("checklist", "g", "x"),
        field("datetime", "h", subtype="date"), field("datetime", "i", subtype="datetime"),
        {"type": "group", "id": "gr", "label": "G", "components": [field("textfield", "j")]},
        field("dynamiclist", "k", components=[field("number", "l", properties={"typ": "money"})]),
        title="Alles",
    )  # fmt: skip
    assert of.title == "Alles"
    assert {path: found.kind for path, found in of.fields.items()} == {
        "a": "text", "b": "textarea", "c": "decimal", "d": "bool", "e": "enum", "f": "enum", "g": "multienum", "h": "date",
        "i": "datetime", "j": "text", "k": "rows", "k[].l": "money",
    }  # fmt: skip


@pytest.mark.parametrize(
    "kind",
    [
        "html",
        "iframe",
        "image",
        "table",
        "button",
        "expression",
        "filepicker",
        "documentPreview",
        "taglist",
        "script",
        "",
    ],
)
def test_other_components_are_refused_by_name(kind: str) -> None:
    (problem,) = forms.check_schema(schema(field(kind, "bild", label="Mein Bild")))
    assert "Mein Bild" in str(problem)
    assert "not supported" in str(problem)
    assert problem.element_id == "bild"


@pytest.mark.parametrize(
    ("components", "word"),
    [
        ([field("textfield", "a"), field("number", "a")], "two fields"),
        ([field("textfield", "a b")], "key"),
        ([field("textfield", "a.b")], "key"),
        ([field("textfield", "_now")], "key"),
        ([{"type": "textfield", "id": "x", "label": "Ohne"}], "key"),
        ([field("select", "a", label="Wahl")], "allowed values"),
        ([field("select", "a", valuesKey="liste")], "allowed values"),
        ([choice("select", "a", "x", "x")], "twice"),
        ([field("textfield", "a", hide="=b = 1")], "no field"),
        ([field("textfield", "a", hide="=if a then b else c")], "not understood"),
        ([field("textfield", "a", hide="=a + 1 = 2")], "not understood"),
        ([field("datetime", "a", subtype="time")], "time alone"),
        ([field("textfield", "a", properties={"typ": "scale10"})], "cannot be of the kind"),
        ([field("number", "a", min="viel")], "not a number"),
        ([field("number", "a", required="=x")], "true or false"),
        ([field("dynamiclist", "l", components=[])], "no fields"),
        (
            [field("dynamiclist", "l", properties={"max_zeilen": "viele"}, components=[field("number", "n")])],
            "whole number",
        ),
        ([choice("radio", "a", "vielleicht", properties={"typ": "bool"})], "may only have these values"),
        ([field("number", "a", properties={"vorschlag": "b"})], "abweichung_grund"),
        (
            [
                field("dynamiclist", "l", components=[field("number", "n", properties={"vorschlag": "b"})]),
                field("textarea", "abweichung_grund"),
            ],
            "in a list",
        ),
        ([field("number", "a", properties={"hinweis_wenn": "wert > 1"})], "hinweis"),
    ],
)
def test_what_cannot_work_is_refused(components: list[dict[str, Any]], word: str) -> None:
    (told,) = refused(*components)
    assert word in told


@pytest.mark.parametrize("name", ["vorbelegung", "vorschlag", "berechnet", "pruefung", "pflicht_wenn", "hinweis_wenn"])
@pytest.mark.parametrize("source", ["1 +", "import os", "().__class__", "open('x')", "lambda: 1", "x = 1"])
def test_expressions_are_checked_when_the_form_is(name: str, source: str) -> None:
    properties = {name: source, "hinweis": "x"}
    assert len(refused(field("textfield", "a", properties=properties), field("textarea", "abweichung_grund"))) == 1


def test_all_problems_are_told_at_once() -> None:
    assert len(refused(field("html", "a"), field("iframe", "b"), field("textfield", "c c"))) == 3


def test_nesting_and_number_are_bounded() -> None:
    group: dict[str, Any] = field("textfield", "a")
    for _ in range(8):
        group = {"type": "group", "id": "g", "components": [group]}
    assert "nested" in refused(group)[0]
    assert "more than 600" in refused(*(field("textfield", f"f{n}") for n in range(601)))[0]


def test_a_form_without_an_id_has_none() -> None:
    of = forms.parse_schema(json.dumps({"components": []}).encode())
    assert (of.id, of.title) == ("", "")


def test_the_same_key_may_be_in_different_lists() -> None:
    rows = [field("dynamiclist", name, components=[field("textfield", "titel")]) for name in ("a", "b")]
    assert not refused(field("textfield", "titel"), *rows)


def test_yes_no_may_be_a_list_to_open() -> None:
    assert not refused(choice("select", "a", "true", "false", properties={"typ": "bool"}), yes_no("b"))


def test_a_file_saved_with_a_byte_order_mark_is_fine() -> None:
    assert not forms.check_schema(b"\xef\xbb\xbf" + schema(field("textfield", "a")))


def test_every_property_is_explained_to_process_owners() -> None:
    sources = "".join(file.read_text() for file in Path(forms.__file__).parent.glob("*.py"))
    used = set(re.findall(r'setting\("(\w+)"\)|properties\.get\("(\w+)"', sources))
    names = {one or other for one, other in used} - {"titel", "pflicht"}
    explained = set(re.findall(r"`(\w+)`", (BPMN / "README-formulare.md").read_text()))
    assert names <= explained
