"""What is deployed, as the runtime needs it: versions, their parsed models and their forms, kept in memory once read.

A deployed version never changes, so nothing here goes stale; only "the newest" is asked anew each time.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from processes.engine import forms
from processes.engine.models import Definition, DefinitionFile
from processes.engine.spiff import Model, parse

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Known:
    """A deployed version of a process definition."""

    id: int
    key: str
    version: int
    name: str
    checksum: str
    lanes: tuple[str, ...]
    starts_inside: str | None = None


#: The columns `known` reads; add them to a select that joins the definition.
COLUMNS = (
    Definition.id.label("definition_id"),
    Definition.key,
    Definition.version,
    Definition.name,
    Definition.checksum,
    Definition.lanes,
    Definition.starts_inside,
)


def known(row: Any) -> Known:
    """The version a row with `COLUMNS` speaks of."""
    return Known(
        id=row.definition_id,
        key=row.key,
        version=row.version,
        name=row.name,
        checksum=row.checksum,
        lanes=tuple(row.lanes),
        starts_inside=row.starts_inside,
    )


class _Kept(Generic[T]):
    """The most recently used values by key; safe for threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Any, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Any) -> T | None:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def clear(self) -> None:
        with self._lock:
            self._values.clear()

    def put(self, key: Any, value: T) -> T:
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value


# by checksum, not by id: ids of two databases (tests, restored backups) may be the same
_models: _Kept[Model] = _Kept(200)
_forms: _Kept[forms.Form] = _Kept(500)


def model(session: Session, definition: Known) -> Model:
    """The parsed model of a version, from memory or from its stored files."""
    kept = _models.get(definition.checksum)
    if kept is not None:
        return kept
    files = session.execute(
        select(DefinitionFile.name, DefinitionFile.content).where(DefinitionFile.definition_id == definition.id)
    )
    return _models.put(definition.checksum, parse({row.name: row.content for row in files}))


def remember(checksum: str, parsed: Model) -> None:
    """Keep a model that was parsed anyway (at its deployment)."""
    _models.put(checksum, parsed)


def forget() -> None:
    """Read everything anew, as a fresh process does."""
    _models.clear()
    _forms.clear()


def form(session: Session, definition: Known, name: str) -> forms.Form | None:
    """The form `name` of a version (own or borrowed), or None when there is no such file."""
    kept = _forms.get((definition.checksum, name))
    if kept is not None:
        return kept
    content = session.scalar(
        select(DefinitionFile.content).where(DefinitionFile.definition_id == definition.id, DefinitionFile.name == name)
    )
    return None if content is None else _forms.put((definition.checksum, name), forms.parse_schema(content))


def _is_valid(now: datetime) -> ColumnElement[bool]:
    """A version without a day of its own is valid at once, whatever a clock that was moved ahead said then."""
    return or_(Definition.valid_from <= now, Definition.valid_from <= Definition.deployed_at)


def newest(session: Session, key: str, *, now: datetime, version: int | None = None) -> Known | None:
    """The newest version of `key` that is valid at `now`, or exactly `version`."""
    which = _is_valid(now) if version is None else Definition.version == version
    wanted = select(*COLUMNS).where(Definition.key == key, which).order_by(Definition.version.desc()).limit(1)
    row = session.execute(wanted).one_or_none()
    return None if row is None else known(row)


def started_by(session: Session, message: str, *, now: datetime) -> list[Known]:
    """The newest valid versions (one for each key) that begin with this message."""
    newest_versions = (
        select(*COLUMNS, Definition.start_messages)
        .where(_is_valid(now))
        .ext(distinct_on(Definition.key))
        .order_by(Definition.key, Definition.version.desc())
        .subquery()
    )
    rows = session.execute(select(newest_versions).where(newest_versions.c.start_messages.contains([message])))
    return [known(row) for row in rows]


def by_id(session: Session, definition_id: int) -> Known:
    """The version with this id."""
    return known(session.execute(select(*COLUMNS).where(Definition.id == definition_id)).one())
