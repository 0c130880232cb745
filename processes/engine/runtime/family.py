"""Call activities as instances of their own: starting, finishing, failing and cancelling children under one lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from processes.engine.runtime import library
from processes.engine.spiff import CallToken, StepFault, Thrown
from processes.words import N_

if TYPE_CHECKING:
    from processes.engine.runtime.member import Member, Rest
    from processes.engine.runtime.unit import Unit

NOT_DEPLOYED = N_("The called process “%(key)s” is not deployed.")
NOT_DEPLOYED_VERSION = N_("Version %(version)s of the called process “%(key)s” is not deployed.")
UNCAUGHT = N_("The process ended with the error “%(code)s”, and nothing in the diagram catches it.")


def follow_calls(unit: Unit, member: Member, rest: Rest) -> bool:
    """Start a child for each new call of `member`, cancel those whose call is gone; say whether calls are open."""
    wanted = {call.id: call for call in rest.calls}
    running = {child.row.parent_token: child for child in member.children if child.row.parent_token is not None}
    for token, child in running.items():
        if token not in wanted:
            cancel(unit, child)
    for token, call in wanted.items():
        if token not in running:
            _start(unit, member, call)
    return bool(wanted)


def _start(unit: Unit, caller: Member, call: CallToken) -> None:
    known = unit.newest(call.key, call.version)
    if known is None:
        raise StepFault(
            element_id=call.element_id,
            name=call.name,
            template=NOT_DEPLOYED if call.version is None else NOT_DEPLOYED_VERSION,
            params={"key": call.key, "version": call.version},
        )
    inputs = call.inputs_for(library.model(unit.session, known).parameters)
    unit.begin(known, data=inputs, parent=caller, token=call.id)


def finish(unit: Unit, member: Member) -> None:
    """End an instance that has come to its end, and hand its results to its caller."""
    end(unit, member, "completed")
    caller = member.parent
    if caller is not None and caller.is_live and member.row.parent_token is not None:
        machine = member.machine
        caller.machine.complete_call(member.row.parent_token, machine.data, offered=machine.model.results)
        unit.moved(caller)


def throw(unit: Unit, member: Member, thrown: Thrown) -> None:
    """Let an error or escalation that nothing inside `member` caught go up to its callers."""
    if thrown.kind == "error":
        _fail(unit, member, thrown)
        return
    below = member
    while (caller := below.parent) is not None and below.row.parent_token is not None:
        if caller.machine.raise_escalation(below.row.parent_token, thrown.name):
            if all(call.id != below.row.parent_token for call in caller.machine.calls()):
                cancel(unit, below, escalation=thrown.name)  # the catching event interrupts the call
            unit.moved(caller)
            return
        below = caller
    # an escalation that nobody catches is no fault (BPMN 2.0, 10.5.7): the process goes on


def _fail(unit: Unit, member: Member, thrown: Thrown) -> None:
    """End `member` by an error, and its callers up to the one that catches it. Raises StepFault when none does."""
    failed = member
    while (caller := failed.parent) is not None and failed.row.parent_token is not None:
        token = failed.row.parent_token
        end(unit, failed, "completed", error=thrown.name)
        if caller.machine.raise_error(token, thrown.name):
            unit.moved(caller)
            return
        failed = caller
    where = member.passed[-1] if member.passed else None
    raise StepFault(
        element_id=where.element_id if where else member.known.key,
        name=where.name if where else member.known.name,
        template=UNCAUGHT,
        params={"code": thrown.name},
    )


def cancel(unit: Unit, member: Member, **facts: str) -> None:
    """Cancel an instance and everything it has called."""
    end(unit, member, "cancelled", **facts)


def end(unit: Unit, member: Member, status: str, **facts: str) -> None:
    """Mark an instance as ended, with everything it has called and still runs."""
    for child in member.children:
        if child.row.parent_token is not None or status == "cancelled":
            end(unit, child, "cancelled")
    member.had_incident = member.row.status == "incident"
    member.row.status, member.row.ended_at = status, unit.now
    member.happened(f"instance.{status}", facts=facts)
