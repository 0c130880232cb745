"""Activities that run several times: for each item of a collection, side by side or one after the other, or in a loop.

Against the library: results come in the order of the items, the second round of an outer loop starts anew, an empty
list and items that are None work, what branches change is merged, and counters instead of the tree say what is left.
"""

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.spiff.specs.spiff_task import SpiffBpmnTask
from SpiffWorkflow.util.task import TaskState

from processes.engine.spiff.activities import CallActivity
from processes.engine.spiff.faults import StepFault
from processes.engine.spiff.hardening import Step, Token
from processes.engine.spiff.merging import apply_changes, copied
from processes.words import N_

#: More instances than this at one element are a mistake of the model.
MOST = 2_000
#: Called processes are instances with rows of their own.
MOST_CALLS = 1_000


class Repeated(Step, SpiffBpmnTask):
    """Wraps an activity; each of its instances is a token below this one's."""

    def __init__(self, wf_spec: Any, name: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        #: Name of the specification of one instance.
        self.task_spec = ""

    def start_instance(self, token: Token, index: int | str, data: dict[str, Any]) -> None:
        """Put a token into one more instance."""
        child = token._add_child(self._wf_spec.task_specs[self.task_spec])
        child.triggered = True
        child.internal_data["index"] = index
        # An instance inherits the wrapper's data; the item comes on top, before its preScript runs.
        kept, token.data = token.data, data
        try:
            child.task_spec._update(child)
        finally:
            token.data = kept

    def instance_done(self, token: Token, child: Token) -> None:
        """One instance is completed."""
        raise NotImplementedError

    def done(self, token: Token) -> None:
        """All instances are through: the wrapper's own turn."""
        for child in token.children:
            if child.is_live:
                child.cancel()
        token.internal_data.pop("several", None)
        token._set_state(TaskState.READY)


class Loop(Repeated):
    """BPMN's standard loop: again while the condition holds."""

    def __init__(
        self, wf_spec: Any, name: str, *, condition: str | None, most: int | None, before: bool, **kwargs: Any
    ) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.condition = condition
        self.most = most
        self.before = before

    def _update_hook(self, my_task: Token) -> bool:
        super()._update_hook(my_task)
        my_task.internal_data["several"] = {"rounds": 0}
        if self.before and not self._again(my_task):
            my_task.internal_data.pop("several")
            return True
        my_task._set_state(TaskState.STARTED)
        self.start_instance(my_task, 0, my_task.data)
        return False

    def instance_done(self, token: Token, child: Token) -> None:
        token.data = copied(child.data)
        rounds = token.internal_data["several"]["rounds"] = token.internal_data["several"]["rounds"] + 1
        if self._again(token):
            self.start_instance(token, rounds, token.data)
        else:
            self.done(token)

    def _again(self, token: Token) -> bool:
        if self.most is not None and token.internal_data["several"]["rounds"] >= self.most:
            return False
        return self.condition is None or bool(token.workflow.script_engine.evaluate(token, self.condition))


class MultiInstance(Repeated):
    """Runs once for each item of a collection, or a number of times."""

    def __init__(
        self,
        wf_spec: Any,
        name: str,
        *,
        sequential: bool,
        cardinality: str | None,
        collection: str | None,
        output: str | None,
        item_names: tuple[str, ...],
        output_names: tuple[str, ...],
        condition: str | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.sequential = sequential
        self.cardinality = cardinality
        self.collection = collection
        self.output = output
        self.item_names = item_names
        self.output_names = output_names
        self.condition = condition

    def _update_hook(self, my_task: Token) -> bool:
        super()._update_hook(my_task)
        items = self._items(my_task)
        keys = list(items) if isinstance(items, dict) else list(range(len(items)))
        if not keys:
            self._put_out(my_task, {} if isinstance(items, dict) else [])
            return True
        state = {"keys": keys, "mapping": isinstance(items, dict), "started": 0, "done": 0, "results": {}}
        my_task.internal_data["several"] = state
        if self.sequential:
            state["items"] = list(items.values()) if isinstance(items, dict) else items
        my_task._set_state(TaskState.STARTED)
        for key in keys[:1] if self.sequential else keys:
            self._start(my_task, key, items[key])
        return False

    def _start(self, token: Token, key: int | str, item: Any) -> None:
        token.internal_data["several"]["started"] += 1
        data = copied(token.data)
        data.update({name: copied(item) for name in self.item_names})
        self.start_instance(token, key, data)

    def instance_done(self, token: Token, child: Token) -> None:
        state = token.internal_data["several"]
        state["done"] += 1
        self._take(token, child, state)
        if state["done"] == len(state["keys"]) or self._enough(child, state):
            self._finish(token, state)
        elif self.sequential:
            position = state["started"]
            self._start(token, state["keys"][position], state["items"][position])

    def _take(self, token: Token, child: Token, state: dict[str, Any]) -> None:
        """Keep an instance's result, or without a result what it changed."""
        if self.output is not None and self.output_names:
            found = [child.data[name] for name in self.output_names if name in child.data]
            position = str(state["keys"].index(child.internal_data["index"]))
            state["results"][position] = copied(found[0]) if found else None
            return
        data = {name: value for name, value in child.data.items() if name not in self.item_names}
        if self.sequential:
            token.data = copied(data)
            return
        base = {name: value for name, value in token.data.items() if name not in self.item_names}
        apply_changes(state.setdefault("data", copied(base)), base, data)

    def _enough(self, child: Token, state: dict[str, Any]) -> bool:
        """Whether the completion condition holds, as seen by the instance that was completed last."""
        if self.condition is None:
            return False
        counts = {
            "numberOfInstances": len(state["keys"]),
            "numberOfCompletedInstances": state["done"],
            "numberOfActiveInstances": state["started"] - state["done"],
            "nrOfInstances": len(state["keys"]),
            "nrOfCompletedInstances": state["done"],
            "nrOfActiveInstances": state["started"] - state["done"],
        }
        return bool(child.workflow.script_engine.evaluate(child, self.condition, external_context=counts))

    def _finish(self, token: Token, state: dict[str, Any]) -> None:
        if "data" in state:
            token.data = state["data"]
        results = {state["keys"][int(position)]: value for position, value in state["results"].items()}
        if self.output_names:
            ordered = {key: results[key] for key in state["keys"] if key in results}
            self._put_out(token, ordered if state["mapping"] else list(ordered.values()))
        self.done(token)

    def _put_out(self, token: Token, results: Any) -> None:
        if self.output is not None and self.output_names:
            token.data[self.output] = results

    @property
    def most(self) -> int:
        """How many instances there may be."""
        return MOST_CALLS if isinstance(self._wf_spec.task_specs[self.task_spec], CallActivity) else MOST

    def _items(self, token: Token) -> dict[Any, Any] | list[Any]:
        bridge = token.workflow.script_engine
        if self.collection is None:
            value = bridge.evaluate(token, str(self.cardinality))
            if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= self.most:
                raise self._fault(N_("The number of instances is not a whole number from 0 to %(most)s."))
            return list(range(value))
        value = bridge.evaluate(token, self.collection)
        if value is None:
            return []
        if not isinstance(value, Mapping | list | tuple | set):
            raise self._fault(N_("What is to be repeated for each item is not a list."))
        if len(value) > self.most:
            raise self._fault(N_("More than %(most)s instances are too many."))
        return copied(dict(value)) if isinstance(value, Mapping) else copied(list(value))

    def _fault(self, template: str) -> StepFault:
        return StepFault(
            element_id=str(self.bpmn_id),
            name=str(self.bpmn_name or self.bpmn_id),
            template=template,
            params={"most": self.most},
            kind="expression",
        )
