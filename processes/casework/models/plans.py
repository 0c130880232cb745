"""Plans in their versions, with goals, stages, steps, signatures and amendments; and documents."""

import uuid
from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import Mapped, mapped_column, relationship

from processes.casework import areas, values
from processes.casework.models.cases import CaseFile, Intake
from processes.casework.models.common import Common, Instant, one_of
from processes.casework.models.people import Client
from processes.database import CaseworkBase


class Plan(Common, CaseworkBase):
    """One version of a person's plan. At most one of a person is active (domain.md 4.2, 4.4)."""

    __tablename__ = "plan"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("case_id", "version"),
        UniqueConstraint("instance_id"),
        one_of("status", values.PLAN_STATUS),
        one_of("kind", values.PLAN_KINDS),
        Index("uq_plan_active", "client_id", unique=True, postgresql_where=text("status = 'aktiv'")),
        CheckConstraint("released_by is distinct from author", name="four_eyes"),
        CheckConstraint(
            "status not in ('aktiv', 'ruhend') or (signed_on is not null and valid_from is not null)", name="signed"
        ),
        CheckConstraint(
            "status not in ('vereinbart', 'aktiv', 'ruhend') or not release_needed or released_by is not null",
            name="released",
        ),
    )

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(CaseFile.id, ondelete="CASCADE"))
    client_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Client.id, ondelete="CASCADE"))
    #: The instance that drew it up; drafts of one run replace each other.
    instance_id: Mapped[uuid.UUID] = mapped_column(UUID)
    #: <Az>/P<nn>.
    number: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(Text)
    perspective: Mapped[str | None] = mapped_column(Text)
    #: Which text about its legal nature is printed under the title (legal_texts.py).
    legal_nature: Mapped[str] = mapped_column(Text)
    #: What person and office did not agree on.
    dissent: Mapped[str | None] = mapped_column(Text)
    next_contact_on: Mapped[date | None] = mapped_column(Date)
    status: Mapped[str] = mapped_column(Text, default="entwurf")
    author: Mapped[str] = mapped_column(Text)
    release_needed: Mapped[bool] = mapped_column(Boolean, default=False)
    released_by: Mapped[str | None] = mapped_column(Text)
    released_at: Mapped[datetime | None] = mapped_column(Instant)
    signed_on: Mapped[date | None] = mapped_column(Date)
    valid_from: Mapped[date | None] = mapped_column(Date)
    next_review_at: Mapped[datetime | None] = mapped_column(Instant)
    rested_at: Mapped[datetime | None] = mapped_column(Instant)
    resumed_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    predecessor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("casework.plan.id", ondelete="SET NULL"))

    goals: Mapped[list["Goal"]] = relationship(
        order_by="Goal.position", cascade="all, delete-orphan", passive_deletes=True
    )
    stages: Mapped[list["Stage"]] = relationship(
        order_by="Stage.position", cascade="all, delete-orphan", passive_deletes=True
    )
    signatures: Mapped[list["Signature"]] = relationship(
        order_by="Signature.created_at", cascade="all, delete-orphan", passive_deletes=True
    )
    amendments: Mapped[list["Amendment"]] = relationship(
        order_by="Amendment.position", cascade="all, delete-orphan", passive_deletes=True
    )


class Goal(Common, CaseworkBase):
    """A result the person wants."""

    __tablename__ = "goal"
    __table_args__ = (
        UniqueConstraint("plan_id", "position"),
        one_of("area", areas.ALL),
        one_of("kind", values.GOAL_KINDS),
        one_of("status", values.GOAL_STATUS),
        CheckConstraint("achieved_percent between 0 and 100", name="achieved_percent"),
    )

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Plan.id, ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(Text)
    area: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str | None] = mapped_column(Text)
    measure: Mapped[str | None] = mapped_column(Text)
    start_value: Mapped[int | None] = mapped_column(Integer)
    target_value: Mapped[int | None] = mapped_column(Integer)
    until: Mapped[date | None] = mapped_column(Date)
    #: How confident the person is, 0–10.
    confidence: Mapped[int | None] = mapped_column(Integer)
    achieved_percent: Mapped[int | None] = mapped_column(Integer)
    still_important: Mapped[bool] = mapped_column(Boolean, default=True)
    status: Mapped[str] = mapped_column(Text, default="offen")


