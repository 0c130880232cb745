"""What was filled in, as readable summaries for those who may read it."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.casework import areas, rights
from processes.casework.models import CaseFile, Intake
from processes.casework.views import FormSummary
from processes.engine import forms
from processes.engine import queries as engine
from processes.engine.models import DefinitionFile, Record, Task
from processes.people import Person


def records(
    session: Session, *, root_id: uuid.UUID, person: Person, now: datetime, words: forms.Words | None = None
) -> tuple[FormSummary, ...]:
    """The submitted forms of a root that this person may read, newest first. Raises errors.NotFound."""
    engine.check_instance(session, instance_id=root_id, person=person)
    intake = session.scalars(select(Intake).where(Intake.root_id == root_id)).one_or_none()
    if intake is None:
        return ()
    file = session.get(CaseFile, intake.case_id) if intake.case_id else None
    parts = rights.sections(session, person=person, case=file, intake=intake, now=now)
    rows = session.execute(
        select(
            Record.form, Record.definition_id, Record.answers, Record.at, Record.by, Task.name, Task.form.label("file")
        )
        .outerjoin(Task, Task.id == Record.task_id)
        .where(Record.root_id == root_id)
        .order_by(Record.id.desc())
    ).all()
    schemas = _Schemas(session)
    return tuple(
        FormSummary(
            form=row.form,
            title=row.name or row.form,
            at=row.at,
            by=row.by,
            answers=schemas.summary(row.definition_id, row.file, _readable(row.answers, parts), words),
        )
        for row in rows
        if _may_read(row.form, row.answers, parts)
    )


def _may_read(form: str, answers: Mapping[str, Any], parts: frozenset[str]) -> bool:
    section = rights.FORM_SECTION.get(form, "consultation")
    if form == "F06" and answers.get("bereich") in areas.PROTECTED:
        section = "health"
    return section in parts


def _readable(answers: Mapping[str, Any], parts: frozenset[str]) -> Mapping[str, Any]:
    """The answers without a barred address for those who may not see it."""
    if answers.get("schutzadresse") is True and "protected_address" not in parts:
        return {name: value for name, value in answers.items() if name != "anschrift"}
    return answers


class _Schemas:
    """The forms of a root's definitions, each parsed once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._parsed: dict[tuple[int, str], forms.Form | None] = {}

    def summary(
        self, definition_id: int, file: str | None, answers: Mapping[str, Any], words: forms.Words | None
    ) -> list[tuple[str, str]]:
        """The answers as pairs of label and text; of a task without a form by the names of its answers."""
        form = self._form(definition_id, file) if file else None
        if form is None:
            return [(name, str(value)) for name, value in answers.items() if value not in (None, "")]
        return forms.summary(form, answers, words)

    def _form(self, definition_id: int, file: str) -> forms.Form | None:
        key = definition_id, file
        if key not in self._parsed:
            content = self._session.scalar(
                select(DefinitionFile.content)
                .where(DefinitionFile.name == file)
                .order_by((DefinitionFile.definition_id == definition_id).desc(), DefinitionFile.definition_id.desc())
                .limit(1)
            )
            self._parsed[key] = forms.parse_schema(content) if content else None
        return self._parsed[key]
