"""The worklist and what one does with tasks, as a caller sees it."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.api.conftest import TWO_TASKS, Caller
from tests.conftest import MONDAY
from tests.engine import diagrams as d

LANES = d.diagram(
    "zwei_stellen",
    d.lanes(fallmanagement=["pruefen"], kundenzentrum=["ablegen"]),
    d.start(),
    d.user("pruefen", "Antrag prüfen"),
    d.user("ablegen", "Antrag ablegen"),
    d.end(),
    d.flows("start", "pruefen", "ablegen", "end"),
)


def test_from_the_start_to_the_end(ada: Caller) -> None:
    ada.deploy(TWO_TASKS)
    began = ada.start("two_tasks", business_key="A-1", data={"x": 1})
    assert (began["business_key"], began["status"], began["data"]) == ("A-1", "running", {"x": 1})
    [first] = began["tasks"]
    assert first["definition"] == {"key": "two_tasks", "version": 1}

    done = ada.post(f"/tasks/{first['id']}/complete", {"answers": {"note": "fine"}})
    assert (done["task"]["state"], done["task"]["completed_by"]) == ("completed", "ada")
    [second] = done["next_tasks"]
    assert second["element_id"] == "second"
    done = ada.post(f"/tasks/{second['id']}/complete", {"answers": {}})
    assert done["next_tasks"] == []
    assert done["instance"]["status"] == "completed"
    assert ada.get(f"/instances/{began['id']}")["ended_at"] == "2026-01-12T08:00:00Z"


def test_completing_twice_says_who_and_when(ada: Caller, caller_of) -> None:
    ada.deploy(TWO_TASKS)
    [task] = ada.start("two_tasks")["tasks"]
    ada.post(f"/tasks/{task['id']}/complete", {"answers": {}})
    refused = caller_of("mo").post(f"/tasks/{task['id']}/complete", {"answers": {}}, expect=409)
    assert (refused["by"], refused["at"]) == ("ada", "2026-01-12T08:00:00Z")
    assert "Ada" in refused["detail"]


def test_an_answer_that_is_not_plain_is_named_by_its_field(ada: Caller) -> None:
    ada.deploy(TWO_TASKS)
    [task] = ada.start("two_tasks")["tasks"]
    refused = ada.post(f"/tasks/{task['id']}/complete", {"answers": {"note": {"deep": 1}}}, expect=422)
    assert refused["errors"]["note"]
    assert ada.get(f"/tasks/{task['id']}")["state"] == "open"


def test_claiming_releasing_assigning(ada: Caller, caller_of) -> None:
    ada.deploy(TWO_TASKS)
    [task] = ada.start("two_tasks")["tasks"]
    mo = caller_of("mo")
    assert ada.post(f"/tasks/{task['id']}/claim")["assignee"] == "ada"
    held = mo.post(f"/tasks/{task['id']}/claim", expect=409)
    assert held["by"] == "ada"
    assert "at" in held
    assert ada.post(f"/tasks/{task['id']}/release")["assignee"] is None
    assert ada.post(f"/tasks/{task['id']}/assign", {"person": "mo"})["assignee"] == "mo"
    assert ada.post(f"/tasks/{task['id']}/assign", {"person": "niemand"}, expect=None).status_code in (404, 422)
    assert ada.post(f"/tasks/{task['id']}/assign", {}, expect=422)["errors"]["person"]
    assert mo.post(f"/tasks/{task['id']}/complete", {"answers": {}})["task"]["completed_by"] == "mo"


def test_what_one_may_not_see_is_not_found(ada: Caller, olga: Caller, vic: Caller) -> None:
    ada.deploy(("zwei_stellen.bpmn", LANES))
    [task] = olga.start("zwei_stellen")["tasks"]
    for path in (
        f"/tasks/{task['id']}",
        f"/instances/{task['instance_id']}",
        f"/instances/{task['instance_id']}/events",
    ):
        vic.get(path, expect=404)
    vic.post(f"/tasks/{task['id']}/complete", {"answers": {}}, expect=404)
    assert vic.get("/tasks")["items"] == []
    assert olga.post(f"/tasks/{task['id']}/complete", {"answers": {}})["next_tasks"] == []
    assert [item["element_id"] for item in vic.get("/tasks")["items"]] == ["ablegen"]


def test_a_task_with_its_form(ada: Caller, olga: Caller) -> None:
    form = b"""{"type": "default", "id": "F90", "schemaVersion": 16, "components": [
        {"type": "textfield", "key": "name", "label": "Name", "validate": {"required": true}}]}"""
    asked = d.diagram(
        "mit_formular",
        d.lanes(fallmanagement=["fragen"]),
        d.start(),
        d.user("fragen", "Fragen", form="F90.form.json"),
        d.end(),
        d.flows("start", "fragen", "end"),
    )
    ada.deploy(("mit_formular.bpmn", asked), ("F90.form.json", form))
    [row] = olga.start("mit_formular")["tasks"]
    assert (row["form"], row["form_name"]) == (None, "F90.form.json")
    task = olga.get(f"/tasks/{row['id']}")
    assert task["form"]["components"][0]["key"] == "name"
    refused = olga.post(f"/tasks/{row['id']}/complete", {"answers": {}}, expect=422)
    assert list(refused["errors"]) == ["name"]
    olga.post(f"/tasks/{row['id']}/complete", {"answers": {"name": "Müller"}})


def test_the_worklist_pages_by_cursor_and_loses_nothing(ada: Caller) -> None:
    ada.deploy(TWO_TASKS)
    expected = {ada.start("two_tasks", business_key=f"B-{n}")["tasks"][0]["id"] for n in range(7)}
    seen: list[str] = []
    cursor = ""
    while True:
        page = ada.get(f"/tasks?limit=3{cursor}")
        seen += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert len(seen) == len(set(seen)) == 7
    assert set(seen) == expected


def test_filters_of_the_worklist(ada: Caller) -> None:
    ada.deploy(TWO_TASKS)
    one, two = (ada.start("two_tasks", business_key=key) for key in ("ALPHA-1", "BETA-2"))
    ada.post(f"/tasks/{one['tasks'][0]['id']}/claim")
    found = {
        "q=BETA": [two["tasks"][0]["id"]],
        f"instance={one['id']}": [one["tasks"][0]["id"]],
        "assignee=ada": [one["tasks"][0]["id"]],
        "assignee=mo": [],
        "lane=fallmanagement": [],
        "state=completed": [],
        f"due_before={(datetime.now(UTC) + timedelta(days=9)).isoformat().replace('+00:00', 'Z')}": [],
    }
    for query, expected in found.items():
        assert [item["id"] for item in ada.get(f"/tasks?{query}")["items"]] == expected, query
    ada.post(f"/tasks/{one['tasks'][0]['id']}/complete", {"answers": {}})
    assert [item["id"] for item in ada.get("/tasks?state=completed")["items"]] == [one["tasks"][0]["id"]]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=many", "limit"),
        ("state=lost", "state"),
        ("instance=7", "instance"),
        ("due_before=soon", "due_before"),
        ("cursor=%7B%7D", "cursor"),
        ("cursor=x", "cursor"),
    ],
)
def test_a_query_that_makes_no_sense_is_named(ada: Caller, query: str, field: str) -> None:
    refused = ada.get(f"/tasks?{query}", expect=422)
    assert field in refused.get("errors", {"cursor": ""})


def test_events_say_who_and_when_and_page(ada: Caller) -> None:
    ada.deploy(TWO_TASKS)
    began = ada.start("two_tasks")
    ada.post(f"/tasks/{began['tasks'][0]['id']}/complete", {"answers": {"note": "geheim"}})
    page = ada.get(f"/instances/{began['id']}/events?limit=2")
    events = page["items"]
    while page["next_cursor"]:
        page = ada.get(f"/instances/{began['id']}/events?limit=2&cursor={page['next_cursor']}")
        events += page["items"]
    assert next(event["type"] for event in events) == "instance.started"
    completed = next(event for event in events if event["type"] == "task.completed")
    assert (completed["by"], completed["element_id"], completed["version"]) == ("ada", "first", 1)
    assert datetime.fromisoformat(completed["at"]) == MONDAY
    assert "geheim" not in str(events)


def test_cancelling(ada: Caller) -> None:
    ada.deploy(TWO_TASKS)
    began = ada.start("two_tasks")
    assert ada.post(f"/instances/{began['id']}/cancel", {}, expect=422)["errors"]["reason"]
    ended = ada.post(f"/instances/{began['id']}/cancel", {"reason": "doppelt angelegt"})
    assert (ended["status"], ended["tasks"], ended["waits"]) == ("cancelled", [], [])
    refused = ada.post(f"/instances/{began['id']}/cancel", {"reason": "noch einmal"}, expect=409)
    assert set(refused) >= {"by", "at"}
    gone = ada.post(f"/tasks/{began['tasks'][0]['id']}/complete", {"answers": {}}, expect=409)
    assert set(gone) >= {"by", "at"}
