"""Reads the diagrams and decisions of a deployment into one model, or says what is wrong with each element."""

from collections.abc import Mapping
from typing import Any, ClassVar

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser, SpiffProcessParser

from processes.engine import decisions as dmn
from processes.engine.spiff import activities, boundaries, event_readers, events, gateways, readers, schema
from processes.engine.spiff.faults import InvalidModel
from processes.engine.spiff.hardening import ScopeStart
from processes.engine.spiff.model import Model
from processes.engine.spiff.readers import NodeReader
from processes.engine.spiff.xml import BPMN, local_name, read
from processes.errors import Problem
from processes.words import N_

_KINDS: dict[str, tuple[type, type]] = {
    "startEvent": (event_readers.EventReader, events.StartEvent),
    "endEvent": (event_readers.EventReader, events.EndEvent),
    "intermediateCatchEvent": (event_readers.EventReader, events.IntermediateCatchEvent),
    "intermediateThrowEvent": (event_readers.EventReader, events.IntermediateThrowEvent),
    "boundaryEvent": (event_readers.EventReader, boundaries.BoundaryEvent),
    "eventBasedGateway": (event_readers.EventGatewayReader, events.EventBasedGateway),
    "sendTask": (event_readers.MessageTaskReader, events.SendTask),
    "receiveTask": (event_readers.MessageTaskReader, events.ReceiveTask),
    "task": (readers.NodeReader, activities.NoneTask),
    "userTask": (readers.NodeReader, activities.UserTask),
    "manualTask": (readers.NodeReader, activities.ManualTask),
    "scriptTask": (readers.ScriptReader, activities.ScriptTask),
    "serviceTask": (readers.ServiceReader, activities.ServiceTask),
    "businessRuleTask": (readers.RuleReader, activities.RuleTask),
    "callActivity": (readers.CallReader, activities.CallActivity),
    "subProcess": (readers.SubProcessReader, activities.SubProcess),
    "transaction": (readers.SubProcessReader, activities.SubProcess),
    "exclusiveGateway": (readers.ChoiceReader, gateways.ExclusiveGateway),
    "inclusiveGateway": (readers.ChoiceReader, gateways.InclusiveGateway),
    "parallelGateway": (readers.GatewayReader, gateways.ParallelGateway),
}
_NODE_ENDINGS = ("Event", "Task", "task", "Gateway", "Process", "Activity", "transaction", "callChoreography")


class ProcessSpec(BpmnProcessSpec):
    """A process or embedded sub-process; internal names hold a `#`, which no id of a diagram can hold."""

    def __init__(self, name: str, description: str, filename: str) -> None:
        WorkflowSpec.__init__(self, name=name, filename=filename)
        self.bpmn_start_events: list[Any] = []
        self.start = ScopeStart(self, "#start")
        self.end = None  # a scope is over when no token is left in it
        self.description = description
        self.svg = None
        self.io_specification = None
        self.data_objects: dict[str, Any] = {}
        self.data_stores: dict[str, Any] = {}
        self.correlation_keys: dict[str, Any] = {}


class ProcessReader(SpiffProcessParser):
    """Reads the nodes of one process or embedded sub-process, then connects them."""

    def create_spec(self) -> ProcessSpec:
        return ProcessSpec(self.bpmn_id, self.get_name(), self.filename)

    def add_tasks(self) -> None:
        #: Nodes that have a problem of their own.
        self.unread: set[str | None] = set()
        found: dict[str, NodeReader] = {}
        for node in self.node:
            self._collecting(lambda node=node: self._read(node, found))
        if not self.node.findall(f"{BPMN}startEvent"):
            self.parser.problems.append(
                Problem(element_id=self.bpmn_id, template=N_("The process has no start event."))
            )
        for reader in found.values():
            self._collecting(lambda reader=reader: self._attach(reader, found))
        for reader in found.values():
            self._collecting(lambda reader=reader: reader.connect(found))

    def _read(self, node: etree._Element, found: dict[str, NodeReader]) -> None:
        kind = local_name(node)
        if not str(node.tag).startswith(BPMN) or not kind.endswith(_NODE_ENDINGS):
            return
        self.unread.add(node.get("id"))
        if kind not in _KINDS:
            raise InvalidModel(
                Problem(
                    element_id=node.get("id") or "",
                    template=N_("Elements of the kind %(kind)s are not supported."),
                    params={"kind": kind},
                )
            )
        reader_class, spec_class = _KINDS[kind]
        lane = self.get_lane_name(node.get("id")) or self.lane
        reader = reader_class(self, spec_class, node, self.nsmap, lane=lane)
        reader.read()
        self.unread.discard(reader.bpmn_id)
        found[reader.bpmn_id] = reader
        self.parser.nodes.append(reader)

    def _attach(self, reader: NodeReader, found: dict[str, NodeReader]) -> None:
        """Put an activity with boundary events behind a split that sends a token into each of them."""
        if local_name(reader.node) != "boundaryEvent":
            return
        host = found.get(reader.node.get("attachedToRef"))
        if host is None and reader.node.get("attachedToRef") in self.unread:
            return
        if host is None or local_name(host.node).endswith(("Event", "Gateway")):
            raise reader.problem(N_("The boundary event is attached to no activity."))
        if host.entry is host.task:
            host.entry = boundaries.ActivitySplit(self.spec, f"#border of {host.bpmn_id}", activity=host.task.name)
            host.entry.connect(host.task)
        host.entry.connect(reader.task)

    def _collecting(self, work: Any) -> None:
        try:
            work()
        except InvalidModel as error:
            self.parser.problems.extend(error.problems)
        except ValidationException as error:
            self.parser.problems.append(_unreadable(getattr(error, "id", "") or self.bpmn_id, error))


