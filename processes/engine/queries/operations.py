"""What operators look after: incidents."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.engine import rights
from processes.engine.models import Definition, Incident, Instance, Task
from processes.engine.views import IncidentRow
from processes.people import Person


def incidents(session: Session, *, person: Person, open_only: bool = True, limit: int = 200) -> tuple[IncidentRow, ...]:
    """The incidents this person sees, newest first; operators see those of all instances."""
    statement = (
        select(
            Incident.id,
            Incident.instance_id,
            Incident.root_id,
            Instance.business_key,
            Definition.key.label("definition_key"),
            Incident.element_id,
            Incident.name,
            Incident.kind,
            Incident.template,
            Incident.params,
            Incident.attempts,
            Incident.created_at,
            Incident.resolved_at,
        )
        .join(Instance, Instance.id == Incident.instance_id)
        .join(Definition, Definition.id == Instance.definition_id)
        .order_by(Incident.created_at.desc(), Incident.id.desc())
        .limit(limit)
    )
    if open_only:
        statement = statement.where(Incident.resolved_at.is_(None))
    if not rights.is_operator(person):
        a_task = select(Task.id).where(Task.root_id == Incident.root_id, rights.task_clause(person)).exists()
        statement = statement.where((Instance.started_by == person.id) | a_task)
    return tuple(IncidentRow(**row) for row in session.execute(statement).mappings())
