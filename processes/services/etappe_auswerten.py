"""Keeps the joint evaluation of a stage (F16)."""

from processes.casework import rows, stages
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, etappe_id: str) -> dict[str, object]:
    """Result: verlaengerungen. The other inputs of D10 stay in the record: they may say something about health."""
    stage, _ = rows.stage(context, etappe_id)
    stages.evaluate(context, stage, context.record)
    return {"verlaengerungen": stage.extensions}
