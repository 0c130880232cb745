"""Runs the migrations on the connection that `processes.migrations` opened."""

from alembic import context

from processes.database import CaseworkBase, EngineBase
from processes.migrations import VERSIONS, include

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=[EngineBase.metadata, CaseworkBase.metadata],
    include_schemas=True,
    include_object=include,
    compare_type=True,
    **VERSIONS,
)
context.run_migrations()
