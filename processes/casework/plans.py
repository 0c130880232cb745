"""The life of a plan after its draft: released, signed, active, resting, continued, replaced, ended."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from processes import errors
from processes.casework import answers, cases, dates, rows, stages
from processes.casework.models import Amendment, Plan, Review, Signature
from processes.casework.values import PLAN_STATUS
from processes.engine.models import Record
from processes.words import N_

#: Which status may follow which. `aktiv` is reached by `activate` and `resume`, `vereinbart` by `sign` only.
_NEXT: Mapping[str, tuple[str, ...]] = {
    "entwurf": ("zur_freigabe", "freigegeben", "abgelehnt"),
    "zur_freigabe": ("freigegeben", "entwurf", "abgelehnt"),
    "freigegeben": ("entwurf", "zur_freigabe", "abgelehnt"),
    "vereinbart": ("abgelehnt", "beendet"),
    "aktiv": ("ruhend", "beendet"),
    "ruhend": ("beendet",),
}

#: A resting plan is looked at again after so many months (frist.ruhen_pruefen).
RESTING_MONTHS = 6


def set_status(doing: rows.InCase, plan: Plan, status: str) -> None:
    """Move a plan to another status, and the case with it where they belong together.

    Raises errors.Invalid for a step that is not allowed, errors.NotAllowed if the author releases.
    """
    if status not in PLAN_STATUS:
        raise errors.Invalid(N_("The diagram names a status of the plan that does not exist."))
    if plan.status == status:
        return
    if status not in _NEXT.get(plan.status, ()):
        raise errors.Invalid(N_("A plan cannot go from '%(before)s' to '%(after)s'."), before=plan.status, after=status)
    if status == "ruhend":
        rest(doing, plan)
    elif status == "beendet":
        end(doing, plan)
    elif status == "zur_freigabe":
        rows.change(doing, plan, status=status, release_needed=True, released_by=None, released_at=None)
    elif status == "freigegeben" and plan.release_needed:
        _release(doing, plan)
    else:
        rows.change(doing, plan, status=status)


def _release(doing: rows.InCase, plan: Plan) -> None:
    by, at = released(doing) or (doing.by.id, doing.now)
    if by == plan.author:
        raise errors.NotAllowed(N_("Whoever drew up the plan cannot release it: somebody else has to."))
    rows.change(doing, plan, status="freigegeben", released_by=by, released_at=at)


def released(doing: rows.InCase) -> tuple[str, datetime] | None:
    """Who handed in the newest release (F12) of this instance and when, or None."""
    found = doing.session.execute(
        select(Record.by, Record.at)
        .where(Record.root_id == doing.root_id, Record.instance_id == doing.instance_id, Record.form == "F12")
        .order_by(Record.id.desc())
        .limit(1)
    ).one_or_none()
    return (found.by, found.at) if found else None


def sign(doing: rows.InCase, plan: Plan, record: answers.Record) -> None:
    """Keep the signatures of F11; the plan is agreed then. Raises errors.Invalid without the person's signature."""
    if plan.status in ("vereinbart", "aktiv"):
        return
    if plan.status not in ("entwurf", "freigegeben"):
        raise errors.Invalid(N_("A plan in the status '%(status)s' cannot be signed."), status=plan.status)
    if plan.release_needed and plan.released_by is None:
        raise errors.Invalid(N_("This plan must be released before it is signed."))
    signed = answers.form(record, "F11")
    on = answers.day(signed, "unterschrieben_am") or dates.today(doing.now)
    given = {role: _given(signed, f"unterschrift_{role}") for role in ("person", "vertretung", "fachkraft")}
    if given["person"] is None and given["vertretung"] is None:
        raise errors.Invalid(N_("Without the person's signature there is no plan."))
    for role, how in given.items():
        known = doing.session.scalars(
            select(Signature).where(Signature.plan_id == plan.id, Signature.role == role)
        ).one_or_none()
        if how is not None and known is None:
            name = answers.text(signed, f"unterschrift_{role}_name")
            rows.new(doing, Signature, plan_id=plan.id, role=role, given=how, name=name, signed_on=on)
    talk = answers.form(record, "F10")
    dissent = answers.text(talk, "dissens")
    if dissent is None and answers.text(talk, "ergebnis") == "uneinig":
        dissent = answers.text(talk, "aenderungswunsch")
    rows.change(doing, plan, status="vereinbart", signed_on=on, dissent=dissent)


def _given(signed: answers.Answers, field: str) -> str | None:
    value = signed.get(field)
    if isinstance(value, dict):
        return answers.text(value, "art") or ("tablet" if value else None)
    return None if value is False else answers.text(signed, field)


def activate(doing: rows.InCase, plan: Plan, *, months: int) -> datetime:
    """Put a signed plan into force; the older active or resting plan of the case is replaced by it.

    Returns when its review is due, which is where `months` are counted to.

    Raises errors.Invalid when it is not agreed, errors.Conflict when another case of the person has an active plan.
    """
    if plan.status == "aktiv" and plan.next_review_at is not None:
        return plan.next_review_at
    if plan.status != "vereinbart":
        raise errors.Invalid(N_("Only a signed plan can take effect."))
    today = dates.today(doing.now)
    for other in doing.session.scalars(
        select(Plan).where(Plan.client_id == plan.client_id, Plan.status.in_(["aktiv", "ruhend"]), Plan.id != plan.id)
    ):
        if other.case_id != plan.case_id:
            raise errors.Conflict(N_("This person has an active plan in another case. Please end it there first."))
        stages.adapt_open(doing, other)
        rows.change(doing, other, status="ersetzt", ended_at=doing.now)
    doing.session.flush()  # at most one active plan of a person, also in between
    review_at = review_after(doing, months=months)
    rows.change(doing, plan, status="aktiv", valid_from=today, next_review_at=review_at)
    doing.session.flush()
    cases.set_status(doing, rows.case(doing), "plan_aktiv")
    return review_at


