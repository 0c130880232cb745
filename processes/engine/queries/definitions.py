"""What is deployed: versions and their files."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from processes.engine.models import Definition, DefinitionFile, Instance
from processes.engine.views import DefinitionRow
from processes.errors import NotFound

_COLUMNS = (
    Definition.key,
    Definition.version,
    Definition.name,
    Definition.lanes,
    Definition.deployed_at,
    Definition.deployed_by,
    Definition.valid_from,
)

_RUNNING = (
    select(func.count())
    .where(Instance.definition_id == Definition.id, Instance.status.in_(("running", "incident")))
    .correlate(Definition)
    .scalar_subquery()
    .label("running")
)

_FILES = (
    select(func.array_agg(DefinitionFile.name))
    .where(DefinitionFile.definition_id == Definition.id, DefinitionFile.borrowed.is_(False))
    .correlate(Definition)
    .scalar_subquery()
    .label("files")
)


def _row(row: Any) -> DefinitionRow:
    return DefinitionRow(**{**row, "lanes": tuple(row["lanes"]), "files": tuple(sorted(row["files"] or ()))})


def definitions(session: Session) -> tuple[DefinitionRow, ...]:
    """All versions: by key, the newest first."""
    statement = select(*_COLUMNS, _RUNNING, _FILES).order_by(Definition.key, Definition.version.desc())
    return tuple(_row(row) for row in session.execute(statement).mappings())


def definition(session: Session, *, key: str, version: int | None = None) -> DefinitionRow:
    """A version, the newest unless `version` says which. Raises NotFound."""
    statement = select(*_COLUMNS, _RUNNING, _FILES).where(Definition.key == key)
    if version is not None:
        statement = statement.where(Definition.version == version)
    row = session.execute(statement.order_by(Definition.version.desc()).limit(1)).mappings().one_or_none()
    if row is None:
        raise NotFound
    return _row(row)


def definition_file(session: Session, *, key: str, version: int | None = None, name: str) -> bytes:
    """The content of a file of a version. Raises NotFound."""
    statement = (
        select(DefinitionFile.content)
        .join(Definition, Definition.id == DefinitionFile.definition_id)
        .where(Definition.key == key, DefinitionFile.name == name)
        .order_by(Definition.version.desc())
        .limit(1)
    )
    if version is not None:
        statement = statement.where(Definition.version == version)
    content = session.scalar(statement)
    if content is None:
        raise NotFound
    return content


def export(session: Session) -> Mapping[str, Mapping[str, bytes]]:
    """The files of the newest version of every definition: {key: {file name: content}}."""
    versions = (
        select(Definition.id, Definition.key)
        .ext(distinct_on(Definition.key))
        .order_by(Definition.key, Definition.version.desc())
        .subquery()
    )
    statement = (
        select(versions.c.key, DefinitionFile.name, DefinitionFile.content)
        .join(DefinitionFile, DefinitionFile.definition_id == versions.c.id)
        .where(DefinitionFile.borrowed.is_(False))
        .order_by(versions.c.key, DefinitionFile.name)
    )
    found: dict[str, dict[str, bytes]] = {}
    for key, name, content in session.execute(statement):
        found.setdefault(key, {})[name] = content
    return found
