"""Reading casework: frozen values, only of what the person may see. Never starts the engine, never writes."""

from processes.casework.queries.case import case
from processes.casework.queries.documents import document
from processes.casework.queries.lists import cases, client_names, count_worklist, search, worklist
from processes.casework.queries.records import records
from processes.casework.queries.subjects import subjects

__all__ = [
    "case",
    "cases",
    "client_names",
    "count_worklist",
    "document",
    "records",
    "search",
    "subjects",
    "worklist",
]
