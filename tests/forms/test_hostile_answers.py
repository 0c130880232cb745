"""Nothing somebody sends breaks a form, runs for long, or comes back in a sentence."""

import contextlib
import sys
from typing import Any

import pytest

from processes import errors
from processes.engine import forms
from tests.forms.build import TODAY, choice, field, form, read, refused, schema, wrong, yes_no

SECRET = "Geheimnis-4711"
OF = form(
    field("textfield", "text"),
    field("textarea", "lang"),
    field("number", "zahl"),
    field("number", "geld", properties={"typ": "money"}),
    field("number", "wert", properties={"typ": "scale10"}),
    field("datetime", "tag"),
    field("datetime", "zeit", subtype="datetime"),
    yes_no("ja"),
    choice("select", "wahl", "a"),
    choice("checklist", "viele", "a", "b"),
    field("dynamiclist", "zeilen", components=[field("textfield", "x")]),
)
NASTY: list[Any] = [
    "\x00", "a\x00b", "\x1b[31m", "\ud800", "\u202egnp", "\ufeff", "x" * 200_000, "{{ 7*7 }}", "%(label)s %s %d",
    "1" * 5000, "9" * 400, "-", "+", ",", ".", "1,", ",5", "1..2", "٣", "１２", "1_000", "inf", "nan", "1e309",
    float("inf"), float("-inf"), float("nan"), 10**5000, -(10**5000), True, None, [], {}, [[]], [{}], {"x": {}}, [None],
    b"bytes", object(), "0.0.0000", "99.99.9999", "2026-02-30T10:00", "2026-11-03T10:00+99:99", "1.1.2026 99:99", "\n", "a\nb",
]  # fmt: skip


@pytest.mark.parametrize("value", NASTY, ids=range(len(NASTY)))
def test_any_value_is_read_or_refused(value: Any) -> None:
    for path in OF.fields:
        if "[" not in path:
            wrong(OF, {path: value})


@pytest.mark.parametrize(
    "answers", [None, [], "x", 5, {5: 1}, {"": 1}, {"a.b": 1}, {"zeilen": [[1]]}, {"zeilen": {"0": {}}}]
)
def test_answers_that_are_no_object_of_fields(answers: Any) -> None:
    assert wrong(OF, answers)


def test_controls_and_reversing_marks_are_refused() -> None:
    for text in ("a\x00", "a\x07", "\u202eabc", "\ud800"):
        assert "not allowed" in wrong(OF, {"text": text})["text"]
        assert "not allowed" in wrong(OF, {"lang": text})["lang"]


def test_a_line_is_one_line() -> None:
    assert "one line" in wrong(OF, {"text": "a\nb"})["text"]


def test_sentences_never_repeat_what_was_typed() -> None:
    every = {path: SECRET for path in OF.fields if "[" not in path}
    told = wrong(OF, {**every, "text": SECRET + "\x00", "lang": SECRET + "\x00"})
    assert len(told) == len(every)
    assert not any(SECRET in sentence for sentence in told.values())


def test_size_is_bounded() -> None:
    many = form(*(field("textarea", f"f{n}") for n in range(40)))
    assert "too long" in wrong(many, {f"f{n}": "x" * 20_000 for n in range(40)})[""]
    assert wrong(OF, {"text": "x" * 1001, "lang": "x" * 20_001}).keys() == {"text", "lang"}
    assert "at most 100 entries" in wrong(OF, {"zeilen": [{"x": "a"}] * 1_000_000})["zeilen"]


@pytest.mark.parametrize(
    "answers",
    [
        {"a": {"b": 1}}, {"a": [[1]]}, {"a": [{}]}, {"a": ["x"] * 500}, {"a": ["\x00"]}, {"a": [2**63]}, {"a": "x\x00"}, {"a": 10**400}, {"a": float("nan")}, {"_now": 1}, {"x" * 81: 1},
        {f"k{n}": 1 for n in range(501)}, {"a": "x" * 400_001}, [], {5: 1}, {"a\x00": 1}, {"a": object()},
    ],
    ids=range(17),
)  # fmt: skip
def test_answers_without_a_form_are_flat_plain_and_small(answers: Any) -> None:
    with pytest.raises(errors.Invalid):
        forms.read_formless(answers)


@pytest.mark.parametrize(
    "answers",
    [
        {"a": "x\x00"},
        {"a": "\ud800"},
        {"a": object()},
        {"a": float("nan")},
        {"a": ["x"] * 30_000},
        {"a": "x" * 400_001},
        [],
    ],
    ids=range(7),
)
def test_drafts_may_be_wrong_but_not_everything(answers: Any) -> None:
    with pytest.raises(errors.Invalid):
        forms.read_draft(answers)


