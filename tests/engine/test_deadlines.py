"""Deadlines of the register end when the law says so, on working days of North Rhine-Westphalia."""

import dataclasses
import json
import os
import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from processes import config
from processes.engine import deadlines
from processes.engine.deadlines import InvalidRegister, UnknownDeadline, due
from processes.engine.expressions import ExpressionError, evaluate
from processes.engine.working_days import Calendar

BPMN = Path(__file__).parents[2] / "bpmn"
CITY = ZoneInfo("Europe/Berlin")
REGISTER = deadlines.load(BPMN / "fristen.json", ("12-24", "12-31"))


def start(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CITY)


def ends(key: str, begins: str) -> str:
    moment = due(REGISTER, start(begins), key)
    assert moment.tzinfo is UTC
    return moment.astimezone(CITY).isoformat(sep=" ")[:19]


# -- working days --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "holiday"),
    [
        ("2026-04-03", True),  # Karfreitag
        ("2026-04-06", True),  # Ostermontag
        ("2026-05-01", True), ("2026-05-14", True), ("2026-05-25", True),
        ("2026-06-04", True),  # Fronleichnam, not in all of Germany
        ("2027-11-01", True),  # Allerheiligen, a Monday
        ("2026-10-31", True),  # only a Saturday: Reformationstag is none in NRW …
        ("2028-10-31", False),  # … as this Tuesday shows
        ("2026-01-06", False),  # Dreikönig is none in NRW
        ("2026-10-03", True), ("2026-12-25", True), ("2026-12-26", True), ("2026-12-24", False), ("2026-03-02", False),
    ],
)  # fmt: skip
def test_holidays_are_those_of_north_rhine_westphalia(day, holiday):
    assert Calendar().is_day_of_rest(date.fromisoformat(day)) is holiday


def test_closing_days_of_the_city_are_no_working_days_but_no_holidays_either():
    calendar = Calendar(["12-24", "2026-02-16"])
    assert not calendar.is_working_day(date(2030, 12, 24))
    assert not calendar.is_working_day(date(2026, 2, 16))
    assert calendar.is_working_day(date(2027, 2, 8))
    assert not calendar.is_day_of_rest(date(2026, 2, 16))


@pytest.mark.parametrize(
    ("begins", "count", "ends_on"),
    [
        ("2026-04-02", 1, "2026-04-07"),  # over Easter
        ("2026-04-02", -1, "2026-04-01"),
        ("2026-03-07", 1, "2026-03-09"),  # received on a Saturday
        ("2026-03-06", 0, "2026-03-06"),
        ("2026-06-03", 2, "2026-06-08"),  # Fronleichnam and the weekend
        ("2026-01-12", 10, "2026-01-26"),
        ("2026-01-26", -10, "2026-01-12"),
    ],
)
def test_working_days_are_counted_after_the_start(begins, count, ends_on):
    calendar = Calendar()
    first, last = date.fromisoformat(begins), date.fromisoformat(ends_on)
    assert calendar.add(first, count) == last
    if calendar.is_working_day(first):
        assert calendar.between(first, last) == count


# -- deadlines -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "begins", "end"),
    [
        ("eingangsbestaetigung", "2026-04-02 11:00", "2026-04-07 23:59:59"),  # Gründonnerstag + 1 AT
        ("frist.zustaendigkeit", "2026-06-03 09:00", "2026-06-08 23:59:59"),  # Fronleichnam on the 4th
        ("soforthilfe", "2026-03-01 22:00", "2026-03-01 23:59:59"),  # the same day, Sunday or not
        ("erstberatung.dringend.3", "2026-03-02 09:00", "2026-03-05 23:59:59"),
        ("erstberatung.dringend.5", "2026-03-02 09:00", "2026-03-09 23:59:59"),
        ("erstberatung.normal", "2026-12-21 09:00", "2027-01-08 23:59:59"),  # Christmas with both closing days
        ("unterlagen", "2026-03-02 16:30", "2026-03-16 23:59:59"),
        ("unterlagen", "2026-12-11 16:30", "2026-12-28 23:59:59"),  # ends on the 25th: moves over the weekend
        ("anhoerung", "2026-10-11 09:00", "2026-11-02 23:59:59"),  # Allerheiligen, a Sunday
        ("widerspruch", "2026-01-31 12:00", "2026-03-02 23:59:59"),  # 28 February is a Saturday (§ 188 Abs. 3 BGB, § 64 SGG)
        ("widerspruch", "2024-01-31 12:00", "2024-02-29 23:59:59"),
        ("widerspruch", "2026-03-03 00:00", "2026-04-07 23:59:59"),  # Good Friday to Tuesday after Easter
        ("widerspruch_ohne_belehrung", "2024-02-29 12:00", "2025-02-28 23:59:59"),
        ("widerspruch_bearbeitung.8", "2026-01-05 12:00", "2026-03-02 23:59:59"),
        ("widerspruch_bearbeitung.3", "2026-01-05 12:00", "2026-04-05 23:59:59"),
        ("bekanntgabe", "2026-03-04 12:00", "2026-03-08 23:59:59"),  # a fiction does not move from a Sunday
        ("bewilligung_grusi", "2026-03-01 00:00", "2027-02-28 23:59:59"),  # the first day counts; no move (§ 26 Abs. 5)
        ("ueberpruefung.6", "2026-08-31 10:00", "2027-02-28 23:59:59"),
        ("nachsorge.12", "2026-02-28 10:00", "2027-02-28 23:59:59"),
        ("terminerinnerung", "2026-04-08 14:00", "2026-04-02 09:00:00"),
        ("einladung_vorlauf", "2026-03-23 14:00", "2026-03-02 06:00:00"),
        ("datenpanne", "2026-04-03 10:15", "2026-04-06 10:15:00"),  # hours run over Easter
    ],
)  # fmt: skip
def test_deadlines_end_on_the_right_day(key, begins, end):
    assert ends(key, begins) == end


