"""The corrected core: tokens, steps and scopes; a plain token game instead of the library's guesses about the future.

SpiffWorkflow 3.2.0 keeps a tree of everything that happened and of everything it predicts, and asks that tree whether a
join may fire, whether a process is over, and which data belong together. The answers go wrong in loops, at depth 1000
and after a branch was left (each fault has its test in tests/engine_room/test_library_faults.py). Here a live task *is*
a token, a finished one is history nobody asks again, and nothing is predicted. By subclass, not by patch:

1.  nothing disappears at depth 1000: no iteration over the tree decides anything, prune.py keeps it flat;
2.  no recursion over ancestors or children (`Token`);
3.  data of two tokens never share an object, lists are values (`Token._inherit_data`, merging.py);
4.  joins merge what each branch changed (gateways.py); what a branch changed is not lost when it just ends
    (`Scope.ended`);
5.  joins count waiting tokens, not leftovers of earlier rounds of a loop (gateways.py);
6.  every timer of an event based gateway has its own due time (events.py, timers.py);
7.  a key `typename` in the data is data (state.py);
8.  errors name the element and hold no data (bridge.py, machine.py);
9.  definitions are never changed by instances: no signal handlers hang on them, so they are shared by all threads;
10. a terminate end event ends its own scope only (`Scope.finish`), signal end events throw (events.py), uncaught errors
    show (boundaries.py), non-interrupting events fire again (boundaries.py), multi-instance works in loops, over empty
    lists and with None items, and keeps the order (repetition.py);
11. time is the environment's, never the wall clock (timers.py, `Scope.tick`);
12. a full copy of all data is never logged (below, `Token._set_state`).
"""

import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from processes.engine.spiff.faults import StepFault
from processes.engine.spiff.merging import copied, spread
from processes.words import N_

LIVE = TaskState.NOT_FINISHED_MASK | TaskState.ERROR

#: So many tokens may be made in one command; more means a model multiplies without end.
MOST_TOKENS = 50_000

