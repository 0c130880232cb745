"""Consultations and what they find out: how independent somebody is in each area of life."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from processes import errors
from processes.casework import answers, areas, cases, dates, rows
from processes.casework.models import Assessment, CaseFile, Consultation, Plan
from processes.casework.values import OCCASIONS
from processes.words import N_

#: With nothing assessed nobody is known to be in need: the upper end of the scale.
NOTHING_KNOWN = 10


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What follows from the newest assessment of each area; the hints are those of this consultation alone."""

    lowest: int
    problem_areas: int
    largest_difference: int
    child_at_risk: bool
    suicide_risk: bool
    violence: bool


def hold(doing: rows.InCase, record: answers.Record, *, depth: str | None, weight: str | None = None) -> Consultation:
    """The consultation of this instance from F04 (preparation) and F05 (talk), made or brought up to date."""
    case = rows.case(doing)
    prepared, talk = answers.form(record, "F04"), answers.form(record, "F05")
    deep = depth or answers.text(prepared, "tiefe") or case.depth or "standard"
    held_at = answers.instant(talk, "datum") or (doing.now if talk else None)
    values = {
        "depth": deep,
        "held_at": held_at,
        "minutes": answers.whole(prepared, "dauer_min"),
        "place": answers.text(prepared, "ort"),
        "interpreting": answers.text(prepared, "dolmetschung"),
        "plain_language": answers.yes(prepared, "leichte_sprache"),
        "situation": answers.text(talk, "situation"),
        "strengths": answers.text(talk, "kraefte_mittel"),
        "notices": answers.choices(talk, "hinweise_gegeben"),
        "status": "gefuehrt" if held_at else "geplant",
    }
    known = doing.session.scalars(
        select(Consultation).where(Consultation.instance_id == doing.instance_id)
    ).one_or_none()
    if known is None:
        known = rows.new(doing, Consultation, case_id=case.id, instance_id=doing.instance_id, **values)
    else:
        rows.change(doing, known, **values)
    cases.set_depth(doing, case, deep, weight or areas.WEIGHT_BY_DEPTH.get(deep))
    if case.status in ("neu", "in_klaerung"):
        cases.set_status(doing, case, "beratung")
    return known


def areas_to_ask(plan: Plan | None, depth: str | None) -> list[str]:
    """The areas to assess: those of the plan's goals if there is a plan, else the list of the depth (2.6)."""
    if plan is None:
        return areas.for_depth(depth)
    of_goals = {goal.area for goal in plan.goals if goal.area}
    return [area for area in areas.ALL if area in of_goals] or areas.for_depth("kurz")


def assess(doing: rows.InCase, record: answers.Record, *, occasion: str, area: str) -> Assessment:
    """Keep the newest F06 about an area; a second F06 of the same instance about it replaces the first."""
    check_occasion(occasion)
    found = answers.newest(record, "F06", "bereich", area) or answers.form(record, "F06")
    consent = answers.yes(found, "einwilligung_gesundheit")
    # without consent to health details only "möchte ich nicht sagen" is kept (F06)
    refused = answers.yes(found, "keine_angabe") or not found or (area in areas.PROTECTED and not consent)
    return keep(
        doing,
        occasion=occasion,
        area=area,
        refused=refused,
        value_person=None if refused else answers.scale(found, "wert_person"),
        value_worker=None if refused else answers.scale(found, "wert_fachkraft"),
        reason=None if refused else answers.text(found, "begruendung"),
        wish=None if refused else answers.text(found, "wunsch"),
        resources=None if refused else answers.text(found, "ressourcen"),
        urgent=answers.yes(found, "dringend"),
        child_at_risk=answers.yes(found, "kindeswohl_hinweis"),
        suicide_risk=answers.yes(found, "suizid_hinweis"),
        violence=answers.yes(found, "gewalt_hinweis"),
        consent=consent,
    )


def keep(doing: rows.InCase, *, occasion: str, area: str, **values: object) -> Assessment:
    """Store an assessment of this instance; health, addiction and care are kept as specially protected data."""
    case = rows.case(doing)
    known = doing.session.scalars(
        select(Assessment).where(
            Assessment.instance_id == doing.instance_id, Assessment.occasion == occasion, Assessment.area == area
        )
    ).one_or_none()
    if known is not None:
        rows.change(doing, known, as_of=dates.today(doing.now), **values)
        return known
    return rows.new(
        doing,
        Assessment,
        case_id=case.id,
        client_id=case.client_id,
        instance_id=doing.instance_id,
        occasion=occasion,
        area=area,
        as_of=dates.today(doing.now),
        data_class="gesundheitsdetail" if area in areas.PROTECTED else "hilfeplan_beratung",
        **values,
    )


def check_occasion(occasion: str) -> None:
    """Raises errors.Invalid for an occasion that domain.md 4.1 does not know."""
    if occasion not in OCCASIONS:
        raise errors.Invalid(N_("The diagram names an occasion of an assessment that does not exist."))


def newest_by_area(doing: rows.Doing, case: CaseFile) -> dict[str, Assessment]:
    """The newest assessment of each area of a case."""
    found = doing.session.scalars(
        select(Assessment)
        .where(Assessment.case_id == case.id)
        .order_by(Assessment.area, Assessment.as_of.desc(), Assessment.changed_at.desc(), Assessment.id.desc())
        .ext(distinct_on(Assessment.area))
    )
    return {each.area: each for each in found}


def profile(doing: rows.InCase) -> Profile:
    """The figures the decisions D06, D07 and D11 ask for."""
    case = rows.case(doing)
    newest = newest_by_area(doing, case).values()
    known = [value for each in newest if (value := decisive(each)) is not None]
    both = [
        abs(each.value_person - each.value_worker)
        for each in newest
        if each.value_person is not None and each.value_worker is not None
    ]
    here: Sequence[Assessment] = doing.session.scalars(
        select(Assessment).where(Assessment.instance_id == doing.instance_id)
    ).all()
    return Profile(
        lowest=min(known, default=NOTHING_KNOWN),
        problem_areas=sum(value <= areas.PROBLEM_UP_TO for value in known),
        largest_difference=max(both, default=0),
        child_at_risk=any(each.child_at_risk for each in here),
        suicide_risk=any(each.suicide_risk for each in here),
        violence=any(each.violence for each in here),
    )


def decisive(assessment: Assessment) -> int | None:
    """The worker's value; where the worker gave none, the person's own."""
    return assessment.value_worker if assessment.value_worker is not None else assessment.value_person


def critical_areas(doing: rows.Doing, case: CaseFile) -> set[str]:
    """Areas whose newest value is critical (at most 2)."""
    newest = newest_by_area(doing, case)
    return {
        area for area, each in newest.items() if (value := decisive(each)) is not None and value <= areas.CRITICAL_UP_TO
    }
