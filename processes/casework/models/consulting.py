"""Consultations, how people and workers see the areas of life, appointments, contacts, aftercare."""

import uuid
from datetime import date, datetime

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import Mapped, mapped_column

from processes.casework import areas, values
from processes.casework.models.cases import CaseFile
from processes.casework.models.common import Common, Instant, one_of
from processes.casework.models.people import Client
from processes.casework.models.plans import Plan, Stage
from processes.database import CaseworkBase

_PROTECTED = ", ".join(f"'{area}'" for area in sorted(areas.PROTECTED))


class Consultation(Common, CaseworkBase):
    """An in-depth consultation (ausführliche Beratung); one for each run of its process."""

    __tablename__ = "consultation"
    __table_args__ = (
        UniqueConstraint("instance_id"),
        one_of("status", values.CONSULTATION_STATUS),
        Index("ix_consultation_case", "case_id"),
    )

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(CaseFile.id, ondelete="CASCADE"))
    instance_id: Mapped[uuid.UUID] = mapped_column(UUID)
    held_at: Mapped[datetime | None] = mapped_column(Instant)
    minutes: Mapped[int | None] = mapped_column(Integer)
    place: Mapped[str | None] = mapped_column(Text)
    depth: Mapped[str] = mapped_column(Text)
    interpreting: Mapped[str | None] = mapped_column(Text)
    plain_language: Mapped[bool] = mapped_column(Boolean, default=False)
    situation: Mapped[str | None] = mapped_column(Text)
    strengths: Mapped[str | None] = mapped_column(Text)
    #: Which information duties were met before the talk.
    notices: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    status: Mapped[str] = mapped_column(Text, default="geplant")


