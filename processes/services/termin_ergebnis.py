"""Keeps what became of an appointment (F33) and counts what was missed in a row."""

from processes.casework import appointments
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, termin_id: str) -> dict[str, object]:
    """Results: termin_ergebnis, versaeumnisse (missed in a row; one with an important reason is not counted later).

    The other inputs of D19 stay in the record, because they may say something about health.
    """
    outcome = appointments.settle(context, appointments.find(context, termin_id), context.record)
    return {"termin_ergebnis": outcome.result, "versaeumnisse": outcome.missed_in_row}
