"""What people do with tasks: claim, release, assign, complete."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from processes.engine import deadlines, event_log, forms, records, rights
from processes.engine.models import Draft, PersonRow, Task, table_of
from processes.engine.runtime import duties, faults, library, opening, showing
from processes.engine.runtime.member import Member
from processes.engine.runtime.rows import OpenTask
from processes.engine.runtime.unit import Unit
from processes.engine.spiff import TaskToken
from processes.engine.views import Completed, TaskRow
from processes.errors import Conflict, Invalid, NotAllowed, NotFound
from processes.people import Person
from processes.words import N_

COMPLETED = N_("%(by)s has already completed this task.")
COMPLETED_BY_YOU = N_("You have already completed this task.")
CANCELLED = N_("This task is no longer needed: the process went on without it.")
HELD = N_("This task is assigned to %(by)s.")
FOUR_EYES = N_("Whoever did the work may not release it: somebody else has to complete this task.")
NO_SUCH_PERSON = N_("There is no active person with this sign-in name.")
NOT_IN_LANE = N_("%(to)s does not work on tasks of this kind.")
NOT_YOURS = N_("Only %(by)s or a team leader can give this task back.")

#: Who may take a task away from somebody and give it to somebody else.
LEADERS = ("teamleitung", "sachgebietsleitung", "administration", "prozessverantwortung")

_draft = table_of(Draft)
_DROP_DRAFT = delete(_draft).where(_draft.c.task_id == bindparam("task"), _draft.c.person_id == bindparam("person"))


def _visible(unit: Unit, task_id: uuid.UUID) -> OpenTask:
    task = unit.tasks.get(task_id)
    if task is None or not rights.sees_task(unit.by, task):
        raise NotFound
    return task


def _check_open(unit: Unit, task: OpenTask) -> None:
    if task.state == "completed":
        template = COMPLETED_BY_YOU if task.completed_by == unit.by.id else COMPLETED
        raise Conflict(template, by=task.completed_by, at=task.completed_at)
    if task.state != "open":
        by, _ = event_log.last(unit.session, "task.cancelled", root_id=task.root_id, task_id=task.id)
        raise Conflict(CANCELLED, by=by, at=task.completed_at)


def _check_free(unit: Unit, task: OpenTask) -> None:
    if task.assignee not in (None, unit.by.id):
        raise _held(unit, task, HELD)


def _held(unit: Unit, task: OpenTask, template: str) -> Conflict:
    """Who holds the task, and since when."""
    types = ("task.claimed", "task.assigned")
    _, since = event_log.last(unit.session, *types, root_id=task.root_id, task_id=task.id)
    return Conflict(template, by=task.assignee, at=since or task.created_at)


def complete(
    session: Session, *, task_id: uuid.UUID, answers: Mapping[str, Any], by: Person, now: datetime
) -> Completed:
    """Hand in the answers of a task and let its case move on.

    Raises NotFound when the person does not see it, Conflict when it is done, gone or somebody else's, NotAllowed for
    four eyes, Invalid with `fields` for answers and with `problems` when a step of the diagram fails; then nothing
    has changed.
    """
    with opening.locked(session, task_id=task_id, by=by, now=now) as unit, faults.as_invalid():
        task = _visible(unit, task_id)
        _check_open(unit, task)
        _check_free(unit, task)
        member = unit.members[task.instance_id]
        token = next(token for token in member.machine.tasks() if token.id == task_id)
        _check_four_eyes(unit, task, token)
        values = _hand_in(unit, member, task, token, answers)
        task.state, task.completed_at, task.completed_by = "completed", now, by.id
        member.happened(
            "task.completed",
            task_id=task.id,
            element_id=task.element_id,
            lane=task.lane,
            created=task.created_at.isoformat(),
            due=task.due_at.isoformat() if task.due_at else None,
        )
        goes_on = token.properties.get("antworten") == "prozess"
        member.machine.complete_task(task_id, values if goes_on else {})
        unit.moved(member)
        unit.finish()
        return Completed(
            task=showing.task(unit, task),
            next_tasks=showing.next_tasks(unit),
            instance=showing.instance(unit, task.instance_id),
        )


def _check_four_eyes(unit: Unit, task: OpenTask, token: TaskToken) -> None:
    """Asked again at the moment of completion: somebody may have completed the other task since this one began."""
    if unit.by.id in task.excluded or unit.by.id in duties.excluded(unit, token):
        raise NotAllowed(FOUR_EYES)


def _hand_in(
    unit: Unit, member: Member, task: OpenTask, token: TaskToken, answers: Mapping[str, Any]
) -> dict[str, Any]:
    """Judge the answers, keep them in the record, and drop the person's draft."""
    values, form_id = _read(unit, member, token, answers)
    records.write(
        unit.session,
        root_id=unit.root.id,
        instance_id=member.row.id,
        task_id=task.id,
        element_id=task.element_id,
        form=form_id,
        definition_id=member.known.id,
        answers=values,
        by=unit.by.id,
        at=unit.now,
    )
    unit.records.forget()
    unit.session.execute(_DROP_DRAFT, {"task": task.id, "person": unit.by.id})
    return values


