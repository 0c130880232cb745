"""Looks for earlier cases of the same person and for others with the same name and birth date (S01)."""

from processes.casework import intakes, rows
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context) -> dict[str, object]:
    """Results: vorfall_az (file number of the newest earlier case, or None), dubletten (how many might be doubles)."""
    intake = rows.intake(context)
    earlier = intakes.earlier_case(context, intake)
    return {
        "vorfall_az": earlier.number if earlier else None,
        "dubletten": intakes.duplicates(context, intake),
    }