class Stage(Common, CaseworkBase):
    """A section of the way (Etappe): at most 180 days, with a contribution of the office."""

    __tablename__ = "stage"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("plan_id", "position"),
        one_of("status", values.STAGE_STATUS),
        CheckConstraint(f"extensions between 0 and {values.MOST_EXTENSIONS}", name="extensions"),
        CheckConstraint("achieved_percent between 0 and 100", name="achieved_percent"),
        CheckConstraint("cost_cents >= 0", name="cost_cents"),
        CheckConstraint("ends_on >= starts_on", name="order"),
        CheckConstraint("status in ('geplant', 'abgebrochen') or office_contribution is not null", name="office"),
    )

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Plan.id, ondelete="CASCADE"))
    goal_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Goal.id, ondelete="SET NULL"))
    #: <plan number>/E<nn>.
    number: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(Integer)
    #: Stages of the same group run at the same time.
    group_number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date] = mapped_column(Date)
    #: The end as agreed now; the first agreed end stays beside it.
    ends_on: Mapped[date] = mapped_column(Date)
    first_ends_on: Mapped[date] = mapped_column(Date)
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    own_contribution: Mapped[str | None] = mapped_column(Text)
    office_contribution: Mapped[str | None] = mapped_column(Text)
    #: F16: did the office do its part: ja, verspaetet, nein.
    office_kept: Mapped[str | None] = mapped_column(Text)
    partner: Mapped[str | None] = mapped_column(Text)
    cost_cents: Mapped[int] = mapped_column(Integer, default=0)
    extensions: Mapped[int] = mapped_column(Integer, default=0)
    extension_reason: Mapped[str | None] = mapped_column(Text)
    achieved_percent: Mapped[int | None] = mapped_column(Integer)
    obstacle: Mapped[str | None] = mapped_column(Text)
    learned: Mapped[str | None] = mapped_column(Text)
    #: What followed from the evaluation (D10).
    outcome: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, default="geplant")
    instance_id: Mapped[uuid.UUID | None] = mapped_column(UUID)

    steps: Mapped[list["Step"]] = relationship(
        order_by="Step.position", cascade="all, delete-orphan", passive_deletes=True
    )


class Step(Common, CaseworkBase):
    """A single action within a stage: who does what by when."""

    __tablename__ = "step"
    __table_args__ = (UniqueConstraint("stage_id", "position"), one_of("status", values.STEP_STATUS))

    stage_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Stage.id, ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    what: Mapped[str] = mapped_column(Text)
    #: person, fallmanagement, leistung, partner
    who: Mapped[str | None] = mapped_column(Text)
    until: Mapped[date | None] = mapped_column(Date)
    evidence_agreed: Mapped[str | None] = mapped_column(Text)
    done_on: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, default="offen")


class Signature(Common, CaseworkBase):
    """Somebody's signature under a plan."""

    __tablename__ = "signature"
    __table_args__ = (UniqueConstraint("plan_id", "role"), one_of("role", values.SIGNER_ROLES))

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Plan.id, ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(Text)
    #: How it was given (papier, tablet, eid) or what was written in its place.
    given: Mapped[str] = mapped_column(Text)
    #: Who signed, if it was written down.
    name: Mapped[str | None] = mapped_column(Text)
    signed_on: Mapped[date] = mapped_column(Date)


class Amendment(Common, CaseworkBase):
    """What a review changed in a plan without drawing up a new one (Fortschreibung)."""

    __tablename__ = "amendment"
    __table_args__ = (UniqueConstraint("plan_id", "instance_id", "position"),)

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Plan.id, ondelete="CASCADE"))
    instance_id: Mapped[uuid.UUID] = mapped_column(UUID)
    position: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(Instant)
    subject: Mapped[str] = mapped_column(Text)
    was: Mapped[str | None] = mapped_column(Text)
    becomes: Mapped[str | None] = mapped_column(Text)


class Document(Common, CaseworkBase):
    """A document of a case or an intake: its bytes with a checksum, and how it left the house."""

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("origin"),
        one_of("status", values.DOCUMENT_STATUS),
        CheckConstraint("case_id is not null or intake_id is not null", name="belongs"),
        CheckConstraint("checksum = encode(sha256(content), 'hex')", name="checksum"),
        Index("ix_document_case", "case_id"),
        Index("ix_document_intake", "intake_id"),
        Index("ix_document_plan", "plan_id"),
    )

    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(CaseFile.id, ondelete="CASCADE"))
    intake_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Intake.id, ondelete="CASCADE"))
    plan_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Plan.id, ondelete="CASCADE"))
    #: The key of the job that made it; the same job finds its document again.
    origin: Mapped[str] = mapped_column(Text)
    #: hilfeplan, or the letter's id (L01 …).
    kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    #: SHA-256 of the content, hexadecimal.
    checksum: Mapped[str] = mapped_column(Text)
    #: How it left the house: brief, email, abholung, sms, amt (to another office), or null.
    channel: Mapped[str | None] = mapped_column(Text)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    status: Mapped[str] = mapped_column(Text, default="geprueft")
