"""Messages from outside and between cases: correlation, payload, starting by message, throwing to another case."""

import pytest

from tests.outside import diagrams as d
from tests.outside.conftest import Client, until

pytestmark = pytest.mark.xdist_group("outside")

SPIFF = "spiffworkflow"


def message(ref: str, name: str, inner: str = "") -> str:
    return f'<bpmn:message id="{ref}" name="{name}">{f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>" if inner else ""}</bpmn:message>'


def variable(name: str) -> str:
    return f"<spiffworkflow:messageVariable>{name}</spiffworkflow:messageVariable>"


def payload(expression: str) -> str:
    return f"<spiffworkflow:messagePayload>{expression}</spiffworkflow:messagePayload>"


def process_variable(key: str, expression: str) -> str:
    return (
        "<spiffworkflow:processVariableCorrelation><spiffworkflow:propertyId>"
        f"{key}</spiffworkflow:propertyId><spiffworkflow:expression>{expression}</spiffworkflow:expression></spiffworkflow:processVariableCorrelation>"
    )


def property_of(key: str, ref: str, path: str) -> str:
    return (
        f'<bpmn:correlationProperty id="{key}" name="{key}"><bpmn:correlationPropertyRetrievalExpression messageRef="{ref}">'
        f"<bpmn:messagePath>{path}</bpmn:messagePath></bpmn:correlationPropertyRetrievalExpression></bpmn:correlationProperty>"
    )


def waiting(api: Client, key: str, extra: str) -> str:
    body = d.start() + d.catch("wait", d.refers("message", "msg")) + d.user_task("after") + d.end() + d.flows("start_1>wait", "wait>after", "after>end_1")
    return api.model(key, body, extra=extra)


def send(api: Client, name: str, expect: int, correlation: dict[str, object], **content: object) -> dict[str, object]:
    return api.call("POST", "/messages", expect, json={"name": name, "correlation": correlation, "payload": content}).json()


def test_a_key_of_the_diagram_is_read_from_process_variables(api: Client) -> None:
    key = waiting(api, "m_key", message("msg", "Zusage", process_variable("bescheid_nr", "nummer") + variable("zusage")) + property_of("bescheid_nr", "msg", "nr"))
    one, two = api.start(key, data={"nummer": 17}), api.start(key, data={"nummer": "18"})
    send(api, "Zusage", 404, {"bescheid_nr": 99})
    answer = send(api, "Zusage", 200, {"bescheid_nr": "17"}, betrag=120, text="ü😀")
    assert answer["delivered"] == 1 and answer["instance_ids"] == [one["id"]]
    after = api.instance(one["id"])
    assert [t["element_id"] for t in after["tasks"]] == ["after"] and after["data"]["zusage"] == {"betrag": 120, "text": "ü😀"}
    assert api.open_tasks(two["id"]) == {}
    send(api, "Zusage", 200, {"bescheid_nr": 18})
    assert list(api.open_tasks(two["id"])) == ["after"]
    send(api, "Zusage", 404, {"bescheid_nr": 18})


def test_the_file_number_always_works(api: Client) -> None:
    key = waiting(api, "m_az", message("msg", "Post"))
    one = api.start(key, data={"az": "HP-2026-1"})
    two = api.start(key, business_key="HP-2026-2")
    send(api, "Post", 200, {"az": "HP-2026-1"})
    send(api, "Post", 200, {"az": "HP-2026-2"})
    assert list(api.open_tasks(one["id"])) == list(api.open_tasks(two["id"])) == ["after"]


def test_without_keys_the_only_one_gets_it_and_several_are_a_conflict(api: Client) -> None:
    key = waiting(api, "m_only", message("msg", "Ruf"))
    one, two = api.start(key, business_key="R-1"), api.start(key, business_key="R-2")
    conflict = send(api, "Ruf", 409, {})
    assert conflict["detail"] and "by" in conflict and "at" in conflict
    send(api, "Ruf", 200, {"business_key": "R-1"})
    send(api, "Ruf", 200, {})
    assert list(api.open_tasks(one["id"])) == list(api.open_tasks(two["id"])) == ["after"]


