"""Starts the application by its command in an empty data folder and talks HTTP to it."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests

from tests.outside import diagrams

READY_WITHIN = 120  # seconds, for the first start with migrations, models and demo data


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A running `hilfeplan serve --demo` of our own."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.environment = {**os.environ, "HILFEPLAN_DATA_DIR": str(folder), **environment}
        self.process: subprocess.Popen[str] | None = None

    def start(self, **environment: str) -> None:
        """Start and wait until the server says `ready`."""
        log = self.folder.parent / f"{self.folder.name}.log"
        with log.open("a") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app", "serve", "--demo", "--port", str(self.port)],
                env={**self.environment, **environment},
                stdout=subprocess.PIPE,
                stderr=out,
                text=True,
            )
        assert self.process.stdout is not None
        began = time.monotonic()
        for line in self.process.stdout:
            if line.strip() == "ready" or line.strip().endswith(" ready"):
                return
            assert time.monotonic() - began < READY_WITHIN, "the server did not say ready"
        self.process.wait(timeout=30)
        self.process.stdout.close()
        raise AssertionError(f"the server ended: {log.read_text()[-3000:]}")

    def stop(self, how: int = signal.SIGTERM) -> None:
        """End the server by a signal and wait for it."""
        assert self.process is not None
        self.process.send_signal(how)
        self.process.wait(timeout=30)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def command(self, *words: str) -> str:
        """What `hilfeplan WORDS` prints."""
        done = subprocess.run(
            [sys.executable, "-m", "app", *words], env=self.environment, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def client(self, name: str) -> "Client":
        """An API client with a fresh token of this person."""
        return Client(self.base, self.command("token", name).split()[-1])


class Client:
    """A caller of the HTTP API."""

    def __init__(self, base: str, token: str) -> None:
        self.base = base
        self.http = requests.Session()
        self.http.headers["Authorization"] = f"Bearer {token}"
        self.token = token

    def again(self) -> "Client":
        """The same person from another machine."""
        return Client(self.base, self.token)

    def call(self, method: str, path: str, expect: int | None = None, **options: Any) -> requests.Response:
        answer = self.http.request(method, f"{self.base}/api/v1{path}", timeout=30, **options)
        if expect is not None:
            assert answer.status_code == expect, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer

    def deploy(self, *files: tuple[str, bytes], expect: int | None = None) -> dict[str, Any]:
        """Deploy these files; unless another answer is expected they are new (201) or known (200)."""
        answer = self.call("POST", "/deployments", expect, files=[("files", f) for f in files])
        assert expect or answer.status_code in (200, 201), answer.text[:800]
        return answer.json()

    def model(self, key: str, body: str, *more: tuple[str, bytes], extra: str = "") -> str:
        """Deploy one diagram made of `body`; returns its key."""
        self.deploy((f"{key}.bpmn", diagrams.definitions(key, body, extra=extra)), *more)
        return key

    def start(self, key: str, **body: Any) -> dict[str, Any]:
        return self.call("POST", f"/definitions/{key}/instances", 201, json=body).json()

    def instance(self, instance_id: str) -> dict[str, Any]:
        return self.call("GET", f"/instances/{instance_id}", 200).json()

    def complete(self, task_id: str, expect: int = 200, headers: dict[str, str] | None = None, **answers: Any) -> dict[str, Any]:
        return self.call("POST", f"/tasks/{task_id}/complete", expect, json={"answers": answers}, headers=headers).json()

    def events(self, instance_id: str, kind: str = "") -> list[dict[str, Any]]:
        """All events of an instance, or those of one type."""
        found, cursor = [], ""
        while True:
            page = self.call("GET", f"/instances/{instance_id}/events?limit=200&cursor={cursor}", 200).json()
            found += page["items"]
            cursor = page["next_cursor"]
            if not cursor:
                return [event for event in found if kind in ("", event["type"])]

    def do(self, instance_id: str, element: str, expect: int = 200, **answers: Any) -> dict[str, Any]:
        """Complete the open task at this element."""
        tasks = self.open_tasks(instance_id)
        assert element in tasks, f"{element} is not open, but {sorted(tasks)}"
        return self.complete(tasks[element], expect=expect, **answers)

    def open_tasks(self, instance_id: str) -> dict[str, str]:
        """Open tasks of an instance: element id to task id."""
        return {t["element_id"]: t["id"] for t in self.instance(instance_id)["tasks"] if t["state"] == "open"}


def until(check: Any, seconds: float = 10.0) -> Any:
    """Ask again until `check()` gives something true; the outside world has no other way to wait for a job."""
    began = time.monotonic()
    while True:
        got = check()
        if got:
            return got
        assert time.monotonic() - began < seconds, "did not happen in time"
        time.sleep(0.05)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="hilfeplan-", dir=_open_folder()) as parent:
        os.chmod(parent, 0o755)
        running = Server(Path(parent) / "data")
        running.start()
        yield running
        running.stop()


def _open_folder() -> str | None:
    """Somewhere the database's own user may enter; memory when there is some."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


@pytest.fixture(scope="session")
def api(server: Server) -> Client:
    return server.client("administration")


@pytest.fixture(scope="session")
def owner(server: Server) -> Client:
    return server.client("prozessverantwortung")


@pytest.fixture
def inside(server: Server) -> Iterator[psycopg.Connection[Any]]:
    """A connection to the database of the running server: nobody else can count rows."""
    home = server.folder / "postgres"
    with psycopg.connect(host=str(home / "s"), user="app", password=(home / "password").read_text(), dbname="hilfeplan", autocommit=True) as connection:
        yield connection
