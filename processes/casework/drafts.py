"""Drawing up a plan from what was filled in: goals (F08), stages and steps (F09)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from processes import errors
from processes.casework import answers, areas, cases, consultations, dates, legal_texts, numbers, rows
from processes.casework.models import CaseFile, Goal, Plan, Stage, Step
from processes.casework.values import GOAL_KINDS, PLAN_KINDS
from processes.words import N_

#: States in which a plan may still be drawn up anew by the same run of its process.
_DRAFT = ("entwurf", "zur_freigabe", "freigegeben")

#: With no confidence asked for, no warning is due (D08 no. 8).
_CONFIDENT = 10


@dataclass(frozen=True, kw_only=True)
class Quality:
    """What the checks of a plan (D08) and of its release (D09) ask for; names are those of the decision tables."""

    anzahl_ziele: int
    ziele_ohne_messgroesse: int
    ziele_ohne_termin: int
    etappen_ohne_beitrag_amt: int
    max_etappe_tage: int
    schritte_ohne_verantwortliche: int
    zuversicht_min: int
    kritischer_bereich_ohne_ziel: bool
    #: In euros, as D09 counts.
    kosten_zusage: float

    def as_data(self) -> dict[str, Any]:
        """The inputs as process data."""
        return asdict(self)


def draw_up(doing: rows.InCase, record: answers.Record, *, kind: str) -> Plan:
    """The draft of this instance; drawing up again replaces goals and stages and takes back a release.

    Raises errors.Invalid where stages or steps point nowhere, errors.Conflict when the plan is agreed already.
    """
    if kind not in PLAN_KINDS:
        raise errors.Invalid(N_("The diagram names a kind of plan that does not exist."))
    case = rows.case(doing)
    plan = _draft_of(doing, case, kind)
    plan.perspective = answers.text(answers.form(record, "F07"), "perspektive")
    stages_form = answers.form(record, "F09")
    plan.next_contact_on = answers.day(stages_form, "naechster_kontakt")
    goals = _goals(doing, plan, answers.table(answers.form(record, "F08"), "ziele"))
    stages = _stages(doing, plan, goals, answers.table(stages_form, "etappen"))
    _steps(doing, stages, answers.table(stages_form, "schritte"))
    doing.session.flush()
    doing.session.expire(plan, ["goals", "stages"])
    if case.status in ("neu", "in_klaerung", "beratung", "ohne_plan"):
        cases.set_status(doing, case, "plan_in_arbeit")
    return plan


def _draft_of(doing: rows.InCase, case: CaseFile, kind: str) -> Plan:
    legal = legal_texts.text_id(legal_profile=case.legal_profile, kind=kind)
    plan = doing.session.scalars(select(Plan).where(Plan.instance_id == doing.instance_id)).one_or_none()
    if plan is not None:
        if plan.status not in _DRAFT:
            raise errors.Conflict(N_("This plan is agreed already; a new version is needed to change it."))
        plan.goals.clear()
        plan.stages.clear()
        doing.session.flush()  # their numbers are used again
        rows.change(
            doing,
            plan,
            kind=kind,
            legal_nature=legal,
            status="entwurf",
            author=doing.by.id,
            release_needed=False,
            released_by=None,
            released_at=None,
        )
        return plan
    newest = doing.session.scalars(
        select(Plan).where(Plan.case_id == case.id).order_by(Plan.version.desc()).limit(1)
    ).one_or_none()
    version = newest.version + 1 if newest else 1
    return rows.new(
        doing,
        Plan,
        case_id=case.id,
        client_id=case.client_id,
        instance_id=doing.instance_id,
        number=numbers.plan_number(case.number, version),
        version=version,
        kind=kind,
        legal_nature=legal,
        author=doing.by.id,
        predecessor_id=newest.id if newest else None,
    )


def _goals(doing: rows.Doing, plan: Plan, table: Sequence[answers.Answers]) -> list[Goal]:
    made = []
    for position, row in enumerate(table, start=1):
        area, kind = answers.text(row, "bereich"), answers.text(row, "art")
        made.append(
            rows.new(
                doing,
                Goal,
                plan_id=plan.id,
                position=position,
                title=answers.text(row, "titel") or f"Ziel {position}",
                area=area if area in areas.ALL else None,
                kind=kind if kind in GOAL_KINDS else None,
                measure=answers.text(row, "messgroesse"),
                start_value=answers.scale(row, "ausgangswert"),
                target_value=answers.scale(row, "zielwert"),
                until=answers.day(row, "bis"),
                confidence=answers.scale(row, "erreichbar"),
            )
        )
    return made


def _stages(doing: rows.Doing, plan: Plan, goals: Sequence[Goal], table: Sequence[answers.Answers]) -> list[Stage]:
    made = []
    for position, row in enumerate(table, start=1):
        starts_on = answers.day(row, "beginn") or dates.today(doing.now)
        ends_on = answers.day(row, "ende")
        if ends_on is None or ends_on < starts_on:
            raise errors.Invalid(N_("Stage %(number)s needs an end that is not before its beginning."), number=position)
        made.append(
            rows.new(
                doing,
                Stage,
                plan_id=plan.id,
                goal_id=_pointed(
                    goals, row, "ziel_nr", N_("Stage %(number)s belongs to a goal that does not exist."), position
                ).id
                if goals
                else None,
                number=numbers.stage_number(plan.number, position),
                position=position,
                group_number=max(1, answers.whole(row, "gruppe_nr") or 1),
                title=answers.text(row, "titel") or f"Etappe {position}",
                starts_on=starts_on,
                ends_on=ends_on,
                first_ends_on=ends_on,
                own_contribution=answers.text(row, "mein_beitrag"),
                office_contribution=answers.text(row, "beitrag_amt"),
                partner=answers.text(row, "partner"),
                cost_cents=max(0, answers.whole(row, "kosten") or 0),
            )
        )
    return made


def _steps(doing: rows.Doing, stages: Sequence[Stage], table: Sequence[answers.Answers]) -> None:
    count: dict[int, int] = {}
    for position, row in enumerate(table, start=1):
        what = answers.text(row, "was")
        if what is None or not stages:
            continue
        stage = _pointed(
            stages, row, "etappe_nr", N_("Step %(number)s belongs to a stage that does not exist."), position
        )
        count[stage.position] = count.get(stage.position, 0) + 1
        rows.new(
            doing,
            Step,
            stage_id=stage.id,
            position=count[stage.position],
            what=what,
            who=answers.text(row, "wer"),
            until=answers.day(row, "bis"),
            evidence_agreed=answers.text(row, "nachweis"),
        )


def _pointed(targets: Sequence[Any], row: answers.Answers, field: str, refusal: str, position: int) -> Any:
    """The goal or stage a row points to by its number; with a single one there is no need to say which."""
    number = answers.whole(row, field)
    if number is None and len(targets) == 1:
        return targets[0]
    if number is None or not 1 <= number <= len(targets):
        raise errors.Invalid(refusal, number=position)
    return targets[number - 1]


def quality(doing: rows.InCase, plan: Plan) -> Quality:
    """The figures D08 and D09 decide on."""
    goals, stages = plan.goals, plan.stages
    steps = [step for stage in stages for step in stage.steps]
    critical = consultations.critical_areas(doing, rows.case(doing))
    cents = sum(stage.cost_cents for stage in stages)
    return Quality(
        anzahl_ziele=len(goals),
        ziele_ohne_messgroesse=sum(not goal.measure for goal in goals),
        ziele_ohne_termin=sum(goal.until is None for goal in goals),
        etappen_ohne_beitrag_amt=sum(not stage.office_contribution for stage in stages),
        max_etappe_tage=max((days(stage.starts_on, stage.ends_on) for stage in stages), default=0),
        schritte_ohne_verantwortliche=sum(not step.who for step in steps),
        zuversicht_min=min((goal.confidence for goal in goals if goal.confidence is not None), default=_CONFIDENT),
        kritischer_bereich_ohne_ziel=bool(critical - {goal.area for goal in goals}),
        kosten_zusage=cents // 100 if cents % 100 == 0 else cents / 100,
    )


def days(start: date, end: date) -> int:
    """How many days a stage lasts."""
    return (end - start).days