def test_a_message_starts_a_process(api: Client) -> None:
    start = d.start("start_1", d.refers("message", "msg"))
    key = api.model(
        "m_starts", start + d.user_task("read") + d.end() + d.flows("start_1>read", "read>end_1"),
        extra=message("msg", "Neuer Antrag", variable("antrag")),
    )
    answer = send(api, "Neuer Antrag", 200, {"business_key": "N-1"}, art="Erstantrag", dinge=[1, {"a": None}])
    (instance_id,) = answer["instance_ids"]
    begun = api.instance(instance_id)
    assert (begun["definition"]["key"], begun["business_key"]) == (key, "N-1")
    assert begun["data"]["antrag"] == {"art": "Erstantrag", "dinge": [1, {"a": None}]}
    assert list(api.open_tasks(instance_id)) == ["read"]


@pytest.mark.parametrize("by", ["business_key", "property", "variable"])
def test_a_message_from_one_case_reaches_another(api: Client, by: str) -> None:
    own = process_variable("vorgang", "meine_nummer") if by == "variable" else ""
    catcher = waiting(api, f"m_gets_{by}", message("msg", f"Bericht {by}", variable("bericht") + own) + (property_of("vorgang", "msg", "nr") if by != "business_key" else ""))
    sent = {"business_key": "{'az': ziel, 'wert': 5}", "property": "{'nr': ziel, 'wert': 5}", "variable": "{'nr': ziel, 'wert': 5}"}[by]
    throws = process_variable("business_key" if by != "variable" else "vorgang", "ziel")
    body = d.start() + d.throw("send", d.refers("message", "msg")) + d.user_task("after") + d.end() + d.flows("start_1>send", "send>after", "after>end_1")
    thrower = api.model(f"m_throws_{by}", body, extra=message("msg", f"Bericht {by}", payload(sent) + throws) + (property_of("vorgang", "msg", "nr") if by != "business_key" else ""))
    right = api.start(catcher, business_key=f"Z-{by}", data={"meine_nummer": f"Z-{by}"})
    wrong = api.start(catcher, business_key=f"Y-{by}", data={"meine_nummer": f"Y-{by}"})
    began = api.start(thrower, data={"ziel": f"Z-{by}"})
    assert [t["element_id"] for t in began["tasks"]] == ["after"]
    until(lambda: list(api.open_tasks(right["id"])) == ["after"])
    assert api.instance(right["id"])["data"]["bericht"]["wert"] == 5
    assert api.open_tasks(wrong["id"]) == {}


def test_a_message_within_one_case_arrives_at_once(api: Client) -> None:
    body = (
        d.start() + d.parallel("split") + d.user_task("decide", antworten="prozess") + d.throw("send", d.refers("message", "msg")) + d.end()
        + d.catch("wait", d.refers("message", "msg")) + d.user_task("after") + d.end("end_2")
        + d.flows("start_1>split", "split>decide", "split>wait", "decide>send", "send>end_1", "wait>after", "after>end_2")
    )
    began = api.start(api.model("m_inside", body, extra=message("msg", "Innen", payload("{'x': n}") + variable("post"))))
    answer = api.do(began["id"], "decide", n=3)
    assert [t["element_id"] for t in answer["next_tasks"]] == ["after"] and answer["instance"]["data"]["post"] == {"x": 3}


