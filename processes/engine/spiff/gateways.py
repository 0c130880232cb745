"""Gateways: choices by condition, and joins that count the tokens waiting at them.

The library's joins ask the history which branches came by; from the second round of a loop on they count the leftovers
of the first and fire while a branch is still open. A token that arrived here waits as a task of the gateway, and firing
uses one of them up for each incoming flow: nothing else is counted.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.defaults import ExclusiveGateway as LibraryExclusiveGateway
from SpiffWorkflow.bpmn.specs.defaults import InclusiveGateway as LibraryInclusiveGateway
from SpiffWorkflow.bpmn.specs.defaults import ParallelGateway as LibraryParallelGateway
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.util.task import TaskState

from processes.engine.spiff.faults import StepFault
from processes.engine.spiff.hardening import Step, Token, common_data
from processes.engine.spiff.merging import apply_changes, copied
from processes.words import N_


class Choosing(Step):
    """Mixed into gateways that choose by condition; flows are asked in the order of the model, not of the layout."""

    def chosen(self, token: Token) -> list[str]:
        """Names of the elements to go to."""
        raise NotImplementedError

    def following(self, token: Token) -> list[TaskSpec]:
        specs = self._wf_spec.task_specs  # type: ignore[attr-defined]
        return [specs[name] for name in token.internal_data.pop("chosen")]

    def choose(self, token: Token) -> bool:
        """Evaluate the conditions and remember the choice.

        Raises:
            StepFault: no condition is true and there is no default flow.
        """
        names = self.chosen(token)
        if not names:
            raise StepFault(
                element_id=str(self.bpmn_id),  # type: ignore[attr-defined]
                name=str(self.bpmn_name or self.bpmn_id),  # type: ignore[attr-defined]
                template=N_("No condition of this gateway is true, and it has no default flow."),
                kind="gateway",
            )
        token.internal_data["chosen"] = names
        return True

    def defaults(self) -> list[str]:
        """Where the flow without a condition leads."""
        return [name for condition, name in self.cond_task_specs if condition is None]  # type: ignore[attr-defined]


class ExclusiveGateway(Choosing, LibraryExclusiveGateway):
    """Takes the first flow whose condition is true, else the default."""

    def chosen(self, token: Token) -> list[str]:
        for condition, name in self.cond_task_specs:
            if condition is not None and condition._matches(token):
                return [name]
        return self.defaults()[:1]

    def _run_hook(self, my_task: Token) -> bool:
        return self.choose(my_task)


class Joining(Step):
    """Mixed into gateways that wait for several tokens."""

    def _update_hook(self, my_task: Token) -> bool:
        BpmnTaskSpec._update_hook(self, my_task)
        my_task._set_state(TaskState.WAITING)
        self.arrived(my_task)
        return False

    def arrived(self, token: Token) -> None:
        """A token came in; fire if that is enough."""
        raise NotImplementedError

    def waiting(self, scope: Any) -> dict[str, list[Token]]:
        """The tokens that wait here, by the element they came from, oldest first."""
        by_source: dict[str, list[Token]] = {}
        for token in scope.tasks.values():
            if token.task_spec is self and token._state == TaskState.WAITING:
                by_source.setdefault(token.parent.task_spec.name, []).append(token)
        return by_source

    def fire(self, by_source: dict[str, list[Token]]) -> None:
        """Use up one token of each flow; the last to arrive goes on with the changes of all."""
        used = sorted((tokens[0] for tokens in by_source.values()), key=lambda token: token.last_state_change)
        last = used[-1]
        if len(used) > 1:
            base = common_data(used)
            data = copied(base)
            for token in used:
                apply_changes(data, base, token.data)
            last.data = data
            for token in used[:-1]:
                token._set_state(TaskState.COMPLETED)
        last._ready()


class ParallelGateway(Joining, LibraryParallelGateway):
    """Waits for one token on every incoming flow, then sends one along every outgoing flow."""

    def arrived(self, token: Token) -> None:
        by_source = self.waiting(token.workflow)
        if len(by_source) == len(set(self._inputs)):
            self.fire(by_source)

    def _run_hook(self, my_task: Token) -> bool:
        return True


class InclusiveGateway(Joining, Choosing, LibraryInclusiveGateway):
    """Waits for every token that can still come, then takes all flows whose condition is true."""

    def arrived(self, token: Token) -> None:
        """Whether others can still come is asked when nothing moves by itself any more (`fire_if_alone`)."""

    def fire_if_alone(self, scope: Any) -> bool:
        """Fire when no token can reach an empty incoming flow; True when it did.

        BPMN 2.0, table 13.3: a token elsewhere holds the gateway back if it can reach an incoming flow that has no
        token, without passing the gateway, unless it can also reach one that has a token.
        """
        by_source = self.waiting(scope)
        if not by_source:
            return False
        empty = set(self._inputs) - by_source.keys()
        if empty:
            elsewhere = {token.task_spec.name for token in scope.live() if token.task_spec is not self}
            if elsewhere & (self._leading_to(empty) - self._leading_to(set(by_source))):
                return False
        self.fire(by_source)
        return True

    def _leading_to(self, names: set[str]) -> set[str]:
        """Elements from which one of these can be reached without passing this gateway; these included."""
        seen: set[str] = set()
        todo = list(names)
        while todo:
            name = todo.pop()
            if name not in seen and name != self.name:
                seen.add(name)
                todo.extend(self._wf_spec.task_specs[name]._inputs)
        return seen

    def chosen(self, token: Token) -> list[str]:
        names = [
            name for condition, name in self.cond_task_specs if condition is not None and condition._matches(token)
        ]
        return names or self.defaults()

    def _run_hook(self, my_task: Token) -> bool:
        return self.choose(my_task)
