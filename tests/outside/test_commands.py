"""The commands beside a running server: exporting and deploying again, checking models, starting anew, ending cleanly."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from tests.outside import diagrams as d
from tests.outside.conftest import Client, Server, until

pytestmark = pytest.mark.xdist_group("outside")


def run(server: Server, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "app", *words], env=server.environment, capture_output=True, text=True, timeout=60)


def test_what_was_exported_is_known_when_deployed_again(server: Server, api: Client, tmp_path: Path) -> None:
    content = d.definitions("e_export", d.start() + d.user_task("a") + d.end() + d.flows("start_1>a", "a>end_1"))
    api.deploy(("e_export.bpmn", content))
    server.command("export", str(tmp_path))
    assert (tmp_path / "e_export" / "e_export.bpmn").read_bytes() == content
    folders = sorted(folder.name for folder in tmp_path.iterdir())
    assert {"hilfeplan_fall", "termin", "e_export"} <= set(folders)
    for name in ("e_export", "termin", "erstantrag_eingang"):
        files = [("files", (file.name, file.read_bytes())) for file in sorted((tmp_path / name).iterdir())]
        answer = api.call("POST", "/deployments", 200, files=files).json()
        assert answer["key"] == name and answer["created"] is False
    assert run(server, "deploy", str(tmp_path)).returncode == 0
    assert api.call("GET", "/definitions/e_export", 200).json()["version"] == 1


def test_checking_says_by_its_code_whether_models_are_right(server: Server, tmp_path: Path) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad"
    for folder, target in ((good, "end_1"), (bad, "nowhere")):
        folder.mkdir()
        body = d.start() + d.user_task("a") + d.end() + d.flows("start_1>a", f"a>{target}")
        (folder / "m.bpmn").write_bytes(d.definitions("e_check", body))
    assert run(server, "check", str(good)).returncode == 0
    refused = run(server, "check", str(bad))
    assert (refused.returncode != 0 and "m.bpmn" in refused.stdout + refused.stderr) or "a" in refused.stdout + refused.stderr
    assert run(server, "deploy", str(bad)).returncode != 0
    assert run(server, "check", str(tmp_path / "none")).returncode != 0
    assert run(server, "check", "bpmn").returncode == 0


def test_deploying_a_folder_of_folders_that_call_each_other(server: Server, api: Client, tmp_path: Path) -> None:
    for key, body in {
        "e_caller": d.start() + d.call("call", "e_called") + d.end() + d.flows("start_1>call", "call>end_1"),
        "e_called": d.start() + d.user_task("a") + d.end() + d.flows("start_1>a", "a>end_1"),
    }.items():
        (tmp_path / key).mkdir()
        (tmp_path / key / f"{key}.bpmn").write_bytes(d.definitions(key, body))
    assert run(server, "deploy", str(tmp_path)).returncode == 0
    assert [t["element_id"] for t in api.start("e_caller")["tasks"]] == ["a"]


def test_people_are_added_while_it_runs(server: Server) -> None:
    server.command("person", "add", "neuling", "--name", "Nina Neuling", "--role", "moderation", "--password", "ein langes Passwort 12")
    (line,) = [line for line in server.command("person", "list").splitlines() if line.split()[0] == "neuling"]
    assert "moderation" in line
    assert server.client("neuling").call("GET", "/tasks", 200).json()["items"] == []
    assert run(server, "token", "nobody").returncode != 0
    assert run(server, "person", "add", "neuling", "--name", "x", "--role", "kundenzentrum", "--password", "ein langes Passwort 12").returncode != 0
    assert run(server, "person", "add", "anderer", "--name", "x", "--role", "koenig", "--password", "ein langes Passwort 12").returncode != 0


def test_a_clock_that_is_ahead_stays_so_over_starts(server: Server, api: Client) -> None:
    """A year in steps: reminders come in their order, none twice, and what is done meanwhile has the moved time."""
    body = (
        d.start() + d.user_task("work") + d.boundary("remind", "work", d.timer('"R2/P30D"', "timeCycle"), interrupting=False)
        + d.boundary("late", "work", d.timer('"P300D"')) + d.user_task("reminder") + d.user_task("overdue") + d.end() + d.end("end_2") + d.end("end_3")
        + d.flows("start_1>work", "work>end_1", "remind>reminder", "reminder>end_2", "late>overdue", "overdue>end_3")
    )
    began = api.start(api.model("e_year", body))

    def elements() -> list[str]:
        return sorted(t["element_id"] for t in api.instance(began["id"])["tasks"])

    for days, expected in ((31, ["reminder", "work"]), (200, ["reminder", "reminder", "work"]), (301, ["overdue", "reminder", "reminder"])):
        server.stop()
        server.start(HILFEPLAN_CLOCK_AHEAD=str(days * 86400))
        until(lambda wanted=expected: elements() == wanted, 15)
    done = api.do(began["id"], "overdue")
    ahead = time.time() + 300 * 86400
    assert done["task"]["completed_at"] > time.strftime("%Y-%m-%d", time.gmtime(ahead))
    server.stop()
    server.start()


def test_ending_is_clean_and_starting_again_is_quick(server: Server, api: Client) -> None:
    pid = server.process.pid if server.process else 0
    began = time.monotonic()
    server.stop(signal.SIGTERM)
    assert server.process is not None and server.process.returncode == 0
    assert time.monotonic() - began < 15 and not os.path.exists(f"/proc/{pid}")
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{server.base}/health/live", timeout=5)
    server.start()
    api.call("GET", "/tasks", 200)


def test_a_second_server_on_the_port_says_so(server: Server) -> None:
    second = run(server, "serve", "--demo", "--port", str(server.port))
    assert second.returncode != 0 and str(server.port) in second.stdout + second.stderr


def test_what_is_missing_in_production_is_said(server: Server, tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("HILFEPLAN_")}
    environment |= {"HILFEPLAN_DATA_DIR": str(tmp_path / "prod"), "HILFEPLAN_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    refused = subprocess.run([sys.executable, "-m", "app", "serve", "--port", "1"], env=environment, capture_output=True, text=True, timeout=60)
    assert refused.returncode != 0 and "Traceback" not in refused.stderr and len(refused.stderr.strip()) > 20
