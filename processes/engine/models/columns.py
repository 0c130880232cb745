"""The bases of the engine's tables: the type of an instant and the default of ids."""

from typing import cast

from sqlalchemy import DateTime, Table, text
from sqlalchemy.orm import DeclarativeBase

Instant = DateTime(timezone=True)
#: Ids that grow with time, made by PostgreSQL 18.
UUID7 = text("uuidv7()")


def table_of(model: type[DeclarativeBase]) -> Table:
    """The plain table of a model, for statements with many rows that need no objects."""
    return cast("Table", model.__table__)
