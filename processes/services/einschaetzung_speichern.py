"""Keeps the assessment of an area of life (newest F06 about it), both values side by side."""

from processes.casework import consultations
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, anlass: str, bereich: str) -> None:
    """`anlass` erst, ueberpruefung, etappe, abschluss or nachsorge."""
    consultations.assess(context, context.record, occasion=anlass, area=bereich)