def test_the_change_of_the_clocks_does_not_move_a_day():
    assert due(REGISTER, start("2026-03-16 12:00"), "unterlagen") == datetime(2026, 3, 30, 21, 59, 59, tzinfo=UTC)
    assert due(REGISTER, start("2026-10-12 12:00"), "unterlagen") == datetime(2026, 10, 26, 22, 59, 59, tzinfo=UTC)
    # 72 hours on the clock over the night that has 25 hours
    assert ends("datenpanne", "2026-10-23 10:00") == "2026-10-26 09:00:00"


def test_the_day_of_the_start_is_that_of_the_city():
    just_after_midnight = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)  # 1 July, 00:30 in Münster
    assert due(REGISTER, just_after_midnight, "bedenkzeit").astimezone(CITY).date() == date(2026, 7, 8)


def test_a_deadline_with_stages_must_be_named_with_its_stage():
    with pytest.raises(UnknownDeadline, match=r"Choose one: ueberpruefung\.1, ueberpruefung\.3"):
        due(REGISTER, start("2026-03-02 09:00"), "ueberpruefung")
    for key in ("gibt_es_nicht", "ueberpruefung.7", "", "unterlagen.14.1"):
        with pytest.raises(UnknownDeadline, match="does not hold"):
            due(REGISTER, start("2026-03-02 09:00"), key)
    assert due(REGISTER, start("2026-03-02 09:00"), "unterlagen.14") == due(
        REGISTER, start("2026-03-02 09:00"), "unterlagen"
    )


def test_the_register_holds_all_forty_deadlines_with_their_reasons():
    assert len(REGISTER.deadlines) == 40
    assert {deadline.kind for deadline in REGISTER.deadlines.values()} == {"G", "I", "V"}
    for deadline in REGISTER.deadlines.values():
        assert deadline.basis
        assert deadline.starts
        assert deadline.on_expiry
        assert re.fullmatch(r"[a-z0-9_.]+", deadline.key)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"fristen": [7]}', b'{"fristen": [{"schluessel": "x"}]}',
     b'{"fristen": [{"schluessel": "x", "stufen": ["3 Mondphasen"], "art": "G", "beginn": "", "grundlage": "", "ablauf": ""}]}'],
)  # fmt: skip
def test_a_broken_register_is_refused_with_a_sentence(content):
    with pytest.raises(InvalidRegister, match=r"\.$"):
        deadlines.read(content)


def test_a_key_stands_once():
    entry = {"schluessel": "x", "stufen": ["1 AT"], "art": "G", "beginn": "", "grundlage": "", "ablauf": ""}
    with pytest.raises(InvalidRegister, match="twice"):
        deadlines.read(json.dumps({"fristen": [entry, entry]}).encode())


def test_the_register_in_use_is_that_of_the_settings_and_an_edited_one_is_read_anew(tmp_path, settings_of_tests):
    file = tmp_path / "fristen.json"
    entry = {"schluessel": "x", "stufen": ["1 Tag"], "art": "I", "beginn": "", "grundlage": "", "ablauf": ""}
    now = {"_now": datetime(2026, 3, 2, 8, tzinfo=UTC)}
    config.use(dataclasses.replace(settings_of_tests, bpmn_dir=tmp_path))
    try:
        with pytest.raises(ExpressionError, match="register is missing or faulty"):
            evaluate("frist(heute(), 'x')", now)
        file.write_text(json.dumps({"fristen": [entry]}))
        assert evaluate("text(frist(heute(), 'x'))", now) == "03.03.2026, 23:59 Uhr"
        file.write_text(json.dumps({"fristen": [{**entry, "stufen": ["2 Tage"]}]}))
        os.utime(file, ns=(1, 1))
        assert evaluate("text(frist(heute(), 'x'))", now) == "04.03.2026, 23:59 Uhr"
    finally:
        config.use(settings_of_tests)
