"""Cases: opening one, who works on it, and which status it is in."""

from typing import Any

from sqlalchemy import Select, and_, func, literal, select
from sqlalchemy.orm import Session

from processes import errors
from processes.casework import answers, clients, dates, intakes, numbers, rows
from processes.casework.models import Assignment, CaseFile, Plan
from processes.casework.values import CASE_OVER, CASE_STATUS
from processes.engine import instances
from processes.engine.models import PersonRow
from processes.words import N_

#: The role whose holder a case is assigned to.
WORKER_ROLE = "fallmanagement"


def open_case(
    doing: rows.InCase,
    application: answers.Answers,
    *,
    team: str | None,
    urgency: str | None,
    benefit: str | None,
    legal_profile: str,
) -> tuple[CaseFile, str | None]:
    """Open the case of this root: client, household, file number, assignment. Returns it with its worker.

    The worker is the one of the earlier case if they are still in the team, else who carries the lowest weighted
    caseload in it. Root and tasks are told about team, worker and file number. A second run changes nothing.
    """
    known = rows.case_or_none(doing.session, doing.root_id)
    if known is not None:
        return known, worker_of(doing.session, known)
    intake = rows.intake(doing)
    earlier = intakes.earlier_case(doing, intake)
    client = clients.for_intake(doing, intake, application)
    household = clients.household_for(doing, client, application)
    worker = choose_worker(doing.session, team=team, earlier=earlier)
    case = rows.new(
        doing,
        CaseFile,
        number=numbers.new_case_number(doing.session, year=dates.today(doing.now).year),
        root_id=doing.root_id,
        client_id=client.id,
        household_id=household.id,
        legal_profile=legal_profile,
        benefit=benefit,
        urgency=urgency,
        team=team,
        previous_case_id=earlier.id if earlier else None,
        opened_at=doing.now,
    )
    rows.new(
        doing,
        Assignment,
        case_id=case.id,
        role=WORKER_ROLE,
        worker=worker,
        team=team or "stadt",
        from_at=doing.now,
    )
    rows.change(doing, intake, status="zugeordnet", case_id=case.id)
    instances.place(
        doing.session,
        root_id=doing.root_id,
        business_key=case.number,
        team=team,
        lane_holders={WORKER_ROLE: worker} if worker else {},
    )
    return case, worker


def choose_worker(session: Session, *, team: str | None, earlier: CaseFile | None = None) -> str | None:
    """Who gets a new case: continuity first, then the lowest weighted caseload; None if nobody is there."""
    if earlier is not None:
        before = session.scalar(
            select(Assignment.worker)
            .where(Assignment.case_id == earlier.id, Assignment.role == WORKER_ROLE, Assignment.kind == "haupt")
            .order_by(Assignment.from_at.desc())
            .limit(1)
        )
        if before is not None and session.scalar(_by_load(team).where(PersonRow.id == before)) is not None:
            return before
    return session.scalar(_by_load(team).limit(1)) or session.scalar(_by_load(None).limit(1))


def _by_load(team: str | None) -> Select[str]:
    """Workers of a team (None: of the whole city), lowest weighted caseload first."""
    load = func.coalesce(func.sum(CaseFile.weight), 0)
    carries = and_(Assignment.worker == PersonRow.id, Assignment.until_at.is_(None), Assignment.role == WORKER_ROLE)
    in_team = func.cardinality(PersonRow.teams) == 0 if team is None else literal(team) == func.any(PersonRow.teams)
    return (
        select(PersonRow.id)
        .outerjoin(Assignment, carries)
        .outerjoin(CaseFile, and_(CaseFile.id == Assignment.case_id, CaseFile.status.not_in(CASE_OVER)))
        .where(PersonRow.active, literal(WORKER_ROLE) == func.any(PersonRow.roles), in_team)
        .group_by(PersonRow.id)
        .order_by(load, PersonRow.id)
    )


def worker_of(session: Session, case: CaseFile) -> str | None:
    """The sign-in name of the worker the case is assigned to now, or None."""
    return session.scalar(
        select(Assignment.worker).where(
            Assignment.case_id == case.id,
            Assignment.role == WORKER_ROLE,
            Assignment.kind == "haupt",
            Assignment.until_at.is_(None),
        )
    )


def active_plan(session: Session, case: CaseFile) -> Plan | None:
    """The plan of the case that is active, if there is one."""
    return session.scalars(select(Plan).where(Plan.case_id == case.id, Plan.status == "aktiv")).one_or_none()


def set_status(doing: rows.Doing, case: CaseFile, status: str) -> None:
    """Move a case to another status. Raises errors.Invalid for an unknown one or one that would break an invariant."""
    if status not in CASE_STATUS:
        raise errors.Invalid(N_("The diagram names a status of the case that does not exist."))
    if case.status == status:
        return
    if status == "plan_aktiv" and active_plan(doing.session, case) is None:
        raise errors.Invalid(N_("The case cannot have the status 'plan active': no plan of it is active."))
    if status in ("nachsorge", *CASE_OVER) and active_plan(doing.session, case) is not None:
        raise errors.Invalid(N_("The case cannot be closed while its plan is active: end the plan first."))
    over: dict[str, Any] = {"closed_at": doing.now} if status in CASE_OVER else {"closed_at": None}
    rows.change(doing, case, status=status, **over)
    if status in CASE_OVER:
        _end_assignments(doing, case)


def _end_assignments(doing: rows.Doing, case: CaseFile) -> None:
    for assignment in doing.session.scalars(
        select(Assignment).where(Assignment.case_id == case.id, Assignment.until_at.is_(None))
    ):
        rows.change(doing, assignment, until_at=doing.now)


def set_depth(doing: rows.Doing, case: CaseFile, depth: str | None, weight: str | None) -> None:
    """How deep the consultation goes, and with it how much the case weighs in the caseload."""
    if depth is not None and weight is not None:
        rows.change(doing, case, depth=depth, weight=weight)


def release_closing(doing: rows.Doing, case: CaseFile, by: str) -> None:
    """Note who released the end of a case. Raises errors.NotAllowed if that is its author (four eyes)."""
    if by == case.closing_author:
        raise errors.NotAllowed(N_("Whoever wrote the closing report cannot release it: somebody else has to."))
    rows.change(doing, case, closing_released_by=by)
