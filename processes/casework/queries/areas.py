"""The areas of life of a case: how they are seen now and how they were seen first, both values side by side."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.casework import areas
from processes.casework.models import Assessment, CaseFile
from processes.casework.views import AreaRow


def areas_of(session: Session, file: CaseFile, parts: frozenset[str]) -> tuple[AreaRow, ...]:
    """One row for each assessed area, in the order of the scale; health, addiction and care only where allowed."""
    if "areas" not in parts:
        return ()
    found = session.scalars(
        select(Assessment)
        .where(Assessment.case_id == file.id)
        .order_by(Assessment.as_of, Assessment.changed_at, Assessment.id)
    )
    by_area: dict[str, list[Assessment]] = {}
    for each in found:
        if each.area not in areas.PROTECTED or "health" in parts:
            by_area.setdefault(each.area, []).append(each)
    return tuple(_row(area, by_area[area]) for area in areas.ALL if area in by_area)


def _row(area: str, seen: list[Assessment]) -> AreaRow:
    newest = seen[-1]
    first = next((each for each in seen if not each.refused), newest)
    decisive = newest.value_worker if newest.value_worker is not None else newest.value_person
    change = None
    if first is not newest and newest.value_worker is not None and first.value_worker is not None:
        change = newest.value_worker - first.value_worker
    return AreaRow(
        area=area,
        label=areas.LABELS[area],
        as_of=newest.as_of,
        refused=newest.refused,
        value_person=newest.value_person,
        value_worker=newest.value_worker,
        first_person=first.value_person,
        first_worker=first.value_worker,
        band=areas.band(decisive) if decisive is not None else "",
        change=change,
        reason=newest.reason,
        wish=newest.wish,
    )
