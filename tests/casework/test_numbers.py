"""The numbers people know cases by: their form, their check digits, and what is said about typing errors."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes import errors
from processes.casework import numbers


def test_the_examples_of_the_domain_have_the_right_check_digits():
    assert numbers.case_number(2026, 471) == "HP-2026-000471-2"
    assert numbers.parse_client_number("PNR-4829153074") == "PNR-4829153074"


@given(st.integers(2001, 2099), st.integers(0, 999_999), st.integers(0, 9), st.integers(1, 9))
def test_every_wrong_digit_is_found(year, count, place, shift):
    right = numbers.case_number(year, count)
    digits = [i for i, c in enumerate(right) if c.isdigit()]
    at = digits[place]
    wrong = right[:at] + str((int(right[at]) + shift) % 10) + right[at + 1 :]
    assert numbers.parse_case_number(right) == right
    with pytest.raises(errors.Invalid, match="typing error"):
        numbers.parse_case_number(wrong)


@pytest.mark.parametrize("typed", ["hp-2026-000471-2", "HP 2026 000471 2", " hp20260004712 ", "HP–2026–000471–2"])
def test_spaces_hyphens_and_small_letters_are_forgiven(typed):
    assert numbers.parse_case_number(typed) == "HP-2026-000471-2"


@pytest.mark.parametrize(
    "typed", ["", "471", "HP-2026-471-2", "HP-2026-000471", "HP-٢٠٢٦-000471-2", "Demirci", "HP-2026-000471-2\x00"]
)
def test_what_is_no_file_number_is_told_how_one_looks_and_not_repeated(typed):
    with pytest.raises(errors.Invalid) as refusal:
        numbers.parse_case_number(typed)
    assert "HP-2026-000471-2" in refusal.value.sentence
    assert not refusal.value.params


def test_other_numbers():
    assert numbers.parse_intake_number("e 2026 0012345") == "E-2026-0012345"
    assert numbers.parse_appointment_number("t-7k3qw9zd") == "T-7K3QW9ZD"
    assert numbers.parse_appointment_number("T-7k3Qw9zO") == "T-7K3QW9Z0"
    for parse in (numbers.parse_intake_number, numbers.parse_appointment_number, numbers.parse_client_number):
        with pytest.raises(errors.Invalid):
            parse("nichts")
    with pytest.raises(errors.Invalid, match="typing error"):
        numbers.parse_client_number("PNR-4829153075")
    assert numbers.stage_number(numbers.plan_number("HP-2026-000471-2", 2), 3) == "HP-2026-000471-2/P02/E03"


def test_random_numbers_differ_and_say_nothing():
    drawn = {numbers.new_client_number() for _ in range(200)}
    assert len(drawn) == 200
    assert all(numbers.parse_client_number(number) == number for number in drawn)
    appointments = {numbers.new_appointment_number() for _ in range(200)}
    assert len(appointments) == 200
    assert all(re.fullmatch("T-[0-9A-HJKMNP-TV-Z]{8}", number) for number in appointments)


def test_numbers_count_up_within_a_year_and_begin_again_with_the_next(session):
    first, second = (numbers.new_intake_number(session, year=2031) for _ in range(2))
    next_year = numbers.new_intake_number(session, year=2032)
    third = numbers.new_intake_number(session, year=2031)
    assert (first, second, next_year) == ("E-2031-0000001", "E-2031-0000002", "E-2032-0000001")
    assert third.startswith("E-2031-")
    assert third > second


def test_two_at_once_in_a_new_year_get_different_numbers(committed_sessions):
    def draw(_):
        with committed_sessions() as session:
            number = numbers.new_case_number(session, year=2040)
            session.commit()
            return number

    with ThreadPoolExecutor(4) as threads:
        drawn = list(threads.map(draw, range(12)))
    assert len(set(drawn)) == 12
    assert {number[:8] for number in drawn} == {"HP-2040-"}
    assert all(numbers.is_case_number(number) for number in drawn)
