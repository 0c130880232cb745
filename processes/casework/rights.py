"""Which parts of a case a person may see (domain.md 3.2), by role and by how they have to do with it.

Whoever may not see the root instance sees nothing at all; that is asked before. The parts:

- `contact`, `protected_address`: who the person is and how to reach them
- `application`: what F01 to F03 say
- `consultation`: what was said in the talk (F04, F05, F07); `areas` and `health`: how the areas of life are seen
- `plan`: goals, stages, steps; `plan_titles`: titles and status only
- `appointments`, `appointment_subjects`; `documents`, `plan_documents`; `people`; `aftercare`
"""

import uuid
from datetime import datetime

from sqlalchemy import and_, exists, or_, select, true
from sqlalchemy.orm import Session

from processes.casework import dates
from processes.casework.models import Assignment, CaseFile, Intake
from processes.engine.models import Task
from processes.people import Person

#: What stands at the top of a case; everybody who works on one of its tasks sees that.
HEADER = frozenset({"contact", "appointments"})

_PLAN = frozenset({"plan", "plan_titles", "plan_documents", "appointments", "appointment_subjects", "people"})
#: Colleagues of the team who stand in: open tasks and plan, no talk and no health (3.4).
_DEPUTY = HEADER | _PLAN | {"protected_address"}
#: The assigned worker sees all of their case.
_WORKER = _DEPUTY | {"application", "consultation", "areas", "health", "documents", "aftercare"}

_BY_ROLE: dict[str, frozenset[str]] = {
    "fallmanagement": _DEPUTY,
    "teamleitung": _DEPUTY | {"application", "documents", "aftercare"},
    "sachgebietsleitung": HEADER | _PLAN,
    # what is said in counselling must not silently become evidence in the benefit decision
    "leistung": HEADER | {"protected_address", "application", "plan_titles", "appointment_subjects", "documents"},
    "kundenzentrum": HEADER,
}


def sections(
    session: Session, *, person: Person, case: CaseFile | None, intake: Intake, now: datetime
) -> frozenset[str]:
    """The parts of a case this person may see, given that they may see its root."""
    allowed: frozenset[str] = frozenset()
    for role in person.roles:
        allowed |= _BY_ROLE.get(role, frozenset())
    if person.has("kundenzentrum") and dates.today(intake.received_at) == dates.today(now):
        allowed |= {"application"}  # on the day of receipt, then the header only
    if is_assigned(session, person=person, case=case, root_id=intake.root_id):
        allowed |= _WORKER
    return allowed


def is_assigned(session: Session, *, person: Person, case: CaseFile | None, root_id: uuid.UUID) -> bool:
    """Whether somebody of help planning works on this case now: by assignment, or by a task they have taken."""
    if not person.has("fallmanagement"):
        return False
    mine = Task.root_id == root_id, Task.state == "open", Task.assignee == person.id, Task.lane == "fallmanagement"
    if session.scalar(select(exists().where(*mine))):
        return True
    if case is None:
        return False
    in_pool = and_(Assignment.worker.is_(None), Assignment.team.in_(person.teams) if person.teams else true())
    current = exists().where(
        Assignment.case_id == case.id, Assignment.until_at.is_(None), or_(Assignment.worker == person.id, in_pool)
    )
    return bool(session.scalar(select(current)))


#: Which part of a case a form belongs to; what is not named here is for the assigned worker alone.
FORM_SECTION: dict[str, str] = {
    **dict.fromkeys(("F01", "F02", "F03"), "application"),
    **dict.fromkeys(("F04", "F05", "F07"), "consultation"),
    **dict.fromkeys(
        ("F08", "F09", "F10", "F11", "F12", "F13", "F14", "F15", "F16", "F17", "F18", "F50", "F51"), "plan"
    ),
    **dict.fromkeys(("F23", "F24", "F25"), "aftercare"),
    "F06": "areas",
    "F32": "appointment_subjects",
    "F33": "consultation",
    "F34": "health",
    "F56": "health",
}
