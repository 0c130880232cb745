"""Moves a plan to another status; whoever releases must not be its author."""

from processes.casework import plans, rows
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, plan_id: str, status: str) -> None:
    """`status` as in domain.md 4.1; signing and taking effect have operations of their own."""
    plans.set_status(context, rows.plan(context, plan_id), status)
