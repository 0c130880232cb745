"""Looks at BPMN elements: names, kinds, what is attached to them. Files from outside are read without entities."""

import re
from collections.abc import Iterator

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"

HUMAN = frozenset({"userTask", "manualTask", "task"})
TASKS = HUMAN | {"scriptTask", "serviceTask", "businessRuleTask", "sendTask", "receiveTask"}
SUBPROCESSES = frozenset({"subProcess", "transaction"})
ACTIVITIES = TASKS | SUBPROCESSES | {"callActivity"}
CHOICES = frozenset({"exclusiveGateway", "inclusiveGateway"})
GATEWAYS = CHOICES | {"parallelGateway", "eventBasedGateway"}
CATCHING = frozenset({"intermediateCatchEvent", "boundaryEvent"})
EVENTS = CATCHING | {"startEvent", "endEvent", "intermediateThrowEvent"}
SUPPORTED = ACTIVITIES | GATEWAYS | EVENTS
#: What BPMN calls flow nodes and we do not run.
UNSUPPORTED = frozenset(
    {
        "complexGateway",
        "adHocSubProcess",
        "callChoreography",
        "choreographyTask",
        "subChoreography",
        "implicitThrowEvent",
    }
)
NODES = SUPPORTED | UNSUPPORTED


#: What may stand before the root; atomic groups, so that no content makes the search slow.
_DOCTYPE = re.compile(rb"(?>(?:\xef\xbb\xbf)?)(?>\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL | re.IGNORECASE)
_DECLARED = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{0,40})", re.IGNORECASE)
_UTF8 = (b"utf-8", b"utf8", b"us-ascii", b"ascii")


def has_doctype(content: bytes) -> bool:
    """Whether there is a document type, be the rest readable or not."""
    return _DOCTYPE.match(content) is not None


def is_utf8(content: bytes) -> bool:
    """Whether this is UTF-8 and says nothing else: browsers, editors and checks would not agree on what it holds."""
    declared = _DECLARED.match(content)
    if b"\0" in content or (declared and declared[1].lower() not in _UTF8):
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def read(content: bytes) -> etree._Element:
    """The root element; raises etree.XMLSyntaxError or ValueError. Comments and processing instructions are dropped."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(content, parser)


def kind(element: etree._Element) -> str:
    """The local name of an element of BPMN, "" for anything else."""
    tag = str(element.tag)
    return tag[len(BPMN) :] if tag.startswith(BPMN) else ""


def local(element: etree._Element) -> str:
    """The element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def identifier(element: etree._Element) -> str:
    """The id of an element or of the nearest one around it that has one; "" at worst."""
    current: etree._Element | None = element
    while current is not None:
        if current.get("id") and kind(current):
            return str(current.get("id"))
        current = current.getparent()
    return ""


def label(element: etree._Element) -> str:
    """What people call an element: its name on one line, else its id."""
    return " ".join((element.get("name") or "").split()) or element.get("id") or kind(element)


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The direct children of BPMN kind `name`."""
    return element.iterfind(f"{BPMN}{name}")


def text(element: etree._Element, name: str) -> str:
    """The stripped text of the child of BPMN kind `name`, "" without one."""
    return (element.findtext(f"{BPMN}{name}") or "").strip()


def extensions(element: etree._Element) -> Iterator[etree._Element]:
    """What is attached to an element by tools."""
    return element.iterfind(f"{BPMN}extensionElements/*")


def extension_text(element: etree._Element, name: str) -> str:
    """The stripped text of the attached element `name` of SpiffWorkflow, at any depth."""
    return (element.findtext(f"{BPMN}extensionElements//{SPIFF}{name}") or "").strip()


def properties(element: etree._Element) -> dict[str, str]:
    """The attached properties, whichever tool wrote them, in a list of properties or alone."""
    found = {}
    for attached in extensions(element):
        for entry in attached if local(attached) == "properties" else (attached,):
            if local(entry) == "property" and entry.get("name"):
                found[str(entry.get("name"))] = str(entry.get("value", (entry.text or "").strip()))
    return found


def foreign(element: etree._Element) -> dict[str, str]:
    """Attributes of other tools by their local name, such as `collection`."""
    return {etree.QName(str(name)).localname: str(value) for name, value in element.attrib.items() if "}" in str(name)}
