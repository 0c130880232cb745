"""What is stored of an instance: every kind of value survives, nothing grows, nothing of the definition is in it."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
import zstandard

from processes.engine.spiff import Machine, StepFault, UnknownState
from processes.engine.spiff.values import from_json, to_json
from tests.engine_room.build import Process
from tests.engine_room.play import Game, Surroundings

VALUES = {
    "text": "ä\x00\ud800🙂",
    "zahl": 2**80,
    "komma": 0.1,
    "wahr": True,
    "leer": None,
    "betrag": Decimal("10.50"),
    "tag": date(2026, 3, 2),
    "jetzt": datetime(2026, 3, 2, 11, 0, 0, 123456, tzinfo=UTC),
    "uhr": time(9, 30),
    "dauer": timedelta(days=1, microseconds=1),
    "id": uuid.UUID(int=1),
    "menge": {1, 2},
    "paar": (1, "a"),
    "schluessel": {1: "a", None: "b", "typename": "date", "$": {"$": 1}},
    "ordnung": {"b": 1, "a": 2},
}


def test_values_survive() -> None:
    assert from_json(to_json(VALUES)) == VALUES
    process = Process()
    process.line(process.user("u"), process.user("v"))
    game = Game(process, VALUES)
    assert game.machine.data == VALUES
    assert list(game.do("u").machine.data["ordnung"]) == ["b", "a"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), lambda: 1, b"x"])
def test_what_cannot_be_kept_is_refused_with_a_sentence(value: object) -> None:
    process = Process()
    process.line(process.user("u"))
    machine = Machine.start(Game(process).model, Surroundings(), data={"x": value})
    machine.run()
    with pytest.raises(StepFault):
        machine.dump()


def test_numbers_do_not_change_their_kind() -> None:
    process = Process()
    process.line(process.script("s", "x = 1\ny = True\nz = 1.0"), process.user("u"))
    data = Game(process, {"x": 1.0, "y": 1, "z": True}).machine.data
    assert [type(value) for value in data.values()] == [int, bool, float]


def test_bytes_of_somewhere_else_are_refused() -> None:
    process = Process()
    process.line(process.user("u"))
    model = Game(process).model
    for content in (b"", b"nonsense", zstandard.compress(b"{}"), zstandard.compress(b'{"format": 99}')):
        with pytest.raises(UnknownState):
            Machine.load(model, content, Surroundings())
    other = Process()
    other.line(other.user("w"))
    with pytest.raises(UnknownState):
        Machine.load(Game(other).model, Game(process).machine.dump(), Surroundings())


def test_dumping_changes_nothing_and_the_same_state_gives_the_same_bytes() -> None:
    process = Process()
    process.line(process.user("u"), process.user("v"))
    game = Game(process, VALUES).do("u")
    content = game.machine.dump()
    assert game.machine.dump() == content
    again = Machine.load(game.model, content, game.around)
    again.run()
    assert Machine.load(game.model, content, game.around).dump() == content


def test_data_are_kept_once() -> None:
    process = Process()
    process.both("split")
    process.flow(process.start(), "split")
    for n in range(10):
        process.flow("split", process.user(f"u{n}"), process.end(f"e{n}"))
    text = "x" * 1000
    game = Game(process, {"text": text})
    content = zstandard.decompress(game.machine.dump())
    assert content.count(text.encode()) == 1


def test_an_instance_of_hundreds_of_steps_is_small() -> None:
    process = Process()
    process.user("u")
    process.xor("g", default="back")
    process.flow(process.start(), "u", "g")
    process.flow("g", process.end(), when="False")
    process.flow("g", "u", name="back")
    game = Game(process, {"az": "50-1", "n": 0})
    sizes = []
    for number in range(200):
        game.do("u", n=number)
        sizes.append(len(game.machine.dump()))
    assert max(sizes[100:]) <= max(sizes[:100]) + 8
    assert sizes[-1] < 500