# The library would log a full copy of the data with every change of state.
for _name in ("spiff.task", "spiff.workflow", "spiff.data"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class Token(Task):
    """A task of the library as a token: made when it is reached, gone when it is left."""

    def __init__(
        self,
        workflow: Any,
        task_spec: TaskSpec,
        parent: "Token | None" = None,
        state: int = TaskState.FUTURE,
        id: UUID | None = None,
    ) -> None:
        super().__init__(workflow, task_spec, parent, state=state, id=id)
        self.last_state_change = workflow.tick()

    @property
    def is_live(self) -> bool:
        """Neither completed nor cancelled."""
        return bool(self._state & LIVE)

    def _add_child(self, task_spec: TaskSpec, state: int = TaskState.FUTURE) -> "Token":
        top = self.workflow.top_workflow
        top.made += 1
        if top.made > MOST_TOKENS:
            raise StepFault(
                element_id=str(self.task_spec.bpmn_id or top.spec.name),
                name=str(self.task_spec.bpmn_name or self.task_spec.bpmn_id or top.spec.name),
                template=N_("The process does not come to rest: it has run %(count)s steps in a row."),
                params={"count": MOST_TOKENS},
            )
        return Token(self.workflow, task_spec, self, state=state)

    def _inherit_data(self) -> None:
        self.data = copied(self.parent.data)

    def _set_state(self, value: int) -> None:
        self._state = value
        self.last_state_change = self.workflow.tick()

    def run(self) -> bool | None:
        """Do what the element does; None when it waits for somebody outside."""
        result = self.task_spec._run(self)
        if self._state == TaskState.CANCELLED:  # its own event ended the scope it stands in
            return True
        if result is None:
            self._set_state(TaskState.STARTED)
        else:
            self.complete()
        return result

    def cancel(self) -> None:
        """Take the token and everything below it out of the game."""
        todo = [self]
        while todo:
            token = todo.pop()
            todo.extend(token.children)
            if token.is_live:
                token._set_state(TaskState.CANCELLED)
                token.task_spec._on_cancel(token)

    def ancestors(self) -> "list[Token]":
        """The tokens this one came from, nearest first."""
        found, token = [], self.parent
        while token is not None:
            found.append(token)
            token = token.parent
        return found


def common_data(tokens: list[Token]) -> dict[str, Any]:
    """The data of the nearest token that all of these came from."""
    lines = [{ancestor.id for ancestor in token.ancestors()} for token in tokens[1:]]
    for ancestor in tokens[0].ancestors():
        if all(ancestor.id in line for line in lines):
            return ancestor.data
    return tokens[0].workflow.task_tree.data


class Step:
    """Mixed into every element's specification: one token in, its successors made when it is done."""

    #: The element's name in BPMN, for example "userTask"; empty for what is not on the diagram.
    bpmn_type = ""
    extensions: Mapping[str, Any] = MappingProxyType({"properties": MappingProxyType({})})

    def _predict(self, my_task: Token, seen: Any = None, looked_ahead: int = 0, mask: int = 0) -> None:
        """Nothing is predicted."""

    def _on_ready(self, my_task: Token) -> None:
        self._on_ready_hook(my_task)

    def _on_ready_hook(self, my_task: Token) -> None:
        """Becoming ready has no side effect."""

    def following(self, token: Token) -> list[TaskSpec]:
        """The elements that get a token when this one is done."""
        specs = self._wf_spec.task_specs  # type: ignore[attr-defined]
        return [specs[name] for name in self._outputs]  # type: ignore[attr-defined]

    def _on_complete(self, my_task: Token) -> None:
        scope = my_task.workflow
        self._on_complete_hook(my_task)  # type: ignore[attr-defined]
        scope.log(my_task, "completed")
        if scope.completed:
            return
        unwatch(my_task)
        parent = my_task.parent
        if my_task.triggered and parent is not None:  # one instance of several
            parent.task_spec.instance_done(parent, my_task)
        born = [my_task._add_child(spec) for spec in self.following(my_task)]
        for token in born:
            if token._state == TaskState.FUTURE:
                token.task_spec._update(token)
        if not born and not my_task.triggered:
            scope.ended(my_task)

    def _on_cancel(self, my_task: Token) -> None:
        # Who ends the scope it stands in did what it had to do.
        my_task.workflow.log(my_task, "completed" if my_task.internal_data.get("threw") else "cancelled")


def unwatch(activity: Token, but: Token | None = None) -> None:
    """The activity is left: its boundary events (but one) wait no longer."""
    split = activity.parent
    if split is None or getattr(split.task_spec, "activity", None) != activity.task_spec.name:
        return
    for sibling in split.children:
        if sibling not in (activity, but) and sibling._state == TaskState.WAITING:
            sibling._set_state(TaskState.CANCELLED)


class ScopeStart(Step, BpmnTaskSpec):
    """Where a scope begins; chooses the start event when a message started it."""

    def following(self, token: Token) -> list[TaskSpec]:
        chosen = token.internal_data.pop("start", None)
        return [spec for spec in super().following(token) if chosen is None or spec.name == chosen]


class Scope:
    """Mixed into the library's workflow classes: a process or an embedded sub-process with the tokens in it."""

    tasks: dict[UUID, Token]

    def open(self, data: dict[str, Any]) -> Token:
        """Put the first token in; it still has to be run."""
        root = Token(self, self.spec.start, None, state=TaskState.READY)  # type: ignore[attr-defined]
        root.data = copied(data)
        self.task_tree = root
        return root

    def tick(self) -> int:
        """A number larger than any before in this instance: the order of changes, independent of any clock."""
        top = self.top_workflow  # type: ignore[attr-defined]
        top.ticks += 1
        return int(top.ticks)

    def live(self) -> list[Token]:
        """The tokens in play, oldest first."""
        return [token for token in self.tasks.values() if token._state & LIVE]

    def log(self, token: Token, state: str) -> None:
        """Remember that an element was left."""
        self.top_workflow.left.append((token.task_spec, state))  # type: ignore[attr-defined]

    def ended(self, last: Token) -> None:
        """A token has reached its end. With the last one the scope is over; the others learn what it changed."""
        live = self.live()
        if not live:
            self.finish(last)
            return
        ways = [{ancestor.id for ancestor in token.ancestors()} for token in live]
        fork = next(ancestor for ancestor in last.ancestors() if any(ancestor.id in way for way in ways))
        before = copied(fork.data)
        self.learn(before, last.data)

    def learn(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """Change in all data of this scope and the scopes in it what still has the value it had before."""
        for token in self.tasks.values():
            spread(token.data, before, after)
            several = token.internal_data.get("several")
            if several is not None and "data" in several:
                spread(several["data"], before, after)
            inner = self.top_workflow.subprocesses.get(token.id)  # type: ignore[attr-defined]
            if inner is not None:
                inner.learn(before, after)

    def cancel_tokens(self) -> None:
        """Take every token of this scope and of the scopes in it out of the game."""
        self.completed = True
        for token in self.live():
            token.cancel()

    def finish(self, last: Token) -> None:
        """The scope is over; its data are those of its last token."""
        raise NotImplementedError

    def _task_completed_notify(self, task: Token) -> None:
        """The library would rescan all tasks here."""


class RootScope(Scope, BpmnWorkflow):
    """A process instance."""

    def __init__(self, spec: Any, subprocess_specs: dict[str, Any], script_engine: Any) -> None:
        self.ticks = 0
        self.made = 0
        #: (specification, "completed" | "cancelled") of the elements left since loading.
        self.left: list[tuple[Any, str]] = []
        self.outcome_error: str | None = None
        super().__init__(spec, subprocess_specs, script_engine=script_engine, deserializing=True)

    parent_token = None

    def finish(self, last: Token) -> None:
        self.completed = True
        self.data.update(copied(last.data))

    def create_subprocess(self, my_task: Token, spec_name: str) -> "InnerScope":
        scope = InnerScope(self.subprocess_specs[spec_name], my_task.id, self)
        self.subprocesses[my_task.id] = scope
        return scope

    def scopes(self) -> list[Any]:
        """This scope and all open ones in it, outer before inner."""
        return [self, *self.subprocesses.values()]


class InnerScope(Scope, BpmnSubWorkflow):
    """One run of an embedded sub-process."""

    def __init__(self, spec: Any, parent_task_id: UUID, top_workflow: RootScope) -> None:
        self.completed = False
        super().__init__(spec, parent_task_id, top_workflow, deserializing=True)
        for name in spec.data_objects:
            self.data["data_objects"][name] = None

    @property
    def parent_token(self) -> Token:
        """The token of the activity this scope is inside of."""
        return self.top_workflow.get_task_from_id(self.parent_task_id)

    def finish(self, last: Token) -> None:
        self.completed = True
        activity = self.parent_token
        self.top_workflow.subprocesses.pop(self.parent_task_id, None)
        activity.data = copied(last.data)
        activity._set_state(TaskState.READY)
