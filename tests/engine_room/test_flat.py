"""An instance that lives for years: the 3,000th step costs what the 10th does, and the state stays small."""

import time

from tests.engine_room.build import Process, timer
from tests.engine_room.play import Game


def busy_loop() -> Process:
    """Rounds of two parallel tasks, a task with a reminder beside it, and an information that just ends."""
    p = Process()
    for name in ("a", "b", "r", "info"):
        p.user(name)
    p.both("split")
    p.both("join")
    p.boundary("erinnern", "r", timer("cycle", '"R/PT1H"'), interrupting=False)
    p.xor("merge", default="dm")
    p.xor("again", default="back")
    p.flow(p.start(), "merge")
    p.flow("merge", "split", name="dm")
    p.flow("split", "a", "join")
    p.flow("split", "b", "join")
    p.flow("split", "info", p.end("ei"))
    p.flow("join", "r", "again")
    p.flow("erinnern", p.script("zaehlen", "n = n + 1"), p.end("ee"))
    p.flow("again", p.end(), when="fertig")
    p.flow("again", "merge", name="back")
    return p


def test_three_thousand_completions() -> None:
    game = Game(busy_loop(), {"az": "50-1", "fertig": False, "n": 0})
    sizes, seconds = [], []
    for round_number in range(750):
        began = time.perf_counter()
        game.do("a", a=round_number).do("b", b=round_number).later(hours=1).do("info", i=round_number).do("r")
        seconds.append(time.perf_counter() - began)
        sizes.append(len(game.machine.dump()))
        game.passed.clear()
    assert game.machine.data == {"az": "50-1", "fertig": False, "n": 750, "a": 749, "b": 749, "i": 749}
    assert max(sizes[-100:]) <= max(sizes[5:105]) + 16
    assert len(game.machine._top.tasks) < 10
    early, late = sorted(seconds[5:55])[25], sorted(seconds[-50:])[25]
    print(f"a round of four tasks: {early * 1000:.2f} ms early, {late * 1000:.2f} ms late")


def test_forks_that_never_meet_again_leave_nothing_behind() -> None:
    p = Process()
    p.user("a")
    p.user("info")
    p.both("split")
    p.xor("merge", default="dm")
    p.flow(p.start(), "merge")
    p.flow("merge", "split", name="dm")
    p.flow("split", "a", "merge")
    p.flow("split", "info", p.end())
    game = Game(p)
    for number in range(200):
        game.do("a", x=number).do("info", y=number)
        assert len(game.machine._top.tasks) < 6
    assert game.machine.data == {"x": 199, "y": 199}
