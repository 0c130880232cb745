"""One command brings everything up, another program works beside it, and a signal ends it without a trace."""

import signal
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from app.demo.people import PEOPLE
from processes.people import ROLES
from processes.postgres.server import processes_in
from tests.cli.conftest import Terminal, wait_until_gone

pytestmark = pytest.mark.slow


def test_from_an_empty_directory_to_a_running_demo_and_back(terminal: Terminal) -> None:
    terminal.serve()
    assert terminal.said[-1] == "ready"
    assert f"Hilfeplan serves on http://127.0.0.1:{terminal.port}" in terminal.said
    shown = "\n".join(terminal.said)
    assert all(person.login in shown and person.name in shown for person in PEOPLE)
    assert "password" in shown

    page = requests.get(f"http://127.0.0.1:{terminal.port}/", timeout=20)
    assert page.status_code == 200
    assert page.url.split("?")[0].endswith("/anmelden")
    assert 'type="password"' in page.text

    people = terminal.run("person", "list").splitlines()
    assert [line.split()[0] for line in people] == sorted(person.login for person in PEOPLE)
    assert {role for line in people for role in line.split()[1].split(",")} == set(ROLES) - {"system"}

    token = terminal.token()
    started = terminal.call("POST", "/api/v1/definitions/two_tasks/instances", token, json={"business_key": "K-1"})
    assert started.status_code == 201
    assert terminal.call("GET", "/health/ready", "").json() == {"status": "ok"}

    assert "in use" in terminal.run("serve", "--demo", "--port", str(terminal.port), fails=True)
    assert terminal.stop() < 5
    assert processes_in(terminal.data / "postgres" / "data") == []

    ahead = 40 * 24 * 3600
    terminal.serve(HILFEPLAN_CLOCK_AHEAD=str(ahead))
    [task] = terminal.call("GET", "/api/v1/tasks", token).json()["items"]
    assert task["business_key"] == "K-1"
    done = terminal.call("POST", f"/api/v1/tasks/{task['id']}/complete", token, json={"answers": {}}).json()
    late = datetime.fromisoformat(done["next_tasks"][0]["created_at"]) - datetime.now(UTC)
    assert abs(late - timedelta(seconds=ahead)) < timedelta(minutes=5)
    assert terminal.stop(signal.SIGINT) < 5


def test_killed_it_leaves_nothing_running_and_loses_nothing(terminal: Terminal) -> None:
    terminal.serve()
    token = terminal.token()
    ids = [
        terminal.call("POST", "/api/v1/definitions/two_tasks/instances", token, json={}).json()["id"] for _ in range(5)
    ]
    terminal.stop(signal.SIGKILL)
    wait_until_gone(terminal.data)
    terminal.serve()
    assert all(terminal.call("GET", f"/api/v1/instances/{id_}", token).status_code == 200 for id_ in ids)


def test_the_log_goes_to_a_file_and_holds_no_path(terminal: Terminal) -> None:
    terminal.serve()
    terminal.call("GET", "/api/v1/definitions/HP-2026-000001-1", terminal.token())
    terminal.stop()
    log = (terminal.data / "log" / "hilfeplan.log").read_text()
    assert '"route": "/api/v1/definitions/<key>"' in log
    assert "HP-2026-000001-1" not in log
    assert not any(line.startswith("{") for line in terminal.said)


def test_faulty_models_do_not_keep_it_from_serving(terminal: Terminal) -> None:
    (terminal.models / "kaputt").mkdir()
    (terminal.models / "kaputt" / "kaputt.bpmn").write_text("<definitions>")
    terminal.serve()
    assert any("kaputt" in line for line in terminal.said)


def test_production_without_settings_refuses_in_a_sentence(terminal: Terminal) -> None:
    said = terminal.run("serve", fails=True, HILFEPLAN_DATABASE_URL="postgresql://127.0.0.1:1/none")
    assert said.startswith("Error: HILFEPLAN_SECRET_KEY is missing.")
    said = terminal.run("serve", fails=True, HILFEPLAN_CLOCK_AHEAD="60")
    assert "demo" in said


@pytest.mark.parametrize("words", [["serve", "-h"], ["person", "add", "--help"], ["--help"]])
def test_help_is_quick_and_needs_nothing(terminal: Terminal, words: list[str]) -> None:
    assert "Usage: " in terminal.run(*words)
    assert not terminal.data.exists()


def test_a_worker_works_beside_it(terminal: Terminal) -> None:
    import os
    import sys

    terminal.serve()
    command = [sys.executable, "-m", "app", "worker"]
    worker = subprocess.Popen(command, env=terminal.environment, cwd=terminal.folder, stdout=subprocess.PIPE, text=True)
    assert worker.stdout
    lines = iter(worker.stdout.readline, "")
    assert any(line.strip() == "ready" for line in lines)
    os.kill(worker.pid, signal.SIGTERM)
    worker.communicate(timeout=30)
    assert worker.returncode == 0
    assert terminal.call("GET", "/health/ready", "").status_code == 200


def test_an_own_database_is_used_and_not_migrated_unasked(terminal: Terminal, server_url: str, tmp_path: Path) -> None:
    import uuid

    import psycopg
    from sqlalchemy.engine import make_url

    name = f"test_{__import__('os').getpid()}_{uuid.uuid4().hex[:6]}"
    plain = make_url(server_url).set(drivername="postgresql")
    own = {
        "HILFEPLAN_DATABASE_URL": plain.set(database=name).render_as_string(hide_password=False),
        "HILFEPLAN_SECRET_KEY": "k" * 40,
    }
    with psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(f"create database {name}")
        try:
            assert "hilfeplan db upgrade" in terminal.run("serve", "--port", str(terminal.port), fails=True, **own)
            assert "Done." in terminal.run("db", "upgrade", **own)
            assert "already" in terminal.run("db", "upgrade", **own)
            terminal.run(
                "person",
                "add",
                "erste",
                "--name",
                "Erste Person",
                "--role",
                "administration",
                "--password",
                "langes-wort",
                **own,
            )
            terminal.serve("--host", "127.0.0.1", **own)
            assert not any("erste" in line or "password" in line for line in terminal.said)
            token = terminal.run("token", "erste", **own).split()[-1]
            assert terminal.call("GET", "/api/v1/tasks", token).status_code == 200
            terminal.stop()
            assert not (terminal.data / "postgres").exists()
        finally:
            terminal.stop(signal.SIGKILL)
            connection.execute(f"drop database {name} with (force)")
