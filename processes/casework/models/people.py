"""The people the help plan is about: clients, where they live, how to reach them, who speaks for them, households."""

import uuid
from datetime import date

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from processes.casework import values
from processes.casework.models.common import Common, key_of, one_of
from processes.database import CaseworkBase


class Client(Common, CaseworkBase):
    """A person who asks for help (ratsuchende Person)."""

    DATA_CLASS = "leistungsakte"
    __tablename__ = "client"
    __table_args__ = (
        UniqueConstraint("number"),
        one_of("status", values.CLIENT_STATUS),
        CheckConstraint("(status = 'verstorben') = (died_on is not null) or status = 'geloescht'", name="died"),
        Index("ix_client_sort_name", "sort_name", "id"),
        Index("ix_client_identity", "name_key", "birth_date"),
    )

    #: PNR- and ten digits, random, with a check digit.
    number: Mapped[str] = mapped_column(Text)
    last_name: Mapped[str] = mapped_column(Text)
    first_name: Mapped[str] = mapped_column(Text)
    call_name: Mapped[str | None] = mapped_column(Text)
    birth_date: Mapped[date] = mapped_column(Date)
    nationality: Mapped[str | None] = mapped_column(Text)
    #: Language for talks, as in F01.
    language: Mapped[str] = mapped_column(Text, default="de")
    #: The address is barred (Auskunftssperre): it is never shown or sent.
    protected_address: Mapped[bool] = mapped_column(Boolean, default=False)
    died_on: Mapped[date | None] = mapped_column(Date)
    status: Mapped[str] = mapped_column(Text, default="aktiv")
    #: Somebody with the same name and birth date was already here with an open case; people decide about merging.
    resembles_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("casework.client.id", ondelete="SET NULL"))
    #: German order (DIN 5007-1) for lists, and the same without the comma for search and matching.
    sort_name: Mapped[str] = key_of("last_name || ', ' || first_name")
    name_key: Mapped[str] = key_of("last_name || ' ' || first_name")


class Address(Common, CaseworkBase):
    """Where a client lives or can be reached, dated."""

    DATA_CLASS = "leistungsakte"
    __tablename__ = "address"
    __table_args__ = (one_of("kind", values.ADDRESS_KINDS), Index("ix_address_client", "client_id"))

    client_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Client.id, ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(Text)
    #: As it was given; the parts beside it are null where it could not be taken apart.
    text: Mapped[str] = mapped_column(Text)
    street: Mapped[str | None] = mapped_column(Text)
    house_number: Mapped[str | None] = mapped_column(Text)
    postal_code: Mapped[str | None] = mapped_column(Text)
    city: Mapped[str | None] = mapped_column(Text)
    district: Mapped[str | None] = mapped_column(Text)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class Contact(Common, CaseworkBase):
    """A telephone number or an e-mail address of a client."""

    DATA_CLASS = "leistungsakte"
    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("client_id", "kind", "value"), one_of("kind", values.CONTACT_KINDS))

    client_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Client.id, ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(Text)
    value: Mapped[str] = mapped_column(Text)


class Representation(Common, CaseworkBase):
    """Somebody who acts for a client: authorised person, guardian, parent."""

    DATA_CLASS = "leistungsakte"
    __tablename__ = "representation"
    __table_args__ = (one_of("kind", values.REPRESENTATION_KINDS), Index("ix_representation_client", "client_id"))

    client_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Client.id, ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(Text)
    scope: Mapped[str | None] = mapped_column(Text)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class Household(Common, CaseworkBase):
    """People who run their lives together; a case belongs to one household."""

    DATA_CLASS = "leistungsakte"
    __tablename__ = "household"

    label: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class HouseholdMember(Common, CaseworkBase):
    """Somebody in a household. Only people with a file of their own are clients; the others are a name here."""

    DATA_CLASS = "leistungsakte"
    __tablename__ = "household_member"
    __table_args__ = (
        one_of("role", values.MEMBER_ROLES),
        CheckConstraint("client_id is not null or name is not null", name="who"),
        Index("ix_household_member_household", "household_id"),
        Index("ix_household_member_client", "client_id"),
    )

    household_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Household.id, ondelete="CASCADE"))
    client_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Client.id, ondelete="CASCADE"))
    name: Mapped[str | None] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    birth_date: Mapped[date | None] = mapped_column(Date)
    has_income: Mapped[bool | None] = mapped_column(Boolean)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
