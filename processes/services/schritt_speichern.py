"""Keeps what became of a step (F13)."""

from processes.casework import rows, stages
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, schritt_id: str) -> dict[str, object]:
    """Reads the newest F13 of this instance: the one that was just handed in.

    Results: schritt_offen (True when it was put off to a later day), schritte_faellig of the stage.
    """
    step, stage = rows.step(context, schritt_id)
    put_off = stages.save_step(context, step, context.record)
    return {"schritt_offen": put_off, "schritte_faellig": stages.steps_due(stage)}
