"""Called processes: what goes in and comes out in every notation, versions, incidents, and what parents know of them."""

import re

import pytest

from tests.outside import diagrams as d
from tests.outside.conftest import Client, Server, until
from tests.outside.test_forms import Browser, sign_in

pytestmark = pytest.mark.xdist_group("outside")

CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"

CHILD = (
    d.start() + d.user_task("inner") + d.script("work", "ergebnis = zahl_in * 2\ngeheim_kind = 1") + d.end()
    + d.flows("start_1>inner", "inner>work", "work>end_1")
)

IO_ON_CALL = (
    "<bpmn:ioSpecification><bpmn:dataInput id='di' name='zahl_in'/><bpmn:dataOutput id='do' name='ergebnis'/>"
    "<bpmn:inputSet/><bpmn:outputSet/></bpmn:ioSpecification>"
)
IO_WITH_SOURCE = (
    "<bpmn:ioSpecification><bpmn:dataInput id='di' name='zahl_in'/><bpmn:dataOutput id='do' name='ergebnis'/>"
    "<bpmn:inputSet/><bpmn:outputSet/></bpmn:ioSpecification>"
    "<bpmn:dataInputAssociation><bpmn:targetRef>di</bpmn:targetRef><bpmn:assignment><bpmn:from>zahl_in + 0</bpmn:from>"
    "<bpmn:to>di</bpmn:to></bpmn:assignment></bpmn:dataInputAssociation>"
)


def foreign(body: str) -> str:
    return f"<bpmn:extensionElements>{body}</bpmn:extensionElements>"


NOTATIONS = {
    "properties": d.properties(eingaben="zahl_in", ausgaben="ergebnis"),
    "properties_with_expression": d.properties(eingaben="zahl_in=zahl_in + 0", ausgaben="ergebnis=ergebnis"),
    "english_properties": d.properties(inputs="zahl_in", outputs="ergebnis"),
    "io": IO_ON_CALL,
    "io_with_source": IO_WITH_SOURCE,
    "camunda": foreign(f'<c:in xmlns:c="{CAMUNDA}" source="zahl_in" target="zahl_in"/><c:out xmlns:c="{CAMUNDA}" source="ergebnis" target="ergebnis"/>'),
    "zeebe": foreign(f'<z:ioMapping xmlns:z="{ZEEBE}"><z:input source="= zahl_in" target="zahl_in"/><z:output source="= ergebnis" target="ergebnis"/></z:ioMapping>'),
}


@pytest.mark.parametrize("notation", NOTATIONS)
def test_what_is_named_goes_in_and_comes_out_and_nothing_else(api: Client, notation: str) -> None:
    api.model("l_child", CHILD)
    activity = f'<bpmn:callActivity id="call" name="call" calledElement="l_child">{NOTATIONS[notation]}</bpmn:callActivity>'
    key = api.model(f"l_{notation}", d.start() + activity + d.user_task("after") + d.end() + d.flows("start_1>call", "call>after", "after>end_1"))
    began = api.start(key, business_key="L-1", data={"zahl_in": 21, "geheim": "x", "person_id": 7})
    (child,) = api.instance(began["id"])["children"]
    inside = api.instance(child["id"])
    assert inside["data"]["zahl_in"] == 21 and "geheim" not in inside["data"]
    assert inside["parent_id"] == began["id"] and inside["root_id"] == began["id"] and inside["business_key"] == "L-1"
    waits = [w for w in api.instance(began["id"])["waits"] if w["instance_id"] == began["id"]] if inside["waits"] is not None else []
    assert [(w["kind"], w["element_id"]) for w in waits] == [("child", "call")]
    api.do(child["id"], "inner", notiz="bleibt in der Akte")
    data = api.instance(began["id"])["data"]
    assert data == {"zahl_in": 21, "geheim": "x", "person_id": 7, "ergebnis": 42}


