"""Closes the case, or moves it into aftercare when the person agreed to that (S08)."""

from processes.casework import closing, dates
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, nachsorge_monate: list[int] | None = None) -> dict[str, object]:
    """Results: fall_ende, fall_status, nachsorge_termine, offene_aufgaben (other tasks of the case still open)."""
    case, ended_at, due = closing.close(context, nachsorge_monate or [])
    return {
        "fall_ende": dates.iso(ended_at),
        "nachsorge_termine": [dates.iso(at) for at in due],
        "fall_status": case.status,
        "offene_aufgaben": closing.open_tasks(context.session, context),
    }
