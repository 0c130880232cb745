"""The read-only view of what people filled in, as expressions, forms and service tasks see it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol


class Row(Protocol):
    """What the view needs of a row of the record (the table's rows fit)."""

    id: Any
    form: str
    element_id: str
    instance_id: Any
    answers: Mapping[str, Any]


class Source(Protocol):
    """Rows that are fetched by name when asked for, so that a long record need not be read whole."""

    def newest_of(self, name: str, lineage: Sequence[Any]) -> Row | None:
        """The newest row of this form or element in the nearest instance of `lineage`, else in the whole root."""

    def all_of(self, name: str) -> Sequence[Row]:
        """Every row of this form or element in the root, oldest first."""

    def newest(self) -> Sequence[Row]:
        """The newest rows of the root, newest first; in a long case not all of them."""

    def forget(self) -> None:
        """Fetch anew at the next access."""


class RecordRow(Mapping[str, Any]):
    """The answers of one submitted form. A field that is not there is None; reads are remembered by the view."""

    __slots__ = ("_answers", "_reads", "id")

    def __init__(self, row_id: Any, answers: Mapping[str, Any], reads: list[str]) -> None:
        self.id = row_id
        self._answers = answers
        self._reads = reads

    def __getitem__(self, field: str) -> Any:
        if self.id is not None:
            self._reads.append(f"record:{self.id}:{field}")
        return self._answers.get(field)

    def __getattr__(self, field: str) -> Any:
        if field.startswith("_"):
            raise AttributeError(field)
        return self[field]

    def get(self, field: str, default: Any = None) -> Any:
        """The field's value, or `default` when it is not there or empty."""
        value = self[field]
        return default if value is None else value

    def __iter__(self) -> Iterator[str]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)

    def __contains__(self, field: object) -> bool:
        return field in self._answers

    def __eq__(self, other: object) -> bool:
        if other is None:
            return self.id is None
        if isinstance(other, RecordRow):
            return self._answers == other._answers
        return bool(self._answers == other)

    __hash__ = None  # type: ignore[assignment]

    def as_dict(self) -> dict[str, Any]:
        """The answers as a plain dictionary (counts as a read of the whole form)."""
        if self.id is not None:
            self._reads.append(f"record:{self.id}")
        return dict(self._answers)


class RecordView:
    """What people filled in within one root instance, seen from one of its instances.

    `rows` are the rows of the root (any order; newer ones have larger ids), a function that fetches them when the
    first read happens, or a `Source` that fetches them by name. `lineage` holds the ids of the instance itself and of
    its callers, nearest first.

    `record.F02.leistungsart` reads the newest F02 of the own instance, else of the nearest caller that has one, else
    the newest of the whole root. `record.<element id>.<field>` reads a task without form. What is missing is None.
    """

    __slots__ = ("_fetch", "_groups", "_lineage", "_rows", "_source", "reads")

    def __init__(self, rows: Iterable[Row] | Callable[[], Iterable[Row]] | Source, lineage: Iterable[Any] = ()) -> None:
        self._fetch: Source | None = rows if hasattr(rows, "newest_of") else None  # type: ignore[assignment]
        self._source: Any = rows
        self._lineage = tuple(lineage)
        self._rows: list[Row] | None = None
        self._groups: dict[str, list[Row]] = {}
        #: References of what was read, oldest first: "record:<id>:<field>".
        self.reads: list[str] = []

    def _loaded(self) -> dict[str, list[Row]]:
        if self._rows is None:
            source = self._source
            self._rows = sorted(source() if callable(source) else source, key=lambda row: row.id)
            for row in self._rows:
                for name in {row.form, row.element_id}:
                    self._groups.setdefault(name, []).append(row)
        return self._groups

    def row(self, name: str) -> RecordRow:
        """The form or formless task `name` as this instance sees it; an empty row (equal to None) when missing."""
        if self._fetch is not None:
            newest = self._fetch.newest_of(name, self._lineage)
            if newest is None:
                return RecordRow(None, {}, self.reads)
            return RecordRow(newest.id, newest.answers, self.reads)
        found = self._loaded().get(name)
        if not found:
            return RecordRow(None, {}, self.reads)
        chosen = found[-1]
        for instance_id in self._lineage:
            own = [row for row in found if row.instance_id == instance_id]
            if own:
                chosen = own[-1]
                break
        return RecordRow(chosen.id, chosen.answers, self.reads)

    def all(self, name: str) -> list[RecordRow]:
        """Every submission of the form or formless task `name` in the root, oldest first."""
        rows = self._fetch.all_of(name) if self._fetch is not None else self._loaded().get(name, [])
        return [RecordRow(row.id, row.answers, self.reads) for row in rows]

    def get(self, name: str) -> dict[str, Any] | None:
        """The answers of `name` as a plain dictionary, or None."""
        row = self.row(name)
        return None if row.id is None else row.as_dict()

    def latest(self, field: str) -> tuple[Any, str]:
        """The newest answer to a field of this key in whatever form, and that form; (None, "") without one."""
        if self._fetch is None:
            self._loaded()
        for row in reversed(self._rows or []) if self._fetch is None else self._fetch.newest():
            if row.answers.get(field) is not None:
                self.reads.append(f"record:{row.id}:{field}")
                return row.answers[field], row.form
        return None, ""

    def has(self, name: str) -> bool:
        """Whether `name` was submitted at all."""
        return bool(self.all(name)) if self._fetch is not None else name in self._loaded()

    def forget(self) -> None:
        """Read the rows anew at the next access (after a form was added within the same command)."""
        self._rows = None
        self._groups = {}
        if self._fetch is not None:
            self._fetch.forget()

    def __getattr__(self, name: str) -> RecordRow:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.row(name)

    def __getitem__(self, name: str) -> RecordRow:
        return self.row(name)
