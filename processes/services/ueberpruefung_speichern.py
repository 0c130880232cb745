"""Keeps a review of the plan (F17)."""

from processes.casework import plans, rows
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, plan_id: str) -> dict[str, object]:
    """Results: ueberpruefung_id and the inputs of D12."""
    plan = rows.plan(context, plan_id)
    review = plans.review(context, plan, context.record)
    return {
        "ueberpruefung_id": str(review.id),
        "ziele_erreicht_prozent": review.achieved_percent or 0,
        "person_beendet": review.person_ends,
        "leistungsbezug_ende": review.benefit_ends,
        "kontakt_verloren": review.contact_lost,
        "plan_laufzeit_monate": plans.months_running(context, plan),
    }
