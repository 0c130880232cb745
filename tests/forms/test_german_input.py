"""What people write in German becomes the stored value; what they cannot mean is refused in a sentence."""

import pytest

from tests.forms.build import choice, field, form, read, wrong, yes_no


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("12", 12), ("1.234", 1234), ("1 234", 1234), ("-5", -5), ("\u22125", -5), ("12,0", 12), (7, 7), (7.0, 7),
        ("1.234.567", 1234567), (" 8 ", 8),
    ],
)  # fmt: skip
def test_whole_numbers(written: object, stored: int) -> None:
    assert read(form(field("number", "n", decimalDigits=0)), {"n": written}) == {"n": stored}


@pytest.mark.parametrize(
    ("written", "stored"),
    [("1.234,56", 1234.56), ("0,5", 0.5), ("12.5", 12.5), ("12.50", 12.5), ("1.234", 1234), (1.25, 1.25), ("3,00", 3)],
)
def test_decimal_numbers(written: object, stored: float) -> None:
    assert read(form(field("number", "n")), {"n": written}) == {"n": stored}


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("12,50", 1250),
        ("1.234,5 €", 123450),
        ("12,50 EUR", 1250),
        ("0", 0),
        ("12.50", 1250),
        (1250, 1250),
        ("-3,10", -310),
    ],
)
def test_money_is_kept_in_cents(written: object, cents: int) -> None:
    assert read(form(field("number", "b", properties={"typ": "money"})), {"b": written}) == {"b": cents}


@pytest.mark.parametrize(
    "written",
    ["zwölf", "1,2,3", "12,50", "1.23.4", "1e5", "0x10", "12 Stück", True, [1], {"a": 1}, 1.5, "9" * 30, 10**400],
    ids=range(13),
)
def test_what_is_no_whole_number(written: object) -> None:
    told = wrong(form(field("number", "n", label="Anzahl", decimalDigits=0)), {"n": written})
    assert "whole number" in told["n"]
    assert "Anzahl" in told["n"]


@pytest.mark.parametrize("written", ["12,505", "viel", 12.5, True, "12,50 $", float("nan")])
def test_what_is_no_money(written: object) -> None:
    assert "amount of money" in wrong(form(field("number", "b", properties={"typ": "money"})), {"b": written})["b"]


def test_money_bounds_are_euros() -> None:
    of = form(field("number", "b", properties={"typ": "money"}, min=0, max=50000))
    assert read(of, {"b": "50.000"}) == {"b": 5_000_000}
    assert wrong(of, {"b": "50.000,01"})["b"] == "“b” may be at most 50.000."
    assert "at least 0" in wrong(of, {"b": -1})["b"]


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("3.11.2026", "2026-11-03"), ("03.11.26", "2026-11-03"), ("2026-11-03", "2026-11-03"),
        (" 3. 11. 2026 ", "2026-11-03"), ("4.5.1980", "1980-05-04"), ("12.05.61", "1961-05-12"),
        ("1.1.46", "2046-01-01"), ("1.1.47", "1947-01-01"), ("29.02.2028", "2028-02-29"),
    ],
)  # fmt: skip
def test_dates(written: str, stored: str) -> None:
    assert read(form(field("datetime", "d", subtype="date")), {"d": written}) == {"d": stored}


@pytest.mark.parametrize("written", ["31.02.2026", "29.02.2026", "0.1.2026", "2026-13-01"])
def test_days_that_do_not_exist(written: str) -> None:
    assert "day that does not exist" in wrong(form(field("datetime", "d")), {"d": written})["d"]


@pytest.mark.parametrize("written", ["heute", "11/03/2026", "3.11.", 20261103, "2026-W45-2", True])
def test_what_is_no_date(written: object) -> None:
    assert "must be a date" in wrong(form(field("datetime", "d")), {"d": written})["d"]


def test_a_year_that_cannot_be_meant() -> None:
    assert "year" in wrong(form(field("datetime", "d")), {"d": "3.11.0226"})["d"]


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("3.11.2026 09:30", "2026-11-03T08:30:00+00:00"), ("3.11.26, 9:30 Uhr", "2026-11-03T08:30:00+00:00"),
        ("3.7.2026 9.30", "2026-07-03T07:30:00+00:00"), ("2026-11-03T09:30", "2026-11-03T08:30:00+00:00"),
        ("2026-11-03T08:30:00Z", "2026-11-03T08:30:00+00:00"), ("2026-11-03T09:30:00+01:00", "2026-11-03T08:30:00+00:00"),
    ],
)  # fmt: skip
def test_times_without_offset_are_meant_in_the_city(written: str, stored: str) -> None:
    assert read(form(field("datetime", "t", subtype="datetime")), {"t": written}) == {"t": stored}


