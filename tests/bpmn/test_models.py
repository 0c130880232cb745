"""The shipped models say what they need to say: lanes, instructions, deadlines, mappings, and a picture one can read."""

import re
from itertools import combinations, pairwise
from typing import Any

import pytest
from lxml import etree

from processes.engine import definitions
from processes.people import ROLES
from tests.bpmn.shipped import KEYS, NAMES, files, find, folders, forms, known_operations, model, tables

#: Elements are named after the domain: kind, number, what it is. E events (S: how a case begins), A activities, G gateways.
ELEMENT_ID = re.compile(r"[EASG]\d+_[0-9a-z]+(_[0-9a-z]+)*")
#: Tasks that are done by confirming them.
WITHOUT_FORM = {
    "A2_3a_persoenlich_bestaetigen",
    "A2_10f_sicher_weiterleiten",
    "A4_10c_persoenlich_aushaendigen",
    "A5_1b_persoenlich_mitteilen",
    "A11_3a_persoenlich_mitteilen",
}
Box = tuple[float, float, float, float]


def properties(node: etree._Element) -> dict[str, str]:
    found = node.xpath("b:extensionElements/s:properties/s:property", namespaces=NAMES)
    return {one.get("name"): one.get("value") for one in found}


def test_all_folders_can_be_deployed() -> None:
    known_operations()
    problems = definitions.check_all(folders())
    assert {key: [str(one) for one in found] for key, found in problems.items() if found} == {}
    assert set(folders()) >= set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_elements_are_named_after_the_domain(key: str) -> None:
    assert model(key).key == key
    assert [element.id for element in model(key).elements if not ELEMENT_ID.fullmatch(element.id)] == []
    nameless = {e.type for e in model(key).elements if not e.name} - {"exclusiveGateway", "parallelGateway"}
    assert nameless <= {"startEvent", "endEvent", "boundaryEvent"}, "only inner starts and ends need no name"


@pytest.mark.parametrize("key", KEYS)
def test_everything_named_exists(key: str) -> None:
    assert set(model(key).lanes) <= set(ROLES)
    assert set(model(key).operations) <= set(known_operations())
    assert set(model(key).forms) <= set(forms())
    assert set(model(key).called) <= set(KEYS)
    called = find(key, "//s:calledDecisionId/text()")
    assert {str(one) for one in called} <= set(tables())


@pytest.mark.parametrize("key", KEYS)
def test_tasks_tell_a_tired_clerk_what_to_know(key: str) -> None:
    for task in find(key, "//b:userTask"):
        element_id = task.get("id")
        instructions = task.findtext("b:extensionElements/s:instructionsForEndUser", namespaces=NAMES) or ""
        assert 40 < len(instructions) <= 200, f"{element_id}: {len(instructions)} characters"
        assert instructions.count(".") + instructions.count("?") <= 4 and instructions[-1] in ".?"
        said = properties(task)
        assert ("form" in said) != (element_id in WITHOUT_FORM), element_id
        assert "frist" in said or element_id == "A2_1_antrag_aufnehmen", f"{element_id} is never due"


@pytest.mark.parametrize("key", KEYS)
def test_release_is_never_by_the_author(key: str) -> None:
    ids = {element.id for element in model(key).elements}
    for task in find(key, "//b:userTask"):
        said = properties(task)
        if said.get("form", "").startswith("F12_"):
            assert set(said["vier_augen"].split(",")) <= ids
            assert len(said["vier_augen"].split(",")) >= 2


@pytest.mark.parametrize("key", KEYS)
def test_calls_say_what_goes_in_and_out(key: str) -> None:
    for call in find(key, "//b:callActivity"):
        assert {"eingaben", "ausgaben"} <= set(properties(call)), call.get("id")


@pytest.mark.parametrize("key", KEYS)
def test_choices_are_named(key: str) -> None:
    for gateway in find(key, "//b:exclusiveGateway[count(b:outgoing) > 1]"):
        flows = find(key, f"//b:sequenceFlow[@sourceRef='{gateway.get('id')}']")
        assert gateway.get("name") and gateway.get("default"), gateway.get("id")
        assert all(flow.get("name") for flow in flows), gateway.get("id")
        assert all(
            (flow.find("b:conditionExpression", NAMES) is None) == (flow.get("id") == gateway.get("default"))
            for flow in flows
        )


@pytest.mark.parametrize("key", KEYS)
def test_nothing_that_the_engine_does_not_do(key: str) -> None:
    """Neither the constructs that `bpmn/README.md` says we avoid, nor a signal."""
    for tag in ("compensateEventDefinition", "linkEventDefinition", "signalEventDefinition", "complexGateway",
                "adHocSubProcess", "inclusiveGateway", "conditionalEventDefinition"):  # fmt: skip
        assert find(key, f"//b:{tag}") == []
    assert find(key, "//b:subProcess[@triggeredByEvent='true']") == []


# --------------------------------------------------------------------------------------------------------- the picture