def _read(unit: Unit, member: Member, token: TaskToken, answers: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    if token.form is None:
        return forms.read_formless(answers), token.element_id
    form = library.form(unit.session, member.known, token.form)
    if form is None:
        raise Invalid(N_("The form “%(form)s” of this task is not deployed."), form=token.form)
    names = {**token.data, **member.environment.names(token.data)}
    proposals = forms.proposals(form, names)
    today = unit.now.astimezone(deadlines.CITY).date()
    return forms.read(form, answers, names=names, today=today, proposals=proposals), form.id or token.element_id


def claim(session: Session, *, task_id: uuid.UUID, by: Person, now: datetime) -> TaskRow:
    """Take a task for oneself. Raises NotFound, Conflict (done, or held by somebody), NotAllowed (four eyes)."""
    with opening.locked(session, task_id=task_id, by=by, now=now) as unit:
        task = _visible(unit, task_id)
        _check_open(unit, task)
        _check_free(unit, task)
        if by.id in task.excluded:
            raise NotAllowed(FOUR_EYES)
        return _give(unit, task, by.id, "task.claimed")


def release(session: Session, *, task_id: uuid.UUID, by: Person, now: datetime) -> TaskRow:
    """Give a task back to its lane. Raises NotFound, Conflict when it is done or somebody else holds it."""
    with opening.locked(session, task_id=task_id, by=by, now=now) as unit:
        task = _visible(unit, task_id)
        _check_open(unit, task)
        if task.assignee not in (None, by.id) and not by.has(*LEADERS):
            raise _held(unit, task, NOT_YOURS)
        return _give(unit, task, None, "task.released")


def assign(session: Session, *, task_id: uuid.UUID, to: str, by: Person, now: datetime) -> TaskRow:
    """Give a task to somebody of its lane; taking it from somebody else needs a leader.

    Raises NotFound, Conflict (done, or held by somebody else), Invalid (nobody of that name in the lane), NotAllowed
    (four eyes).
    """
    with opening.locked(session, task_id=task_id, by=by, now=now) as unit:
        task = _visible(unit, task_id)
        _check_open(unit, task)
        if not by.has(*LEADERS):
            _check_free(unit, task)
        person = session.execute(
            select(PersonRow.id, PersonRow.roles, PersonRow.teams).where(PersonRow.id == to, PersonRow.active)
        ).one_or_none()
        if person is None:
            raise Invalid(NO_SUCH_PERSON)
        someone = Person(id=person.id, roles=frozenset(person.roles), teams=frozenset(person.teams or ()))
        if not rights.in_my_lane(someone, task):
            raise Invalid(NOT_IN_LANE, to=to)
        if to in task.excluded:
            raise NotAllowed(FOUR_EYES)
        return _give(unit, task, to, "task.assigned")


def _give(unit: Unit, task: OpenTask, to: str | None, event: str) -> TaskRow:
    if task.assignee != to:
        task.assignee = to
        unit.session.execute(update(Task).where(Task.id == task.id).values(assignee=to))
        unit.members[task.instance_id].happened(event, task_id=task.id, element_id=task.element_id, to=to)
        unit.save()
    return showing.task(unit, task)
