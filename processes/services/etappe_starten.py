"""Starts a stage (S06)."""

from processes.casework import dates, rows, stages
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, etappe_id: str) -> dict[str, object]:
    """Results: etappe_faellig, etappe_halbzeit, etappe_nr, schritte (ids of its open steps), schritte_faellig (by id).

    A stage that ran before its plan rested is started again: it keeps its dates unless they have passed.
    """
    stage, _ = rows.stage(context, etappe_id)
    stages.start(context, stage)
    return {
        "etappe_faellig": dates.iso(stages.due_at(stage)),
        "etappe_halbzeit": dates.iso(stages.half_time(stage, context.now)),
        "schritte": [str(step.id) for step in stages.open_steps(stage)],
        "schritte_faellig": stages.steps_due(stage),
        "etappe_nr": stage.number,
    }
