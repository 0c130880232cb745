"""The form files of the plan track: every field of the domain is there, and they work with each other."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from processes.engine import forms
from processes.engine.forms.components import Component, Field, Group, Note, Rows, inside
from tests.forms.build import BPMN, shipped, wrong
from tests.forms.domain_table import FORMS

FILES = sorted(BPMN.glob("*/*.form.json"))

#: Where a form differs from the table on purpose, and why.
ON_PURPOSE = {
    "F01.haushalt": "who lives alone leaves the list empty",
    "F12.freigeber_ungleich_ersteller": "a sentence; four eyes are checked by the engine",
}
TYPES = {
    "text": {"text"}, "textarea": {"textarea"}, "int": {"int"}, "money": {"money"}, "date": {"date"}, "datetime": {"datetime"},
    "bool": {"bool"}, "enum": {"enum"}, "multienum": {"multienum"}, "ref": {"ref", "int"}, "file": {"file"},
    "signature": {"signature"}, "scale10": {"scale10"}, "table": {"rows"}, "info": {"text", "textarea"},
}  # fmt: skip


def rows_of_table() -> Iterator[tuple[str, str, str, str, str]]:
    for name, text in FORMS.items():
        for line in text.strip().splitlines():
            head, _, values = line.strip().partition(" = ")
            field, kind = head.split()
            yield name, field, kind.rstrip("!?"), kind[len(kind.rstrip("!?")) :], values


def with_parents(
    components: tuple[Component, ...], prefix: str = "", hidden: bool = False
) -> Iterator[tuple[str, Any, bool]]:
    """Fields and lists by dotted path, and whether a condition may hide them."""
    for component in components:
        may_hide = hidden or component.hide is not None
        if isinstance(component, Group):
            yield from with_parents(component.components, prefix, may_hide)
        elif isinstance(component, Field | Rows):
            yield inside(prefix, component.key), component, may_hide
        if isinstance(component, Rows):
            yield from with_parents(component.components, inside(prefix, component.key), may_hide)


def test_every_form_is_there_once() -> None:
    assert sorted(file.name[:3] for file in FILES) == sorted(FORMS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name[:3])
def test_forms_can_be_used_and_opened_in_the_editor(file: Any) -> None:
    content = file.read_bytes()
    assert [str(problem) for problem in forms.check_schema(content)] == []
    schema = json.loads(content)
    assert (schema["id"], schema["type"], schema["schemaVersion"]) == (file.name[:3], "default", 19)
    assert file.name == f"{schema['id']}_{schema['properties']['formular']}.form.json"
    assert schema["properties"]["datenklasse"] in "NGA"
    ids = re.findall(rb'"id": "([^"]+)"', content)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("name", "path", "kind", "mark", "values"), list(rows_of_table()), ids=lambda part: str(part)[:40]
)
def test_no_field_of_the_domain_got_lost(name: str, path: str, kind: str, mark: str, values: str) -> None:
    found = {at: (component, may_hide) for at, component, may_hide in with_parents(shipped(name).components)}
    if path not in found:
        assert f"{name}.{path}" in ON_PURPOSE
        return
    component, may_hide = found[path]
    assert component.label
    assert component.label != component.key
    if kind == "column":
        return
    assert component.kind in TYPES[kind]
    if values and values != "…":
        assert {str(choice.value) for choice in component.choices} == set(values.split())
        assert all(choice.label and choice.label != choice.value for choice in component.choices)
    if f"{name}.{path}" in ON_PURPOSE or kind == "info":
        return
    must = component.required or getattr(component, "min_rows", 0) > 0
    if mark == "!":
        assert must or component.component == "checkbox"
    elif mark == "?":
        asked = may_hide or component.setting("pflicht_wenn") or path == "zustaendigkeit_begruendung"
        assert asked or component.setting("berechnet")
    else:
        assert not must


@pytest.mark.parametrize("name", FORMS)
def test_every_form_has_its_note_its_basis_and_its_retention(name: str) -> None:
    of = shipped(name)
    assert "notiz_intern" in of.fields
    words = " ".join(found.text for found in of.everything() if isinstance(found, Note))
    assert "Rechtsgrundlage" in words
    assert "Aufbewahrung" in words
    proposed = any(component.setting("vorschlag") for component in of.everything())
    assert ("abweichung_grund" in of.fields) is proposed


@pytest.mark.parametrize("name", FORMS)
def test_a_form_starts_without_anything_known(name: str) -> None:
    answers, _, proposals = forms.prefill(shipped(name), {})
    assert proposals == {}
    wrong(shipped(name), answers)
