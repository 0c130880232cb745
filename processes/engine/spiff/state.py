"""The state of an instance as compressed text: tokens and their data, never the definition.

The library's serializer stores the definition with every instance, follows any dictionary with a key `typename`, loses
microseconds of durations and refuses dates and decimals. This is a format of our own with a number of its own: scopes
outer before inner, tokens in the order they were made, parents by position, data as difference to the parent's.
"""

import json
from typing import Any
from uuid import UUID

import zstandard

from processes.engine.spiff.faults import StepFault
from processes.engine.spiff.hardening import InnerScope, RootScope, Scope, Token
from processes.engine.spiff.merging import changed_keys, copied
from processes.engine.spiff.values import Unstorable, from_json, to_json
from processes.words import N_

FORMAT = 1


class UnknownState(Exception):
    """The bytes are no state this version of the application can read, or not one of this definition."""


def dump(top: RootScope) -> bytes:
    """The state as bytes.

    Raises:
        StepFault: the data of a token hold something that cannot be kept.
    """
    content = {
        "format": FORMAT,
        "ticks": top.ticks,
        "success": top.success,
        "error": top.outcome_error,
        "correlations": to_json(top.correlations),
        "scopes": [_scope_out(scope) for scope in top.scopes()],
    }
    text = json.dumps(content, separators=(",", ":"), allow_nan=False)
    return zstandard.ZstdCompressor(level=3).compress(text.encode("ascii"))


def load(content: bytes, spec: Any, inner: dict[str, Any], bridge: Any) -> RootScope:
    """The instance again.

    Raises:
        UnknownState: another format, or elements that this definition does not have.
    """
    try:
        state = json.loads(zstandard.ZstdDecompressor().decompress(content))
    except (zstandard.ZstdError, ValueError) as error:
        raise UnknownState("not a state") from error
    if state.get("format") != FORMAT:
        raise UnknownState(f"format {state.get('format')}")
    top = RootScope(spec, inner, bridge)
    outer, *others = state["scopes"]
    try:
        _scope_in(top, outer)
        for entry in others:
            activity = top.get_task_from_id(UUID(entry["inside"]))
            scope = InnerScope(inner[entry["spec"]], activity.id, top)
            top.subprocesses[activity.id] = scope
            _scope_in(scope, entry)
    except KeyError as error:
        raise UnknownState(f"no element {error}") from error
    top.ticks = state["ticks"]
    top.success = state["success"]
    top.outcome_error = state["error"]
    top.correlations = from_json(state["correlations"])
    return top


def _scope_out(scope: Any) -> dict[str, Any]:
    position = {token_id: index for index, token_id in enumerate(scope.tasks)}
    return {
        "spec": scope.spec.name,
        "inside": str(scope.parent_task_id) if isinstance(scope, InnerScope) else None,
        "completed": scope.completed,
        "data": to_json(scope.data),
        "tokens": [_token_out(token, position) for token in scope.tasks.values()],
    }


def _token_out(token: Token, position: dict[UUID, int]) -> list[Any]:
    parent = token.parent
    updates, removed = changed_keys(parent.data if parent is not None else {}, token.data)
    try:
        return [
            str(token.id),
            position[parent.id] if parent is not None else None,
            token.task_spec.name,
            token._state,
            int(token.triggered),
            token.last_state_change,
            to_json(token.internal_data),
            to_json(updates),
            removed,
        ]
    except Unstorable as error:
        spec = token.task_spec
        raise StepFault(
            element_id=str(spec.bpmn_id or spec.name),
            name=str(spec.bpmn_name or spec.bpmn_id or spec.name),
            template=N_("The process data hold a value of the kind %(kind)s, which cannot be kept."),
            params={"kind": str(error)},
            kind="engine",
        ) from error


def _scope_in(scope: Scope, entry: dict[str, Any]) -> None:
    made: list[Token] = []
    specs = scope.spec.task_specs  # type: ignore[attr-defined]
    for token_id, parent, name, state, triggered, changed, internal, updates, removed in entry["tokens"]:
        above = made[parent] if parent is not None else None
        token = Token(scope, specs[name], above, state=state, id=UUID(token_id))
        token.triggered = bool(triggered)
        token.last_state_change = changed
        token.internal_data = from_json(internal)
        token.data = copied(above.data) if above is not None else {}
        for key in removed:
            del token.data[key]
        token.data.update(from_json(updates))
        made.append(token)
    scope.task_tree = made[0]
    scope.completed = entry["completed"]
    scope.data = from_json(entry["data"])  # type: ignore[attr-defined]
