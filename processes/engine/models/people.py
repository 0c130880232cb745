"""The tables of accounts: people, tokens, signed-in browsers, and answers kept for repeated requests."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Integer, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from processes.database import EngineBase
from processes.engine.models.columns import Instant


class PersonRow(EngineBase):
    """An account: who may sign in, with which roles and teams."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    teams: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    password_hash: Mapped[str | None] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(Boolean, default=True)


class ApiToken(EngineBase):
    """A bearer token of the API, stored as its SHA-256."""

    __tablename__ = "api_token"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey(PersonRow.id, ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(Instant)


class WebSession(EngineBase):
    """A signed-in browser; the cookie holds a random id, the table its SHA-256."""

    __tablename__ = "web_session"

    id_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey(PersonRow.id, ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)


class SignInAttempt(EngineBase):
    """How often somebody has tried to sign in lately, by the SHA-256 of the name or the address tried."""

    __tablename__ = "sign_in_attempt"

    key_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    since: Mapped[datetime] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(Integer)


class KeptAnswer(EngineBase):
    """The answer to an API write with an Idempotency-Key, stored with its effect; holds nothing people typed."""

    __tablename__ = "kept_answer"

    person_id: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    request_hash: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int] = mapped_column(Integer)
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Instant)
