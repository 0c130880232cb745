"""One parsed definition serves all instances and threads, and nothing of it is run by Python itself."""

import builtins
import pickle
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NoReturn

import pytest
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment

from processes.engine.spiff import Model, parse
from tests.engine_room.build import Process, event, loop, message, several, timer
from tests.engine_room.play import Game, Surroundings


def everything() -> Process:
    """A diagram with an expression in every place that can have one."""
    p = Process()
    p.message("Frage", nr="nummer")
    p.declare("error", "E")
    p.declare("escalation", "H")
    sub = p.sub("sub", several("liste", "x", "ergebnisse", "y", until="len(liste) > 99"))
    sub.script("s", "y = x * 2")
    sub.service("o", "tun", wert="y + 1")
    sub.user("u", loop("n < 1"), pre="z = 1", post="z = 2")
    sub.flow(sub.start("is"), "s", "o", "u", sub.end("ie"))
    p.boundary("rand", "sub", timer("cycle", '"R/P1D"'), interrupting=False)
    p.boundary("fehler", "sub", event("error", "E"))
    p.some("i", default="f_i")
    p.xor("g")
    p.call("ruf", "kind", eingaben="a=len(liste)", ausgaben="b=r + 1")
    p.throw("frage", message("Frage", payload='{"nummer": b}'))
    p.catch("antwort", message("Frage", az="az"))
    p.flow(p.start(), "sub", "i")
    p.flow("i", "ruf", when="True")
    p.flow("i", p.end("e1"), name="f_i")
    p.flow("ruf", "frage", "antwort", "g")
    p.flow("g", p.end("e2"), when="b == 3")
    p.flow("g", p.end("e3"), when="b != 3")
    p.flow("rand", p.throw("hilfe", event("escalation", "H")), p.end("e4"))
    p.flow("fehler", p.end("e5"))
    return p


def play(model: Model) -> dict[str, Any]:
    around = Surroundings()
    around.operations["tun"] = lambda wert: {"getan": wert}
    game = Game(model, {"liste": [1, 2], "az": "50-1", "n": 0}, around=around)
    game.later(days=1).do("u", n=1).do("u", n=1).answer("ruf", r=2)
    game.message("antwort", nummer=3)
    assert game.machine.completed
    return game.machine.data


EXPECTED = {"liste": [1, 2], "az": "50-1", "n": 0, "ergebnisse": [2, 4], "b": 3}


def test_the_librarys_eval_is_never_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    model = parse({"p.bpmn": everything().xml()})

    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("eval")

    for place, name in (
        (TaskDataEnvironment, "evaluate"), (TaskDataEnvironment, "execute"), (PythonScriptEngine, "evaluate"),
        (PythonScriptEngine, "execute"), (builtins, "eval"), (builtins, "exec"),
    ):  # fmt: skip
        monkeypatch.setattr(place, name, refuse)
    assert play(model) == EXPECTED


def test_instances_do_not_write_to_their_definition() -> None:
    model = parse({"p.bpmn": everything().xml()})
    before = pickle.dumps((model.spec, model.inner))
    play(model)
    assert pickle.dumps((model.spec, model.inner)) == before


def test_threads_share_a_model() -> None:
    model = parse({"p.bpmn": everything().xml()})
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda _: play(model), range(60))) == [EXPECTED] * 60


def test_threads_parse_at_once() -> None:
    content = everything().xml()
    with ThreadPoolExecutor(4) as threads:
        models = list(threads.map(lambda _: parse({"p.bpmn": content}), range(12)))
    assert {len(model.elements) for model in models} == {len(models[0].elements)}
