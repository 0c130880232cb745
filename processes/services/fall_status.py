"""Moves the case to another status of domain.md 4.1; refuses one that would break an invariant."""

from processes.casework import cases, rows
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, status: str) -> None:
    """`status` as in domain.md 4.1. Raises errors.Invalid, for instance plan_aktiv without an active plan."""
    cases.set_status(context, rows.case(context), status)
