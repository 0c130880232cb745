"""Books the appointment that was agreed in F32."""

from processes.casework import appointments, dates
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, anlass: str | None = None) -> dict[str, object]:
    """Results: termin_id, termin_nr, termin_beginn, termin_erinnerung, termin_kontrolle.

    The reminder is 2 working days before at nine o'clock, or None if none is wanted or that moment has passed.
    """
    booked = appointments.book(context, context.record, occasion=anlass, origin=context.token_id)
    return {
        "termin_id": str(booked.id),
        "termin_nr": booked.number,
        "termin_beginn": dates.iso(booked.starts_at),
        "termin_erinnerung": dates.iso(booked.remind_at) if booked.remind_at else None,
        "termin_kontrolle": dates.iso(appointments.control_at(booked)),
    }
