"""Collects what the decision on the state of the plan (D12) asks for."""

from processes.casework import plans, rows, stages
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, plan_id: str) -> dict[str, object]:
    """What only a review can say is False until a review since the plan was last taken up said so."""
    plan = rows.plan(context, plan_id)
    review = plans.last_review(context, plan)
    return {
        "ziele_erreicht_prozent": stages.achieved(plan),
        "plan_laufzeit_monate": plans.months_running(context, plan),
        "leistungsbezug_ende": bool(review and review.benefit_ends),
        "person_beendet": bool(review and review.person_ends),
        "kontakt_verloren": bool(review and review.contact_lost),
    }
