"""Confirms a plan unchanged or with the changes of F18, and sets its next review."""

from processes.casework import dates, plans, rows
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, plan_id: str, monate: int) -> dict[str, object]:
    """`monate` is the proposal of D11; what F18 says wins. Result: naechste_ueberpruefung."""
    plan = rows.plan(context, plan_id)
    return {"naechste_ueberpruefung": dates.iso(plans.continue_(context, plan, context.record, months=monate))}
