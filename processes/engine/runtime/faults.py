"""Turns a failed step into what whoever asked for it reads: the person at once, or later in an incident."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from processes.engine.spiff import StepFault
from processes.errors import Invalid, Problem
from processes.words import N_

if TYPE_CHECKING:
    from processes.engine.runtime.member import Member

CANNOT_GO_ON = N_("The process cannot go on: there is a fault in its diagram. Nothing was changed.")


@contextmanager
def at(member: Member) -> Iterator[None]:
    """Note which instance a step failed in: the nearest one that will still be there after the rollback."""
    try:
        yield
    except StepFault as fault:
        if not hasattr(fault, "instance_id"):
            known = member
            while known.is_new and known.parent is not None:
                known = known.parent
            fault.instance_id = known.row.id  # type: ignore[attr-defined]
        raise


def instance_of(fault: StepFault) -> uuid.UUID | None:
    """The instance a step failed in, as far as it is known."""
    return getattr(fault, "instance_id", None)


@contextmanager
def as_invalid() -> Iterator[None]:
    """Let a person who caused the step read what is wrong; the transaction must be rolled back."""
    try:
        yield
    except StepFault as fault:
        problem = Problem(element_id=fault.element_id, template=fault.template, params=fault.params)
        raise Invalid(CANNOT_GO_ON, problems=(problem,)) from fault
