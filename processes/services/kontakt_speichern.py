"""Keeps a contact between person and office within a stage (F14)."""

from processes.casework import rows, stages
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, etappe_id: str) -> dict[str, object]:
    """Result: hilfe_noetig."""
    stage, _ = rows.stage(context, etappe_id)
    return {"hilfe_noetig": stages.save_contact(context, stage, context.record, context.token_id)}
