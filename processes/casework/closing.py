"""The end of a case: why it ends, who releases that, aftercare, and from when on data are erased."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from processes import errors
from processes.casework import answers, areas, cases, consultations, dates, plans, rows
from processes.casework.models import (
    Aftercare,
    Appointment,
    Assessment,
    Assignment,
    CaseFile,
    Consultation,
    ContactNote,
    Document,
    ErasureDate,
    Goal,
    Plan,
    Review,
    Signature,
    Stage,
    Step,
)
from processes.casework.values import CASE_OVER, CLOSING_REASONS, CLOSINGS_TO_RELEASE
from processes.engine.models import Task
from processes.words import N_

#: Tables with rows of a case, and those whose rows hang below a plan: their data class decides when they are erased.
_OF_CASE: tuple[Any, ...] = (
    CaseFile,
    Assignment,
    Consultation,
    Assessment,
    Appointment,
    ContactNote,
    Aftercare,
    Document,
    Plan,
)
_OF_PLAN: tuple[Any, ...] = (Goal, Stage, Review, Signature)


def report(doing: rows.InCase, record: answers.Record, plan: Plan | None) -> tuple[CaseFile, bool]:
    """Keep the closing talk (F23) and the closing report (F24); the plan ends. Returns whether a release is needed."""
    case = rows.case(doing)
    talk, form = answers.form(record, "F23"), answers.form(record, "F24")
    reason = answers.text(form, "abschlussgrund")
    if reason not in CLOSING_REASONS:
        raise errors.Invalid(N_("The closing report needs its reason."))
    for row in answers.table(talk, "bereiche_endwerte"):
        area = answers.text(row, "bereich")
        if area in areas.ALL:
            consultations.keep(
                doing,
                occasion="abschluss",
                area=area,
                refused=False,
                value_person=answers.scale(row, "wert_person"),
                value_worker=answers.scale(row, "wert_fachkraft"),
            )
    for each in [plan] if plan else _plans_in_force(doing.session, case):
        plans.end(doing, each)
    rows.change(
        doing,
        case,
        closing_reason=reason,
        closing_author=doing.by.id,
        closing_released_by=None,
        benefit_ends_on=answers.day(form, "leistung_ende_am"),
        aftercare_consent=answers.yes(talk, "nachsorge_einwilligung"),
    )
    doing.session.flush()
    cases.set_status(doing, case, "abschluss")
    return case, reason in CLOSINGS_TO_RELEASE


def _plans_in_force(session: Session, case: CaseFile) -> Sequence[Plan]:
    return session.scalars(select(Plan).where(Plan.case_id == case.id, Plan.status.in_(["aktiv", "ruhend"]))).all()


def close(doing: rows.InCase, months: Iterable[int]) -> tuple[CaseFile, datetime, list[datetime]]:
    """Close the case of this root: with months of aftercare it goes into aftercare, else it is over.

    Returns it with the moment it ended (aftercare counts from there: the end of benefits if that is known) and the
    dates of aftercare.

    Aftercare needs the person's consent; without it there is none, whatever the diagram says. Raises errors.Invalid
    when a closing that must be released was not, errors.NotAllowed when its author released it.
    """
    case = rows.case(doing)
    start = max(case.benefit_ends_on or dates.today(doing.now), dates.today(doing.now))
    if case.status in ("nachsorge", *CASE_OVER):
        return case, dates.at_opening(start), _aftercare_dates(doing.session, case)
    released = plans.released(doing)
    if case.closing_reason in CLOSINGS_TO_RELEASE:
        if released is None:
            raise errors.Invalid(N_("This end of the case must be released by somebody else before it is closed."))
        cases.release_closing(doing, case, released[0])
    for plan in _plans_in_force(doing.session, case):
        plans.end(doing, plan)
    wanted = sorted({int(month) for month in months}) if case.aftercare_consent else []
    for month in wanted:
        due_at = dates.at_opening(dates.add_months(start, month))
        rows.new(doing, Aftercare, case_id=case.id, month=month, due_at=due_at)
    cases.set_status(doing, case, "nachsorge" if wanted else "geschlossen")
    return case, dates.at_opening(start), _aftercare_dates(doing.session, case)


def _aftercare_dates(session: Session, case: CaseFile) -> list[datetime]:
    due = select(Aftercare.due_at).where(Aftercare.case_id == case.id, Aftercare.status == "geplant")
    return list(session.scalars(due.order_by(Aftercare.month)))


def open_tasks(session: Session, doing: rows.InCase) -> int:
    """How many tasks of the root are still open (S08)."""
    query = select(func.count()).select_from(Task).where(Task.root_id == doing.root_id, Task.state == "open")
    return int(session.scalar(query) or 0)


def save_aftercare(doing: rows.InCase, record: answers.Record, month: int | None) -> answers.Answers:
    """Keep an aftercare contact (F25): that of `month`, or of the next one that is planned. Returns the form."""
    form = answers.form(record, "F25")
    case = rows.case(doing)
    query = select(Aftercare).where(Aftercare.case_id == case.id)
    query = query.where(Aftercare.month == month) if month is not None else query.where(Aftercare.status == "geplant")
    contact = doing.session.scalars(query.order_by(Aftercare.month).limit(1)).one_or_none()
    if contact is None:
        raise errors.NotFound(N_("No aftercare contact of this month was planned."))
    reached = answers.text(form, "erreicht")
    rows.change(
        doing,
        contact,
        held_at=doing.now,
        reached=reached,
        mood=answers.scale(form, "wie_geht_es"),
        benefit_again=answers.text(form, "wieder_leistung"),
        help_wanted=answers.yes(form, "hilfe_gewuenscht"),
        status={"ja": "gefuehrt", "moechte_nicht": "entfallen"}.get(reached or "", "nicht_erreicht"),
    )
    return form


def set_erasure_dates(doing: rows.InCase, limits: Iterable[Mapping[str, Any] | Sequence[Any]]) -> int:
    """Set from when on the data of each class are erased (D15), counted from the end of case and aftercare.

    `limits` are rows of {datenklasse, monate, rechtsgrundlage} or pairs (datenklasse, monate). Returns how many.
    """
    case = rows.case_or_none(doing.session, doing.root_id)
    if case is None:
        return _limit_intake(doing, limits)
    start = dates.today(case.closed_at or doing.now)
    count = 0
    for limit in limits:
        of_class, months, basis = _limit(limit)
        due_on = dates.add_months(start, months)
        known = doing.session.scalars(
            select(ErasureDate).where(ErasureDate.case_id == case.id, ErasureDate.of_class == of_class)
        ).one_or_none()
        values = {"months": months, "counts_from": start, "due_on": due_on, "legal_basis": basis}
        if known is None:
            rows.new(doing, ErasureDate, case_id=case.id, of_class=of_class, **values)
        else:
            rows.change(doing, known, **values)
        _stamp(doing.session, case, of_class, due_on)
        count += 1
    return count


def _limit_intake(doing: rows.InCase, limits: Iterable[Mapping[str, Any] | Sequence[Any]]) -> int:
    """Without a case there is only the intake: the limit of its data class counts from when it was forwarded."""
    intake = rows.intake(doing)
    start = dates.today(intake.forwarded_at or doing.now)
    for limit in limits:
        of_class, months, _ = _limit(limit)
        if of_class == intake.data_class:
            rows.change(doing, intake, erase_after=dates.add_months(start, months))
            return 1
    return 0


def _limit(limit: Mapping[str, Any] | Sequence[Any]) -> tuple[str, int, str | None]:
    try:
        if isinstance(limit, Mapping):
            return str(limit["datenklasse"]), int(limit["monate"]), limit.get("rechtsgrundlage")
        return str(limit[0]), int(limit[1]), None
    except (KeyError, IndexError, TypeError, ValueError):
        raise errors.Invalid(N_("An erasure limit needs a data class and a number of months.")) from None


def _stamp(session: Session, case: CaseFile, of_class: str, due_on: Any) -> None:
    """Write the date on the rows themselves, so that the erasure run need not know how a case is made up."""
    session.flush()
    for table in _OF_CASE:
        mine = table.id == case.id if table is CaseFile else table.case_id == case.id
        session.execute(update(table).where(mine, table.data_class == of_class).values(erase_after=due_on))
    of_case = select(Plan.id).where(Plan.case_id == case.id)
    for table in _OF_PLAN:
        session.execute(
            update(table).where(table.plan_id.in_(of_case), table.data_class == of_class).values(erase_after=due_on)
        )
    stages = select(Stage.id).where(Stage.plan_id.in_(of_case))
    of_stages = update(Step).where(Step.stage_id.in_(stages), Step.data_class == of_class)
    session.execute(of_stages.values(erase_after=due_on))
