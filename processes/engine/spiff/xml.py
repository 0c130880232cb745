"""Reads files that come from outside as XML: no entities, no network, no document type, bounded depth."""

from lxml import etree

from processes.engine.spiff.faults import InvalidModel
from processes.errors import Problem
from processes.words import N_

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"


def read(name: str, content: bytes) -> etree._Element:
    """The root element of a file.

    Raises:
        InvalidModel: not well-formed, nested too deeply, or with a document type.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 0
        raise InvalidModel(
            Problem(
                element_id=name,
                template=N_("The file %(file)s is not well-formed XML (line %(line)s)."),
                params={"file": name, "line": line},
            )
        ) from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise InvalidModel(
            Problem(
                element_id=name,
                template=N_("The file %(file)s has a document type (DOCTYPE); this is not allowed."),
                params={"file": name},
            )
        )
    return root


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace."""
    return etree.QName(element).localname


def namespace_name(attribute: str) -> str:
    """`camunda:candidateGroups` from the expanded name of a foreign attribute, empty for a plain one."""
    name = etree.QName(attribute)
    if not name.namespace:
        return ""
    return f"{name.namespace.rstrip('/').rsplit('/', 1)[-1]}:{name.localname}"
