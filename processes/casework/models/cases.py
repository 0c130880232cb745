"""Intakes, cases, who works on them, who looked at them, and when they are erased."""

import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Numeric,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import Mapped, mapped_column

from processes.casework import values
from processes.casework.models.common import Common, Instant, key_of, one_of
from processes.casework.models.people import Client, Household
from processes.database import CaseworkBase


class NumberYear(CaseworkBase):
    """What the sequence of a kind of number stood at when a year began: number = sequence - base."""

    __tablename__ = "number_year"

    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    base: Mapped[int] = mapped_column(BigInteger)


class CaseFile(Common, CaseworkBase):
    """The file of one household and its main person (a case; `case` is a reserved word in SQL)."""

    __tablename__ = "case_file"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("root_id"),
        one_of("status", values.CASE_STATUS),
        one_of("legal_profile", values.LEGAL_PROFILES),
        one_of("closing_reason", values.CLOSING_REASONS),
        CheckConstraint("(status in ('geschlossen', 'weitergeleitet')) = (closed_at is not null)", name="closed"),
        CheckConstraint("closing_released_by <> closing_author", name="closing_four_eyes"),
        Index("ix_case_file_client", "client_id"),
        Index("ix_case_file_status", "status"),
        Index("ix_case_file_previous", "previous_case_id", postgresql_where=text("previous_case_id is not null")),
    )

    #: Aktenzeichen HP-JJJJ-NNNNNN-P.
    number: Mapped[str] = mapped_column(Text)
    #: The root process instance that runs this case.
    root_id: Mapped[uuid.UUID] = mapped_column(UUID)
    client_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Client.id))
    household_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Household.id))
    legal_profile: Mapped[str] = mapped_column(Text)
    benefit: Mapped[str | None] = mapped_column(Text)
    urgency: Mapped[str | None] = mapped_column(Text)
    #: Depth of consultation: kurz, standard, intensiv.
    depth: Mapped[str | None] = mapped_column(Text)
    #: Weight in the caseload (domain.md D05).
    weight: Mapped[Decimal] = mapped_column(Numeric(4, 1), default=Decimal("1.5"))
    team: Mapped[str | None] = mapped_column(Text)
    previous_case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("casework.case_file.id", ondelete="SET NULL"))
    status: Mapped[str] = mapped_column(Text, default="neu")
    opened_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closing_reason: Mapped[str | None] = mapped_column(Text)
    closing_author: Mapped[str | None] = mapped_column(Text)
    closing_released_by: Mapped[str | None] = mapped_column(Text)
    benefit_ends_on: Mapped[date | None] = mapped_column(Date)
    aftercare_consent: Mapped[bool] = mapped_column(Boolean, default=False)


class Intake(Common, CaseworkBase):
    """An application or a need that became known (Eingang): what lists need; what was typed lies in the record."""

    DATA_CLASS = "leistungsakte"
    __tablename__ = "intake"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("root_id"),
        one_of("status", values.INTAKE_STATUS),
        CheckConstraint("known_since <= (received_at at time zone 'Europe/Berlin')::date", name="known_since"),
        CheckConstraint("(status = 'weitergeleitet') = (forwarded_at is not null)", name="forwarded"),
        Index("ix_intake_case", "case_id"),
        Index("ix_intake_sort_name", "sort_name", "id"),
        Index("ix_intake_first_name_key", "first_name_key"),
        Index("ix_intake_identity", "name_key", "birth_date"),
    )

    #: E-JJJJ-NNNNNNN.
    number: Mapped[str] = mapped_column(Text)
    root_id: Mapped[uuid.UUID] = mapped_column(UUID)
    channel: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(Instant)
    known_since: Mapped[date] = mapped_column(Date)
    last_name: Mapped[str] = mapped_column(Text)
    first_name: Mapped[str] = mapped_column(Text)
    birth_date: Mapped[date] = mapped_column(Date)
    protected_address: Mapped[bool] = mapped_column(Boolean, default=False)
    status: Mapped[str] = mapped_column(Text, default="neu")
    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(CaseFile.id, ondelete="SET NULL"))
    forwarded_to: Mapped[str | None] = mapped_column(Text)
    forwarded_at: Mapped[datetime | None] = mapped_column(Instant)
    sort_name: Mapped[str] = key_of("last_name || ', ' || first_name")
    name_key: Mapped[str] = key_of("last_name || ' ' || first_name")
    first_name_key: Mapped[str] = key_of("first_name")


class Assignment(Common, CaseworkBase):
    """Who works on a case, in which role, from when to when. While a case is open there is no gap."""

    __tablename__ = "assignment"
    __table_args__ = (
        one_of("kind", values.ASSIGNMENT_KINDS),
        CheckConstraint("until_at is null or until_at >= from_at", name="order"),
        CheckConstraint("worker is not null or team is not null", name="who"),
        Index(
            "uq_assignment_main",
            "case_id",
            "role",
            unique=True,
            postgresql_where=text("kind = 'haupt' and until_at is null"),
        ),
        Index("ix_assignment_worker", "worker", postgresql_where=text("until_at is null")),
        Index("ix_assignment_case", "case_id"),
    )

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(CaseFile.id, ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(Text)
    #: Sign-in name; null while the case waits in the team's pool.
    worker: Mapped[str | None] = mapped_column(Text)
    team: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text, default="haupt")
    from_at: Mapped[datetime] = mapped_column(Instant)
    until_at: Mapped[datetime | None] = mapped_column(Instant)


class ErasureDate(Common, CaseworkBase):
    """From when on the data of one class in a case are erased (domain.md D15)."""

    __tablename__ = "erasure_date"
    __table_args__ = (UniqueConstraint("case_id", "of_class"),)

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(CaseFile.id, ondelete="CASCADE"))
    #: The data class meant; `data_class` is that of this row itself.
    of_class: Mapped[str] = mapped_column(Text)
    months: Mapped[int] = mapped_column(Integer)
    counts_from: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    legal_basis: Mapped[str | None] = mapped_column(Text)


class Access(CaseworkBase):
    """Who looked into which case, when, in which role and why; append-only."""

    __tablename__ = "access_log"
    __table_args__ = (
        one_of("purpose", values.PURPOSES),
        Index("ix_access_log_case", "case_id", "id"),
        Index("ix_access_log_person", "person", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    person: Mapped[str] = mapped_column(Text)
    roles: Mapped[str] = mapped_column(Text)
    case_id: Mapped[uuid.UUID] = mapped_column(UUID)
    purpose: Mapped[str] = mapped_column(Text)
    #: What was opened: fall, akte, dokument …
    what: Mapped[str] = mapped_column(Text)
    assigned: Mapped[bool] = mapped_column(Boolean)
