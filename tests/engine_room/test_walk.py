"""Simple processes run from start to end."""

from tests.engine_room.build import Process, message
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


def test_what_a_branch_changed_is_known_when_it_has_ended() -> None:
    process = Process()
    process.both("split")
    process.flow(process.start(), "split")
    for name in ("a", "b", "c"):
        process.flow("split", process.user(name), process.end(f"e_{name}"))
    game = Game(process, {"x": 0, "tief": {"y": 0, "z": 0}})
    game.do("a", x=1, tief={"y": 1, "z": 0}, neu=[1])
    assert all(t.data == {"x": 1, "tief": {"y": 1, "z": 0}, "neu": [1]} for t in game.machine.tasks())
    game.do("b", x=2, tief={"y": 1, "z": 2}).do("c", x=3)
    assert game.machine.data == {"x": 3, "tief": {"y": 1, "z": 2}, "neu": [1]}


def test_a_message_on_the_side_tells_the_main_way_what_it_brought() -> None:
    process = Process()
    process.message("Nachtrag")
    sub = process.sub("sub")
    sub.user("a")
    sub.user("b")
    sub.flow(sub.start("is"), "a", "b", sub.end("ie"))
    process.boundary("rand", "sub", message("Nachtrag", variable="nachtrag"), interrupting=False)
    process.line("sub", process.user("nach"))
    process.flow("rand", process.script("s", "n = n + 1"), process.end("e2"))
    game = Game(process, {"n": 0})
    game.message("rand", nummer=1)
    assert game.machine.tasks()[0].data == {"n": 1, "nachtrag": {"nummer": 1}}
    game.do("a")
    game.message("rand", nummer=2)
    assert game.do("b").machine.tasks()[0].data == {"n": 2, "nachtrag": {"nummer": 2}}


def test_ids_of_the_library_are_ordinary_ids() -> None:
    process = Process("Root")
    process.user("Start")
    process.user("End")
    process.flow(process.start("StartEventSplit"), "Start", "End", process.end("Root.EndJoin"))
    game = Game(process)
    assert game.open == ["Start"]
    game.do("Start").do("End")
    assert game.machine.completed
