"""What the page shows and what it posts are the same form; rows come and go without JavaScript."""

from collections.abc import Iterator
from typing import Any

import html5lib
import pytest
from flask import Flask, render_template_string
from lxml import etree
from sqlalchemy.orm import sessionmaker

from processes import errors
from processes.config import Config
from processes.engine import forms
from tests.forms.build import BPMN, TODAY, choice, field, form, read, shipped, yes_no
from tests.forms.given import K01, PLAN
from tests.forms.test_answers import GOALS

PAGE = """<!doctype html><title>t</title><h1>t</h1>{% import "_form.html" as fields %}
{% if page.problems %}{{ fields.summary(page) }}{% endif %}<form>{{ fields.form(page) }}</form>{{ fields.summary_of_answers(page) }}"""


@pytest.fixture(scope="module")
def app(settings_of_tests: Config) -> Iterator[Flask]:
    from app import create_app

    app = create_app(settings_of_tests, sessionmaker())
    with app.test_request_context("/"):
        yield app


def drawn(app: Flask, of: forms.Form, answers: Any, **more: Any) -> etree._Element:
    """The page as a tree; anything the parser finds wrong fails."""
    from app import forms_view

    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False, strict=True)
    return parser.parse(render_template_string(PAGE, page=forms_view.page(of, answers, **more)))


def posted(page: etree._Element) -> list[tuple[str, str]]:
    """What a browser sends for this page."""
    pairs = []
    for control in page.xpath("//form//*[self::input or self::select or self::textarea]"):
        kind = control.get("type", "")
        if kind in ("checkbox", "radio") and control.get("checked") is None:
            continue
        if control.tag == "select":
            chosen = control.xpath("option[@selected]") or control.xpath("option[1]")
            pairs.append((control.get("name"), chosen[0].get("value")))
        else:
            pairs.append(
                (control.get("name"), control.text or "" if control.tag == "textarea" else control.get("value", ""))
            )
    return pairs


def problems(of: forms.Form, answers: Any) -> dict[str, errors.Problem]:
    try:
        read(of, answers)
    except errors.Invalid as refusal:
        return dict(refusal.fields)
    return {}


EVERYTHING = form(
    field("textfield", "name"), field("textarea", "lang"), field("number", "n", decimalDigits=0), field("number", "d"),
    field("number", "geld", properties={"typ": "money"}), field("number", "w", properties={"typ": "scale10"}),
    field("datetime", "tag"), field("datetime", "zeit", subtype="datetime"), field("checkbox", "box"), yes_no("ja"),
    choice("select", "wahl", "a", "b"), choice("radio", "eins", "a", "b"), choice("checklist", "viele", "a", "b", "c"),
    choice("select", "monate", "1", "3", properties={"typ": "int"}), GOALS,
)  # fmt: skip
STORED = {
    "name": "Ä <b>&\"'", "lang": "eins\n\nzwei", "n": 1234, "d": 1234.5, "geld": 123405, "w": None, "tag": "2026-11-03",
    "zeit": "2026-07-03T07:30:00+00:00", "box": True, "ja": False, "wahl": "b", "eins": "a", "viele": ["a", "c"], "monate": 3,
    "ziele": [{"titel": "A", "von": "2026-01-01", "art": "alt", "grund": "x"}, {"titel": "B"}],
}  # fmt: skip


def test_stored_answers_go_through_the_page_and_come_back_the_same(app: Flask) -> None:
    page = drawn(app, EVERYTHING, STORED)
    assert read(EVERYTHING, forms.from_html(EVERYTHING, posted(page))) == STORED
    assert page.xpath("//input[@name='geld']/@value") == ["1.234,05"]
    assert page.xpath("//input[@name='zeit']/@value") == ["03.07.2026 09:30"]


