"""The record of a root: what people filled in, written once per submitted form and read by expressions and forms."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, text
from sqlalchemy.dialects.postgresql import ARRAY, UUID
from sqlalchemy.orm import Session

from processes.engine.expressions import RecordView
from processes.engine.models import Record, table_of

#: So many of the newest rows of a root are read at once. A root with more is asked by name, so that the cost of a step
#: does not grow with the life of a case.
AT_ONCE = 50

_INSERT = insert(table_of(Record))
_COLUMNS = (Record.id, Record.form, Record.element_id, Record.instance_id, Record.answers)

_NEWEST = text(
    """
    select r.id, r.form, r.element_id, r.instance_id, r.answers
    from unnest(:lineage) with ordinality as l(instance_id, position)
    cross join lateral (
        (select * from engine.record
         where root_id = :root_id and form = :name and instance_id = l.instance_id order by id desc limit 1)
        union all
        (select * from engine.record
         where root_id = :root_id and element_id = :name and instance_id = l.instance_id order by id desc limit 1)
        union all
        (select * from engine.record where l.instance_id is null and root_id = :root_id and form = :name
         order by id desc limit 1)
        union all
        (select * from engine.record where l.instance_id is null and root_id = :root_id and element_id = :name
         order by id desc limit 1)
    ) r
    order by l.position, r.id desc
    limit 1
    """
).bindparams(bindparam("lineage", type_=ARRAY(UUID)))
_TYPED = _NEWEST.columns(*_COLUMNS)


def write(
    session: Session,
    *,
    root_id: uuid.UUID,
    instance_id: uuid.UUID,
    task_id: uuid.UUID,
    element_id: str,
    form: str,
    definition_id: int,
    answers: Mapping[str, Any],
    by: str,
    at: datetime,
) -> None:
    """Keep the answers of one submitted form."""
    session.execute(
        _INSERT,
        [
            {
                "root_id": root_id,
                "instance_id": instance_id,
                "task_id": task_id,
                "element_id": element_id,
                "form": form,
                "definition_id": definition_id,
                "answers": dict(answers),
                "at": at,
                "by": by,
            }
        ],
    )


class _Rows(dict[str, list[Any]]):
    """The rows of a root by form and by element: the newest are read at once, others when their name is asked for."""

    def __init__(self, session: Session, root_id: uuid.UUID) -> None:
        super().__init__()
        self._session = session
        self._root_id = root_id
        newest = session.execute(
            select(*_COLUMNS).where(Record.root_id == root_id).order_by(Record.id.desc()).limit(AT_ONCE + 1)
        ).all()
        self.newest = newest
        self.is_complete = len(newest) <= AT_ONCE
        for row in reversed(newest):
            for name in {row.form, row.element_id}:
                self.setdefault(name, []).append(row)
        self._asked: set[str] = set()
        self._seen: dict[tuple[str, uuid.UUID], Row[Any] | None] = {}

    def all_of(self, name: str) -> list[Any]:
        """Every row of this name, oldest first."""
        if not self.is_complete and name not in self._asked:
            self._asked.add(name)
            self[name] = list(
                self._session.execute(
                    select(*_COLUMNS)
                    .where(Record.root_id == self._root_id, (Record.form == name) | (Record.element_id == name))
                    .order_by(Record.id)
                )
            )
        return self.get(name, [])

    def newest_of(self, name: str, lineage: Sequence[uuid.UUID]) -> Any | None:
        """The newest row of this name in the nearest instance of `lineage`, else in the whole root."""
        rows = self.get(name, [])
        if not self.is_complete and name not in self._asked and not self._certain(rows, lineage):
            return self._ask(name, lineage)
        for instance_id in lineage:
            for row in reversed(rows):
                if row.instance_id == instance_id:
                    return row
        return rows[-1] if rows else None

    @staticmethod
    def _certain(rows: list[Any], lineage: Sequence[uuid.UUID]) -> bool:
        """What was read begins with the newest, so a row of the nearest instance in it is that instance's newest."""
        return bool(lineage) and any(row.instance_id == lineage[0] for row in rows)

    def _ask(self, name: str, lineage: Sequence[uuid.UUID]) -> Any | None:
        key = (name, lineage[0] if lineage else self._root_id)
        if key not in self._seen:
            self._seen[key] = self._session.execute(
                _TYPED, {"root_id": self._root_id, "name": name, "lineage": [*lineage, None]}
            ).one_or_none()
        return self._seen[key]


class Store:
    """The rows of one root within one command or query, shared by the views of all its instances."""

    def __init__(self, session: Session, root_id: uuid.UUID) -> None:
        self._session = session
        self._root_id = root_id
        self._rows: _Rows | None = None

    def _read(self) -> _Rows:
        if self._rows is None:
            self._rows = _Rows(self._session, self._root_id)
        return self._rows

    def newest_of(self, name: str, lineage: Sequence[uuid.UUID]) -> Any | None:
        """The newest row of this form or element in the nearest instance of `lineage`, else in the whole root."""
        return self._read().newest_of(name, lineage)

    def all_of(self, name: str) -> list[Any]:
        """Every row of this form or element, oldest first."""
        return self._read().all_of(name)

    def newest(self) -> Sequence[Row[Any]]:
        """The newest rows of the root, newest first."""
        return self._read().newest

    def forget(self) -> None:
        """Read anew at the next access, after a form was added."""
        self._rows = None


def view(session: Session, *, root_id: uuid.UUID, lineage: Sequence[uuid.UUID]) -> RecordView:
    """The record of a root as seen from the instance whose id comes first in `lineage` (then its callers)."""
    return RecordView(Store(session, root_id), lineage)
