"""Stages and their steps: started, extended, evaluated, ended; and what they say about the goals."""

import uuid
from datetime import date, datetime

from sqlalchemy import select

from processes import errors
from processes.casework import answers, consultations, dates, rows
from processes.casework.models import ContactNote, Goal, Plan, Stage, Step
from processes.casework.values import MOST_EXTENSIONS, STAGE_OPEN, STEP_STATUS
from processes.words import N_

#: A stage or goal with this share counts as reached (D10 no. 2), in per cent.
REACHED_PERCENT = 80

#: What becomes of a stage by what follows from its evaluation (D10).
_BY_OUTCOME = {
    "erreicht": "erreicht",
    "abbrechen": "abgebrochen",
    "anpassen": "angepasst",
    "krise": "angepasst",
    "abgebrochen": "abgebrochen",
    "angepasst": "angepasst",
}


def start(doing: rows.InCase, stage: Stage) -> None:
    """Start a stage, or start it again after the plan has rested.

    One that begins after its agreed end, because an earlier group took longer or the plan rested, keeps its length.
    """
    if stage.status not in STAGE_OPEN or stage.instance_id == doing.instance_id:
        return
    today = dates.today(doing.now)
    ends_on = stage.ends_on
    if ends_on <= today:
        ends_on = today + (stage.first_ends_on - stage.starts_on)
    _prolong_steps(doing, stage, ends_on)
    rows.change(
        doing,
        stage,
        status="aktiv",
        started_at=stage.started_at or doing.now,
        ends_on=ends_on,
        instance_id=doing.instance_id,
    )


def _prolong_steps(doing: rows.Doing, stage: Stage, ends_on: date) -> None:
    """Steps that are still open and whose day has passed are to be done by the end of the stage."""
    today = dates.today(doing.now)
    for step in open_steps(stage):
        if step.until is not None and step.until < today:
            rows.change(doing, step, until=ends_on)


def open_steps(stage: Stage) -> list[Step]:
    """The steps of a stage that are neither done nor dropped."""
    return [step for step in stage.steps if step.status not in ("erledigt", "entfallen")]


def steps_due(stage: Stage) -> dict[str, str]:
    """When each open step of a stage is due: the end of its day, as text by its id."""
    return {str(step.id): dates.iso(dates.end_of(step.until or stage.ends_on)) for step in open_steps(stage)}


def due_at(stage: Stage) -> datetime:
    """When a stage is due: at the end of its last day."""
    return dates.end_of(stage.ends_on)


def half_time(stage: Stage, now: datetime) -> datetime:
    """The middle between now and the due date: time for a contact in between; when the office opens that day."""
    middle = now + (due_at(stage) - now) / 2
    opening = dates.at_opening(dates.today(middle))
    return opening if opening > now else middle


def extend(doing: rows.InCase, stage: Stage, record: answers.Record) -> None:
    """Give a stage a later end (F15), at most twice. Raises errors.Invalid."""
    form = answers.form(record, "F15")
    new_end = answers.day(form, "neues_ende")
    if new_end is None:
        raise errors.Invalid(N_("An extension needs a new end."))
    if stage.status == "verlaengert" and stage.ends_on == new_end:
        return
    if stage.extensions >= MOST_EXTENSIONS:
        raise errors.Invalid(N_("A stage can be extended twice at most; then the plan is adapted."))
    if stage.status not in STAGE_OPEN:
        raise errors.Invalid(N_("A stage that has ended cannot be extended."))
    if new_end <= min(stage.ends_on, dates.today(doing.now)):
        raise errors.Invalid(N_("The new end must be later than the old one."))
    _prolong_steps(doing, stage, new_end)
    rows.change(
        doing,
        stage,
        ends_on=new_end,
        extensions=stage.extensions + 1,
        extension_reason=answers.text(form, "grund"),
        status="verlaengert",
    )


def evaluate(doing: rows.InCase, stage: Stage, record: answers.Record) -> None:
    """Keep the joint evaluation of a stage (F16) and the values of its goal's area."""
    form = answers.form(record, "F16")
    rows.change(
        doing,
        stage,
        achieved_percent=answers.percent(form, "zielerreichung_prozent"),
        obstacle=answers.text(form, "hindernis"),
        office_kept=answers.text(form, "beitrag_amt_geleistet"),
        learned=answers.text(form, "gelernt"),
        status="faellig" if stage.status in STAGE_OPEN else stage.status,
    )
    goal = rows.goal(doing, stage.goal_id)
    values = {
        "value_person": answers.scale(form, "wert_nachher_person"),
        "value_worker": answers.scale(form, "wert_nachher_fachkraft"),
    }
    if goal is not None and goal.area is not None and any(value is not None for value in values.values()):
        consultations.keep(doing, occasion="etappe", area=goal.area, refused=False, **values)


