"""Keeps the consultation of this process from F04 and F05, and how deep it goes."""

from processes.casework import consultations
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, tiefe: str | None = None, fallgewicht: float | None = None) -> dict[str, object]:
    """`tiefe` kurz, standard or intensiv (else that of F04); `fallgewicht` of D05. Result: beratung_id."""
    weight = None if fallgewicht is None else str(fallgewicht)
    held = consultations.hold(context, context.record, depth=tiefe, weight=weight)
    return {"beratung_id": str(held.id)}
