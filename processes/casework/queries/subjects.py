"""What a task is about beyond its name: which step, which stage, which area of life."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.casework import areas
from processes.casework.models import Stage, Step
from processes.engine.models import Instance, Task

#: Only help planning reads in a list what a step or a stage of somebody's plan is.
LANE = "fallmanagement"


class SomeTask(Protocol):
    """What is asked of a task here."""

    @property
    def id(self) -> uuid.UUID:
        """Its id."""

    @property
    def lane(self) -> str | None:
        """The role that works on it."""


def subjects(session: Session, tasks: Iterable[SomeTask]) -> Mapping[uuid.UUID, str]:
    """A few words for each task that has some, by task id. Give it only tasks the person sees."""
    ids = [task.id for task in tasks if task.lane == LANE]
    if not ids:
        return {}
    rows = session.execute(
        select(Task.id, Task.data, Instance.data["etappe_id"].as_string().label("stage_id"))
        .join(Instance, Instance.id == Task.instance_id)
        .where(Task.id.in_(ids))
    ).all()
    steps = {row.id: step for row in rows if (step := _key((row.data or {}).get("schritt_id")))}
    stages = {row.id: stage for row in rows if row.id not in steps and (stage := _key(row.stage_id))}
    what = dict(_pairs(session, Step.id, Step.what, steps.values()))
    titles = dict(_pairs(session, Stage.id, Stage.title, stages.values()))
    found = {id: what[step] for id, step in steps.items() if step in what}
    found |= {id: titles[stage] for id, stage in stages.items() if stage in titles}
    for row in rows:
        area = areas.LABELS.get(str((row.data or {}).get("bereich")))
        if area:
            found[row.id] = area
    return found


def _pairs(session: Session, key: object, words: object, ids: Iterable[uuid.UUID]) -> list[tuple[uuid.UUID, str]]:
    wanted = set(ids)
    if not wanted:
        return []
    rows = session.execute(select(key, words).where(key.in_(wanted)))  # type: ignore[attr-defined, call-overload]
    return [(row[0], row[1]) for row in rows]


def _key(value: object) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(value)) if value else None
    except ValueError:
        return None
