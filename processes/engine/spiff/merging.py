"""Copies and merges the data of tokens: nothing is shared between branches, and a join loses no branch's change.

The library lets the branch that arrives last overwrite every variable with its own stale copy, and zips and trims
lists. Here a join is a three-way merge against what the branches have in common; a list is one value.
"""

from collections.abc import Mapping
from typing import Any

_MISSING: Any = object()
_SIMPLE = frozenset({str, int, float, bool, type(None)})


def copied(value: Any) -> Any:
    """A copy of plain data that shares no container with the original."""
    kind = type(value)
    if kind in _SIMPLE:
        return value
    if kind is dict:  # simple entries are taken over without a call: data of a case are copied a lot
        return {key: entry if type(entry) in _SIMPLE else copied(entry) for key, entry in value.items()}
    if kind is list:
        return [entry if type(entry) in _SIMPLE else copied(entry) for entry in value]
    if isinstance(value, Mapping):
        return {key: copied(entry) for key, entry in value.items()}
    if kind is tuple:
        return tuple(copied(entry) for entry in value)
    if kind is set:
        return set(value)
    return value


def apply_changes(target: dict[str, Any], base: Mapping[str, Any], branch: Mapping[str, Any]) -> None:
    """Bring into `target` what `branch` changed, added or removed since `base`; the later caller wins a conflict."""
    for key in base.keys() - branch.keys():
        target.pop(key, None)
    for key, value in branch.items():
        before = base.get(key, _MISSING)
        if before is not _MISSING and _same(before, value):
            continue
        if isinstance(value, dict) and isinstance(before, dict) and isinstance(target.get(key), dict):
            apply_changes(target[key], before, value)
        else:
            target[key] = copied(value)


def spread(target: dict[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Bring the change from `before` to `after` into `target`, except where it no longer has the value of before."""
    for key in list({**before, **after}):
        old, new, here = before.get(key, _MISSING), after.get(key, _MISSING), target.get(key, _MISSING)
        if _same(old, new):
            continue
        if _same(here, old):
            if new is _MISSING:
                target.pop(key, None)
            else:
                target[key] = copied(new)
        elif isinstance(old, dict) and isinstance(new, dict) and isinstance(here, dict):
            spread(here, old, new)


def changed_keys(base: Mapping[str, Any], data: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """What `data` holds differently from `base`: (changed or new entries, removed keys)."""
    updates = {key: value for key, value in data.items() if key not in base or not _same(base[key], value)}
    return updates, [key for key in base if key not in data]


def _same(left: Any, right: Any) -> bool:
    """Equal and of the same kind: 1, 1.0 and True are three values here."""
    if left is right:
        return True
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return list(left) == list(right) and all(_same(left[key], right[key]) for key in left)
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(_same(a, b) for a, b in zip(left, right, strict=True))
    return bool(left == right)
