"""Draws up the plan from goals (F08), stages and steps (F09), and counts what its checks (D08, D09) ask for."""

from processes.casework import drafts
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, planart: str) -> dict[str, object]:
    """Results: plan_id, plan_nr and the inputs of D08 and D09. Drawing up again replaces the draft of this process."""
    plan = drafts.draw_up(context, context.record, kind=planart)
    return {"plan_id": str(plan.id), "plan_nr": plan.number, **drafts.quality(context, plan).as_data()}
