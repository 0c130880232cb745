"""Ends a stage with what followed from its evaluation (D10)."""

from processes.casework import rows, stages
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, etappe_id: str, folge: str) -> dict[str, object]:
    """`folge` erreicht, anpassen, abbrechen or krise. Result: etappe_status."""
    stage, plan = rows.stage(context, etappe_id)
    stages.end(context, stage, plan, folge)
    return {"etappe_status": stage.status}
