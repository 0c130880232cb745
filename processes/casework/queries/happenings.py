"""What happened in a case, told by its own rows: beside the engine's events it is what people remember it by."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from processes.casework import dates
from processes.casework.models import CaseFile, Intake
from processes.casework.views import AppointmentRow, AssignmentRow, HappeningRow, PlanView, StageView
from processes.words import N_


def happenings_of(
    intake: Intake,
    file: CaseFile | None,
    plans: Sequence[PlanView],
    appointments: Sequence[AppointmentRow],
    people: Sequence[AssignmentRow],
) -> tuple[HappeningRow, ...]:
    """Newest first; only of what the reader sees anyway."""
    told = [
        *_of_case(intake, file),
        *(row for plan in plans for row in _of_plan(plan)),
        *_of_appointments(appointments),
        *_of_people(people),
    ]
    return tuple(sorted(told, key=lambda row: row.at, reverse=True))


def _of_case(intake: Intake, file: CaseFile | None) -> Iterator[HappeningRow]:
    yield _row(intake.received_at, N_("The application came in (%(number)s)"), number=intake.number)
    if intake.forwarded_at is not None:
        yield _row(intake.forwarded_at, N_("The application was passed on to %(to)s"), to=intake.forwarded_to or "")
    if file is not None:
        yield _row(file.opened_at, N_("The case was opened (%(number)s)"), number=file.number)
        if file.closed_at is not None:
            yield _row(file.closed_at, N_("The case was closed"))


def _of_plan(plan: PlanView) -> Iterator[HappeningRow]:
    number = plan.number.rpartition("/")[2]
    if plan.signed_on is not None:
        yield _row(dates.at_opening(plan.signed_on), N_("The plan was signed (%(number)s)"), number=number)
    if plan.valid_from is not None:
        yield _row(dates.at_opening(plan.valid_from), N_("The plan took effect (%(number)s)"), number=number)
    stages = [stage for goal in plan.goals for stage in goal.stages] + list(plan.other_stages)
    for stage in stages:
        yield from _of_stage(stage)


def _of_stage(stage: StageView) -> Iterator[HappeningRow]:
    title = stage.title
    if stage.started_at is not None:
        yield _row(stage.started_at, N_("Stage “%(stage)s” began"), stage=title)
    if stage.ended_at is not None:
        words = {
            "erreicht": N_("Stage “%(stage)s” was reached"),
            "angepasst": N_("Stage “%(stage)s” was adapted"),
        }.get(stage.status, N_("Stage “%(stage)s” was broken off"))
        yield _row(stage.ended_at, words, stage=title)


def _of_appointments(appointments: Iterable[AppointmentRow]) -> Iterator[HappeningRow]:
    sentences = {
        "erschienen": N_("Appointment %(number)s took place"),
        "nicht_erschienen": N_("Appointment %(number)s was missed"),
        "abgesagt": N_("Appointment %(number)s was cancelled"),
        "verlegt": N_("Appointment %(number)s was moved"),
    }
    for each in appointments:
        if each.status in sentences:
            yield _row(each.starts_at, sentences[each.status], number=each.number)


def _of_people(people: Iterable[AssignmentRow]) -> Iterator[HappeningRow]:
    for each in people:
        if each.worker is not None:
            yield _row(each.from_at, N_("%(person)s became responsible"), person=each.worker)


def _row(at: datetime, template: str, **params: str) -> HappeningRow:
    return HappeningRow(at=at, template=template, params=params)
