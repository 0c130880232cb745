"""Making, finding and changing rows of casework with who and when on them."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol, TypeVar, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes import errors
from processes.casework.models import CaseFile, Common, Goal, Intake, Plan, Stage, Step
from processes.people import Person
from processes.words import N_

R = TypeVar("R", bound=Common)


class Doing(Protocol):
    """What is needed to change a row: the session, who does it and when."""

    @property
    def session(self) -> Session:
        """The session of the command."""

    @property
    def by(self) -> Person:
        """Who does it."""

    @property
    def now(self) -> datetime:
        """When it is done: aware, UTC."""


class InCase(Doing, Protocol):
    """The same within a root instance."""

    @property
    def root_id(self) -> uuid.UUID:
        """The root instance that runs the case."""

    @property
    def instance_id(self) -> uuid.UUID:
        """The instance that runs the operation."""


def new(doing: Doing, kind: type[R], /, **values: Any) -> R:
    """Add a row and give it its id."""
    row: R = cast("Callable[..., R]", kind)(
        created_at=doing.now,
        created_by=doing.by.id,
        changed_at=doing.now,
        changed_by=doing.by.id,
        **{"data_class": kind.DATA_CLASS, **values},
    )
    doing.session.add(row)
    doing.session.flush()  # the id comes from the database
    return row


def change(doing: Doing, row: Common, /, **values: Any) -> None:
    """Set values of a row, with who and when."""
    for name, value in values.items():
        setattr(row, name, value)
    row.changed_at = doing.now
    row.changed_by = doing.by.id


def intake(doing: InCase) -> Intake:
    """The intake of this root. Raises errors.NotFound."""
    found = doing.session.scalars(select(Intake).where(Intake.root_id == doing.root_id)).one_or_none()
    if found is None:
        raise errors.NotFound(N_("This case has no intake yet: the step that creates it has not run."))
    return found


def case_or_none(session: Session, root_id: uuid.UUID) -> CaseFile | None:
    """The case that this root instance runs, if it has been created."""
    return session.scalars(select(CaseFile).where(CaseFile.root_id == root_id)).one_or_none()


def case(doing: InCase) -> CaseFile:
    """The case that this root instance runs. Raises errors.NotFound."""
    found = case_or_none(doing.session, doing.root_id)
    if found is None:
        raise errors.NotFound(N_("This case has no file number yet: the step that creates it has not run."))
    return found


def plan(doing: InCase, plan_id: str | uuid.UUID | None) -> Plan:
    """A plan of this case. Raises errors.NotFound also for the plan of another case."""
    found = doing.session.get(Plan, key(plan_id))
    if found is None or found.case_id != case(doing).id:
        raise errors.NotFound(N_("This plan does not exist in this case."))
    return found


def stage(doing: InCase, stage_id: str | uuid.UUID | None) -> tuple[Stage, Plan]:
    """A stage of this case with its plan. Raises errors.NotFound."""
    found = doing.session.get(Stage, key(stage_id))
    if found is None:
        raise errors.NotFound(N_("This stage does not exist in this case."))
    return found, plan(doing, found.plan_id)


def step(doing: InCase, step_id: str | uuid.UUID | None) -> tuple[Step, Stage]:
    """A step of this case with its stage. Raises errors.NotFound."""
    found = doing.session.get(Step, key(step_id))
    if found is None:
        raise errors.NotFound(N_("This step does not exist in this case."))
    return found, stage(doing, found.stage_id)[0]


def goal(doing: InCase, goal_id: uuid.UUID | None) -> Goal | None:
    """A goal by its id, or None."""
    return None if goal_id is None else doing.session.get(Goal, goal_id)


def key(value: str | uuid.UUID | None) -> uuid.UUID:
    """The id an expression of a diagram gave. Raises errors.NotFound when it is none."""
    if isinstance(value, uuid.UUID):
        return value
    try:
        return uuid.UUID(str(value))
    except ValueError:
        raise errors.NotFound(N_("The diagram gave no valid id to this step.")) from None
