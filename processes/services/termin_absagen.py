"""Notes that an appointment will not take place; it never counts as missed."""

from processes.casework import appointments
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, termin_id: str, durch: str | None = None) -> None:
    """`durch` says who cancelled: person, amt."""
    appointments.cancel(context, appointments.find(context, termin_id), durch)