def test_the_called_process_may_say_what_it_needs(api: Client) -> None:
    api.model("l_io_child", CHILD + IO_ON_CALL)
    key = api.model("l_io_outside", d.start() + d.call("call", "l_io_child") + d.user_task("after") + d.end() + d.flows("start_1>call", "call>after", "after>end_1"))
    began = api.start(key, data={"zahl_in": 4, "geheim": "x"})
    (child,) = api.instance(began["id"])["children"]
    assert "geheim" not in api.instance(child["id"])["data"]
    api.do(child["id"], "inner")
    assert api.instance(began["id"])["data"] == {"zahl_in": 4, "geheim": "x", "ergebnis": 8}


def test_without_a_mapping_only_identifiers_go_in_and_nothing_comes_out(api: Client) -> None:
    api.model("l_plain_child", d.start() + d.user_task("inner") + d.script("work", "neu = 1") + d.end() + d.flows("start_1>inner", "inner>work", "work>end_1"))
    key = api.model("l_plain", d.start() + d.call("call", "l_plain_child") + d.user_task("after") + d.end() + d.flows("start_1>call", "call>after", "after>end_1"))
    began = api.start(key, data={"az": "HP-1", "case_id": 5, "name": "geheim"})
    (child,) = api.instance(began["id"])["children"]
    assert api.instance(child["id"])["data"] == {"az": "HP-1", "case_id": 5}
    api.do(child["id"], "inner")
    assert api.instance(began["id"])["data"] == {"az": "HP-1", "case_id": 5, "name": "geheim"}


def test_the_record_is_read_by_parent_and_child(api: Client) -> None:
    api.model("l_record_child", d.start() + d.script("read", "gelesen = record.ask.wert") + d.user_task("inner") + d.end() + d.flows("start_1>read", "read>inner", "inner>end_1"))
    key = api.model(
        "l_record",
        d.start() + d.user_task("ask") + d.call("call", "l_record_child") + d.script("read_back", "zurueck = record.inner.wert") + d.user_task("after") + d.end()
        + d.flows("start_1>ask", "ask>call", "call>read_back", "read_back>after", "after>end_1"),
    )
    began = api.start(key)
    api.do(began["id"], "ask", wert=11)
    (child,) = api.instance(began["id"])["children"]
    assert api.instance(child["id"])["data"]["gelesen"] == 11
    api.do(child["id"], "inner", wert=12)
    assert api.instance(began["id"])["data"]["zurueck"] == 12


def versioned(number: int) -> str:
    return d.start() + d.user_task(f"inner_{number}") + d.end() + d.flows(f"start_1>inner_{number}", f"inner_{number}>end_1")


def test_the_next_call_takes_the_newest_version_a_pinned_one_stays(api: Client) -> None:
    api.model("l_version", versioned(1))
    looped = (
        d.start() + d.xor("again") + d.call("call", "l_version") + d.call("pinned", "l_version", version="1") + d.xor("more", default="again") + d.end()
        + d.flows("start_1>again", "again>call", "call>pinned", "pinned>more", "more>again!", "more>end_1?False")
    )
    began = api.start(api.model("l_versions", looped))
    api.model("l_version", versioned(2))
    assert list(api.open_tasks(began["id"])) == ["inner_1"]  # began before, keeps its version
    api.do(began["id"], "inner_1")
    assert list(api.open_tasks(began["id"])) == ["inner_1"]  # the pinned one
    api.do(began["id"], "inner_1")
    assert list(api.open_tasks(began["id"])) == ["inner_2"]
    assert [c["version"] for c in api.instance(began["id"])["children"]] == [1, 1, 2]
    assert api.call("GET", "/definitions/l_version", 200).json()["version"] == 2
    assert api.call("GET", "/definitions/l_version?version=1", 200).json()["version"] == 1


def test_a_running_instance_keeps_its_version(api: Client) -> None:
    api.model("l_keeps", d.start() + d.user_task("a") + d.user_task("b") + d.end() + d.flows("start_1>a", "a>b", "b>end_1"))
    began = api.start("l_keeps")
    api.model("l_keeps", d.start() + d.user_task("a") + d.user_task("c") + d.end() + d.flows("start_1>a", "a>c", "c>end_1"))
    assert [t["element_id"] for t in api.do(began["id"], "a")["next_tasks"]] == ["b"]
    assert api.instance(began["id"])["definition"] == {"key": "l_keeps", "version": 1}
    assert api.start("l_keeps")["definition"] == {"key": "l_keeps", "version": 2}
    assert api.start("l_keeps", version=1)["definition"] == {"key": "l_keeps", "version": 1}


