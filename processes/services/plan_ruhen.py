"""Lets a plan rest while there is no contact; benefits run on."""

from processes.casework import dates, plans, rows
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, plan_id: str) -> dict[str, object]:
    """Result: ruhen_pruefen (six months after the rest began). Running stages are planned again."""
    return {"ruhen_pruefen": dates.iso(plans.rest(context, rows.plan(context, plan_id)))}
