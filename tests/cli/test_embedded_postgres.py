"""The embedded PostgreSQL: shared, stopped by the last, never stale, and nobody else's process is harmed."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from processes import embedded_pg
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
    with tempfile.TemporaryDirectory(prefix="hilfeplan pg ") as folder:  # a name with spaces
        home = Path(folder) / "postgres"
        Path(folder).chmod(0o755)
        yield home
        wait_until(lambda: not processes_in(home / "data"))


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


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another account")
def test_root_in_a_private_directory_opens_nobody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as private, tempfile.TemporaryDirectory() as open_:
        Path(open_).chmod(0o755)
        monkeypatch.setattr(embedded_pg, "PLACE_FOR_ROOT", Path(open_) / "clusters")
        home = Path(private) / "inner" / "data" / "postgres"
        home.parent.parent.mkdir(mode=0o700)
        server = EmbeddedPostgres(home, testing=True).start()
        assert server.home.is_relative_to(open_)
        assert Path(private).stat().st_mode & 0o077 == 0
        assert home.parent.parent.stat().st_mode & 0o077 == 0
        url = server.create_database("eins")
        server.stop()
        again = EmbeddedPostgres(home, testing=True).start()
        assert (again.home, again.create_database("eins")) == (server.home, url)
        again.stop()
