"""Members of staff as casework needs them: their names on documents, their addresses for notices."""

import uuid
from collections.abc import Iterable

from sqlalchemy import func, literal, or_, select
from sqlalchemy.orm import Session

from processes.engine.models import Instance, PersonRow


def name(session: Session, sign_in_name: str | None) -> str:
    """The name of a member of staff; the sign-in name where there is no account any more."""
    if not sign_in_name:
        return ""
    return session.scalar(select(PersonRow.name).where(PersonRow.id == sign_in_name)) or sign_in_name


def names(session: Session, sign_in_names: Iterable[str | None]) -> dict[str, str]:
    """The names of several members of staff by their sign-in names."""
    wanted = {each for each in sign_in_names if each}
    found = session.execute(select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(wanted))).all()
    return {**{each: each for each in wanted}, **{row.id: row.name for row in found}}


def addresses(session: Session, *, root_id: uuid.UUID, lane: str) -> tuple[str, ...]:
    """Where a notice about a root goes: the holder of the lane, else everybody of the lane in its team."""
    root = session.get(Instance, root_id)
    holder = (root.lane_holders or {}).get(lane) if root else None
    query = select(PersonRow.email).where(PersonRow.active, PersonRow.email.is_not(None))
    if holder is not None:
        return tuple(address for address in session.scalars(query.where(PersonRow.id == holder)) if address)
    query = query.where(literal(lane) == func.any(PersonRow.roles))
    if root is not None and root.team is not None:
        query = query.where(
            or_(literal(root.team) == func.any(PersonRow.teams), func.cardinality(PersonRow.teams) == 0)
        )
    return tuple(address for address in session.scalars(query.order_by(PersonRow.id)) if address)
