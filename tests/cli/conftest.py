"""Runs the command `hilfeplan` as somebody at a terminal does, on data of its own."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner

from app.cli import cli
from processes.embedded_pg import EmbeddedPostgres
from tests.engine import diagrams as d

ROOT = Path(__file__).resolve().parents[2]
#: Seconds until a start is given up; usually it takes two.
READY_WITHIN = 60


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


class Terminal:
    """A terminal whose settings point to a data directory of its own, with a small model to deploy."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.models = folder / "bpmn"
        (self.models / "two_tasks").mkdir(parents=True)
        (self.models / "two_tasks" / "two_tasks.bpmn").write_bytes(d.TWO_TASKS["two_tasks.bpmn"])
        self.port = free_port()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HILFEPLAN_")}
        self.environment = {
            **kept,
            "HILFEPLAN_DATA_DIR": str(self.data),
            "HILFEPLAN_BPMN_DIR": str(self.models),
            "PYTHONPATH": str(ROOT),
        }
        self.serving: subprocess.Popen[str] | None = None
        self.said: list[str] = []

    def run(self, *words: str, fails: bool = False, typed: str = "", **more: str) -> str:
        """What a command prints; fails the test if it does not end as expected."""
        done = subprocess.run(
            [sys.executable, "-m", "app", *words],
            env={**self.environment, **more},
            cwd=self.folder,
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout + done.stderr

    def serve(self, *words: str, **more: str) -> None:
        """Start serving and wait until it says `ready`."""
        self.serving = subprocess.Popen(
            [sys.executable, "-m", "app", "serve", "--port", str(self.port), *(words or ("--demo",))],
            env={**self.environment, **more},
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.serving.stdout
        self.said = []
        begun = time.monotonic()
        for line in self.serving.stdout:
            self.said.append(line.rstrip("\n"))
            if self.said[-1] == "ready":
                return
            assert time.monotonic() - begun < READY_WITHIN, self.said
        raise AssertionError("\n".join(self.said))

    def stop(self, number: int = signal.SIGTERM) -> float:
        """Stop serving; how many seconds it took. Does nothing if it does not serve."""
        if self.serving is None:
            return 0
        begun = time.monotonic()
        self.serving.send_signal(number)
        self.serving.communicate(timeout=30)
        code, self.serving = self.serving.returncode, None
        assert code == (0 if number != signal.SIGKILL else -signal.SIGKILL)
        return time.monotonic() - begun

    def call(self, method: str, path: str, token: str, **options: object) -> requests.Response:
        """Call the API."""
        headers = {"Authorization": f"Bearer {token}"}
        return requests.request(method, f"http://127.0.0.1:{self.port}{path}", headers=headers, timeout=20, **options)  # type: ignore[arg-type]

    def token(self, name: str = "administration") -> str:
        """A new token of this person."""
        return self.run("token", name).split()[-1]


class Desk(Terminal):
    """The same in this process, which is quicker; only serving is a process of its own."""

    def run(self, *words: str, fails: bool = False, typed: str = "", **more: str) -> str:
        outside = {name: None for name in os.environ if name.startswith("HILFEPLAN_")}
        settings = {**outside, **self.environment, **more}
        done = CliRunner().invoke(cli, list(words), input=typed, env=settings)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.output
        assert (done.exit_code != 0) == fails, done.output
        return done.output

    @contextmanager
    def database(self) -> Iterator[None]:
        """Keep the database running between the commands."""
        server = EmbeddedPostgres(self.data / "postgres").start()
        yield
        server.stop()


@pytest.fixture
def desk() -> Iterator[Desk]:
    """A terminal on data of its own, whose commands run in this process."""
    with tempfile.TemporaryDirectory(prefix="hilfeplan-cli-") as folder:
        Path(folder).chmod(0o755)
        desk = Desk(Path(folder))
        yield desk
        desk.stop(signal.SIGKILL)
        wait_until_gone(desk.data)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    """A terminal on data of its own."""
    with tempfile.TemporaryDirectory(prefix="hilfeplan-cli-") as folder:
        Path(folder).chmod(0o755)  # else root's cluster would have to live elsewhere
        terminal = Terminal(Path(folder))
        yield terminal
        terminal.stop(signal.SIGKILL)
        wait_until_gone(terminal.data)


def wait_until_gone(data: Path) -> None:
    """Wait until no PostgreSQL works in the data directory any more."""
    from processes.postgres.server import processes_in

    until = time.monotonic() + 10
    while processes_in(data / "postgres" / "data"):
        assert time.monotonic() < until, "PostgreSQL is still running"
        time.sleep(0.02)
