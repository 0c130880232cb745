"""Activities: work for people, operations, rules, scripts, embedded sub-processes and called processes."""

from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask as SubWorkflowMixin
from SpiffWorkflow.spiff.specs.defaults import ManualTask as LibraryManualTask
from SpiffWorkflow.spiff.specs.defaults import NoneTask as LibraryNoneTask
from SpiffWorkflow.spiff.specs.defaults import ScriptTask as LibraryScriptTask
from SpiffWorkflow.spiff.specs.defaults import SubWorkflowTask as LibrarySubWorkflowTask
from SpiffWorkflow.spiff.specs.defaults import UserTask as LibraryUserTask
from SpiffWorkflow.spiff.specs.spiff_task import SpiffBpmnTask
from SpiffWorkflow.util.task import TaskState

from processes.engine.spiff.hardening import Step, Token
from processes.engine.spiff.mapping import Mapped, read_mapping
from processes.engine.spiff.merging import copied

Mapping = tuple[Mapped, ...]


class UserTask(Step, LibraryUserTask):
    """Work for a person."""


class ManualTask(Step, LibraryManualTask):
    """Work for a person outside the application."""


class NoneTask(Step, LibraryNoneTask):
    """A task of no kind: work for a person too."""


class ScriptTask(Step, LibraryScriptTask):
    """Assignments in the expression language."""


class RuleTask(Step, SpiffBpmnTask):
    """A decision table; its outputs become process data."""

    def __init__(self, wf_spec: Any, name: str, decision: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.decision = decision

    def _run_hook(self, my_task: Token) -> bool:
        my_task.workflow.script_engine.decide(my_task, self.decision)
        return True


class ServiceTask(Step, SpiffBpmnTask):
    """An operation: inside ones run at once, outside ones leave the token waiting until their result comes."""

    def __init__(
        self,
        wf_spec: Any,
        name: str,
        operation: str,
        parameters: dict[str, str],
        result_variable: str | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.operation = operation
        self.operation_parameters = parameters
        self.result_variable = result_variable

    def parameters(self, token: Token) -> dict[str, Any]:
        """The parameters' values now. Raises StepFault."""
        bridge = token.workflow.script_engine
        return {name: copied(bridge.evaluate(token, text)) for name, text in self.operation_parameters.items()}

    def _run_hook(self, my_task: Token) -> bool | None:
        result = my_task.workflow.script_engine.operate(my_task, self.operation, self.parameters(my_task))
        if result is None:
            return None
        self.take(my_task, result)
        return True

    def take(self, token: Token, result: dict[str, Any]) -> None:
        """Put the operation's result into the process data."""
        if self.result_variable:
            token.data[self.result_variable] = copied(result)
        else:
            token.data.update(copied(result))


class CallActivity(Step, SpiffBpmnTask):
    """A called process is an instance of its own; the token waits here, and the library starts nothing."""

    def __init__(
        self, wf_spec: Any, name: str, key: str, version: int | None, inputs: Mapping, outputs: Mapping, **kwargs: Any
    ) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.key = key
        self.version = version
        self.inputs_mapping = inputs
        self.outputs_mapping = outputs
        #: Names of the multi-instance item, which always goes in.
        self.item_names: tuple[str, ...] = ()

    def _run_hook(self, my_task: Token) -> None:
        self.given(my_task)  # a fault in the mapping shows when the step is reached, not when the child is made

    def given(self, token: Token, asked: tuple[str, ...] = ()) -> dict[str, Any]:
        """The data the called instance starts with; `asked` are the inputs it declares itself. Raises StepFault."""
        bridge, data = token.workflow.script_engine, token.data
        if self.inputs_mapping:
            given = read_mapping(self.inputs_mapping, data, lambda text: bridge.evaluate(token, text))
        else:
            names = [name for name in data if name in ("az", "business_key") or name.endswith("_id")]
            given = {name: copied(data[name]) for name in names}
            given.update(
                read_mapping([Mapped(name, name) for name in asked], data, lambda text: bridge.evaluate(token, text))
            )
        for name in self.item_names:
            if name in data:
                given.setdefault(name, copied(data[name]))
        return given

    def take(self, token: Token, outputs: dict[str, Any], offered: tuple[str, ...] = ()) -> None:
        """Take over what the output mapping names of the called instance's data. Raises StepFault.

        `offered` are the results the called process declares itself; they count when there is no mapping.
        """
        bridge = token.workflow.script_engine
        lines = self.outputs_mapping or tuple(Mapped(name, name) for name in offered)
        token.data.update(
            read_mapping(lines, outputs, lambda text: bridge.evaluate(token, text, external_context=outputs))
        )


class SubProcess(Step, LibrarySubWorkflowTask):
    """An embedded sub-process: a scope of its own while its token is in it."""

    def _update_hook(self, my_task: Token) -> bool:
        super(SubWorkflowMixin, self)._update_hook(my_task)
        scope = my_task.workflow.top_workflow.create_subprocess(my_task, self.spec)
        my_task._set_state(TaskState.STARTED)
        scope.open(my_task.data).run()
        return False

    def _on_cancel(self, my_task: Token) -> None:
        Step._on_cancel(self, my_task)
        scope = my_task.workflow.top_workflow.subprocesses.get(my_task.id)
        if scope is not None:
            scope.cancel_tokens()
            my_task.workflow.top_workflow.subprocesses.pop(my_task.id, None)
