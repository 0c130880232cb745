"""One reader for each kind of node: from the XML of a diagram to the specification that runs."""

from typing import Any

from lxml import etree
from SpiffWorkflow.spiff.parser.task_spec import SpiffTaskParser

from processes.engine.spiff import mapping
from processes.engine.spiff.faults import InvalidModel
from processes.engine.spiff.properties import extensions_of
from processes.engine.spiff.repetition import Loop, MultiInstance
from processes.engine.spiff.xml import BPMN, local_name
from processes.errors import Problem
from processes.words import N_


class NodeReader(SpiffTaskParser):
    """Reads a node without following its flows: the process reader connects them when all nodes are there.

    The library follows them recursively, which ends at some 250 nodes in a row, and sorts them by layout.
    """

    task: Any
    entry: Any

    def read(self) -> None:
        """Make the specification; `task` is what runs, `entry` is where flows lead."""
        task = self.create_task()
        task.bpmn_type = local_name(self.node)
        task.extensions = self.parse_extensions()
        self.task = self.entry = self._repeated(task)

    def create_task(self) -> Any:
        extensions = self.parse_extensions()
        scripts = {"prescript": extensions.get("preScript"), "postscript": extensions.get("postScript")}
        return self.spec_class(self.spec, self.bpmn_id, **scripts, **self.details(extensions), **self.bpmn_attributes)

    def details(self, extensions: dict[str, Any]) -> dict[str, Any]:
        """What this kind of node needs besides."""
        return {}

    def connect(self, readers: "dict[str, NodeReader]") -> None:
        """Connect the outgoing flows, in the order of the model."""
        flows = self.process_parser.get_outgoing_sequence_flows(self.bpmn_id)
        for flow in flows:
            target = readers.get(flow.get("targetRef"))
            if target is None and flow.get("targetRef") in self.process_parser.unread:
                continue  # its own problem is said already
            if target is None:
                raise self.problem(N_("The flow %(flow)s leads to nothing in the same process."), flow=flow.get("id"))
            self.connect_flow(target, flow, len(flows))

    def connect_flow(self, target: "NodeReader", flow: etree._Element, count: int) -> None:
        """Connect one flow."""
        if self.parse_condition(flow):
            raise self.problem(N_("A condition on a flow out of an activity is not supported: use a gateway."))
        self.task.connect(target.entry)

    def parse_condition(self, sequence_flow: etree._Element) -> str | None:
        text = (sequence_flow.findtext(f"{BPMN}conditionExpression") or "").strip()
        return text or None

    def parse_extensions(self, node: etree._Element | None = None) -> dict[str, Any]:
        return extensions_of(self.node if node is None else node)

    def parse_documentation(self, sequence_flow: Any = None) -> str | None:
        return (sequence_flow if sequence_flow is not None else self.node).findtext(f"{BPMN}documentation")

    def _resolve_data_object_ref(self, ref: etree._Element | None) -> Any:
        current = self.process_parser if ref is not None else None
        while current is not None:
            found = current.spec.data_objects.get(ref.get("dataObjectRef"))  # type: ignore[union-attr]
            if found is not None:
                return found
            current = current.parent
        return None

    def problem(self, template: str, **params: Any) -> InvalidModel:
        """What is wrong here, to be raised."""
        return InvalidModel(Problem(element_id=self.bpmn_id or "", template=template, params=params))

    def _repeated(self, task: Any) -> Any:
        several = self.node.find(f"{BPMN}multiInstanceLoopCharacteristics")
        if several is not None:
            return self._wrapped(task, self._multi_instance(several), "multiInstance", several)
        loop = self.node.find(f"{BPMN}standardLoopCharacteristics")
        if loop is not None:
            return self._wrapped(task, self._loop(loop), "loop", loop)
        return task

    def _wrapped(self, task: Any, make: Any, bpmn_type: str, several: etree._Element) -> Any:
        """Put the wrapper under the node's own name; the activity becomes its instance."""
        del self.spec.task_specs[task.name]
        wrapper = make()
        wrapper.bpmn_type = bpmn_type
        wrapper.extensions = task.extensions
        wrapper.bpmn_name = task.bpmn_name
        wrapper.lane = task.lane
        task.name = f"{task.name} [child]"
        self.spec.task_specs[task.name] = task
        wrapper.task_spec = task.name
        task._inputs = [wrapper.name]
        task._outputs = []
        if hasattr(task, "item_names"):
            task.item_names = getattr(wrapper, "item_names", ())
        if "true" not in [value for key, value in several.attrib.items() if str(key).endswith("scriptsOnInstances")]:
            wrapper.prescript, task.prescript = task.prescript, None
            wrapper.postscript, task.postscript = task.postscript, None
        return wrapper

    def _loop(self, node: etree._Element) -> Any:
        condition = (node.findtext(f"{BPMN}loopCondition") or "").strip() or None
        most = node.get("loopMaximum")
        if condition is None and most is None:
            raise self.problem(N_("A loop needs a condition or a maximum."))
        before = node.get("testBefore") == "true"
        return lambda: Loop(
            self.spec, self.bpmn_id, condition=condition, most=int(most) if most else None, before=before
        )

    def _multi_instance(self, node: etree._Element) -> Any:
        def text(name: str) -> str | None:
            return (node.findtext(f"{BPMN}{name}") or "").strip() or None

        foreign = {etree.QName(str(key)).localname: str(value) for key, value in node.attrib.items()}
        collection = text("loopDataInputRef") or foreign.get("collection")
        cardinality = text("loopCardinality")
        if (collection is None) == (cardinality is None):
            raise self.problem(N_("Several instances need either a collection or a number."))
        items = _item_names(node.find(f"{BPMN}inputDataItem")) or _named(foreign.get("elementVariable"))
        return lambda: MultiInstance(
            self.spec,
            self.bpmn_id,
            sequential=node.get("isSequential") == "true",
            cardinality=cardinality,
            collection=collection,
            output=text("loopDataOutputRef"),
            item_names=items,
            output_names=_item_names(node.find(f"{BPMN}outputDataItem")),
            condition=text("completionCondition"),
        )


