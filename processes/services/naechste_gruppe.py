"""Chooses the lowest group of stages in which something is still to be done."""

from processes.casework import rows, stages
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, plan_id: str) -> dict[str, object]:
    """Results: etappen (ids for the multi-instance, empty when none is left), gruppe_nr (or None)."""
    group, open_stages = stages.next_group(rows.plan(context, plan_id))
    return {"etappen": [str(stage.id) for stage in open_stages], "gruppe_nr": group}
