"""The tables of the engine, all in the schema `engine`.

Content that people typed lies only in `record` and `draft`. Engine state is compressed bytes, never jsonb, because
SpiffWorkflow restores data in the order of its keys.
"""

from processes.engine.models.columns import table_of
from processes.engine.models.definitions import Definition, DefinitionFile
from processes.engine.models.instances import Incident, Instance, InstanceState, OutgoingMessage, Wait
from processes.engine.models.logs import DecisionLog, Event
from processes.engine.models.people import ApiToken, KeptAnswer, PersonRow, SignInAttempt, WebSession
from processes.engine.models.records import Draft, Record
from processes.engine.models.tasks import Task

__all__ = [
    "ApiToken",
    "DecisionLog",
    "Definition",
    "DefinitionFile",
    "Draft",
    "Event",
    "Incident",
    "Instance",
    "InstanceState",
    "KeptAnswer",
    "OutgoingMessage",
    "PersonRow",
    "Record",
    "SignInAttempt",
    "Task",
    "Wait",
    "WebSession",
    "table_of",
]
