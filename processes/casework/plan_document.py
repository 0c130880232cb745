"""Puts a plan into the words of its document."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from processes.casework import areas, cases, dates, legal_texts, office, staff
from processes.casework.documents import plan as parts
from processes.casework.models import CaseFile, Client, Goal, Plan, Signature, Stage, Step

_KINDS = {"veraendern": "verändern", "erhalten": "erhalten", "klaeren": "klären"}
_STEPS = {
    "erledigt": "erledigt",
    "teilweise": "teilweise",
    "nicht_moeglich": "ging nicht",
    "entfallen": "entfallen",
}
_GIVEN = {"papier": "auf Papier", "tablet": "am Tablet", "eid": "mit Ausweis"}
_DRAFT = ("entwurf", "zur_freigabe", "freigegeben", "abgelehnt")


def of(session: Session, plan: Plan) -> parts.PlanDocument:
    """The document of a plan as it stands now."""
    case, client = session.get_one(CaseFile, plan.case_id), session.get_one(Client, plan.client_id)
    worker = staff.name(session, cases.worker_of(session, case) or plan.author)
    by_goal = {goal.id: [stage for stage in plan.stages if stage.goal_id == goal.id] for goal in plan.goals}
    person = f"{client.first_name} {client.last_name}"
    return parts.PlanDocument(
        title=legal_texts.TITLES[plan.kind],
        number=plan.number,
        version=plan.version,
        is_draft=plan.status in _DRAFT,
        legal_nature=legal_texts.TEXTS[plan.legal_nature],
        person=person,
        worker=f"{worker}, Hilfeplanung, Telefon {office.TELEPHONE}",
        dates=_dates(plan),
        perspective=plan.perspective or "",
        goals=[_goal(goal, by_goal[goal.id]) for goal in plan.goals],
        other_stages=[_stage(stage) for stage in plan.stages if stage.goal_id is None],
        dissent=plan.dissent or "",
        amendments=[(each.subject, each.was or "–", each.becomes or "–") for each in plan.amendments],
        signatures=_signatures(plan, person=person, worker=worker),
    )


def _dates(plan: Plan) -> list[tuple[str, str]]:
    return [
        ("Gültig ab", _day(plan.valid_from)),
        ("Nächster Kontakt", _day(plan.next_contact_on)),
        ("Nächste Überprüfung", _day(dates.today(plan.next_review_at)) if plan.next_review_at else ""),
    ]


def _day(day: datetime | object) -> str:
    return dates.in_words(day) if day else ""  # type: ignore[arg-type]


def _goal(goal: Goal, stages: Sequence[Stage]) -> parts.GoalPart:
    facts = [
        ("Lebensbereich", _area(goal)),
        ("Woran merken wir es?", goal.measure or ""),
        ("Heute → Ziel", " → ".join(filter(None, (_value(goal.start_value), _value(goal.target_value))))),
        ("Bis wann", _day(goal.until)),
        ("Meine Zuversicht", f"{goal.confidence} von 10" if goal.confidence is not None else ""),
    ]
    return parts.GoalPart(
        number=goal.position, title=goal.title, facts=facts, stages=[_stage(stage) for stage in stages]
    )


def _area(goal: Goal) -> str:
    label, kind = areas.LABELS.get(goal.area or "", ""), _KINDS.get(goal.kind or "", "")
    return f"{label} ({kind})" if label and kind else label


def _value(value: int | None) -> str:
    return "" if value is None else f"{value} von 10 ({areas.band(value)})"


def _stage(stage: Stage) -> parts.StagePart:
    when = f"{dates.in_words(stage.starts_on)} bis {dates.in_words(stage.ends_on)}"
    if stage.extensions:
        when += f" (verlängert, zuerst bis {dates.in_words(stage.first_ends_on)})"
    return parts.StagePart(
        number=stage.position,
        title=stage.title,
        when=when,
        own=stage.own_contribution or "",
        office=stage.office_contribution or "",
        partner=stage.partner or "",
        cost=money(stage.cost_cents) if stage.cost_cents else "",
        steps=[_step(step) for step in stage.steps],
    )


def _step(step: Step) -> parts.StepPart:
    done = _STEPS.get(step.status, "")
    if step.status == "erledigt" and step.done_on:
        done = f"am {dates.short(step.done_on)}"
    return parts.StepPart(
        what=step.what,
        who=office.DOERS.get(step.who or "", step.who or "offen"),
        until=dates.short(step.until) if step.until else "",
        done=done,
    )


def money(cents: int) -> str:
    """An amount as it stands in a German document."""
    euros, rest = divmod(cents, 100)
    return f"{euros:,}".replace(",", ".") + f",{rest:02d} €"


def _signatures(plan: Plan, *, person: str, worker: str) -> list[parts.SignaturePart]:
    known = {signature.role: signature for signature in plan.signatures}
    lines = [("person", person), ("fachkraft", f"{worker}, {office.SENDER}")]
    if "vertretung" in known:
        lines.insert(1, ("vertretung", f"{known['vertretung'].name or ''} (Vertretung)".strip()))
    return [parts.SignaturePart(who=who, given=_given(known.get(role))) for role, who in lines]


def _given(signature: Signature | None) -> str:
    if signature is None:
        return ""
    how = _GIVEN.get(signature.given, "unterschrieben")
    return f"{how} am {dates.short(signature.signed_on)}"
