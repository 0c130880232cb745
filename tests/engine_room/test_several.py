"""Several instances and loops: items, results, conditions, data."""

import pytest

from processes.engine.spiff import StepFault
from tests.engine_room.build import Process, loop, several
from tests.engine_room.play import Game


def with_task(inner: str) -> Process:
    process = Process()
    process.user("u", inner)
    process.line("u", process.user("nach"))
    return process


@pytest.mark.parametrize("sequential", [False, True])
def test_a_dictionary_gives_a_dictionary(sequential: bool) -> None:
    game = Game(with_task(several("d", "x", "r", "y", sequential=sequential)), {"d": {"a": 1, "b": 2}})
    while game.open[0] == "u":
        task = game.machine.tasks()[-1]
        game.machine.complete_task(task.id, {"y": task.data["x"] * 10})
        game.settle()
    assert game.machine.data == {"d": {"a": 1, "b": 2}, "r": {"a": 10, "b": 20}}


@pytest.mark.parametrize("sequential", [False, True])
def test_without_a_result_changes_are_merged_and_the_item_goes(sequential: bool) -> None:
    game = Game(with_task(several("l", "x", sequential=sequential)), {"l": [1, 2], "a": 0, "b": 0})
    game.do("u", a=1).do("u", b=2)
    assert game.machine.data == {"l": [1, 2], "a": 1, "b": 2}


def test_the_collection_is_an_expression() -> None:
    game = Game(with_task(several('[1, 2] + f["ziele"]', "x")), {"f": {"ziele": [3]}})
    assert [t.data["x"] for t in game.machine.tasks()] == [1, 2, 3]
    assert [t.multi for t in game.machine.tasks()] == [0, 1, 2]


def test_a_number_of_instances() -> None:
    assert Game(with_task(several(cardinality="n + 1", item="i")), {"n": 2}).open == ["u", "u", "u"]
    assert Game(with_task(several(cardinality="0"))).open == ["nach"]
    for wrong in ("-1", "3000", '"2"', "True"):
        with pytest.raises(StepFault):
            Game(with_task(several(cardinality=wrong)))
    with pytest.raises(StepFault):
        Game(with_task(several("5", "x")))


@pytest.mark.parametrize("sequential", [False, True])
def test_a_completion_condition_ends_the_rest(sequential: bool) -> None:
    inner = several("l", "x", "r", "y", until="y == 'stopp' or numberOfCompletedInstances == 3", sequential=sequential)
    game = Game(with_task(inner), {"l": [1, 2, 3, 4]})
    game.do("u", y="a").do("u", y="stopp")
    assert game.open == ["nach"]
    assert game.machine.data["r"] == ["a", "stopp"]
    game = Game(with_task(inner), {"l": [1, 2, 3, 4]}).do("u", y=1).do("u", y=2).do("u", y=3)
    assert game.open == ["nach"]


def test_loops() -> None:
    assert Game(with_task(loop("n < 1", before=True)), {"n": 1}).open == ["nach"]
    game = Game(with_task(loop(most=3)))
    assert game.do("u").do("u").do("u").open == ["nach"]
    game = Game(with_task(loop("n < 2")), {"n": 0})
    assert game.do("u", n=1).do("u", n=2).open == ["nach"]


@pytest.mark.parametrize("sequential", [False, True])
def test_several_sub_processes_in_a_loop(sequential: bool) -> None:
    process = Process()
    sub = process.sub("sub", several("l", "x", "r", "y", sequential=sequential))
    sub.user("a")
    sub.script("s", "y = x + z")
    sub.flow(sub.start("is"), "a", "s", sub.end("ie"))
    process.xor("g", default="back")
    process.flow(process.start(), "sub", "g")
    process.flow("g", process.end(), when="len(r) > 2")
    process.flow("g", "sub", name="back")
    game = Game(process, {"l": [1, 2]})
    for factor in (10, 20, 30):
        game.do("a", z=factor).do("a", z=factor + 1)
        assert game.machine.data["r"] == [1 + factor, 3 + factor]
    assert len(game.machine._top.tasks) < 8
    assert len(game.machine._top.subprocesses) == (1 if sequential else 2)


def test_scripts_on_the_whole_and_on_each() -> None:
    process = Process()
    inner = several("l", "x").replace("isSequential", 'spiffworkflow:scriptsOnInstances="true" isSequential')
    process.user("u", inner, pre="y = x * 2")
    process.line("u")
    assert [t.data["y"] for t in Game(process, {"l": [1, 2]}).machine.tasks()] == [2, 4]
    process = Process()
    process.user("u", several("l", "x"), pre="l = [7]")
    process.line("u")
    assert [t.data["x"] for t in Game(process, {"l": [1, 2]}).machine.tasks()] == [7]
