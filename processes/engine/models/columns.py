"""The bases of the engine's tables: the type of an instant and the default of ids."""

from sqlalchemy import DateTime, text

Instant = DateTime(timezone=True)
#: Ids that grow with time, made by PostgreSQL 18.
UUID7 = text("uuidv7()")
