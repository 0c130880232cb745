"""Opens the case: client, household, file number, worker with the lowest weighted caseload in the team (S03)."""

from processes.casework import answers, cases
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, team: str, dringlichkeit: str, leistungsart: str) -> dict[str, object]:
    """Results: az, fall_id, fachkraft (sign-in name, or None while the case waits in the team's pool)."""
    profile = context.data.get("rechtsprofil")
    case, worker = cases.open_case(
        context,
        answers.form(context.record, "F01"),
        team=team,
        urgency=dringlichkeit,
        benefit=leistungsart,
        legal_profile=profile if profile in ("bshg", "sgb12") else "sgb12",
    )
    return {"az": case.number, "fall_id": str(case.id), "fachkraft": worker}