def review_after(doing: rows.Doing, *, months: float) -> datetime:
    """When a review is due that many months from today: when the office opens that day. Raises errors.Invalid."""
    try:
        count = int(months)
    except (TypeError, ValueError):
        count = 0
    if not 1 <= count <= 24:
        raise errors.Invalid(N_("The distance to the next review must be 1 to 24 months."))
    return dates.at_opening(dates.add_months(dates.today(doing.now), count))


def rest(doing: rows.InCase, plan: Plan) -> datetime:
    """Let a plan rest: benefits run on, nothing is pursued. Returns when to look at it again."""
    if plan.status == "aktiv":
        rows.change(doing, plan, status="ruhend", rested_at=doing.now)
        stages.pause(doing, plan)
        doing.session.flush()
        cases.set_status(doing, rows.case(doing), "ruhend")
    elif plan.status != "ruhend":
        raise errors.Invalid(N_("Only an active plan can rest."))
    since = dates.today(plan.rested_at or doing.now)
    return dates.at_opening(dates.add_months(since, RESTING_MONTHS))


def resume(doing: rows.InCase, plan: Plan) -> None:
    """Take a resting plan up again; where a new version was refused, the active one goes on."""
    if plan.status == "aktiv":
        cases.set_status(doing, rows.case(doing), "plan_aktiv")
        return
    if plan.status != "ruhend":
        raise errors.Invalid(N_("Only a resting plan can be taken up again."))
    rows.change(doing, plan, status="aktiv", resumed_at=doing.now)
    doing.session.flush()
    cases.set_status(doing, rows.case(doing), "plan_aktiv")


def end(doing: rows.InCase, plan: Plan) -> None:
    """End a plan; its open stages are broken off and the case is on its way to its end."""
    if plan.status in ("beendet", "ersetzt", "abgelehnt"):
        return
    stages.break_off(doing, plan)
    rows.change(doing, plan, status="beendet", ended_at=doing.now)
    doing.session.flush()
    case = rows.case(doing)
    if case.status in ("plan_aktiv", "ruhend"):
        cases.set_status(doing, case, "abschluss")


def continue_(doing: rows.InCase, plan: Plan, record: answers.Record, *, months: int) -> datetime:
    """Confirm a plan unchanged or with the changes of F18 (Fortschreibung). Returns when the next review is due."""
    form = answers.form(record, "F18")
    known = doing.session.scalar(
        select(Amendment.id).where(Amendment.plan_id == plan.id, Amendment.instance_id == doing.instance_id).limit(1)
    )
    if answers.text(form, "art") == "fortgeschrieben" and known is None:
        for position, change in enumerate(answers.table(form, "aenderungen"), start=1):
            rows.new(
                doing,
                Amendment,
                plan_id=plan.id,
                instance_id=doing.instance_id,
                position=position,
                at=doing.now,
                subject=answers.text(change, "ziel_oder_etappe") or "Plan",
                was=answers.text(change, "alt"),
                becomes=answers.text(change, "neu"),
            )
    due_at = review_after(doing, months=answers.whole(form, "ueberpruefung_monate") or months)
    rows.change(doing, plan, next_review_at=due_at)
    return due_at


def review(doing: rows.InCase, plan: Plan, record: answers.Record) -> Review:
    """Keep the review of this instance (F17) and how far each goal has come."""
    form = answers.form(record, "F17")
    for row in answers.table(form, "ziele_stand"):
        number = answers.whole(row, "ziel")
        goal = next((each for each in plan.goals if each.position == number or each.title == row.get("ziel")), None)
        if goal is not None:
            important = answers.yes(row, "noch_wichtig") if "noch_wichtig" in row else goal.still_important
            achieved = answers.percent(row, "erreicht_prozent")
            rows.change(doing, goal, still_important=important)
            if achieved is not None:
                rows.change(doing, goal, achieved_percent=achieved, status=stages.goal_status(achieved))
    achieved = answers.percent(form, "ziele_erreicht_prozent")
    values = {
        "due_at": plan.next_review_at,
        "held_at": doing.now,
        "cooperation": answers.scale(form, "zusammenarbeit"),
        "achieved_percent": stages.achieved(plan) if achieved is None else achieved,
        "benefit_ends": answers.yes(form, "leistungsbezug_ende"),
        "person_ends": answers.yes(form, "person_beendet"),
        "contact_lost": answers.yes(form, "kontakt_verloren"),
        "result": answers.text(form, "ergebnis_text"),
        "status": "gefuehrt",
    }
    known = doing.session.scalars(select(Review).where(Review.instance_id == doing.instance_id)).one_or_none()
    if known is None:
        return rows.new(doing, Review, plan_id=plan.id, instance_id=doing.instance_id, **values)
    rows.change(doing, known, **values)
    return known


def last_review(doing: rows.Doing, plan: Plan) -> Review | None:
    """The newest review of a plan since it was last taken up; what was said before it rested no longer counts."""
    query = select(Review).where(Review.plan_id == plan.id, Review.status == "gefuehrt")
    if plan.resumed_at is not None:
        query = query.where(Review.held_at >= plan.resumed_at)
    return doing.session.scalars(query.order_by(Review.held_at.desc(), Review.id.desc()).limit(1)).one_or_none()


def months_running(doing: rows.Doing, plan: Plan) -> int:
    """For how many whole months a plan has been in force."""
    return max(0, dates.months_between(plan.valid_from, dates.today(doing.now))) if plan.valid_from else 0