@pytest.mark.parametrize(("name", "answers"), [("F01", K01), ("F09", PLAN)])
def test_shipped_answers_go_through_the_page_and_come_back_the_same(app: Flask, name: str, answers: Any) -> None:
    stored = read(shipped(name), answers)
    page = drawn(app, shipped(name), stored)
    assert read(shipped(name), forms.from_html(shipped(name), posted(page))) == stored


def test_what_was_typed_stays_as_it_was_typed(app: Flask) -> None:
    typed = {"n": "zwölf", "tag": "31.2.2026", "geld": "viel", "ziele": [{"titel": "", "von": "gestern"}]}
    page = drawn(app, EVERYTHING, typed, problems=problems(EVERYTHING, typed))
    sent = dict(posted(page))
    assert (sent["n"], sent["tag"], sent["geld"], sent["ziele[0].von"]) == ("zwölf", "31.2.2026", "viel", "gestern")


@pytest.mark.parametrize("file", sorted(BPMN.glob("*/*.form.json")), ids=lambda file: file.name[:3])
@pytest.mark.parametrize("is_wrong", [False, True])
def test_every_control_has_a_name_for_people(app: Flask, file: Any, is_wrong: bool) -> None:
    of = forms.parse_schema(file.read_bytes())
    page = drawn(app, of, {}, problems=problems(of, {}) if is_wrong else {})
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for control in page.xpath("//form//*[(self::input and @type!='hidden') or self::select or self::textarea]"):
        assert page.xpath(f"//label[@for='{control.get('id')}']"), control.get("name")
        for described in (control.get("aria-describedby") or "").split():
            assert described in ids
    for group in page.xpath("//fieldset"):
        assert group[0].tag == "legend"
    for link in page.xpath("//div[@role='alert']//a/@href"):
        assert link[1:] in ids


def test_errors_stand_at_the_field_and_in_the_summary(app: Flask) -> None:
    of = form(
        field("textfield", "a", label="Name", required=True),
        choice("radio", "b", "x", required=True, label="Wahl"),
        GOALS,
    )
    answers = {"ziele": [{"titel": "A"}, {"von": "x"}]}
    page = drawn(app, of, answers, problems=problems(of, answers))
    assert page.xpath("//div[@role='alert']//a/@href") == ["#f-a", "#f-b-0", "#f-ziele-1-titel", "#f-ziele-1-von"]
    name = page.xpath("//input[@id='f-a']")[0]
    assert name.get("aria-invalid") == "true"
    assert "".join(page.xpath(f"//*[@id='{name.get('aria-describedby')}']")[0].itertext()).endswith(
        "Bitte „Name“ ausfüllen."
    )


def test_required_fields_are_marked_also_under_a_condition(app: Flask) -> None:
    of = form(yes_no("a"), field("textfield", "b", properties={"pflicht_wenn": "a"}), field("textfield", "c"))
    marked = lambda answers: drawn(app, of, answers).xpath("//input[@required]/@name")  # noqa: E731
    assert marked({"a": True}) == ["b"]
    assert marked({}) == []


def test_help_source_proposal_and_warning_belong_to_the_field(app: Flask) -> None:
    of = form(
        field("number", "n", decimalDigits=0, description="Von 1 bis 9", properties={
            "vorschlag": "v", "hinweis_wenn": "wert > 5", "hinweis": "Das ist viel.",
        }),
        field("textarea", "abweichung_grund"),
    )  # fmt: skip
    page = drawn(app, of, {"n": 7}, sources={"n": "F01"}, proposals={"n": 3})
    described = page.xpath("//input[@id='f-n']/@aria-describedby")[0].split()
    words = [" ".join("".join(page.xpath(f"//*[@id='{one}']")[0].itertext()).split()) for one in described]
    assert words == ["Von 1 bis 9", "Vorschlag: 3 · aus F01", "Hinweis: Das ist viel."]


