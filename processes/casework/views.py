"""The frozen values that casework's commands and queries return. Words are English, translated at the edge."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from processes.engine.views import Completed


@dataclass(frozen=True, kw_only=True)
class NewCase:
    """What a new application led to."""

    root_id: uuid.UUID
    number: str
    completed: Completed


@dataclass(frozen=True, kw_only=True)
class Search:
    """What somebody typed into the search, understood: `text` to search for, `hint` says what is wrong with it."""

    text: str | None
    hint: str | None = None
    #: Roots whose client or file number fits.
    roots: frozenset[uuid.UUID] = frozenset()


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """A case (or an intake that is none yet) as a line of a list."""

    root_id: uuid.UUID
    #: The file number, before there is one the intake's.
    number: str
    client_name: str
    birth_date: date
    #: The address is barred: shown as "geschützte Anschrift".
    protected: bool
    status: str
    status_words: str
    team: str | None
    worker: str | None
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class ClientView:
    """The person a case is about; what this reader may not see is None."""

    number: str | None
    birth_date: date
    language: str
    telephone: str | None
    email: str | None
    address: str | None
    protected: bool
    household: tuple[str, ...] = ()
    representation: str | None = None


@dataclass(frozen=True, kw_only=True)
class StepRow:
    """A step of a stage."""

    what: str
    who_words: str
    until: date | None
    status: str
    status_words: str
    done_on: date | None


@dataclass(frozen=True, kw_only=True)
class StageView:
    """A stage of a plan."""

    id: uuid.UUID
    number: str
    position: int
    group: int
    title: str
    starts_on: date
    ends_on: date
    first_ends_on: date
    extensions: int
    started_at: datetime | None
    ended_at: datetime | None
    status: str
    status_words: str
    own_contribution: str | None
    office_contribution: str | None
    partner: str | None
    cost_cents: int
    achieved_percent: int | None
    is_late: bool
    steps: tuple[StepRow, ...]


@dataclass(frozen=True, kw_only=True)
class GoalView:
    """A goal of a plan with its stages."""

    position: int
    title: str
    area_label: str
    measure: str | None
    start_value: int | None
    target_value: int | None
    until: date | None
    confidence: int | None
    achieved_percent: int | None
    status: str
    status_words: str
    stages: tuple[StageView, ...]


@dataclass(frozen=True, kw_only=True)
class PlanView:
    """One version of the plan. For readers of titles only, `goals` is empty and the texts are None."""

    id: uuid.UUID
    number: str
    version: int
    title: str
    status: str
    status_words: str
    legal_nature: str
    perspective: str | None
    dissent: str | None
    valid_from: date | None
    signed_on: date | None
    next_review_at: datetime | None
    next_contact_on: date | None
    author: str
    released_by: str | None
    achieved_percent: int
    goals: tuple[GoalView, ...] = ()
    #: Stages that serve no single goal.
    other_stages: tuple[StageView, ...] = ()
    #: What reviews changed: subject, before, after.
    amendments: Sequence[tuple[str, str, str]] = ()


@dataclass(frozen=True, kw_only=True)
class AreaRow:
    """An area of life: how it was seen last, and how it was seen first."""

    area: str
    label: str
    as_of: date
    refused: bool
    value_person: int | None
    value_worker: int | None
    first_person: int | None
    first_worker: int | None
    band: str
    #: Change of the worker's value since the first time, or None.
    change: int | None
    reason: str | None
    wish: str | None


@dataclass(frozen=True, kw_only=True)
class AppointmentRow:
    """An appointment; `occasion_words` is empty for readers who may not know what it is for."""

    id: uuid.UUID
    number: str
    starts_at: datetime
    minutes: int
    place_words: str
    occasion_words: str
    status: str
    status_words: str


@dataclass(frozen=True, kw_only=True)
class DocumentRow:
    """A document without its bytes."""

    id: uuid.UUID
    kind: str
    title: str
    file_name: str
    media_type: str
    created_at: datetime
    way_words: str


@dataclass(frozen=True, kw_only=True)
class DocumentContent:
    """A document to hand out."""

    row: DocumentRow
    content: bytes


@dataclass(frozen=True, kw_only=True)
class ContactRow:
    """A contact between the person and the office."""

    at: datetime
    by: str
    kind_words: str
    text: str | None
    mood: int | None
    help_needed: bool


@dataclass(frozen=True, kw_only=True)
class AssignmentRow:
    """Who works or worked on a case."""

    worker: str | None
    team: str | None
    role: str
    from_at: datetime
    until_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class AftercareRow:
    """A contact after the end."""

    month: int
    due_at: datetime
    status: str
    status_words: str


@dataclass(frozen=True, kw_only=True)
class HappeningRow:
    """Something that happened in a case, in words: an English template with its parameters."""

    at: datetime
    template: str
    params: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class FormSummary:
    """A form that was handed in, as pairs of label and answer."""

    form: str
    title: str
    at: datetime
    by: str
    answers: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """A case as its page shows it to one reader: what they may not see is empty, `sections` names what they may."""

    root_id: uuid.UUID
    case_id: uuid.UUID | None
    number: str
    intake_number: str
    client_name: str
    status: str
    status_words: str
    benefit_words: str
    urgency_words: str
    received_at: datetime
    known_since: date
    opened_at: datetime | None
    closed_at: datetime | None
    closing_words: str
    team: str | None
    worker: str | None
    #: File numbers of the earlier and of later cases of the same person.
    previous_number: str | None
    next_numbers: tuple[str, ...]
    sections: frozenset[str]
    client: ClientView | None = None
    plans: tuple[PlanView, ...] = ()
    areas: tuple[AreaRow, ...] = ()
    appointments: tuple[AppointmentRow, ...] = ()
    documents: tuple[DocumentRow, ...] = ()
    contacts: tuple[ContactRow, ...] = ()
    people: tuple[AssignmentRow, ...] = ()
    aftercare: tuple[AftercareRow, ...] = ()
    happenings: tuple[HappeningRow, ...] = ()

    @property
    def plan(self) -> PlanView | None:
        """The plan that counts now: the one in force or resting, else the newest."""
        in_force = (plan for plan in self.plans if plan.status in ("aktiv", "ruhend"))
        return next(in_force, self.plans[0] if self.plans else None)
