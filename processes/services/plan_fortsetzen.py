"""Takes a resting plan up again."""

from processes.casework import plans, rows
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, plan_id: str) -> None:
    """The plan is active again; what was said about lost contact no longer counts."""
    plans.resume(context, rows.plan(context, plan_id))