def test_a_process_that_calls_itself_is_stopped(api: Client) -> None:
    body = d.start() + d.call("call", "l_self") + d.end() + d.flows("start_1>call", "call>end_1")
    deployed = api.call("POST", "/deployments", files=[("files", ("l_self.bpmn", d.definitions("l_self", body)))])
    if deployed.status_code < 300:
        assert api.call("POST", "/definitions/l_self/instances", 422, json={}).json()["problems"]
    else:
        assert deployed.status_code == 422


def test_calling_what_is_not_deployed_is_refused(api: Client) -> None:
    body = d.start() + d.call("call", "l_nowhere") + d.end() + d.flows("start_1>call", "call>end_1")
    refused = api.deploy(("l_lost.bpmn", d.definitions("l_lost", body)), expect=422)
    assert refused["problems"][0]["element_id"] == "call"


def test_an_incident_of_a_child_holds_its_parent_and_can_be_mended(api: Client) -> None:
    inner = d.start() + d.catch("pause", d.timer('"PT0.3S"')) + d.script("divide", "x = 1 / n") + d.end() + d.flows("start_1>pause", "pause>divide", "divide>end_1")
    api.model("l_sick", inner)
    key = api.model("l_waits", d.start() + d.call("call", "l_sick", eingaben="n") + d.user_task("after") + d.end() + d.flows("start_1>call", "call>after", "after>end_1"))
    began = api.start(key, data={"n": 0})
    (child,) = api.instance(began["id"])["children"]
    until(lambda: api.instance(child["id"])["status"] == "incident")
    whole = api.instance(began["id"])
    assert whole["status"] == "incident" and not whole["tasks"]
    assert [c["status"] for c in whole["children"]] == ["incident"]
    (incident,) = [w for w in whole["waits"] if w["kind"] == "incident"]
    assert incident["element_id"] == "divide" and incident["instance_id"] == child["id"]
    api.call("POST", f"/instances/{began['id']}/cancel", 200, json={"reason": "defekt"})
    assert api.instance(child["id"])["status"] == "cancelled" and api.instance(child["id"])["waits"] == []


def test_an_incident_is_told_and_tried_again_on_the_page(api: Client, server: Server) -> None:
    """A version that is pinned before it exists: whoever deploys it lets the case go on."""
    api.model("l_pinned", versioned(1))
    body = d.start() + d.catch("pause", d.timer('"PT0.2S"')) + d.call("call", "l_pinned", version="2") + d.end() + d.flows("start_1>pause", "pause>call", "call>end_1")
    began = api.start(api.model("l_too_early", body), business_key="TOO-EARLY")
    until(lambda: api.instance(began["id"])["status"] == "incident")
    window = Browser(server.base)
    sign_in(window, "administration")
    window.get("/betrieb")
    assert "TOO-EARLY" in window.page and "l_pinned" in window.page
    ids = re.findall(r"/betrieb/stoerungen/([0-9a-f-]{36})/wiederholen", window.page)
    position = window.page.index("TOO-EARLY")
    retry = min(ids, key=lambda found: abs(window.page.index(found) - position))
    window.send(f"/betrieb/stoerungen/{retry}/wiederholen")
    assert api.instance(began["id"])["status"] == "incident"
    api.model("l_pinned", versioned(2))
    window.get("/betrieb")
    window.send(f"/betrieb/stoerungen/{retry}/wiederholen")
    after = api.instance(began["id"])
    assert after["status"] == "running" and [t["element_id"] for t in after["tasks"]] == ["inner_2"]
    assert {"incident.created", "incident.resolved"} <= {event["type"] for event in api.events(began["id"])}
