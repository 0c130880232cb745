"""The numbers people know things by: formats, check digits, drawing new ones, and sentences for typing errors.

Numbers of cases and intakes come from a sequence (no row is locked, gaps are allowed); the year's base is written once
when the first number of a year is drawn (domain.md 4.3).
"""

import re
import secrets
from typing import Literal

from sqlalchemy import text
from sqlalchemy.orm import Session

from processes import errors
from processes.words import N_

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CASE = re.compile(r"(?a)HP-(\d{4})-(\d{6})-(\d)")
_CLIENT = re.compile(r"(?a)PNR-(\d{9})(\d)")
_INTAKE = re.compile(r"(?a)E-(\d{4})-(\d{7})")
_APPOINTMENT = re.compile(rf"T-([{_CROCKFORD}]{{8}})")


def check_digit(digits: str) -> int:
    """The check digit after ISO 7064 MOD 11,10 over a string of decimal digits."""
    product = 10
    for digit in digits:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10


def case_number(year: int, count: int) -> str:
    """The file number (Aktenzeichen) of the count-th case of a year."""
    digits = f"{year:04d}{count:06d}"
    return f"HP-{digits[:4]}-{digits[4:]}-{check_digit(digits)}"


def plan_number(case: str, version: int) -> str:
    """The number of a version of the plan of a case."""
    return f"{case}/P{version:02d}"


def stage_number(plan: str, position: int) -> str:
    """The number of a stage of a plan."""
    return f"{plan}/E{position:02d}"


def new_client_number() -> str:
    """A random number of a person; says nothing about when they came."""
    digits = "".join(secrets.choice("0123456789") for _ in range(9))
    return f"PNR-{digits}{check_digit(digits)}"


def new_appointment_number() -> str:
    """A random number of an appointment that can stand in a text message and reveals nothing."""
    return "T-" + "".join(secrets.choice(_CROCKFORD) for _ in range(8))


def new_case_number(session: Session, *, year: int) -> str:
    """Draw the next file number of a year."""
    return case_number(year, _next(session, "case", year))


def new_intake_number(session: Session, *, year: int) -> str:
    """Draw the next number of an intake (Eingang) of a year."""
    return f"E-{year:04d}-{_next(session, 'intake', year):07d}"


def _next(session: Session, kind: Literal["case", "intake"], year: int) -> int:
    drawn = session.execute(text(f"select nextval('casework.{kind}_number')")).scalar_one()
    find = text("select base from casework.number_year where kind = :kind and year = :year")
    place = {"kind": kind, "year": year}
    base = session.execute(find, place).scalar()
    if base is None:
        # First of the year: two at once wait for each other here, once a year; both then read the winner's base.
        begin = (
            "insert into casework.number_year (kind, year, base) values (:kind, :year, :base) on conflict do nothing"
        )
        session.execute(text(begin), {**place, "base": drawn - 1})
        base = session.execute(find, place).scalar_one()
    return int(drawn - base)


def parse_case_number(typed: str) -> str:
    """The file number somebody typed, in its proper form.

    Spaces, missing hyphens and small letters are forgiven. Raises errors.Invalid with a sentence that says what is
    wrong, never repeating what was typed.
    """
    return _check(
        _tidy(typed, r"HP(\d{4})(\d{6})(\d)", r"HP-\1-\2-\3"),
        _CASE,
        N_("A file number looks like HP-2026-000471-2: HP, the year, six digits, one check digit."),
        N_("This file number has a typing error: its check digit does not fit. Please compare it again."),
    )


def parse_client_number(typed: str) -> str:
    """The number of a person somebody typed. Raises errors.Invalid."""
    return _check(
        _tidy(typed, r"PNR(\d{10})", r"PNR-\1"),
        _CLIENT,
        N_("A person's number looks like PNR-4829153074: PNR and ten digits."),
        N_("This person's number has a typing error: its check digit does not fit. Please compare it again."),
    )


def parse_intake_number(typed: str) -> str:
    """The number of an intake somebody typed. Raises errors.Invalid."""
    return _check(
        _tidy(typed, r"E(\d{4})(\d{7})", r"E-\1-\2"),
        _INTAKE,
        N_("An intake number looks like E-2026-0012345: E, the year, seven digits."),
    )


def parse_appointment_number(typed: str) -> str:
    """The number of an appointment somebody typed; I, L and O are read as 1, 1 and 0. Raises errors.Invalid."""
    tidy = re.sub(r"[\s-]", "", typed).upper()
    if tidy.startswith("T"):
        tidy = "T-" + tidy[1:].translate(str.maketrans("ILO", "110"))
    return _check(
        tidy, _APPOINTMENT, N_("An appointment number looks like T-7K3QW9ZD: T and eight letters and digits.")
    )


def is_case_number(typed: str) -> bool:
    """Whether this is a file number with the right check digit."""
    try:
        parse_case_number(typed)
    except errors.Invalid:
        return False
    return True


def _tidy(typed: str, plain: str, proper: str) -> str:
    squeezed = re.sub(r"[\s\-–/]", "", typed).upper()
    return (
        re.sub(plain, proper, squeezed, flags=re.ASCII)
        if re.fullmatch(plain, squeezed, re.ASCII)
        else typed.strip().upper()
    )


def _check(tidy: str, form: re.Pattern[str], shape: str, wrong_digit: str | None = None) -> str:
    match = form.fullmatch(tidy)
    if match is None:
        raise errors.Invalid(shape)
    if wrong_digit is not None:
        *digits, check = match.groups()
        if check_digit("".join(digits)) != int(check):
            raise errors.Invalid(wrong_digit)
    return tidy
