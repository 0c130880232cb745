"""Marks the intake as forwarded to the competent body; the day of its receipt stays (§ 16(2) SGB I)."""

from processes.casework import answers, intakes, rows
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context) -> None:
    """Reads F02 for the body."""
    form = answers.form(context.record, "F02")
    to = answers.text(form, "empfaenger_stelle") or answers.text(form, "traeger") or "andere Stelle"
    intakes.forward(context, rows.intake(context), to)
