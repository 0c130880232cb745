"""Who may see what: the same rules once for rows in the database and once for rows in the hand.

A task is seen by whoever holds the role of its lane (and belongs to its team, unless the task or the person has none),
by its assignee, and by whoever completed it. Tasks without a lane are open to operators. An instance is seen by who
started it, by who holds a lane of its root (the case's worker), and by whoever sees a task of its root; instances of
definitions without lanes also by operators.
"""

from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, cast, exists, false, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased
from sqlalchemy.types import Text

from processes.engine.models import Definition, Instance, Task
from processes.people import OPERATORS, Person


class SomeTask(Protocol):
    """What the rules need of a task."""

    @property
    def lane(self) -> str | None:
        """The role that works on it."""

    @property
    def team(self) -> str | None:
        """The team it belongs to."""

    @property
    def assignee(self) -> str | None:
        """Who has taken it."""

    @property
    def completed_by(self) -> str | None:
        """Who completed it."""


def is_operator(person: Person) -> bool:
    """Whether the person may work on what has no lane, deploy, and repair."""
    return not OPERATORS.isdisjoint(person.roles)


def in_my_lane(person: Person, task: SomeTask) -> bool:
    """Whether the task lies in a lane (and team) of the person."""
    if task.lane is None:
        return is_operator(person)
    in_team = task.team is None or not person.teams or task.team in person.teams
    return task.lane in person.roles and in_team


def sees_task(person: Person, task: SomeTask) -> bool:
    """Whether this person sees this task, open or not."""
    return in_my_lane(person, task) or person.id in (task.assignee, task.completed_by)


def _texts(values: Any) -> Any:
    return cast(sorted(values), ARRAY(Text))


def team_clause(person: Person, task: Any = Task) -> ColumnElement[bool] | None:
    """The team rule as a condition, or None when it does not restrict this person."""
    return or_(task.team.is_(None), task.team == _texts(person.teams).any_()) if person.teams else None


def lane_clause(person: Person, task: Any = Task) -> ColumnElement[bool]:
    """`in_my_lane` as a condition on rows of the task table."""
    lanes = task.lane == _texts(person.roles).any_() if person.roles else false()
    in_team = team_clause(person, task)
    mine = lanes if in_team is None else and_(lanes, in_team)
    return or_(mine, task.lane.is_(None)) if is_operator(person) else mine


def task_clause(person: Person, task: Any = Task) -> ColumnElement[bool]:
    """`sees_task` as a condition on rows of the task table."""
    return or_(lane_clause(person, task), task.assignee == person.id, task.completed_by == person.id)


def _holds_a_lane(person: Person) -> ColumnElement[bool]:
    """Whether the person gets the tasks of a lane in the instance's root, also while there is none."""
    root = aliased(Instance)
    held = [root.lane_holders[role].astext == person.id for role in sorted(person.roles)]
    return exists(select(root.id).where(root.id == Instance.root_id, or_(*held))) if held else false()


def instance_clause(person: Person) -> ColumnElement[bool]:
    """Which rows of the instance table (joined with their definition) this person sees."""
    a_task = exists(select(Task.id).where(Task.root_id == Instance.root_id, task_clause(person)))
    mine = or_(Instance.started_by == person.id, a_task, _holds_a_lane(person))
    return or_(mine, Definition.lanes == _texts(())) if is_operator(person) else mine
