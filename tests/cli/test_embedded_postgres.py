"""The embedded PostgreSQL: shared, stopped by the last, never stale, and nobody else's process is harmed."""

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from processes.embedded_pg import EmbeddedPostgres
from processes.postgres import binaries
from processes.postgres.binaries import NoPostgres
from processes.postgres.server import main_process, processes_in

CLIENT = """
import sys, time
from processes.embedded_pg import EmbeddedPostgres
server = EmbeddedPostgres(sys.argv[1], testing=True).start()
print("up", flush=True)
sys.stdin.read()
server.stop()
"""


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(
        prefix="hilfeplan pg "
    ) as folder:  # a name with spaces, private as mktemp makes it
        home = Path(folder) / "postgres"
        yield home
        until = time.monotonic() + 10
        while processes_in(home / "data") and time.monotonic() < until:
            time.sleep(0.02)


def client(home: Path) -> "subprocess.Popen[str]":
    """Another process that uses the same cluster."""
    started = subprocess.Popen(
        [sys.executable, "-c", CLIENT, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert started.stdout
    assert started.stdout.readline() == "up\n"
    return started


def wait_until(condition, seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_the_last_one_out_stops_it(home: Path) -> None:
    server = EmbeddedPostgres(home, testing=True).start()
    other = client(server.home)
    assert server.stop() is False
    assert processes_in(server.data)
    other.communicate("")
    assert processes_in(server.data) == []
    assert server.stop() is False


def test_a_killed_process_leaves_no_server_behind(home: Path) -> None:
    other = client(home)
    server = EmbeddedPostgres(home, testing=True).start()
    data = server.data
    other.kill()
    other.communicate()
    with psycopg.connect(server.dsn(driver="postgresql")) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    server.stop()
    second = client(home)
    second.kill()
    second.communicate()
    wait_until(lambda: not processes_in(data))


def test_a_stale_pid_of_somebody_else_is_not_believed(home: Path) -> None:
    server = EmbeddedPostgres(home).start()
    url = server.create_database("eins")
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("create table t as select 42 as x")
    pid_file = server.data / "postmaster.pid"
    lines = pid_file.read_text().split("\n")
    for process in processes_in(server.data):
        process.send_signal(signal.SIGKILL)
    wait_until(lambda: not processes_in(server.data))
    innocent = subprocess.Popen(["sleep", "60"])
    try:
        pid_file.write_text("\n".join([str(innocent.pid), *lines[1:]]))
        again = EmbeddedPostgres(home).start()
        with psycopg.connect(again.dsn("eins", driver="postgresql")) as connection:
            assert connection.execute("select x from t").fetchone() == (42,)
        again.stop()
        server.stop()
        assert innocent.poll() is None
    finally:
        innocent.kill()
        innocent.wait()


def test_it_comes_back_when_its_main_process_dies(home: Path) -> None:
    server = EmbeddedPostgres(home, testing=True).start()
    server.keep_alive(every=0.05)
    first = {process.pid for process in processes_in(server.data)}
    main = main_process(server.data)
    assert main
    main.kill()

    def answers() -> bool:
        try:
            with psycopg.connect(server.dsn(driver="postgresql"), connect_timeout=2):
                return not first & {process.pid for process in processes_in(server.data)}
        except psycopg.OperationalError:
            return False

    wait_until(answers, 20)
    server.stop()


def test_a_cluster_of_another_version_is_refused(home: Path) -> None:
    server = EmbeddedPostgres(home, testing=True).start()
    server.stop()
    (server.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(NoPostgres, match="made by PostgreSQL 17"):
        EmbeddedPostgres(home, testing=True).start()


def test_old_binaries_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "postgres"
    program.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 15.8 (Debian)'\n")
    program.chmod(0o755)
    monkeypatch.setenv("HILFEPLAN_PG_BIN", str(tmp_path))
    with pytest.raises(NoPostgres, match=r"15\.8"):
        binaries.check_major(binaries.find())
    monkeypatch.setenv("HILFEPLAN_PG_BIN", str(tmp_path / "none"))
    with pytest.raises(NoPostgres, match="HILFEPLAN_PG_BIN"):
        binaries.find()


def test_a_socket_name_that_is_too_long_moves_elsewhere(home: Path) -> None:
    deep = home / ("x" * 60) / ("y" * 60)
    server = EmbeddedPostgres(deep, testing=True).start()
    with psycopg.connect(server.dsn(driver="postgresql")) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    server.stop()
