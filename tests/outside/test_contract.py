"""Races, repeats, private content and the outage: the promises that cost the most when broken."""

import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.outside import diagrams as d
from tests.outside.conftest import Client, Server, until

pytestmark = pytest.mark.xdist_group("outside")

ONE_TASK = d.start() + d.user_task("only") + d.user_task("next") + d.end() + d.flows("start_1>only", "only>next", "next>end_1")


@pytest.fixture(scope="module")
def one_task(api: Client) -> str:
    api.deploy(("c_one.bpmn", d.definitions("c_one", ONE_TASK)))
    return "c_one"


def test_the_same_files_are_the_same_version(api: Client) -> None:
    first = api.deploy(("c_same.bpmn", d.definitions("c_same", ONE_TASK)))
    assert (first["key"], first["version"], first["created"]) == ("c_same", 1, True)
    again = api.call("POST", "/deployments", files=[("files", ("c_same.bpmn", d.definitions("c_same", ONE_TASK)))])
    assert again.status_code in (200, 201) and again.json() == {"key": "c_same", "version": 1, "created": False}


def test_ten_people_complete_the_same_task(server: Server, api: Client, one_task: str) -> None:
    began = api.start(one_task)
    task = api.open_tasks(began["id"])["only"]
    people = [server.client(name) for name in ("administration", "prozessverantwortung")]
    callers = [people[n % 2].again() for n in range(10)]
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda c: c.call("POST", f"/tasks/{task}/complete", json={"answers": {"note": "mine"}}), callers))
    states = sorted(a.status_code for a in answers)
    assert states == [200] + [409] * 9
    for lost in (a.json() for a in answers if a.status_code == 409):
        assert lost["by"] in ("administration", "prozessverantwortung") and lost["at"].endswith("Z")
    done = [e for e in api.call("GET", f"/instances/{began['id']}/events", 200).json()["items"] if e["type"] == "task.completed"]
    assert len(done) == 1


def test_a_repeat_with_the_same_key_does_it_once(api: Client, one_task: str) -> None:
    began = api.start(one_task)
    task = api.open_tasks(began["id"])["only"]
    key = {"Idempotency-Key": "k-1"}
    first = api.complete(task, headers=key, note="x")
    assert api.complete(task, headers=key, note="x") == first
    api.complete(task, expect=422, headers=key, note="another")
    assert list(api.open_tasks(began["id"])) == ["next"]


def test_what_people_type_stays_in_the_record(server: Server, api: Client, one_task: str, tmp_path: Path) -> None:
    canary = "KANARIE-7f3a9"
    began = api.start(one_task)
    task = api.open_tasks(began["id"])["only"]
    api.complete(task, headers={"Idempotency-Key": "canary"}, note=canary, other=f"x {canary} y")
    dump = tmp_path / "dump"
    server.command("db", "backup", str(dump))
    from processes.postgres import binaries

    text = subprocess.run([binaries.find() / "pg_restore", "-f", "-", dump], capture_output=True, text=True, check=True).stdout
    table, holders = "", set()
    for line in text.splitlines():
        if line.startswith("COPY "):
            table = line.split()[1]
        if canary in line:
            holders.add(table)
    assert holders and all("record" in name or "draft" in name for name in holders), holders


def test_an_acknowledged_completion_survives_a_kill(server: Server, api: Client, one_task: str) -> None:
    began = api.start(one_task)
    api.complete(api.open_tasks(began["id"])["only"], note="x")
    server.stop(signal.SIGKILL)
    server.start()
    assert list(api.open_tasks(began["id"])) == ["next"]


def test_moving_the_clock_ahead_makes_a_far_timer_due(server: Server, api: Client) -> None:
    wait = '<bpmn:intermediateCatchEvent id="pause" name="Pause"><bpmn:timerEventDefinition><bpmn:timeDuration>"P30D"</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>'
    api.deploy(("c_far.bpmn", d.definitions("c_far", d.start() + wait + d.user_task("after") + d.end() + d.flows("start_1>pause", "pause>after", "after>end_1"))))
    began = api.start("c_far")
    assert api.open_tasks(began["id"]) == {}
    server.stop()
    server.start(HILFEPLAN_CLOCK_AHEAD=str(31 * 86400))
    until(lambda: "after" in api.open_tasks(began["id"]), 15)
    server.stop()
    server.start()


def test_every_answer_says_how_long_it_took(server: Server, api: Client) -> None:
    for answer in (api.call("GET", "/tasks", 200), api.call("GET", "/nothing-here", 404)):
        assert answer.headers["Server-Timing"].startswith("app;dur=")


def test_a_model_with_faults_is_refused_with_sentences(api: Client) -> None:
    body = d.start() + d.user_task("a", form="missing.form.json") + d.xor("x") + d.end() + d.end("end_2") + d.flows(
        "start_1>a", "a>x", "x>end_1?1 +", "x>end_2?True")
    problem = api.deploy(("c_bad.bpmn", d.definitions("c_bad", body)), expect=422)
    assert {"a", "x"} <= {p["element_id"] for p in problem["problems"]}
    assert all(len(p["message"]) > 15 for p in problem["problems"])
