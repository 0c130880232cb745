"""An environment for machines in tests, and short ways to play a process."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from processes.engine.spiff import BusinessError, Machine, Model, parse
from tests.engine_room.build import Process

NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)


class Surroundings:
    """What the runtime lends to a machine, with operations as plain functions and a clock that stands still."""

    def __init__(self, now: datetime = NOON, **names: Any) -> None:
        self.now = now
        self.given = names
        self.operations: dict[str, Any] = {}
        self.decisions: list[tuple[Any, ...]] = []

    def names(self) -> Mapping[str, Any]:
        return {"_now": self.now, **self.given}

    def operation(self, name: str, params: dict[str, Any], *, token_id: UUID, element_id: str) -> dict[str, Any] | None:
        found = self.operations.get(name)
        if isinstance(found, BusinessError):
            raise found
        return found(**params) if found else None

    def decided(self, *, element_id: str, decision: str, rules: tuple[int, ...], inputs: dict[str, str]) -> None:
        self.decisions.append((element_id, decision, rules, inputs))


class Game:
    """One instance, dumped and loaded again after every step."""

    def __init__(self, process: Process | Model, data: Mapping[str, Any] | None = None, **start: Any) -> None:
        self.around: Surroundings = start.pop("around", None) or Surroundings()
        self.model = process if isinstance(process, Model) else parse({f"{process.key}.bpmn": process.xml()})
        self.passed: list[tuple[str, str]] = []
        self.thrown: list[Any] = []
        self.machine = Machine.start(self.model, self.around, data=data or {}, **start)
        self.settle()

    def settle(self) -> None:
        """Run to rest, write down what happened, and go through the stored form."""
        self.machine.run()
        self.passed += [(entry.element_id, entry.state) for entry in self.machine.passed()]
        self.thrown += self.machine.thrown()
        self.machine = Machine.load(self.model, self.machine.dump(), self.around)

    @property
    def open(self) -> list[str]:
        """Element ids of the open tasks, sorted."""
        return sorted(task.element_id for task in self.machine.tasks())

    @property
    def waiting(self) -> list[str]:
        return sorted(wait.element_id for wait in self.machine.waits())

    @property
    def calling(self) -> list[str]:
        return sorted(call.element_id for call in self.machine.calls())

    def do(self, element_id: str, **data: Any) -> "Game":
        """Complete the (oldest) open task of this element."""
        token = next(task for task in self.machine.tasks() if task.element_id == element_id)
        self.machine.complete_task(token.id, data)
        self.settle()
        return self

    def later(self, **delta: float) -> "Game":
        """Let time pass."""
        self.around.now += timedelta(**delta)
        self.settle()
        return self

    def message(self, element_id: str, **payload: Any) -> bool:
        """Deliver to the wait of this element."""
        wait = next(w for w in self.machine.waits() if w.element_id == element_id)
        done = self.machine.deliver_message(wait.token_id, wait.message or "", payload)
        self.settle()
        return done

    def answer(self, element_id: str, **outputs: Any) -> "Game":
        """The (oldest) called instance of this element ends."""
        call = next(c for c in self.machine.calls() if c.element_id == element_id)
        self.machine.complete_call(call.id, outputs)
        self.settle()
        return self

    def result(self, element_id: str, **result: Any) -> "Game":
        """The outside operation of this element gives its result."""
        job = next(j for j in self.machine.jobs() if j.element_id == element_id)
        self.machine.complete_service(job.id, result)
        self.settle()
        return self

    def error(self, element_id: str, code: str) -> bool:
        """The called instance or outside operation of this element fails with a BPMN error."""
        found = [(token.element_id, token.id) for token in self.machine.calls()]
        found += [(token.element_id, token.id) for token in self.machine.jobs()]
        caught = self.machine.raise_error(next(token for element, token in found if element == element_id), code)
        self.settle()
        return caught
