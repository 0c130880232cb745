"""Plays the engine and the oracle side by side at random and compares what is open after every step."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from processes.engine.spiff import Machine, Model, parse
from tests.engine_room.build import Process
from tests.engine_room.play import Surroundings
from tests.oracle.diagram import Diagram
from tests.oracle.game import Oracle, Place

START = datetime(2026, 1, 5, 8, tzinfo=UTC)


class Disagreement(AssertionError):
    """Engine and oracle see different things."""


class Board:
    """A diagram, read once by the engine and once by the oracle."""

    def __init__(self, process: Process, *, racing: bool = False) -> None:
        content = process.xml()
        self.model: Model = parse({"probe.bpmn": content})
        self.diagram = Diagram(content)
        several = any(node.instances is not None for node in self.diagram.nodes.values())
        self.compare_data = not (racing or several)


class Match:
    """One run: the same moves for both."""

    def __init__(self, board: Board, seed: int) -> None:
        self.board = board
        self.dice = random.Random(seed)
        self.moves: list[str] = []
        self.around = Surroundings(START)
        self.oracle = Oracle(board.diagram)
        self.machine = Machine.start(board.model, self.around)
        self._settle()

    def play(self, most: int = 40) -> int:
        """Make up to `most` moves; returns how many there were. Raises Disagreement.

        The game also ends when nobody can move: both agree that tokens wait at a join for ever.
        """
        for number in range(most):
            if not (self.oracle.tasks() or self.oracle.calls() or self.oracle.waits()):
                return number
            self._move()
            self._settle()
        return most

    def _move(self) -> None:
        tasks, calls = sorted(self.oracle.tasks(), key=str), sorted(self.oracle.calls(), key=str)
        waits = self.oracle.waits()
        messages = sorted(element for element, due in waits if due < 0)
        times = [due for _, due in waits if due >= 0]
        kinds = ["task"] * 6 * bool(tasks) + ["call"] * 4 * bool(calls)
        kinds += ["message"] * bool(messages) + ["time"] * bool(times)
        kind = self.dice.choice(kinds)
        if kind == "task":
            self._complete(self.dice.choice(tasks))
        elif kind == "call":
            self._answer(self.dice.choice(calls))
        elif kind == "message":
            self._deliver(self.dice.choice(messages))
        else:
            self._wait(self.dice.choice([min(times), min(times), max(times) + 12]) - self.oracle.hour)

    def _complete(self, place: Place) -> None:
        chosen = self.dice.choice([0, 1, 1, 2])  # 1 goes back in loops
        self.moves.append(f"complete {place} {chosen}")
        name = f"w_{place[0]}"
        token = next(t for t in self.machine.tasks() if (t.element_id, t.data.get("i")) == place)
        self.machine.complete_task(token.id, {name: chosen})
        self.oracle.complete(place, **{name: chosen})

    def _answer(self, place: Place) -> None:
        call = next(c for c in self.machine.calls() if (c.element_id, c.inputs["i"]) == place)
        code = self.dice.choice([None, None, "E", "F"])
        self.moves.append(f"answer {place} {code}")
        if code is None:
            self.machine.complete_call(call.id, {})
            self.oracle.answer(place)
        elif self.machine.raise_error(call.id, code) != self.oracle.fail(place, f"error_{code}"):
            self._disagree("whether the error is caught")

    def _deliver(self, element: str) -> None:
        self.moves.append(f"message {element}")
        wait = next(w for w in self.machine.waits() if w.element_id == element)
        self.machine.deliver_message(wait.token_id, str(wait.message), {})
        self.oracle.message(element)

    def _wait(self, hours: int) -> None:
        self.moves.append(f"wait {hours} h")
        self.around.now += timedelta(hours=hours)
        self.oracle.pass_time(hours)

    def _settle(self) -> None:
        """Run to rest, go through the stored form, compare."""
        self.machine.run()
        self.machine = Machine.load(self.board.model, self.machine.dump(), self.around)
        self._same("completed", self.machine.completed, self.oracle.over)
        self._same("tasks", Counter((t.element_id, t.data.get("i")) for t in self.machine.tasks()), self.oracle.tasks())
        self._same("calls", Counter((c.element_id, c.inputs["i"]) for c in self.machine.calls()), self.oracle.calls())
        self._same(
            "waits", Counter((w.element_id, self._hour(w.due_at)) for w in self.machine.waits()), self.oracle.waits()
        )
        if self.board.compare_data:
            self._same("data", self.machine.data, self.oracle.data)

    @staticmethod
    def _hour(due: datetime | None) -> int:
        return -1 if due is None else int((due - START) / timedelta(hours=1))

    def _same(self, what: str, engine: Any, oracle: Any) -> None:
        if engine != oracle:
            self._disagree(f"{what}: engine {engine}, oracle {oracle}")

    def _disagree(self, how: str) -> None:
        raise Disagreement("\n".join([*self.moves, how]))