def end(doing: rows.InCase, stage: Stage, plan: Plan, outcome: str) -> None:
    """End a stage with what followed from its evaluation (D10). Raises errors.Invalid for an unknown outcome."""
    status = _BY_OUTCOME.get(outcome)
    if status is None:
        raise errors.Invalid(N_("The diagram names an end of the stage that does not exist."))
    if stage.status not in STAGE_OPEN:
        return
    _finish(doing, stage, status, outcome)
    doing.session.flush()
    _count_goal(doing, plan, rows.goal(doing, stage.goal_id))


def _finish(doing: rows.Doing, stage: Stage, status: str, outcome: str) -> None:
    rows.change(doing, stage, status=status, outcome=outcome, ended_at=doing.now)
    for step in stage.steps:
        if step.status in ("offen", "verschoben") and status != "erreicht":
            rows.change(doing, step, status="entfallen")


def break_off(doing: rows.InCase, plan: Plan, reason: str = "abbrechen") -> int:
    """Break off all open stages of a plan; how many there were. No consequence for benefits."""
    return _finish_open(doing, plan, "abgebrochen", reason)


def adapt_open(doing: rows.InCase, plan: Plan) -> int:
    """Close the open stages of a plan that a new version replaces; how many there were."""
    return _finish_open(doing, plan, "angepasst", "anpassen")


def _finish_open(doing: rows.InCase, plan: Plan, status: str, outcome: str) -> int:
    still_open = [stage for stage in plan.stages if stage.status in STAGE_OPEN]
    for stage in still_open:
        _finish(doing, stage, status, outcome)
    doing.session.flush()
    for goal in plan.goals:
        _count_goal(doing, plan, goal)
    return len(still_open)


def pause(doing: rows.InCase, plan: Plan) -> None:
    """Put running stages back to planned while the plan rests, so that they can start again."""
    for stage in plan.stages:
        if stage.status in ("aktiv", "faellig", "verlaengert"):
            rows.change(doing, stage, status="geplant")


def next_group(plan: Plan) -> tuple[int | None, list[Stage]]:
    """The lowest group with open stages and these; (None, []) when none is left."""
    still_open = [stage for stage in plan.stages if stage.status in STAGE_OPEN]
    lowest = min((stage.group_number for stage in still_open), default=None)
    return lowest, [stage for stage in still_open if stage.group_number == lowest]


def _count_goal(doing: rows.Doing, plan: Plan, goal: Goal | None) -> None:
    """How far a goal has come, from its stages that have ended."""
    if goal is None:
        return
    of_goal = [stage for stage in plan.stages if stage.goal_id == goal.id]
    if not of_goal:
        return
    percent = sum(_share(stage) for stage in of_goal) // len(of_goal)
    over = all(stage.status not in STAGE_OPEN for stage in of_goal)
    given_up = over and percent == 0
    rows.change(doing, goal, achieved_percent=percent, status="aufgegeben" if given_up else goal_status(percent))


def _share(stage: Stage) -> int:
    if stage.status == "erreicht":
        return max(stage.achieved_percent or 0, REACHED_PERCENT) if stage.achieved_percent is not None else 100
    return stage.achieved_percent or 0


def goal_status(percent: int) -> str:
    """The status of a goal by how far it has come."""
    if percent >= REACHED_PERCENT:
        return "erreicht"
    return "teilweise" if percent > 0 else "offen"


def achieved(plan: Plan) -> int:
    """How far the goals of a plan have come on average, in per cent."""
    return sum(goal.achieved_percent or 0 for goal in plan.goals) // len(plan.goals) if plan.goals else 0


def save_step(doing: rows.InCase, step: Step, record: answers.Record) -> bool:
    """Keep what became of a step (F13); whether it is still to be done, at a later day."""
    form = answers.form(record, "F13")
    status = answers.text(form, "status")
    if status not in STEP_STATUS:
        raise errors.Invalid(N_("The form of a step needs its state."))
    until = answers.day(form, "neues_datum") if status == "verschoben" else None
    done_on = answers.day(form, "erledigt_am")
    rows.change(
        doing,
        step,
        status=status,
        done_on=done_on or (dates.today(doing.now) if status == "erledigt" else None),
        until=until or step.until,
        note=answers.text(form, "bemerkung"),
    )
    return status == "verschoben"


def save_contact(doing: rows.InCase, stage: Stage, record: answers.Record, origin: uuid.UUID) -> bool:
    """Keep a contact in between (F14); whether help is needed at once."""
    form = answers.form(record, "F14")
    known = doing.session.scalar(select(ContactNote.id).where(ContactNote.origin == origin))
    if known is None:
        rows.new(
            doing,
            ContactNote,
            case_id=rows.case(doing).id,
            stage_id=stage.id,
            origin=origin,
            at=doing.now,
            kind=answers.text(form, "kontaktart") or "telefon",
            mood=answers.scale(form, "wie_laeuft_es"),
            obstacle=answers.text(form, "hindernis"),
            text=answers.text(form, "absprache"),
            help_needed=answers.yes(form, "hilfe_noetig"),
        )
    return answers.yes(form, "hilfe_noetig")
