"""The library as it is delivered, played like our machine, to show what our corrections correct."""

from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.spiff.parser import SpiffBpmnParser
from SpiffWorkflow.util.task import TaskState

from tests.engine_room.build import Process


class Shipped:
    """One instance in the library's own hands."""

    def __init__(self, process: Process, data: dict[str, Any] | None = None) -> None:
        parser = SpiffBpmnParser()
        parser.add_bpmn_str(process.xml())
        self.spec, self.inner = parser.get_spec(process.key), parser.get_subprocess_specs(process.key)
        self.run(data)

    def run(self, data: dict[str, Any] | None = None) -> None:
        """Begin an instance (again)."""
        self.workflow = BpmnWorkflow(self.spec, self.inner)
        self.workflow.task_tree.data = dict(data or {})
        self.settle()

    def settle(self) -> None:
        self.workflow.do_engine_steps()
        self.workflow.do_engine_steps()

    @property
    def open(self) -> list[str]:
        return sorted(t.task_spec.bpmn_id for t in self.workflow.get_tasks(state=TaskState.READY, manual=True))

    def do(self, element_id: str, **data: Any) -> "Shipped":
        tasks = self.workflow.get_tasks(state=TaskState.READY, manual=True)
        task = next(t for t in tasks if t.task_spec.bpmn_id == element_id)
        task.data.update(data)
        task.run()
        self.settle()
        return self

    @property
    def data(self) -> dict[str, Any]:
        return dict(self.workflow.last_task.data)
