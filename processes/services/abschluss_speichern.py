"""Keeps the closing talk (F23) and report (F24); the plan ends."""

from processes.casework import closing, rows
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, plan_id: str | None = None) -> dict[str, object]:
    """Results: nachsorge_einwilligung, freigabe_noetig. The reason stays in the record."""
    plan = rows.plan(context, plan_id) if plan_id else None
    case, must_be_released = closing.report(context, context.record, plan)
    return {
        "nachsorge_einwilligung": case.aftercare_consent,
        "freigabe_noetig": must_be_released,
    }