class Review(Common, CaseworkBase):
    """A joint look at a plan (Überprüfung); one for each run of its process."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("instance_id"),
        one_of("status", values.REVIEW_STATUS),
        CheckConstraint("cooperation between 0 and 10", name="cooperation"),
        CheckConstraint("achieved_percent between 0 and 100", name="achieved_percent"),
        Index("ix_review_plan", "plan_id"),
    )

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Plan.id, ondelete="CASCADE"))
    instance_id: Mapped[uuid.UUID] = mapped_column(UUID)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    held_at: Mapped[datetime | None] = mapped_column(Instant)
    #: How the person finds working with the office, 0–10.
    cooperation: Mapped[int | None] = mapped_column(Integer)
    achieved_percent: Mapped[int | None] = mapped_column(Integer)
    benefit_ends: Mapped[bool] = mapped_column(Boolean, default=False)
    person_ends: Mapped[bool] = mapped_column(Boolean, default=False)
    contact_lost: Mapped[bool] = mapped_column(Boolean, default=False)
    result: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, default="geplant")


class Assessment(Common, CaseworkBase):
    """How independent a person is in one area of life, 0–10: the person's own value and the worker's, side by side."""

    __tablename__ = "assessment"
    __table_args__ = (
        UniqueConstraint("instance_id", "occasion", "area"),
        one_of("area", areas.ALL),
        one_of("occasion", values.OCCASIONS),
        CheckConstraint("value_person between 0 and 10", name="value_person"),
        CheckConstraint("value_worker between 0 and 10", name="value_worker"),
        CheckConstraint("not refused or (value_person is null and value_worker is null)", name="refused"),
        CheckConstraint(
            f"area not in ({_PROTECTED}) or refused or consent or occasion not in ('erst', 'ueberpruefung')",
            name="consent",
        ),
        Index("ix_assessment_case", "case_id", "area"),
    )

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(CaseFile.id, ondelete="CASCADE"))
    client_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Client.id, ondelete="CASCADE"))
    instance_id: Mapped[uuid.UUID] = mapped_column(UUID)
    occasion: Mapped[str] = mapped_column(Text)
    area: Mapped[str] = mapped_column(Text)
    as_of: Mapped[date] = mapped_column(Date)
    #: "Möchte ich nicht sagen" is a valid answer.
    refused: Mapped[bool] = mapped_column(Boolean, default=False)
    value_person: Mapped[int | None] = mapped_column(Integer)
    value_worker: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str | None] = mapped_column(Text)
    wish: Mapped[str | None] = mapped_column(Text)
    resources: Mapped[str | None] = mapped_column(Text)
    urgent: Mapped[bool] = mapped_column(Boolean, default=False)
    child_at_risk: Mapped[bool] = mapped_column(Boolean, default=False)
    suicide_risk: Mapped[bool] = mapped_column(Boolean, default=False)
    violence: Mapped[bool] = mapped_column(Boolean, default=False)
    #: Consent to health details (areas of health, addiction, care).
    consent: Mapped[bool] = mapped_column(Boolean, default=False)


class Appointment(Common, CaseworkBase):
    """A meeting with a client (Termin)."""

    DATA_CLASS = "termin_erscheinen"
    __tablename__ = "appointment"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("origin"),
        one_of("status", values.APPOINTMENT_STATUS),
        CheckConstraint("minutes between 5 and 480", name="minutes"),
        Index("ix_appointment_case", "case_id", "starts_at"),
        Index("ix_appointment_starts", "starts_at"),
    )

    #: T- and eight random characters; reveals nothing.
    number: Mapped[str] = mapped_column(Text)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(CaseFile.id, ondelete="CASCADE"))
    instance_id: Mapped[uuid.UUID] = mapped_column(UUID)
    #: The token that made the row; a second run of the same operation finds it.
    origin: Mapped[uuid.UUID] = mapped_column(UUID)
    occasion: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime] = mapped_column(Instant)
    minutes: Mapped[int] = mapped_column(Integer)
    place: Mapped[str] = mapped_column(Text)
    #: How the person wants to be reminded: keine, sms, email, brief, anruf.
    reminder: Mapped[str] = mapped_column(Text, default="keine")
    remind_at: Mapped[datetime | None] = mapped_column(Instant)
    children: Mapped[bool] = mapped_column(Boolean, default=False)
    worker: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, default="gebucht")
    cancelled_by: Mapped[str | None] = mapped_column(Text)
    waited_minutes: Mapped[int | None] = mapped_column(Integer)
    important_reason: Mapped[bool] = mapped_column(Boolean, default=False)
    #: How many in a row had been missed with this one; 0 if not missed.
    missed_in_row: Mapped[int] = mapped_column(Integer, default=0)


class ContactNote(Common, CaseworkBase):
    """A call, visit or message between the person and the office."""

    __tablename__ = "contact_note"
    __table_args__ = (
        UniqueConstraint("origin"),
        CheckConstraint("mood between 0 and 10", name="mood"),
        Index("ix_contact_note_case", "case_id", "at"),
    )

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(CaseFile.id, ondelete="CASCADE"))
    stage_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Stage.id, ondelete="CASCADE"))
    origin: Mapped[uuid.UUID] = mapped_column(UUID)
    at: Mapped[datetime] = mapped_column(Instant)
    #: telefon, treffen, nachricht, hausbesuch, nicht_erreicht
    kind: Mapped[str] = mapped_column(Text)
    mood: Mapped[int | None] = mapped_column(Integer)
    obstacle: Mapped[str | None] = mapped_column(Text)
    text: Mapped[str | None] = mapped_column(Text)
    help_needed: Mapped[bool] = mapped_column(Boolean, default=False)
    visible_to_person: Mapped[bool] = mapped_column(Boolean, default=True)


class Aftercare(Common, CaseworkBase):
    """A contact after the end of a case (Nachsorge), only with consent."""

    __tablename__ = "aftercare"
    __table_args__ = (
        UniqueConstraint("case_id", "month"),
        one_of("status", values.AFTERCARE_STATUS),
        CheckConstraint("mood between 0 and 10", name="mood"),
    )

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(CaseFile.id, ondelete="CASCADE"))
    month: Mapped[int] = mapped_column(Integer)
    due_at: Mapped[datetime] = mapped_column(Instant)
    held_at: Mapped[datetime | None] = mapped_column(Instant)
    reached: Mapped[str | None] = mapped_column(Text)
    mood: Mapped[int | None] = mapped_column(Integer)
    #: nein, sozialhilfe, jobcenter, weiss_nicht
    benefit_again: Mapped[str | None] = mapped_column(Text)
    help_wanted: Mapped[bool | None] = mapped_column(Boolean)
    status: Mapped[str] = mapped_column(Text, default="geplant")
