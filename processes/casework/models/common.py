"""What every table of casework has, and the checks that several of them need."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Computed, Date, DateTime, Integer, Text, text
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

Instant = DateTime(timezone=True)
UUID7 = text("uuidv7()")


def one_of(column: str, values: Sequence[str]) -> CheckConstraint:
    """A check that `column` is null or one of `values`."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=column)


def key_of(expression: str) -> Any:
    """A generated column with the German order of names, comparable and searchable by prefix everywhere (collate C)."""
    return mapped_column(Text(collation="C"), Computed(f"casework.de_sort({expression})", persisted=True))


class Common:
    """Id, who and when, optimistic version, data class and erasure date (domain.md 4.1)."""

    #: The data class of new rows; how long they are kept follows from it (domain.md D15).
    DATA_CLASS: ClassVar[str] = "hilfeplan_beratung"

    id: Mapped[uuid.UUID] = mapped_column(UUID, primary_key=True, server_default=UUID7, sort_order=-1)
    created_at: Mapped[datetime] = mapped_column(Instant, sort_order=100)
    created_by: Mapped[str] = mapped_column(Text, sort_order=101)
    changed_at: Mapped[datetime] = mapped_column(Instant, sort_order=102)
    changed_by: Mapped[str] = mapped_column(Text, sort_order=103)
    row_version: Mapped[int] = mapped_column(Integer, sort_order=104)
    data_class: Mapped[str] = mapped_column(Text, sort_order=105)
    #: Rows are offered to the archive and erased from this day on; null while the case is open.
    erase_after: Mapped[date | None] = mapped_column(Date, sort_order=106)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.row_version}
