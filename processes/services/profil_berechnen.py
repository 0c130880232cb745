"""Computes what the decisions on protection, plan and review need from the newest assessments."""

from processes.casework import consultations
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, anlass: str) -> dict[str, object]:
    """Results: score_min (10 if nothing is known), problembereiche, abweichung_max, hints of this consultation."""
    consultations.check_occasion(anlass)
    profile = consultations.profile(context)
    return {
        "score_min": profile.lowest,
        "problembereiche": profile.problem_areas,
        "abweichung_max": profile.largest_difference,
        "kindeswohl_hinweis": profile.child_at_risk,
        "suizid_hinweis": profile.suicide_risk,
        "gewalt_hinweis": profile.violence,
    }
