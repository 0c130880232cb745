"""Gives a stage a later end (F15), at most twice."""

from processes.casework import dates, rows, stages
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, etappe_id: str) -> dict[str, object]:
    """Results: etappe_faellig, etappe_halbzeit, schritte (still open), schritte_faellig, verlaengerungen."""
    stage, _ = rows.stage(context, etappe_id)
    stages.extend(context, stage, context.record)
    return {
        "etappe_faellig": dates.iso(stages.due_at(stage)),
        "etappe_halbzeit": dates.iso(stages.half_time(stage, context.now)),
        "schritte": [str(step.id) for step in stages.open_steps(stage)],
        "schritte_faellig": stages.steps_due(stage),
        "verlaengerungen": stage.extensions,
    }
