"""The shipped models as they lie in `bpmn/`, read once for each test process."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from lxml import etree

from processes import services
from processes.engine import decisions, operations
from processes.engine.decisions import Decision
from processes.engine.operations import Operation
from processes.engine.spiff import Model, parse

BPMN = Path(__file__).resolve().parents[2] / "bpmn"
NAMES = {
    "b": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "di": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "w": "http://www.omg.org/spec/DD/20100524/DI",
    "s": "http://spiffworkflow.org/bpmn/schema/1.0/core",
}
#: The processes of the plan track.
KEYS = (
    "hilfeplan_fall",
    "erstantrag_eingang",
    "beratung_assessment",
    "hilfeplan_aufstellen",
    "etappe",
    "ueberpruefung",
    "abschluss_nachsorge",
    "termin",
)


@cache
def files(key: str) -> Mapping[str, bytes]:
    """The files of one folder."""
    return {path.name: path.read_bytes() for path in sorted((BPMN / key).iterdir()) if path.is_file()}


@cache
def folders() -> Mapping[str, Mapping[str, bytes]]:
    """All folders."""
    return {key: files(key) for key in sorted(path.name for path in BPMN.iterdir() if path.is_dir())}


@cache
def tables() -> Mapping[str, Decision]:
    """All decision tables by id."""
    found = [decisions.parse(content) for name, content in _contents() if name.endswith(".dmn")]
    return {decision.id: decision for decision in found}


@cache
def forms() -> tuple[str, ...]:
    """The file names of all forms."""
    return tuple(name for name, _ in _contents() if name.endswith(".form.json"))


def _contents() -> list[tuple[str, bytes]]:
    return [entry for each in folders().values() for entry in each.items()]


@cache
def model(key: str) -> Model:
    """The parsed model of a process."""
    return parse(files(key), tables())


@cache
def diagram(key: str) -> etree._Element:
    """The XML of a process's diagram."""
    return etree.fromstring(files(key)[f"{key}.bpmn"])


def find(key: str, path: str) -> list[etree._Element]:
    """Elements of a diagram by XPath (prefixes as in `NAMES`)."""
    return list(diagram(key).xpath(path, namespaces=NAMES))


@cache
def known_operations() -> Mapping[str, Operation]:
    """The operations of the services package."""
    operations.load(services)
    return {name: found for name in operations.names() if (found := operations.get(name)) is not None}
