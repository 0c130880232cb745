"""The data of a running scope as one picture, though each of its tokens has data of its own."""

from typing import Any
from uuid import UUID

from SpiffWorkflow.util.task import TaskState

from processes.engine.spiff.hardening import Scope, Token
from processes.engine.spiff.merging import apply_changes, copied


def picture(scope: Scope) -> dict[str, Any]:
    """The data of a running scope as one flat picture: what all its tokens have made of them, later changes last."""
    below: dict[UUID, list[tuple[int, dict[str, Any]]]] = {}
    data: dict[str, Any] = copied(scope.task_tree.data)
    for token in reversed(list(scope.tasks.values())):  # children were made after their parents
        own = _own_data(scope, token)
        parts = below.pop(token.id, [])
        if own is None and not parts:
            continue
        data = copied(token.data) if own is None else own
        latest = token.last_state_change
        for changed, part in sorted(parts, key=lambda entry: entry[0]):
            apply_changes(data, token.data, part)
            latest = max(latest, changed)
        if token.parent is not None:
            below.setdefault(token.parent.id, []).append((latest, data))
    return data


def _own_data(scope: Scope, token: Token) -> dict[str, Any] | None:
    """What a token in play holds, without what belongs to one of several instances; None for others.

    Boundary events that still wait hold what was known when their activity began: nothing new.
    """
    if not token.is_live or (hasattr(token.task_spec, "cancel_activity") and token._state == TaskState.WAITING):
        return None
    inner = scope.top_workflow.subprocesses.get(token.id)  # type: ignore[attr-defined]
    so_far = token.internal_data.get("several", {}).get("data", token.data)  # of the instances that are through
    data = copied(so_far) if inner is None else picture(inner)
    if token.triggered and token.parent is not None:
        for name in getattr(token.parent.task_spec, "item_names", ()):
            data.pop(name, None)
    return data
