"""Reads what modellers attach to elements: properties, texts, operators, and attributes of foreign tools."""

from typing import Any

from lxml import etree

from processes.engine.spiff.xml import BPMN, SPIFF, local_name, namespace_name


def extensions_of(node: etree._Element) -> dict[str, Any]:
    """Everything attached to a node: `properties` (always there), texts by name, foreign attributes as `tool:name`."""
    found: dict[str, Any] = {"properties": properties_of(node)}
    for element in node.iterfind(f"{BPMN}extensionElements/*"):
        name = local_name(element)
        if not name or name == "properties":
            continue
        if name == "serviceTaskOperator":
            found[name] = _operator(element)
        elif str(element.tag).startswith(SPIFF) and len(element) == 0:
            found[name] = element.text
    for key, value in node.attrib.items():
        foreign = namespace_name(str(key))
        if foreign:
            found[foreign] = str(value)
    return found


def properties_of(node: etree._Element) -> dict[str, str]:
    """The properties `name` = `value` of a node, whichever tool wrote them, in a list of properties or alone."""
    found = {}
    for element in node.iterfind(f"{BPMN}extensionElements/*"):
        for entry in element if local_name(element) == "properties" else (element,):
            if local_name(entry) == "property" and entry.get("name"):
                found[str(entry.get("name"))] = str(entry.get("value", (entry.text or "").strip()))
    return found


def _operator(element: etree._Element) -> dict[str, Any]:
    parameters = {}
    for entry in element.iterfind(".//*"):
        if local_name(entry) == "parameter" and entry.get("id"):
            parameters[str(entry.get("id"))] = str(entry.get("value", "None")) or "None"
    return {
        "name": element.get("id"),
        "resultVariable": element.get("resultVariable") or None,
        "parameters": parameters,
    }