def box(bounds: etree._Element) -> Box:
    x, y, w, h = (float(bounds.get(name)) for name in ("x", "y", "width", "height"))
    return x, y, x + w, y + h


def shapes(key: str) -> dict[str, Box]:
    return {one.get("bpmnElement"): box(one.find("dc:Bounds", NAMES)) for one in find(key, "//di:BPMNShape")}


def edges(key: str) -> dict[str, list[tuple[float, float]]]:
    return {
        edge.get("bpmnElement"): [(float(p.get("x")), float(p.get("y"))) for p in edge.findall("w:waypoint", NAMES)]
        for edge in find(key, "//di:BPMNEdge")
    }


def labels(key: str) -> dict[str, Box]:
    return {
        one.get("bpmnElement"): box(one.find("di:BPMNLabel/dc:Bounds", NAMES))
        for one in find(key, "//di:BPMNShape[di:BPMNLabel]|//di:BPMNEdge[di:BPMNLabel]")
    }


def overlap(a: Box, b: Box, by: float = 1) -> bool:
    return a[0] + by < b[2] and b[0] + by < a[2] and a[1] + by < b[3] and b[1] + by < a[3]


def small(key: str) -> dict[str, Box]:
    """Shapes that hold no other shapes."""
    large = {one.get("id") for one in find(key, "//b:subProcess|//b:lane|//b:participant")}
    return {name: found for name, found in shapes(key).items() if name not in large}


@pytest.mark.parametrize("key", KEYS)
def test_everything_is_drawn(key: str) -> None:
    nodes = find(key, "//b:process//*[b:incoming or b:outgoing or self::b:textAnnotation]|//b:lane|//b:participant")
    assert {one.get("id") for one in nodes} == set(shapes(key))
    assert {one.get("id") for one in find(key, "//b:sequenceFlow|//b:association")} == set(edges(key))


@pytest.mark.parametrize("key", KEYS)
def test_modellers_find_what_is_referred_to(key: str) -> None:
    """What bpmn-js would warn of at import: ids given twice, references that lead nowhere."""
    ids = [one.get("id") for one in find(key, "//*[@id][not(self::s:*)]")]
    assert len(ids) == len(set(ids))
    attributes = (
        "//@sourceRef|//@targetRef|//@attachedToRef|//@default|//@messageRef|//@errorRef|//@processRef|//@bpmnElement"
    )
    names = ("incoming", "outgoing", "flowNodeRef", "loopDataInputRef", "loopDataOutputRef", "correlationPropertyRef")
    texts = [one.text for name in names for one in find(key, f"//b:{name}")]
    assert {*map(str, find(key, attributes)), *texts} <= set(ids)


@pytest.mark.parametrize("key", KEYS)
def test_nothing_overlaps(key: str) -> None:
    on_border = {one.get("id"): one.get("attachedToRef") for one in find(key, "//b:boundaryEvent")}
    found = small(key)
    for (a, one), (b, other) in combinations(found.items(), 2):
        assert not overlap(one, other) or on_border.get(a) == b or on_border.get(b) == a, f"{a} covers {b}"
    texts = labels(key)
    for (a, one), (b, other) in combinations(texts.items(), 2):
        assert not overlap(one, other), f"the names of {a} and {b} overlap"
    for name, text in texts.items():
        for other, shape in found.items():
            assert name == other or not overlap(text, shape, 2), f"the name of {name} covers {other}"


@pytest.mark.parametrize("key", KEYS)
def test_lines_are_straight_and_lead_from_shape_to_shape(key: str) -> None:
    place = shapes(key)
    for flow in find(key, "//b:sequenceFlow"):
        points = edges(key)[flow.get("id")]
        for (x1, y1), (x2, y2) in pairwise(points):
            assert x1 == x2 or y1 == y2, f"{flow.get('id')} is slanted"
        for (x, y), end in ((points[0], flow.get("sourceRef")), (points[-1], flow.get("targetRef"))):
            left, top, right, bottom = place[end]
            assert left - 2 <= x <= right + 2 and top - 2 <= y <= bottom + 2, f"{flow.get('id')} misses {end}"


@pytest.mark.parametrize("key", KEYS)
def test_nodes_lie_in_their_lanes(key: str) -> None:
    place: dict[str, Any] = shapes(key)
    for lane in find(key, "//b:lane"):
        _, top, _, bottom = place[lane.get("id")]
        for ref in lane.findall("b:flowNodeRef", NAMES):
            if find(key, f"//b:boundaryEvent[@id='{ref.text}']"):
                continue
            assert top <= place[ref.text][1] and place[ref.text][3] <= bottom, f"{ref.text} leaves {lane.get('name')}"
        assert lane.findtext("b:documentation", namespaces=NAMES), "the role's German name"


@pytest.mark.parametrize("key", KEYS)
def test_files_of_a_folder(key: str) -> None:
    assert f"{key}.bpmn" in files(key)
    assert all(name.endswith((".bpmn", ".dmn", ".form.json")) for name in files(key))
