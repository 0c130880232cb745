"""Puts a signed plan into force in place of the older one and sets its review (S05)."""

from processes.casework import dates, plans, rows
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, plan_id: str, monate: int) -> dict[str, object]:
    """Results: plan_version, naechste_ueberpruefung, etappengruppen (numbers, lowest first)."""
    plan = rows.plan(context, plan_id)
    review_at = plans.activate(context, plan, months=monate)
    return {
        "plan_version": plan.version,
        "naechste_ueberpruefung": dates.iso(review_at),
        "etappengruppen": sorted({stage.group_number for stage in plan.stages}),
    }
