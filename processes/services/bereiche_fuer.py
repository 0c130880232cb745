"""Names the areas of life to assess: those of a plan's goals, else the list of the depth (domain.md 2.6)."""

from processes.casework import consultations, rows
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, tiefe: str | None = None, plan_id: str | None = None) -> dict[str, object]:
    """Result: bereiche, a list of area ids for the multi-instance."""
    plan = rows.plan(context, plan_id) if plan_id else None
    return {"bereiche": consultations.areas_to_ask(plan, tiefe)}