@pytest.mark.parametrize(("number", "expression", "value"), [(1, "'text'", "text"), (2, "5", 5), (3, "[1, {'a': 2}]", [1, {"a": 2}]), (4, "heute() == heute()", True), (5, "None", {})])
def test_a_payload_is_any_plain_value(api: Client, number: int, expression: str, value: object) -> None:
    for kind in ("message", "signal"):
        name = "payloadExpression" if kind == "signal" else "messagePayload"
        into = "variableName" if kind == "signal" else "messageVariable"
        inner = f"<spiffworkflow:{name}>{expression}</spiffworkflow:{name}><spiffworkflow:{into}>post</spiffworkflow:{into}>" + process_variable("az", f"'V-{number}'")
        extra = f'<bpmn:{kind} id="ref" name="Wert {number}"><bpmn:extensionElements>{inner}</bpmn:extensionElements></bpmn:{kind}>'
        body = d.start() + d.catch("wait", d.refers(kind, "ref")) + d.user_task("after") + d.end() + d.flows("start_1>wait", "wait>after", "after>end_1")
        waits = api.start(api.model(f"m_value_{kind}", body, extra=extra), business_key=f"V-{number}")
        body = d.start() + d.throw("send", d.refers(kind, "ref")) + d.end() + d.flows("start_1>send", "send>end_1")
        api.start(api.model(f"m_gives_{kind}", body, extra=extra))
        until(lambda which=waits["id"]: list(api.open_tasks(which)) == ["after"])
        assert api.instance(waits["id"])["data"]["post"] == value


def test_receive_and_send_tasks(api: Client) -> None:
    extra = message("msg", "Quittung", variable("quittung"))
    body = d.start() + '<bpmn:receiveTask id="wait" name="wait" messageRef="msg"/>' + d.user_task("after") + d.end() + d.flows("start_1>wait", "wait>after", "after>end_1")
    began = api.start(api.model("m_receive", body, extra=extra), business_key="Q-1")
    assert [(w["kind"], w["message"]) for w in began["waits"]] == [("message", "Quittung")]
    body = d.start() + '<bpmn:sendTask id="send" name="send" messageRef="msg"/>' + d.end() + d.flows("start_1>send", "send>end_1")
    sender = api.model("m_send", body, extra=message("msg", "Quittung", payload("{'az': 'Q-1'}") + process_variable("az", "'Q-1'")))
    assert api.start(sender)["status"] == "completed"
    until(lambda: list(api.open_tasks(began["id"])) == ["after"])


def test_a_message_nobody_waits_for_leaves_nothing(api: Client) -> None:
    send(api, "Niemand", 404, {"business_key": "X"}, a=1)
    waiting(api, "m_ended", message("msg", "Zu spät"))
    began = api.start("m_ended", business_key="S-1")
    api.call("POST", f"/instances/{began['id']}/cancel", 200, json={"reason": "vorbei"})
    send(api, "Zu spät", 404, {"business_key": "S-1"})


def test_one_message_is_received_once_within_a_case(api: Client) -> None:
    body = (
        d.start() + d.parallel("split") + d.catch("one", d.refers("message", "msg")) + d.catch("two", d.refers("message", "msg")) + d.user_task("a") + d.user_task("b")
        + d.end() + d.end("end_2") + d.flows("start_1>split", "split>one", "split>two", "one>a", "two>b", "a>end_1", "b>end_2")
    )
    began = api.start(api.model("m_once", body, extra=message("msg", "Einmal")), business_key="E-1")
    send(api, "Einmal", 200, {"business_key": "E-1"})
    assert len(api.open_tasks(began["id"])) == 1
    send(api, "Einmal", 200, {"business_key": "E-1"})
    assert len(api.open_tasks(began["id"])) == 2


def test_the_same_message_with_the_same_idempotency_key_is_delivered_once(api: Client) -> None:
    body = d.start() + d.user_task("work") + d.boundary("more", "work", d.refers("message", "msg"), interrupting=False) + d.user_task("besides") + d.end() + d.end("end_2") + d.flows("start_1>work", "work>end_1", "more>besides", "besides>end_2")
    began = api.start(api.model("m_repeat", body, extra=message("msg", "Doppelt")), business_key="D-1")
    content = {"name": "Doppelt", "correlation": {"business_key": "D-1"}, "payload": {"a": 1}}
    answers = [api.call("POST", "/messages", 200, json=content, headers={"Idempotency-Key": "m-1"}).json() for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert [t["element_id"] for t in api.instance(began["id"])["tasks"]].count("besides") == 1
