"""Plans over their versions as a reader may see them, read with one statement for each kind of row."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.casework import areas, dates, labels, legal_texts
from processes.casework.models import Amendment, CaseFile, Goal, Plan, Stage, Step
from processes.casework.values import STAGE_OPEN
from processes.casework.views import GoalView, PlanView, StageView, StepRow

R = TypeVar("R")
K = TypeVar("K", bound=Hashable)


def plans_of(session: Session, file: CaseFile, parts: frozenset[str], now: datetime) -> tuple[PlanView, ...]:
    """All versions of the plan of a case, newest first; without their content for readers of titles only."""
    if "plan_titles" not in parts:
        return ()
    plans = session.scalars(select(Plan).where(Plan.case_id == file.id).order_by(Plan.version.desc())).all()
    if "plan" not in parts:
        return tuple(_title_only(plan) for plan in plans)
    ids = [plan.id for plan in plans]
    found_goals = session.scalars(select(Goal).where(Goal.plan_id.in_(ids)).order_by(Goal.position))
    goals = _grouped(found_goals, lambda goal: goal.plan_id)
    found_stages = session.scalars(select(Stage).where(Stage.plan_id.in_(ids)).order_by(Stage.position)).all()
    stages = _grouped(found_stages, lambda stage: stage.plan_id)
    steps = _steps(session, [stage.id for stage in found_stages])
    found_changes = session.scalars(
        select(Amendment).where(Amendment.plan_id.in_(ids)).order_by(Amendment.at, Amendment.position)
    )
    changes = _grouped(found_changes, lambda change: change.plan_id)
    return tuple(
        _whole(
            plan,
            goals[plan.id],
            [(stage, _stage(stage, steps[stage.id], now)) for stage in stages[plan.id]],
            [(change.subject, change.was or "", change.becomes or "") for change in changes[plan.id]],
        )
        for plan in plans
    )


def _grouped(rows: Iterable[R], key: Callable[[R], K]) -> defaultdict[K, list[R]]:
    found: defaultdict[K, list[R]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def _title_only(plan: Plan) -> PlanView:
    return PlanView(
        id=plan.id,
        number=plan.number,
        version=plan.version,
        title=legal_texts.TITLES[plan.kind],
        status=plan.status,
        status_words=labels.words(labels.PLAN_STATUS, plan.status),
        legal_nature=legal_texts.TEXTS[plan.legal_nature],
        perspective=None,
        dissent=None,
        valid_from=plan.valid_from,
        signed_on=None,
        next_review_at=None,
        next_contact_on=None,
        author=plan.author,
        released_by=None,
        achieved_percent=0,
    )


def _whole(
    plan: Plan,
    goals: Sequence[Goal],
    stages: Sequence[tuple[Stage, StageView]],
    amendments: Sequence[tuple[str, str, str]],
) -> PlanView:
    return replace(
        _title_only(plan),
        perspective=plan.perspective,
        dissent=plan.dissent,
        signed_on=plan.signed_on,
        next_review_at=plan.next_review_at,
        next_contact_on=plan.next_contact_on,
        released_by=plan.released_by,
        achieved_percent=sum(goal.achieved_percent or 0 for goal in goals) // len(goals) if goals else 0,
        goals=tuple(_goal(goal, [view for stage, view in stages if stage.goal_id == goal.id]) for goal in goals),
        other_stages=tuple(view for stage, view in stages if stage.goal_id is None),
        amendments=tuple(amendments),
    )


def _goal(goal: Goal, stages: Sequence[StageView]) -> GoalView:
    return GoalView(
        position=goal.position,
        title=goal.title,
        area_label=areas.LABELS.get(goal.area or "", ""),
        measure=goal.measure,
        start_value=goal.start_value,
        target_value=goal.target_value,
        until=goal.until,
        confidence=goal.confidence,
        achieved_percent=goal.achieved_percent,
        status=goal.status,
        status_words=labels.words(labels.GOAL_STATUS, goal.status),
        stages=tuple(stages),
    )


def _stage(stage: Stage, steps: Sequence[Step], now: datetime) -> StageView:
    return StageView(
        id=stage.id,
        number=stage.number,
        position=stage.position,
        group=stage.group_number,
        title=stage.title,
        starts_on=stage.starts_on,
        ends_on=stage.ends_on,
        first_ends_on=stage.first_ends_on,
        extensions=stage.extensions,
        started_at=stage.started_at,
        ended_at=stage.ended_at,
        status=stage.status,
        status_words=labels.words(labels.STAGE_STATUS, stage.status),
        own_contribution=stage.own_contribution,
        office_contribution=stage.office_contribution,
        partner=stage.partner,
        cost_cents=stage.cost_cents,
        achieved_percent=stage.achieved_percent,
        is_late=stage.status in STAGE_OPEN and stage.status != "geplant" and dates.end_of(stage.ends_on) < now,
        steps=tuple(_step(step) for step in steps),
    )


def _steps(session: Session, stage_ids: Sequence[uuid.UUID]) -> defaultdict[uuid.UUID, list[Step]]:
    found = session.scalars(select(Step).where(Step.stage_id.in_(stage_ids)).order_by(Step.position))
    return _grouped(found, lambda step: step.stage_id)


def _step(step: Step) -> StepRow:
    return StepRow(
        what=step.what,
        who_words=labels.words(labels.DOERS, step.who),
        until=step.until,
        status=step.status,
        status_words=labels.words(labels.STEP_STATUS, step.status),
        done_on=step.done_on,
    )
