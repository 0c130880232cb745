"""Tells staff by e-mail that something waits for them; not what, and not about whom."""

from processes.casework import staff
from processes.casework.letters import sending
from processes.engine.operations import Context

KIND = "outside"


#: Occasions that cannot wait until tomorrow.
_URGENT = ("soforthilfe", "krise", "hilfe_noetig", "frist_weiterleitung")


def prepare(context: Context, anlass: str, lane: str) -> sending.Notice:
    """To the holder of the lane in this case, else to everybody of the lane in its team, if there is anybody."""
    return sending.Notice(
        to=staff.addresses(context.session, root_id=context.root_id, lane=lane),
        reference=sending.reference(context),
        urgent=anlass in _URGENT,
        at=context.now,
    )


def act(payload: sending.Notice, key: str) -> None:
    """Sends it; done twice it is the same message."""
    sending.notify(payload, key)
