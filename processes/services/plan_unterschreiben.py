"""Keeps the signatures under a plan (F11); it is agreed then."""

from processes.casework import plans, rows
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, plan_id: str) -> None:
    """Raises errors.Invalid without the person's signature or before a release that is needed."""
    plans.sign(context, rows.plan(context, plan_id), context.record)