def _item_names(node: etree._Element | None) -> tuple[str, ...]:
    """The variables of an item: its id and, when it can be one, its name."""
    if node is None:
        return ()
    return tuple(dict.fromkeys(name for name in (node.get("id"), node.get("name")) if name and name.isidentifier()))


def _named(name: str | None) -> tuple[str, ...]:
    return (name,) if name else ()


class ScriptReader(NodeReader):
    """A script task."""

    def details(self, extensions: dict[str, Any]) -> dict[str, Any]:
        script = self.node.findtext(f"{BPMN}script") or ""
        if not script.strip():
            raise self.problem(N_("A script task needs a script."))
        return {"script": script}


class ServiceReader(NodeReader):
    """A service task with its operation."""

    def details(self, extensions: dict[str, Any]) -> dict[str, Any]:
        operator = extensions.get("serviceTaskOperator")
        if not operator or not operator["name"]:
            raise self.problem(N_("A service task needs an operation (serviceTaskOperator)."))
        return {
            "operation": operator["name"],
            "parameters": operator["parameters"],
            "result_variable": operator["resultVariable"],
        }


class RuleReader(NodeReader):
    """A business rule task with its decision table."""

    def details(self, extensions: dict[str, Any]) -> dict[str, Any]:
        decision = (extensions.get("calledDecisionId") or extensions.get("bpmn:decisionRef") or "").strip()
        if not decision:
            raise self.problem(N_("A business rule task needs a decision (calledDecisionId)."))
        if decision not in self.process_parser.parser.decisions:
            raise self.problem(N_("The decision table %(decision)s is not there."), decision=decision)
        return {"decision": decision}


class CallReader(NodeReader):
    """A call activity."""

    def details(self, extensions: dict[str, Any]) -> dict[str, Any]:
        key = self.node.get("calledElement")
        if not key:
            raise self.problem(N_("A call activity needs the process it calls (calledElement)."))
        properties = extensions["properties"]
        version = properties.get("version")
        if version is not None and not version.isdigit():
            raise self.problem(N_("The version of a called process is a number."))
        return {
            "key": key,
            "version": int(version) if version else None,
            "inputs": mapping.inputs_of(self.node, properties),
            "outputs": mapping.outputs_of(self.node, properties),
        }


class SubProcessReader(NodeReader):
    """An embedded sub-process."""

    def details(self, extensions: dict[str, Any]) -> dict[str, Any]:
        if self.node.get("triggeredByEvent") == "true":
            raise self.problem(
                N_("Event sub-processes are not supported: use a boundary event or a process with a message start.")
            )
        if len(self.node.findall(f"{BPMN}startEvent")) != 1:
            raise self.problem(N_("A sub-process needs exactly one start event."))
        parser = self.process_parser.parser
        parser.create_parser(self.node, filename=self.filename, lane=self.lane)
        parser.process_parsers[self.bpmn_id].parent = self.process_parser
        return {"subworkflow_spec": self.bpmn_id}


class GatewayReader(NodeReader):
    """A parallel gateway."""

    def create_task(self) -> Any:
        return self.spec_class(self.spec, self.bpmn_id, **self.bpmn_attributes)


class ChoiceReader(GatewayReader):
    """An exclusive or inclusive gateway."""

    def connect_flow(self, target: NodeReader, flow: etree._Element, count: int) -> None:
        condition = self.parse_condition(flow)
        if flow.get("id") == self.node.get("default") or (count == 1 and condition is None):
            self.task.connect(target.entry)
        elif condition is None:
            raise self.problem(
                N_("The flow %(flow)s needs a condition, or has to be the default flow."), flow=flow.get("id")
            )
        else:
            self.task.connect_outgoing_if(condition, target.entry)
