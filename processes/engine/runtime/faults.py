"""Turns a failed step into what whoever asked for it reads: the person at once, or later in an incident."""

from collections.abc import Iterator
from contextlib import contextmanager

from processes.engine.spiff import StepFault
from processes.errors import Invalid, Problem
from processes.words import N_

CANNOT_GO_ON = N_("The process cannot go on: there is a fault in its diagram. Nothing was changed.")


def problem(fault: StepFault) -> Problem:
    """The fault as a problem of its element."""
    return Problem(element_id=fault.element_id, template=fault.template, params=fault.params)


@contextmanager
def as_invalid() -> Iterator[None]:
    """Let a person who caused the step read what is wrong; the transaction must be rolled back."""
    try:
        yield
    except StepFault as fault:
        raise Invalid(CANNOT_GO_ON, problems=(problem(fault),)) from fault