@pytest.mark.parametrize("written", ["3.11.2026", "09:30", "3.11.2026 25:00", "2026-11-03T99:00", "morgen 9:30", 5])
def test_what_is_no_time(written: object) -> None:
    assert wrong(form(field("datetime", "t", subtype="datetime")), {"t": written})


def test_the_hour_that_summer_time_leaves_out() -> None:
    of = form(field("datetime", "t", subtype="datetime"))
    assert "summer time" in wrong(of, {"t": "29.3.2026 02:30"})["t"]


@pytest.mark.parametrize(
    ("written", "stored"),
    [("on", True), ("ja", True), (True, True), ("Ja", True), ("nein", False), ("false", False), (False, False)],
)
def test_yes_and_no(written: object, stored: bool) -> None:
    assert read(form(yes_no("a")), {"a": written}) == {"a": stored}


def test_an_unticked_box_is_no_and_an_unanswered_question_is_nothing() -> None:
    assert read(form(field("checkbox", "a"), yes_no("b")), {}) == {"a": False}


def test_a_box_that_has_to_be_ticked() -> None:
    of = form(field("checkbox", "a", label="Gelesen", required=True))
    assert wrong(of, {"a": "nein"}) == wrong(of, {}) == {"a": "Please confirm “Gelesen”."}
    assert read(of, {"a": "on"}) == {"a": True}


def test_texts_are_trimmed_and_blank_is_empty() -> None:
    of = form(field("textfield", "a", required=True), field("textarea", "b"))
    assert read(of, {"a": "  Ä  ", "b": " x\r\ny\r "}) == {"a": "Ä", "b": "x\ny"}
    assert wrong(of, {"a": " \t "}) == {"a": "Please fill in “a”."}


def test_length_pattern_mail_and_phone() -> None:
    of = form(
        field("textfield", "a", minLength=3, maxLength=5),
        field("textfield", "plz", pattern=r"^\d{5}$"),
        field("textfield", "mail", validationType="email"),
        field("textfield", "tel", validationType="phone"),
    )
    assert not wrong(of, {"a": "abcd", "plz": "48143", "mail": "a.b@example.org", "tel": "+49 (251) 492-0"})
    assert set(wrong(of, {"a": "ab", "plz": "4814", "mail": "a@b", "tel": "keins"})) == {"a", "plz", "mail", "tel"}
    assert "at most 5" in wrong(of, {"a": "abcdef"})["a"]


def test_choices_are_only_the_given_ones() -> None:
    of = form(choice("select", "a", "eins", "zwei"), choice("checklist", "b", "x", "y", "z"))
    assert read(of, {"a": "zwei", "b": ["z", "x", "x"]}) == {"a": "zwei", "b": ["x", "z"]}
    assert read(of, {"b": "y"}) == {"b": ["y"]}
    assert set(wrong(of, {"a": "drei", "b": ["x", "q"]})) == {"a", "b"}
    assert set(wrong(of, {"a": ["eins"], "b": {"x": 1}})) == {"a", "b"}


def test_a_whole_number_to_choose() -> None:
    of = form(choice("select", "m", "1", "3", properties={"typ": "int"}))
    assert read(of, {"m": "3"}) == read(of, {"m": 3}) == {"m": 3}
    assert wrong(of, {"m": 2})


@pytest.mark.parametrize(
    ("written", "stored"), [("7", 7), (0, 0), ("keine_angabe", None), ("keine Angabe", None), (None, None)]
)
def test_the_scale_knows_not_said(written: object, stored: int | None) -> None:
    of = form(field("number", "w", decimalDigits=0, required=True, properties={"typ": "scale10"}))
    assert read(of, {"w": written}) == {"w": stored}


@pytest.mark.parametrize("written", [11, -1, "viel", "3,5"])
def test_off_the_scale(written: object) -> None:
    of = form(field("number", "w", decimalDigits=0, properties={"typ": "scale10"}))
    assert "0 to 10" in wrong(of, {"w": written})["w"]


def test_a_required_scale_wants_an_answer() -> None:
    of = form(field("number", "w", required=True, properties={"typ": "scale10"}))
    assert wrong(of, {}) == wrong(of, {"w": ""}) == {"w": "Please choose an answer for “w”."}
