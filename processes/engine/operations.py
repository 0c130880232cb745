"""The operations that service tasks may call; the composition root fills them from `processes.services`."""

import importlib
import pkgutil
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType
from typing import Any

from sqlalchemy.orm import Session

from processes.people import Person


@dataclass(frozen=True, kw_only=True)
class Context:
    """What an operation is given besides its parameters.

    `record` is the read-only view of what people filled in, by form id: `context.record.F02["leistungsart"]`,
    `context.record.all("F06")`. `key` is stable over repeats of the same job (outside operations).
    """

    session: Session
    root_id: uuid.UUID
    instance_id: uuid.UUID
    token_id: uuid.UUID
    element_id: str
    business_key: str | None
    record: Any
    data: Mapping[str, Any]
    by: Person
    now: datetime
    key: str


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One file of the services package.

    inside:  `run(context, **params) -> dict | None`; changes only our database, in the command's transaction.
    outside: `prepare(context, **params) -> payload` (reads the database), `act(payload, key) -> result` (touches the
             world, no database, bears being done twice), `settle(context, payload, result) -> dict | None` (optional,
             writes the database in the transaction that completes the service task).
    What they return becomes process data (identifiers and decision inputs only).
    """

    name: str
    kind: str  # "inside" or "outside"
    summary: str
    parameters: tuple[str, ...]
    run: Callable[..., Any] | None = None
    prepare: Callable[..., Any] | None = None
    act: Callable[..., Any] | None = None
    settle: Callable[..., Any] | None = None


class BpmnError(Exception):
    """An operation raises this to take the error boundary event with `code` at its service task."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


_operations: dict[str, Operation] = {}


def load(package: ModuleType) -> None:
    """Find every operation in `package`: one module each; its name is the operation's name."""
    for found in pkgutil.iter_modules(package.__path__):
        if not found.name.startswith("_"):
            add(found.name, importlib.import_module(f"{package.__name__}.{found.name}"))


def add(name: str, module: Any) -> Operation:
    """Take one module as an operation (also used by tests with a plain namespace)."""
    import inspect

    kind = module.KIND
    entry = module.run if kind == "inside" else module.prepare
    parameters = tuple(p for p in inspect.signature(entry).parameters if p != "context")
    operation = Operation(
        name=name,
        kind=kind,
        summary=(module.__doc__ or "").strip().split("\n")[0],
        parameters=parameters,
        run=getattr(module, "run", None),
        prepare=getattr(module, "prepare", None),
        act=getattr(module, "act", None),
        settle=getattr(module, "settle", None),
    )
    _operations[name] = operation
    return operation


def get(name: str) -> Operation | None:
    """The operation of this name, or None."""
    return _operations.get(name)


def names() -> tuple[str, ...]:
    """All known operations, sorted."""
    return tuple(sorted(_operations))


def signatures() -> dict[str, tuple[str, ...]]:
    """The parameter names of every known operation, by its name."""
    return {name: operation.parameters for name, operation in _operations.items()}
