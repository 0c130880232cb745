"""The lint as a whole: files that are no models, very large ones, and that no damaged diagram makes it fail."""

import random

import pytest
from lxml import etree

from processes.engine import lint
from processes.words import Sentence
from tests.engine.decisions import dmn
from tests.lint.test_rules import CASES, OPERATIONS, ROLES, line
from tests.outside import diagrams as d

GOOD = d.definitions("p", line(d.user_task("a")))


def problems(files, **more):
    return lint.problems(files, roles=ROLES, operations=OPERATIONS, **more)


def said(files):
    return [(one.element_id, str(one)) for one in problems(files)]


def test_a_process_without_lanes_and_forms_is_fine():
    assert said({"p.bpmn": GOOD}) == []


def test_operations_may_be_given_by_name_only():
    files = {"p.bpmn": d.definitions("p", line(d.user_task("a")))}
    assert lint.problems(files, roles=(), operations=frozenset({"x"})) == []


@pytest.mark.parametrize(
    ("files", "at", "sentence"),
    [
        ({}, "", "There is no diagram among the files"),
        ({"a.form.json": b"{}"}, "", "There is no diagram among the files"),
        ({"p.bpmn": b""}, "p.bpmn", "cannot be read as XML"),
        ({"p.bpmn": b"not xml"}, "p.bpmn", "cannot be read as XML (line 1)"),
        ({"p.bpmn": GOOD[:-20]}, "p.bpmn", "cannot be read as XML"),
        ({"p.bpmn": GOOD.replace(b"start", b"st\x00rt", 1)}, "p.bpmn", "is not encoded as UTF-8"),
        ({"p.bpmn": GOOD.replace(b"UTF-8", b"UTF-77")}, "p.bpmn", "is not encoded as UTF-8"),
        ({"p.bpmn": GOOD.replace(b"name=", b"name=\xff\xfe", 1)}, "p.bpmn", "is not encoded as UTF-8"),
        ({"p.bpmn": GOOD.decode().replace("UTF-8", "UTF-16").encode("utf-16")}, "p.bpmn", "is not encoded as UTF-8"),
        ({"p.bpmn": b"<!--x--> <!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;&d;</a>"}, "p.bpmn", "has a document type"),
        ({"p.bpmn": GOOD, "d.dmn": b"<!DOCTYPE a><a>&d;</a>"}, "d.dmn", "has a document type"),
        ({"p.bpmn": b"<a>" * 5000 + b"</a>" * 5000}, "p.bpmn", "cannot be read as XML"),
        ({"p.bpmn": GOOD.replace(b"?>", b"?><!DOCTYPE x>", 1)}, "p.bpmn", "document type (DOCTYPE)"),
        ({"p.bpmn": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + GOOD.split(b"?>", 1)[1].replace(b"start", b"&a;", 1)}, "p.bpmn", "p.bpmn"),
        ({"p.bpmn": b"<html/>"}, "p.bpmn", "is not a BPMN diagram"),
        ({"p.bpmn": dmn.file()}, "p.bpmn", "is not a BPMN diagram"),
        ({"p.bpmn": GOOD, "d.dmn": b"<x"}, "d.dmn", "not well-formed"),
        ({"p.bpmn": GOOD, "d.dmn": dmn.file(dmn.decision("D", ["x"], ["y"], [(["hlu"], ["1"])]))}, "D_rule_1", "Write a text in quotes"),
        ({"p.bpmn": GOOD, "d.dmn": dmn.file(dmn.decision("D", ["x"], ["y"], [], policy="ANY"))}, "D", "hit policy ANY is not supported"),
        ({"p.bpmn": d.definitions("p", d.start() + d.end() + "".join(d.user_task(f"t{n}") for n in range(5001)))}, "", "more than 5000 elements"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_used(files, at, sentence):
    assert any(element == at and sentence in text for element, text in said(files)), said(files)[:5]


def test_an_entity_bomb_costs_nothing():
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
        + b"]><l>&m;</l>"
    )
    assert said({"p.bpmn": bomb}) != []


def test_a_faulty_decision_is_said_once_and_not_again_where_it_is_called():
    task = '<bpmn:businessRuleTask id="r"><bpmn:extensionElements><spiffworkflow:calledDecisionId>D</spiffworkflow:calledDecisionId></bpmn:extensionElements></bpmn:businessRuleTask>'
    files = {
        "p.bpmn": d.definitions("p", line(task)),
        "d.dmn": dmn.file(dmn.decision("D", ["x"], ["y"], [(["hlu"], ["1"])])),
    }
    assert [element for element, _ in said(files)] == ["D_rule_1"]


def test_nobody_gets_more_problems_than_can_be_read():
    body = d.start() + d.end() + "".join(d.user_task(f"t{n}", prioritaet="x") for n in range(900))
    assert len(problems({"p.bpmn": d.definitions("p", body)})) == lint.MOST_PROBLEMS


def test_reasons_inside_sentences_can_be_translated():
    found = problems({"p.bpmn": d.definitions("p", line(d.script("s", "import os")))})[0]
    assert isinstance(found.params["why"], Sentence)
    assert found.params["why"].template in str(found)
    assert found.params["what"].template == "script"


def test_no_damaged_diagram_makes_it_fail():
    """Thirty damages to each example: attributes and elements removed, doubled, moved, emptied."""
    chance = random.Random(20260302)
    for _, example in CASES:
        original = d.definitions("p", example.body or line(d.user_task("a")), extra=example.extra)
        for _ in range(30):
            try:
                root = etree.fromstring(original)
            except etree.XMLSyntaxError:
                break
            for _ in range(chance.randint(1, 4)):
                _damage(root, chance)
            for found in problems({"p.bpmn": etree.tostring(root), **example.files}):
                assert str(found)


def _damage(root, chance):
    element = chance.choice(list(root.iter()))
    parent = element.getparent()
    what = chance.randrange(6)
    if what == 0 and element.attrib:
        del element.attrib[chance.choice(list(element.attrib))]
    elif what == 1 and element.attrib:
        element.set(
            chance.choice(list(element.attrib)), chance.choice(["", "a", "%s %(x)s", "ä ö", "x" * 300, "start_1"])
        )
    elif what == 2 and parent is not None:
        parent.remove(element)
    elif what == 3 and parent is not None:
        parent.append(etree.fromstring(etree.tostring(element)))
    elif what == 4:
        element.text = chance.choice(["", None, "((", "x > 3", "%d", "\n\n"])
    elif parent is not None and len(root) > 1:
        chance.choice([one for one in root.iter() if one is not element and element not in one.iterancestors()]).append(
            element
        )


def test_process_owners_read_it_in_german_reasons_included():
    from flask import Flask

    from app import i18n

    app = Flask("test")
    app.secret_key = "x" * 32
    i18n.init_app(app)
    with app.test_request_context():
        files = {"p.bpmn": d.definitions("p", line(d.script("s", "import os")))}
        assert i18n.problem(problems(files)[0]) == "„s“, Skript, Zeile 1: „import“ ist in einem Skript nicht möglich."
        # a reason that was stored as plain text in an incident
        stored = {"decision": "D", "rule": 1, "why": "Division by zero."}
        assert i18n.translate("Decision “%(decision)s”, rule %(rule)s: %(why)s", stored).endswith(
            "Regel 1: Division durch null."
        )
