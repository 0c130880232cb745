"""Reading: frozen rows and views, one or two statements each, only of what the person may see."""

from processes.engine.queries.accounts import person, person_by_token
from processes.engine.queries.definitions import definition, definition_file, definitions, export
from processes.engine.queries.directory import definition_names, names, people, root_id
from processes.engine.queries.history import element_names, history
from processes.engine.queries.instances import check_instance, instance, tokens, waits
from processes.engine.queries.log import decisions, events, passed
from processes.engine.queries.operations import incidents
from processes.engine.queries.queue import jobs
from processes.engine.queries.task import task
from processes.engine.queries.worklist import count_worklist, worklist

__all__ = [
    "check_instance",
    "count_worklist",
    "decisions",
    "definition",
    "definition_file",
    "definition_names",
    "definitions",
    "element_names",
    "events",
    "export",
    "history",
    "incidents",
    "instance",
    "jobs",
    "names",
    "passed",
    "people",
    "person",
    "person_by_token",
    "root_id",
    "task",
    "tokens",
    "waits",
    "worklist",
]
