"""A task with everything a person needs to work on it: form, draft or prefilled answers, instructions."""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from processes.engine import forms, records, rights, scope
from processes.engine.models import Definition, DefinitionFile, Draft, Instance, Record, Task
from processes.engine.queries import rows
from processes.engine.views import TaskView
from processes.errors import NotFound
from processes.people import Person
from processes.words import N_

DONE = N_("This task has already been completed.")
GONE = N_("This task is no longer needed: the process went on without it.")
HELD = N_("This task is assigned to somebody else.")
FOUR_EYES = N_("Whoever did the work may not release it: somebody else has to complete this task.")


def task(session: Session, *, task_id: uuid.UUID, person: Person, now: datetime) -> TaskView:
    """A task this person sees. Raises NotFound.

    A completed one shows what was handed in, or what this person had typed when somebody else was faster.
    """
    row = session.execute(
        select(
            *rows.TASK,
            Task.excluded,
            Task.data.label("own_data"),
            Definition.elements,
            Instance.data,
            Instance.parent_id,
            Draft.answers.label("draft"),
            Draft.saved_at,
            DefinitionFile.content.label("form_content"),
        )
        .join(Definition, Definition.id == Task.definition_id)
        .join(Instance, Instance.id == Task.instance_id)
        .outerjoin(Draft, and_(Draft.task_id == Task.id, Draft.person_id == person.id))
        .outerjoin(
            DefinitionFile, and_(DefinitionFile.definition_id == Task.definition_id, DefinitionFile.name == Task.form)
        )
        .where(Task.id == task_id, rights.task_clause(person))
    ).one_or_none()
    if row is None:
        raise NotFound
    why_not = _why_not(row, person)
    answers, sources, proposals = _answers(session, row, now)
    return TaskView(
        row=rows.task_row(row),
        form=None if row.form_content is None else json.loads(row.form_content),
        answers=answers if row.draft is None else row.draft,
        sources=sources,
        proposals=proposals,
        instructions=(row.elements or {}).get(row.element_id, {}).get("documentation", ""),
        draft_saved_at=row.saved_at,
        is_open=row.state == "open",
        may_complete=not why_not,
        why_not=why_not,
    )


def _why_not(row: Any, person: Person) -> str:
    if row.state == "completed":
        return DONE
    if row.state != "open":
        return GONE
    if row.assignee not in (None, person.id):
        return HELD
    return FOUR_EYES if person.id in row.excluded else ""


def _answers(
    session: Session, row: Any, now: datetime
) -> tuple[Mapping[str, Any], Mapping[str, str], Mapping[str, Any]]:
    if row.state != "open":
        handed_in = session.scalar(
            select(Record.answers).where(Record.root_id == row.root_id, Record.task_id == row.id)
        )
        return handed_in or {}, {}, {}
    if row.form_content is None:
        return {}, {}, {}
    data = {**row.data, **row.own_data}
    names = scope.names(
        record=records.view(session, root_id=row.root_id, lineage=_lineage(session, row)),
        business_key=row.business_key,
        instance=str(row.instance_id),
        now=now,
        data=data,
    )
    return forms.prefill(forms.parse_schema(row.form_content), {**data, **names})


def _lineage(session: Session, row: Any) -> list[uuid.UUID]:
    """The ids of the task's instance and of its callers, nearest first."""
    if row.parent_id is None:
        return [row.instance_id]
    above = dict(session.execute(select(Instance.id, Instance.parent_id).where(Instance.root_id == row.root_id)).all())
    ids, at = [row.instance_id], row.parent_id
    while at is not None:
        ids.append(at)
        at = above.get(at)
    return ids
