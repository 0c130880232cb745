"""Breaks off all open stages of a plan; no payment changes because of it."""

from processes.casework import rows, stages
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, plan_id: str, grund: str | None = None) -> None:
    """`grund` is a reason code that is copied to each stage."""
    stages.break_off(context, rows.plan(context, plan_id), grund or "abbrechen")