def test_hidden_fields_carry_their_condition(app: Flask) -> None:
    of = form(yes_no("a"), field("textfield", "b", hide="=a != true"), GOALS)
    page = drawn(app, of, {"ziele": [{"art": "alt"}, {}]})
    hidden = {item.get("data-field"): item.get("hidden") is not None for item in page.xpath("//*[@data-hide]")}
    assert hidden == {"b": True, "ziele[0].grund": False, "ziele[1].grund": True}
    assert page.xpath("//*[@data-field='b']/@data-hide") == ['["!=",["path","a"],["value",true]]']


def test_rows_are_added_and_removed_by_buttons(app: Flask) -> None:
    of = form(GOALS)
    page = drawn(app, of, {})
    assert len(page.xpath("//fieldset[@id='f-ziele']/fieldset")) == 1
    add = page.xpath("//button[@name='_add']")[0]
    assert (add.get("value"), add.get("formnovalidate"), add.get("formaction")) == ("ziele", "", "#f-ziele-1")
    pairs = [*posted(page), ("ziele[0].titel", "A"), ("_add", "ziele")]
    answers = forms.with_row_action(of, forms.from_html(of, pairs), forms.row_action(pairs) or ("", ""))
    page = drawn(app, of, answers)
    assert page.xpath("//input[@name='ziele[0].titel']/@value") == ["A"]
    assert page.xpath("//button[@name='_remove']/@value") == ["ziele[0]", "ziele[1]"]
    gone = forms.with_row_action(of, answers, ("_remove", "ziele[0]"))
    assert [row.get("titel", "") for row in gone["ziele"]] == [""]


def test_row_buttons_for_places_that_do_not_exist_change_nothing() -> None:
    of = form(GOALS, field("textfield", "a"))
    answers = {"ziele": [{"titel": "A"}], "a": "x"}
    for action in [("_add", "a"), ("_add", "ziele[0]"), ("_remove", "ziele[7]"), ("_remove", "x[0]"), ("_add", "")]:
        assert forms.with_row_action(of, answers, action) in (answers, {**answers, "ziele": [{"titel": "A"}, {}]})
    assert forms.row_action([("a", "b")]) is None


def test_no_more_rows_than_the_list_bears(app: Flask) -> None:
    of = form(GOALS)
    full = {"ziele": [{"titel": str(n)} for n in range(3)]}
    assert forms.with_row_action(of, full, ("_add", "ziele")) == full
    assert not drawn(app, of, full).xpath("//button[@name='_add']")


def test_notes_are_text_never_html(app: Flask) -> None:
    text = "# Titel\n\n**fett** <script>alert(1)</script>\n[gut](https://example.org) [schlecht](javascript:alert(1))\n\n- eins\n- zwei"
    page = drawn(app, form({"type": "text", "id": "t", "text": text}), {})
    note = page.xpath("//*[@data-note]")[0]
    assert note.xpath(".//a/@href") == ["https://example.org"]
    assert note.xpath(".//li/text()") == ["eins", "zwei"]
    assert not note.xpath(".//script")
    assert note.xpath(".//strong/text()") == ["fett"]


def test_answers_to_read(app: Flask) -> None:
    page = drawn(app, EVERYTHING, STORED)
    words = [
        " ".join("".join(part.itertext()).split()) for part in page.xpath("//dl[contains(@class,'form-answers')]/*")
    ]
    shown = dict(zip(words[::2], words[1::2], strict=True))
    assert shown["geld"] == "1.234,05 €"
    assert shown["w"] == "Keine Angabe"
    assert shown["ja"] == "Nein"
    assert shown["viele"] == "A, C"
    assert shown["Ziele 1 – Ziel"] == "A"


def test_pages_of_fixed_fields_keep_their_value(app: Flask) -> None:
    of = shipped("F06")
    page = drawn(app, of, {"bereich": "familie"})
    assert ("bereich", "familie") in posted(page)
    assert "Familie, Partnerschaft, Kinder" in page.xpath("string(//body)")
    assert read(
        of, forms.from_html(of, [*posted(page), ("keine_angabe", "on")]), names={"bereich": "familie"}, today=TODAY
    )
