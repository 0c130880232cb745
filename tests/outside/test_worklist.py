"""The worklist over the API: pages without gaps or doubles, filters, claiming and giving."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.outside import diagrams as d
from tests.outside.conftest import Client, Server

pytestmark = pytest.mark.xdist_group("outside")


@pytest.fixture(scope="module")
def crowd(api: Client) -> str:
    """One instance with sixty tasks: a third due on one day, a third on days of their own, a third without a date."""
    due = "[None, tage(heute(), 5), tage(heute(), 100 + nummer)][nummer % 3]"
    body = d.start() + d.user_task("work", "Arbeit an Sachen", several=d.each("nummern", "nummer"), frist=due) + d.end() + d.flows("start_1>work", "work>end_1")
    return str(api.start(api.model("k_crowd", body), business_key="CROWD-1", data={"nummern": list(range(60))})["id"])


def listed(api: Client, **query: Any) -> list[dict[str, Any]]:
    """All pages of the list with these filters."""
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = api.call("GET", "/tasks", 200, params={**query, "cursor": cursor}).json()
        assert set(page) == {"items", "next_cursor"} and len(page["items"]) <= int(query.get("limit", 50))
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found
        assert page["items"], "an empty page with a next one"


@pytest.mark.parametrize("limit", [7, 20, 59, 60, 200])
def test_pages_hold_everything_once_soonest_first(api: Client, crowd: str, limit: int) -> None:
    tasks = listed(api, instance=crowd, limit=limit)
    assert len({t["id"] for t in tasks}) == len(tasks) == 60
    due = [t["due_at"] or "9999" for t in tasks]
    assert due == sorted(due) and due.count("9999") == 20


def test_without_the_instance_the_pages_are_whole_too(api: Client, crowd: str) -> None:
    tasks = listed(api, q="CROWD-1", limit=11)
    assert len({t["id"] for t in tasks}) == len(tasks) == 60


def test_filters(api: Client, owner: Client, crowd: str) -> None:
    tasks = listed(api, instance=crowd)
    soon = [t for t in tasks if t["due_at"]]
    limit = soon[20]["due_at"]
    assert {t["id"] for t in listed(api, instance=crowd, due_before=limit)} == {t["id"] for t in soon if t["due_at"] < limit}
    one = tasks[3]["id"]
    api.call("POST", f"/tasks/{one}/claim", 200)
    assert [t["id"] for t in listed(api, instance=crowd, assignee="administration")] == [one]
    assert len(listed(api, instance=crowd, assignee="prozessverantwortung")) == 0
    assert len(listed(api, instance=crowd, q="arbeit an")) == 60 and not listed(api, instance=crowd, q="arbeit%an")
    assert not listed(api, instance=crowd, lane="fallmanagement")
    api.call("POST", f"/tasks/{one}/release", 200)
    last = tasks[-1]["id"]
    api.complete(last)
    assert [t["id"] for t in listed(api, instance=crowd, state="completed")] == [last]
    assert last not in {t["id"] for t in listed(owner, instance=crowd)} and len(listed(owner, instance=crowd)) == 59


def test_claiming_and_giving(api: Client, owner: Client) -> None:
    body = d.start() + d.user_task("work") + d.end() + d.flows("start_1>work", "work>end_1")
    task = api.start(api.model("k_one", body))["tasks"][0]["id"]
    assert api.call("POST", f"/tasks/{task}/claim", 200).json()["assignee"] == "administration"
    assert api.call("POST", f"/tasks/{task}/claim", 200).json()["assignee"] == "administration"
    for attempt in ("claim", "complete"):
        held = owner.call("POST", f"/tasks/{task}/{attempt}", 409, json={}).json()
        assert held["by"] == "administration" and held["at"].endswith("Z") and "Averbeck" in held["detail"]
    assert api.call("POST", f"/tasks/{task}/assign", 200, json={"person": "prozessverantwortung"}).json()["assignee"] == "prozessverantwortung"
    api.call("POST", f"/tasks/{task}/complete", 409, json={"answers": {}})
    assert owner.call("POST", f"/tasks/{task}/release", 200).json()["assignee"] is None
    api.call("POST", f"/tasks/{task}/assign", 422, json={"person": "nobody-of-this-name"})
    api.call("POST", f"/tasks/{task}/assign", 422, json={"person": "jury"})
    api.complete(task)
    for attempt in ("claim", "release", "complete"):
        late = owner.call("POST", f"/tasks/{task}/{attempt}", 409, json={}).json()
        assert late["by"] == "administration" and late["at"].endswith("Z")
    owner.call("POST", f"/tasks/{task}/assign", 409, json={"person": "administration"})


def test_of_many_who_claim_at_once_one_gets_it(server: Server, api: Client, owner: Client) -> None:
    body = d.start() + d.user_task("work") + d.end() + d.flows("start_1>work", "work>end_1")
    task = api.start(api.model("k_race", body))["tasks"][0]["id"]
    callers = [(api if n % 2 else owner).again() for n in range(10)]
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda c: c.call("POST", f"/tasks/{task}/claim"), callers))
    winners = {a.json()["assignee"] for a in answers if a.status_code == 200}
    assert len(winners) == 1 and {a.status_code for a in answers} == {200, 409}
    assert {a.json()["by"] for a in answers if a.status_code == 409} == winners
