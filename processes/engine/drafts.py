"""What a person has typed into a task but not handed in: private, kept until it is handed in or thrown away."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from processes.engine import forms, rights
from processes.engine.models import Draft, Task
from processes.errors import NotFound
from processes.people import Person


def save(session: Session, *, task_id: uuid.UUID, answers: Mapping[str, Any], by: Person, now: datetime) -> datetime:
    """Keep what was typed, right or wrong; returns when. Also for a task that somebody else has completed meanwhile.

    Takes no lock: a draft changes nothing in the process. Raises NotFound, Invalid when it is too big.
    """
    visible = session.scalar(select(Task.id).where(Task.id == task_id, rights.task_clause(by)))
    if visible is None:
        raise NotFound
    typed = forms.read_draft(answers)
    statement = insert(Draft).values(task_id=task_id, person_id=by.id, answers=typed, saved_at=now)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[Draft.task_id, Draft.person_id],
            set_={"answers": statement.excluded.answers, "saved_at": statement.excluded.saved_at},
        )
    )
    return now


def discard(session: Session, *, task_id: uuid.UUID, by: Person, now: datetime) -> None:
    """Throw one's own draft away; there may be none."""
    session.execute(delete(Draft).where(Draft.task_id == task_id, Draft.person_id == by.id))