def test_a_draft_nested_without_end() -> None:
    answers: dict[str, Any] = {}
    for _ in range(5_000):
        answers = {"a": answers}
    with pytest.raises(errors.Invalid):
        forms.read_draft(answers)


def test_a_draft_keeps_what_is_wrong() -> None:
    draft = {"zahl": "zwölf", "zeilen": [{"x": ""}, {"y": None}]}
    assert forms.read_draft(draft) == draft


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+$", "(a|a)*b", "(a|aa)+$", "(.*)*", "(a?){40}a{40}", "a?" * 60, ".*.*.*.*x", r"(\d+)\1", "(?=a)b", "(?<!a)b",
        "[", "a{2,99999999}" * 5, "(" * 200,
    ],
)  # fmt: skip
def test_patterns_that_could_run_away_are_refused(pattern: str) -> None:
    assert refused(field("textfield", "a", pattern=pattern))


@pytest.mark.parametrize(
    "pattern",
    [r"^\d{5}$", r"^[A-Z]{2}-\d{4}(-\d)?$", r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", "abc|def", r"^HP-\d{4}-\d{6}-\d$"],
)
def test_patterns_people_need_are_taken(pattern: str) -> None:
    assert not refused(field("textfield", "a", pattern=pattern))


def test_the_worst_allowed_pattern_takes_few_steps() -> None:
    of = form(field("textfield", "a", pattern="^[^x]*[^y]*[^z]*!$"))
    assert wrong(of, {"a": "a" * 200})
    assert wrong(of, {"a": "a" * 201}), "longer texts are not tried at all"


def test_a_big_form_is_read_in_few_steps() -> None:
    """260 fields: the number of calls is bounded, so the time is (measured: less than 1 ms)."""
    fields = [field("textfield", f"t{n}", required=True, maxLength=80) for n in range(100)]
    fields += [field("number", f"n{n}", decimalDigits=0, min=0) for n in range(60)]
    fields += [field("datetime", f"d{n}") for n in range(50)]
    fields += [choice("select", f"s{n}", "a", "b", hide=f'=t{n} = "weg"') for n in range(50)]
    of = form(*fields)
    answers = {f"t{n}": "Text" for n in range(100)} | {f"n{n}": "1.234" for n in range(60)}
    answers |= {f"d{n}": "3.11.2026" for n in range(50)} | {f"s{n}": "b" for n in range(50)}
    calls = 0

    def count(frame: Any, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        read(of, answers)
    finally:
        sys.setprofile(None)
    assert calls < 260 * 80


def test_html_names_that_are_no_fields_go_nowhere() -> None:
    pairs = [
        ("csrf_token", "x"), ("_add", "zeilen"), ("__class__", "x"), ("text.x", "y"), ("zeilen[99999].x", "y"),
        ("zeilen[-1].x", "y"), ("zeilen[0]", "y"), ("zeilen", "y"), ("text[0]", "y"), ("zeilen[0].y", "z"), ("." * 500, "x"),
        ("zeilen[0].x.", "y"), ("", "x"),
    ]  # fmt: skip
    assert forms.from_html(OF, pairs) in ({}, {"zeilen": [{}]})


def test_rows_from_html_close_up_whatever_their_numbers() -> None:
    pairs = [("zeilen[9999].x", "b"), ("zeilen[3].x", "a")]
    assert forms.from_html(OF, pairs) == {"zeilen": [{"x": "a"}, {"x": "b"}]}
    assert len(forms.from_html(OF, [(f"zeilen[{n}].x", "a") for n in range(50_000)])["zeilen"]) <= 20_000


def test_warnings_and_pages_survive_nonsense() -> None:
    for value in NASTY:
        answers = dict.fromkeys((path for path in OF.fields if "[" not in path), value)
        with contextlib.suppress(errors.Invalid):
            forms.warnings(OF, answers, today=TODAY)
        forms.shown_on_page(OF, answers, today=TODAY)


def test_a_schema_of_nonsense_is_refused_in_sentences() -> None:
    for content in (
        b"", b"{", b"[]", b"null", b'"x"', b'{"components": 5}', b'{"components": [5, null, {"type": 5}]}', b"\xff\xfe", b"[" * 90_000,
        b'{"components": [{"type": "group", "components": 7}]}', b" " * 2_000_000, schema(type="process"),
    ):  # fmt: skip
        assert forms.check_schema(content), content[:30]
