"""Keeps the tree of an instance small: what was left is forgotten, so the 2,000th step costs what the 10th does.

What stays: the root (its data are what all tokens have in common), every token in play with its direct parent (it holds
the boundary events together and is what its data are compared with), and where branches parted, because a join merges
against that.
"""

from uuid import UUID

from processes.engine.spiff.hardening import RootScope, Scope, Token


def prune(top: RootScope) -> None:
    """Forget in every open scope what nobody asks for again."""
    for scope in top.scopes():
        _prune_scope(scope)


def _prune_scope(scope: Scope) -> None:
    tasks = scope.tasks
    live = scope.live()
    if not live:
        return
    keep = _worth_keeping(scope, live)
    if len(keep) == len(tasks):
        return
    children: dict[UUID, list[UUID]] = {token_id: [] for token_id in keep}
    kept = [token for token in tasks.values() if token.id in keep]  # in the order they were made
    for token in kept:
        parent = token.parent
        while parent is not None and parent.id not in keep:
            parent = parent.parent
        token._parent = parent.id if parent is not None else None
        if parent is not None:
            children[parent.id].append(token.id)
    for token in kept:
        token._children = children[token.id]
    scope.tasks = {token.id: token for token in kept}


def _worth_keeping(scope: Scope, live: list[Token]) -> set[UUID]:
    root: Token = scope.task_tree
    keep = {root.id}
    for token in live:
        keep.add(token.id)
        if token.parent is not None:
            keep.add(token.parent.id)
    # Where the ways of two kept tokens meet, branches parted.
    seen = set(keep)
    for token_id in keep.copy():
        token = scope.tasks[token_id].parent
        while token is not None and token.id not in seen:
            seen.add(token.id)
            token = token.parent
        if token is not None:
            keep.add(token.id)
    return keep
