"""A deployment as the rules see it: diagrams with their scopes, forms, decisions, and what exists elsewhere."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml import etree

from processes.engine.decisions import Decision
from processes.engine.forms import Form, InvalidForm, parse_schema
from processes.engine.lint import xml
from processes.errors import Problem
from processes.words import N_


@dataclass(frozen=True)
class Diagram:
    """One BPMN file."""

    file: str
    root: etree._Element


@dataclass(frozen=True)
class Scope:
    """A process or embedded sub-process with its own nodes and flows."""

    element: etree._Element

    @cached_property
    def nodes(self) -> dict[str, etree._Element]:
        """Its flow nodes by id, in the order of the file; nodes without id are missing."""
        return {str(one.get("id")): one for one in self.element if xml.kind(one) in xml.NODES and one.get("id")}

    @cached_property
    def flows(self) -> tuple[etree._Element, ...]:
        """Its sequence flows."""
        return tuple(xml.children(self.element, "sequenceFlow"))

    def outgoing(self, node: etree._Element) -> list[etree._Element]:
        """The flows that leave a node."""
        return self._leaving.get(node.get("id") or "", [])

    def incoming(self, node: etree._Element) -> list[etree._Element]:
        """The flows that lead to a node."""
        return self._arriving.get(node.get("id") or "", [])

    @cached_property
    def _leaving(self) -> dict[str, list[etree._Element]]:
        return self._by("sourceRef")

    @cached_property
    def _arriving(self) -> dict[str, list[etree._Element]]:
        return self._by("targetRef")

    def _by(self, attribute: str) -> dict[str, list[etree._Element]]:
        found: dict[str, list[etree._Element]] = {}
        for flow in self.flows:
            found.setdefault(flow.get(attribute) or "", []).append(flow)
        return found


@dataclass(frozen=True)
class Model:
    """Everything the rules may look at. `operations` maps a name to its parameters, None when those are not known."""

    files: Mapping[str, bytes]
    diagrams: tuple[Diagram, ...]
    decisions: tuple[Decision, ...]
    roles: Collection[str]
    operations: Mapping[str, tuple[str, ...] | None]
    forms_elsewhere: Collection[str] = ()
    processes_elsewhere: Collection[str] = ()
    decisions_elsewhere: Collection[str] = ()
    found: list[Problem] = field(default_factory=list)

    @cached_property
    def processes(self) -> tuple[etree._Element, ...]:
        """All processes of all diagrams, also those that do not run (black boxes beside ours)."""
        return tuple(one for diagram in self.diagrams for one in xml.children(diagram.root, "process"))

    @cached_property
    def executable(self) -> tuple[etree._Element, ...]:
        """The processes that run: those marked so, else those that are not marked as pictures."""
        marked = tuple(one for one in self.processes if one.get("isExecutable") == "true")
        return marked or tuple(one for one in self.processes if one.get("isExecutable") != "false")

    @cached_property
    def scopes(self) -> tuple[Scope, ...]:
        """The processes that run and their embedded sub-processes at any depth."""
        found: list[Scope] = []
        waiting = list(self.executable)
        while waiting:
            element = waiting.pop(0)
            found.append(Scope(element))
            waiting.extend(one for one in element if xml.kind(one) in xml.SUBPROCESSES)
        return tuple(found)

    def nodes(self, kinds: Collection[str] = xml.NODES) -> Iterator[tuple[Scope, etree._Element]]:
        """Every node of these kinds with its scope."""
        for scope in self.scopes:
            for node in scope.nodes.values():
                if xml.kind(node) in kinds:
                    yield scope, node

    def forms(self) -> Iterator[tuple[str, bytes]]:
        """The form files of the deployment."""
        return ((name, content) for name, content in self.files.items() if name.endswith(".form.json"))

    @cached_property
    def own_forms(self) -> dict[str, Form]:
        """The usable forms of the deployment by their id."""
        found = {}
        for _, content in self.forms():
            try:
                form = parse_schema(content)
            except InvalidForm:
                continue
            found[form.id] = form
        return found


def problem(element: etree._Element, template: str, **params: Any) -> Problem:
    """What is wrong at an element; `%(name)s` in the template is the element's name, else its id."""
    return Problem(element_id=xml.identifier(element), template=template, params={"name": xml.label(element), **params})


NOT_XML = N_("The file %(file)s cannot be read as XML (line %(line)s).")
DOCTYPE = N_("The file %(file)s has a document type (DOCTYPE); that is not allowed.")
NOT_UTF8 = N_("The file %(file)s is not encoded as UTF-8. Save it in this encoding.")
NOT_BPMN = N_("The file %(file)s is not a BPMN diagram.")
NO_DIAGRAM = N_("There is no diagram among the files: a deployment needs a file that ends in .bpmn.")
TOO_LARGE = N_("The diagrams have more than %(most)s elements. Split them into called processes.")
MOST_NODES = 5_000


def refused(files: Mapping[str, bytes]) -> Iterator[Problem]:
    """Diagrams and decisions that are not even read: in another encoding, or with a document type."""
    for file, content in files.items():
        if not file.endswith((".bpmn", ".dmn")):
            continue
        if not xml.is_utf8(content):
            yield Problem(element_id=file, template=NOT_UTF8, params={"file": file})
        elif xml.has_doctype(content):
            yield Problem(element_id=file, template=DOCTYPE, params={"file": file})


def read_diagrams(files: Mapping[str, bytes]) -> tuple[list[Diagram], list[Problem]]:
    """The diagrams among the files, and what is wrong with those that cannot be read."""
    diagrams: list[Diagram] = []
    problems: list[Problem] = []
    for file, content in files.items():
        if not file.endswith(".bpmn"):
            continue
        try:
            root = xml.read(content)
        except (etree.XMLSyntaxError, ValueError) as error:
            params = {"file": file, "line": getattr(error, "lineno", None) or 1}
            problems.append(Problem(element_id=file, template=NOT_XML, params=params))
            continue
        if xml.kind(root) != "definitions":
            problems.append(Problem(element_id=file, template=NOT_BPMN, params={"file": file}))
        else:
            diagrams.append(Diagram(file, root))
    if not diagrams and not problems:
        problems.append(Problem(element_id="", template=NO_DIAGRAM))
    if sum(xml.kind(one) in xml.NODES for diagram in diagrams for one in diagram.root.iter()) > MOST_NODES:
        problems.append(Problem(element_id="", template=TOO_LARGE, params={"most": MOST_NODES}))
    return diagrams, problems