class ModelParser(SpiffBpmnParser):
    """The library's parser with our readers."""

    PROCESS_PARSER_CLASS = ProcessReader
    OVERRIDE_PARSER_CLASSES: ClassVar[dict[str, tuple[type, type]]] = {
        full_tag(kind): classes for kind, classes in _KINDS.items()
    }

    def __init__(self, decisions: Mapping[str, Any]) -> None:
        super().__init__()
        self.decisions = decisions
        self.problems: list[Problem] = []
        self.nodes: list[NodeReader] = []

    def _find_dependencies(self, process: etree._Element) -> None:
        """Called processes are instances of their own; nothing to load."""


def parse(files: Mapping[str, bytes], decisions: Mapping[str, Any] | None = None) -> Model:
    """Read a deployment: its one executable process with embedded sub-processes, and its decision tables.

    `decisions` are tables already deployed elsewhere, by id; those of the deployment come first.

    Raises:
        InvalidModel: with every problem found.
    """
    tables = {**(decisions or {}), **_decisions(files)}
    roots = {name: read(name, content) for name, content in files.items() if name.endswith(".bpmn")}
    _check_schema(roots)
    process = _executable(roots)
    parser = ModelParser(tables)
    try:
        for name, root in roots.items():
            parser.add_bpmn_xml(root.getroottree(), filename=name)
        spec = parser.get_spec(process.get("id"))
        inner = _inner_specs(parser)
    except SpiffWorkflowException as error:
        raise InvalidModel(*parser.problems, _unreadable(process.get("id") or "", error)) from error
    if parser.problems:
        raise InvalidModel(*parser.problems)
    return Model(process, spec, inner, tables, parser.nodes)


def _inner_specs(parser: ModelParser) -> dict[str, Any]:
    """The specifications of all embedded sub-processes, at any depth."""
    specs: dict[str, Any] = {}
    position = 0
    while position < len(parser.nodes):  # reading a sub-process adds its nodes behind
        task = parser.nodes[position].task
        name = getattr(parser.nodes[position].spec.task_specs.get(getattr(task, "task_spec", "")), "spec", None)
        name = name or getattr(task, "spec", None)
        if isinstance(name, str) and name not in specs:
            specs[name] = parser.get_spec(name)
        position += 1
    return specs


def _decisions(files: Mapping[str, bytes]) -> dict[str, Any]:
    found = {}
    for name, content in files.items():
        if name.endswith(".dmn"):
            read(name, content)
            try:
                found.update({decision.id: decision for decision in dmn.parse_all(content)})
            except dmn.InvalidDecision as error:
                raise InvalidModel(*error.problems) from error
    return found


def _executable(roots: Mapping[str, etree._Element]) -> etree._Element:
    """The one process that runs."""
    processes = [process for root in roots.values() for process in root.iterfind(f"{BPMN}process")]
    marked = [process for process in processes if process.get("isExecutable") == "true"]
    chosen = marked or [process for process in processes if process.get("isExecutable") != "false"]
    if len(chosen) != 1 or not chosen[0].get("id"):
        raise InvalidModel(
            Problem(
                element_id=", ".join(process.get("id") or "?" for process in chosen),
                template=N_("A deployment needs exactly one executable process; this one has %(count)s."),
                params={"count": len(chosen)},
            )
        )
    return chosen[0]


def _check_schema(roots: Mapping[str, etree._Element]) -> None:
    """Hold every diagram's ids against each other, then every diagram against BPMN's own schema."""
    seen: set[str] = set()
    twice: list[str] = []
    for root in roots.values():
        for element in root.iter():
            identifier = element.get("id") if str(element.tag).startswith(BPMN) else None
            if identifier in seen:
                twice.append(identifier)
            elif identifier:
                seen.add(identifier)
    problems = [
        Problem(element_id=name, template=N_("This id is used more than once.")) for name in dict.fromkeys(twice)
    ]
    problems = problems or [problem for name, root in roots.items() for problem in schema.problems(name, root)]
    if problems:
        raise InvalidModel(*problems)


def _unreadable(element_id: str, error: Exception) -> Problem:
    return Problem(
        element_id=element_id,
        template=N_("This cannot be read: %(detail)s"),
        params={"detail": str(error.args[0] if error.args else error)},
    )
