"""Runs BPMN diagrams with SpiffWorkflow; nothing outside this package knows that library.

`parse` reads a deployment into a `Model`; a `Machine` is one running instance of it for one command.
"""

from processes.engine.spiff.faults import BusinessError, InvalidModel, StepFault
from processes.engine.spiff.machine import Machine
from processes.engine.spiff.model import Element, Model
from processes.engine.spiff.motion import STEP_LIMIT
from processes.engine.spiff.parser import parse
from processes.engine.spiff.reports import CallToken, Environment, JobToken, Passed, TaskToken, Thrown, WaitToken
from processes.engine.spiff.state import UnknownState

__all__ = [
    "STEP_LIMIT",
    "BusinessError",
    "CallToken",
    "Element",
    "Environment",
    "InvalidModel",
    "JobToken",
    "Machine",
    "Model",
    "Passed",
    "StepFault",
    "TaskToken",
    "Thrown",
    "UnknownState",
    "WaitToken",
    "parse",
]
