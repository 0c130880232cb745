"""Documents of a case, as a list and one of them with its bytes."""

import uuid
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from processes import errors
from processes.casework import labels, rights
from processes.casework.models import CaseFile, Document, Intake
from processes.casework.views import DocumentContent, DocumentRow
from processes.engine import queries as engine
from processes.people import Person

#: Documents that show what is in the plan.
_OF_PLAN = ("hilfeplan", "L08", "L09")


def documents_of(
    session: Session, intake: Intake, file: CaseFile | None, parts: frozenset[str]
) -> tuple[DocumentRow, ...]:
    """The documents of a case or an intake that the reader may see, newest first."""
    of_case = Document.case_id == file.id if file else Document.intake_id == intake.id
    found = session.scalars(
        select(Document)
        .where(or_(of_case, Document.intake_id == intake.id))
        .order_by(Document.created_at.desc(), Document.id.desc())
    )
    return tuple(_row(each) for each in found if _may_see(each, parts))


def document(session: Session, *, document_id: uuid.UUID, person: Person, now: datetime) -> DocumentContent:
    """A document with its bytes. Raises errors.NotFound when there is none or the person may not see it."""
    found = session.get(Document, document_id)
    if found is None:
        raise errors.NotFound
    file = session.get(CaseFile, found.case_id) if found.case_id else None
    mine = Intake.case_id == file.id if file else Intake.id == found.intake_id
    intake = session.scalars(select(Intake).where(mine)).one()
    engine.check_instance(session, instance_id=intake.root_id, person=person)
    parts = rights.sections(session, person=person, case=file, intake=intake, now=now)
    if not _may_see(found, parts):
        raise errors.NotFound
    return DocumentContent(row=_row(found), content=found.content)


def _may_see(document: Document, parts: frozenset[str]) -> bool:
    return ("plan_documents" if document.kind in _OF_PLAN else "documents") in parts


def _row(document: Document) -> DocumentRow:
    return DocumentRow(
        id=document.id,
        kind=document.kind,
        title=document.title,
        file_name=document.file_name,
        media_type=document.media_type,
        created_at=document.created_at,
        way_words=labels.words(labels.WAYS, document.channel),
    )
