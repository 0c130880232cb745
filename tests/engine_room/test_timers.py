"""Timers: what their texts mean, exact due times, and whose clock counts."""

from datetime import UTC, datetime

import pytest

from processes.engine.spiff import StepFault
from processes.engine.spiff.timers import Duration, duration, moment
from tests.engine_room.build import Process, timer
from tests.engine_room.play import NOON, Game


def waiting(kind: str, text: str) -> Process:
    process = Process()
    process.catch("t", timer(kind, text))
    process.line("t", process.user("nach"))
    return process


@pytest.mark.parametrize(
    ("kind", "text", "due"),
    [
        ("duration", '"PT2S"', datetime(2026, 3, 2, 11, 0, 2, tzinfo=UTC)),
        ("duration", '"P1Y2M10DT2H30M"', datetime(2027, 5, 12, 13, 30, tzinfo=UTC)),
        ("duration", '"P2W"', datetime(2026, 3, 16, 11, tzinfo=UTC)),
        ("duration", '"PT0.5S"', datetime(2026, 3, 2, 11, 0, 0, 500000, tzinfo=UTC)),
        ("duration", '"P" + text(tage_bis) + "D"', datetime(2026, 3, 9, 11, tzinfo=UTC)),
        ("date", '"2026-03-29"', datetime(2026, 3, 28, 23, tzinfo=UTC)),
        ("date", '"2026-03-30"', datetime(2026, 3, 29, 22, tzinfo=UTC)),
        ("date", '"2026-07-01T09:00:00"', datetime(2026, 7, 1, 7, tzinfo=UTC)),
        ("date", '"2026-07-01T09:00:00+01:00"', datetime(2026, 7, 1, 8, tzinfo=UTC)),
        ("date", '"2026-07-01T09:00:00Z"', datetime(2026, 7, 1, 9, tzinfo=UTC)),
        ("date", 'datum("2026-04-01")', datetime(2026, 3, 31, 22, tzinfo=UTC)),
        ("date", "heute()", datetime(2026, 3, 1, 23, tzinfo=UTC)),
        ("date", '"P1D"', datetime(2026, 3, 3, 11, tzinfo=UTC)),
        ("cycle", '"R/2026-03-05T09:00:00+01:00/P1D"', datetime(2026, 3, 5, 8, tzinfo=UTC)),
        ("cycle", '"R2/PT10M"', datetime(2026, 3, 2, 11, 10, tzinfo=UTC)),
    ],
)
def test_due_times_are_exact(kind: str, text: str, due: datetime) -> None:
    game = Game(waiting(kind, text), {"tage_bis": 7})
    if due <= NOON:
        assert game.open == ["nach"]
        return
    assert game.machine.waits()[0].due_at == due
    game.later(seconds=(due - NOON).total_seconds() - 0.001)
    assert game.open == []
    game.later(milliseconds=1)
    assert game.open == ["nach"]


@pytest.mark.parametrize(
    "text", ["5", '"morgen"', '"P"', '"PT"', '"P-1D"', '"R/PT0S"', '"R0/P1D"', '"P99999999Y"', "None", "[1]"]
)
def test_what_is_no_time_is_a_fault_of_the_timer(text: str) -> None:
    with pytest.raises(StepFault) as caught:
        Game(waiting("duration", text))
    assert (caught.value.element_id, caught.value.kind) == ("t", "expression")


def test_an_unquoted_text_is_a_faulty_expression() -> None:
    with pytest.raises(StepFault):
        Game(waiting("duration", "PT2S"))


def test_a_month_keeps_the_day_or_takes_the_last_one() -> None:
    start = datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert duration("P1M").after(start) == datetime(2026, 2, 28, 12, tzinfo=UTC)
    assert duration("P1M").after(start, 2) == datetime(2026, 3, 31, 12, tzinfo=UTC)
    assert duration("P1Y").after(datetime(2028, 2, 29, tzinfo=UTC)) == datetime(2029, 2, 28, tzinfo=UTC)
    assert isinstance(duration("P1DT1S"), Duration)


def test_the_wall_clock_does_not_count() -> None:
    game = Game(waiting("date", '"2026-03-02T12:00:01+01:00"'))
    assert game.open == []  # long ago by the wall clock of whoever runs this
    assert game.later(seconds=1).open == ["nach"]


def test_local_times_are_those_of_the_city() -> None:
    assert moment("2026-12-24") == datetime(2026, 12, 23, 23, tzinfo=UTC)
    assert moment(datetime(2026, 7, 1, 9)) == datetime(2026, 7, 1, 7, tzinfo=UTC)  # noqa: DTZ001


def test_a_timer_start_event_waits_inside_the_instance() -> None:
    process = Process()
    process.node("startEvent", "start", timer("duration", '"PT1H"'))
    process.flow("start", process.user("a"), process.end())
    game = Game(process)
    assert (game.open, game.waiting) == ([], ["start"])
    assert game.later(hours=1).open == ["a"]


def test_the_earliest_of_several_due_timers_comes_first() -> None:
    process = Process()
    process.user("u")
    process.boundary("spaet", "u", timer("duration", '"P2D"'))
    process.boundary("frueh", "u", timer("duration", '"P1D"'))
    process.line("u")
    process.flow("spaet", process.user("s"), process.end("e2"))
    process.flow("frueh", process.user("f"), process.end("e3"))
    assert Game(process).later(days=3).open == ["f"]
