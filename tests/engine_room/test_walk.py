"""Simple processes run from start to end."""

from tests.engine_room.build import Process
from tests.engine_room.play import Game


def test_a_line_of_two_tasks() -> None:
    process = Process("antrag")
    process.line(process.user("a"), process.script("s", "x = 1 + 1"), process.user("b"))
    game = Game(process, {"y": 5})
    assert game.open == ["a"]
    game.do("a")
    assert game.open == ["b"]
    assert game.machine.data == {"y": 5, "x": 2}
    game.do("b")
    assert game.machine.completed
    assert game.machine.data == {"y": 5, "x": 2}
    assert game.passed == [(e, "completed") for e in ("start", "a", "s", "b", "end")]


def test_a_choice_and_a_loop() -> None:
    process = Process()
    process.user("a", antworten="prozess")
    process.xor("g", default="back")
    process.flow(process.start(), "a", "g")
    process.flow("g", process.end(), when="fertig")
    process.flow("g", "a", name="back")
    game = Game(process)
    for _ in range(3):
        game.do("a", fertig=False)
        assert game.open == ["a"]
    game.do("a", fertig=True)
    assert game.machine.completed


def test_ids_of_the_library_are_ordinary_ids() -> None:
    process = Process("Root")
    process.user("Start")
    process.user("End")
    process.flow(process.start("StartEventSplit"), "Start", "End", process.end("Root.EndJoin"))
    game = Game(process)
    assert game.open == ["Start"]
    game.do("Start").do("End")
    assert game.machine.completed
