"""Starts, shares and stops a private PostgreSQL, so that trying out, developing and testing need no server.

* Many processes may share one cluster: each holds a shared lock on a file, and the last one out stops the server. The
  kernel drops the locks of a killed process, so nothing goes stale.
* A small child of each process notices its death, even by `kill -9`, and stops the server in its place.
* Nothing outside the cluster's own directory is changed, and no pid is trusted without looking at the process.
"""

import atexit
import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from processes.postgres import binaries
from processes.postgres.binaries import NoPostgres
from processes.postgres.server import as_account, main_process, one_at_a_time, processes_in, stop_if_last

__all__ = ["EmbeddedPostgres", "NoPostgres"]

SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0777
max_connections = 100
shared_buffers = 256MB
random_page_cost = 1.1
jit = off
wal_compression = on
timezone = 'UTC'
log_timezone = 'UTC'
log_error_verbosity = terse
log_line_prefix = '%m [%p] %a %u@%d '
"""

#: For clusters that are thrown away: a crash of the machine may cost their data.
SETTINGS_OF_TESTS = """
shared_buffers = 128MB
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
autovacuum = off
"""

#: A socket's whole name may have 103 characters on macOS, 107 on Linux.
LONGEST_SOCKET = 100

#: Where root puts a cluster whose directory the server's account may not enter.
PLACE_FOR_ROOT = Path("/var/lib/hilfeplan_pg")


class EmbeddedPostgres:
    """A PostgreSQL cluster in the directory `home`, shared by all processes that start it.

    `testing` trades safety after a crash of the machine for speed. Raises `NoPostgres` with a sentence when it cannot.
    """

    def __init__(self, home: str | os.PathLike[str], *, testing: bool = False) -> None:
        self.home = Path(home).expanduser().resolve()
        self.testing = testing
        self._account: str | None = None
        self._binaries = Path()
        self._share: int | None = None
        self._reaper: tuple[subprocess.Popen[bytes], int] | None = None
        self._owner = 0
        self._stopping = threading.Event()
        self._place(self.home)

    def _place(self, home: Path) -> None:
        self.home = home
        self.data = home / "data"
        self._password_file = home / "password"
        self.socket = home / "s"
        if len(str(self.socket / ".s.PGSQL.5432")) > LONGEST_SOCKET:
            short = hashlib.sha256(str(home).encode()).hexdigest()[:12]
            self.socket = Path(tempfile.gettempdir()) / f"hilfeplan-{short}"

    @property
    def tools(self) -> Path:
        """The folder of `pg_dump`, `pg_restore` and `psql`."""
        return self._binaries

    def dsn(self, database: str = "postgres", driver: str = "postgresql+psycopg") -> str:
        """The URL of a database in this cluster."""
        password = self._password_file.read_text()
        return f"{driver}://app:{password}@/{database}?host={quote(str(self.socket), safe='')}"

    def start(self) -> "EmbeddedPostgres":
        """Make the cluster if it is not there, start the server if it does not run, and take a share of it."""
        self.home.mkdir(parents=True, exist_ok=True)
        self._account = binaries.account()
        if self._account and not binaries.may_enter(self.home, self._account):
            self._make_room_for(self._account)
        self._binaries = binaries.usable_by(self._account, binaries.find(), self.home)
        self._owner = os.getpid()
        try:
            with one_at_a_time(self.home):
                self._share = os.open(self.home / "clients.lock", os.O_RDWR | os.O_CREAT, 0o600)
                fcntl.flock(self._share, fcntl.LOCK_SH)
                self._bring_up()
        except BaseException:  # also when we are asked to stop while we start
            self.stop()
            raise
        self._spawn_reaper()
        atexit.register(self.stop)
        return self

    def stop(self) -> bool:
        """Give up our share; whoever is the last stops the server (then True). Calling it again does nothing."""
        if self._share is None or self._owner != os.getpid():  # a forked child must not stop its parent's server
            return False
        self._stopping.set()
        share, self._share = self._share, None
        try:
            if not self.home.is_dir():  # somebody has removed it, and with it the server's reason to run
                return True
            return stop_if_last(self.home, share, self._binaries, self.data, self._account)
        finally:
            os.close(share)
            self._dismiss_reaper()
            atexit.unregister(self.stop)

    def create_database(self, name: str) -> str:
        """Make the database `name` if it is not there; return its URL."""
        url = self.dsn(driver="postgresql")
        with psycopg.connect(url, autocommit=True) as connection:
            if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
                # two processes may both come here at once
                with contextlib.suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                    connection.execute(psycopg.sql.SQL("create database {}").format(psycopg.sql.Identifier(name)))
        return self.dsn(name)

    def keep_alive(self, every: float = 2.0) -> None:
        """Start the server again whenever its main process dies while we share it (in a thread of its own)."""

        def watch() -> None:
            main = main_process(self.data)
            while not self._stopping.wait(every):
                if main is not None and main.is_running():
                    continue
                with contextlib.suppress(NoPostgres, OSError), one_at_a_time(self.home):
                    if not self._stopping.is_set() and not self._answers():
                        self._start_server()
                main = main_process(self.data)

        threading.Thread(target=watch, name="postgres-watch", daemon=True).start()

    def _bring_up(self) -> None:
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        self._check_version()
        if not self._answers():
            self._start_server()

    # --- making and starting --------------------------------------------------------------------------------------

    def _make_room_for(self, account: str) -> None:
        """Let the server's account reach the cluster without opening anybody else's directory.

        The directory above the cluster is Hilfeplan's own data directory and may be opened for passing through. Where
        that is not enough (a private directory further up), the cluster lives elsewhere and its name is kept here.
        """
        for ours in (self.home, self.home.parent):
            ours.chmod(ours.stat().st_mode | 0o011)
            if binaries.may_enter(self.home, account):
                return
        note = self.home / "elsewhere"
        if not note.exists():
            note.write_text(secrets.token_hex(8))
        place = PLACE_FOR_ROOT / note.read_text().strip()
        place.mkdir(parents=True, exist_ok=True)
        if not binaries.may_enter(place, account):
            raise NoPostgres(f"The account {account} may enter neither {self.home} nor {place}.")
        self._place(place)

    def _run(self, *command: str | Path) -> tuple[int, str]:
        with tempfile.TemporaryFile("w+") as out:  # a pipe would be inherited, and kept open, by the server
            done = subprocess.run(
                [str(word) for word in command],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={**os.environ, "LC_ALL": "C", "PGPASSWORD": ""},
                **as_account(self._account),
            )
            out.seek(0)
            return done.returncode, out.read()

    def _give(self, path: Path) -> None:
        if self._account:
            shutil.chown(path, self._account, self._account)

    def _answers(self) -> bool:
        if not (self.socket / ".s.PGSQL.5432").exists():
            return False
        return self._run(self._binaries / "pg_isready", "-q", "-t", "2", "-h", self.socket, "-p", "5432")[0] == 0

    def _check_version(self) -> None:
        binaries.check_major(self._binaries)
        made_by = (self.data / "PG_VERSION").read_text().strip()
        have = binaries.version(self._binaries)
        if have.split(".")[0] != made_by:
            raise NoPostgres(
                f"{self.data} was made by PostgreSQL {made_by}, the binaries here are {have}. Back it up with the "
                "version of Hilfeplan that made it, and restore the backup with this one."
            )

    def _make_cluster(self) -> None:
        new = self.home / "data.new"
        shutil.rmtree(new, ignore_errors=True)
        if not self._password_file.exists():
            file = os.open(self._password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            os.write(file, secrets.token_urlsafe(24).encode())
            os.close(file)
        new.mkdir(mode=0o700)
        self._give(new)
        with tempfile.NamedTemporaryFile("w") as password:
            password.write(self._password_file.read_text())
            password.flush()
            self._give(Path(password.name))
            options: list[str | Path] = ["-D", new, "-U", "app", "--pwfile", password.name, "-A", "scram-sha-256"]
            options += ["-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
            failed, said = self._run(self._binaries / "initdb", *options, *(["--no-sync"] if self.testing else []))
        if failed:
            raise NoPostgres(f"PostgreSQL could not be set up in {self.home}: {said}")
        with (new / "postgresql.conf").open("a") as file_of_settings:
            file_of_settings.write("\ninclude_if_exists = 'hilfeplan.conf'\n")
        new.rename(self.data)  # at once: an interrupted set-up leaves no half cluster

    def _wait_for_running(self, seconds: float = 60) -> bool:
        """Whether a server that starts, stops or recovers in our directory comes to answer."""
        until = time.monotonic() + seconds
        while processes_in(self.data):
            if self._answers():
                return True
            if time.monotonic() > until:
                raise NoPostgres(f"The PostgreSQL in {self.data} runs but does not answer.")
            time.sleep(0.05)
        return False

    def _start_server(self) -> None:
        if self._wait_for_running():
            return
        # nothing works in this directory, so these files are stale, and the pid in them may be anybody's
        for stale in (self.data / "postmaster.pid", self.socket / ".s.PGSQL.5432", self.socket / ".s.PGSQL.5432.lock"):
            stale.unlink(missing_ok=True)
        self.socket.mkdir(mode=0o711, parents=True, exist_ok=True)
        self._give(self.socket)
        settings = self.data / "hilfeplan.conf"
        settings.write_text(SETTINGS.format(socket=self.socket) + (SETTINGS_OF_TESTS if self.testing else ""))
        self._give(settings)
        log = self.data / "server.log"
        failed, said = self._run(self._binaries / "pg_ctl", "-D", self.data, "-l", log, "-w", "-t", "120", "start")
        if failed:
            raise NoPostgres(f"PostgreSQL did not start: {said}{log.read_text()[-2000:] if log.exists() else ''}")

    def _spawn_reaper(self) -> None:
        reading, writing = os.pipe()
        own: list[Any] = [reading, self.home, self._binaries, self.data, self._account or ""]
        root = str(Path(__file__).resolve().parents[1])
        reaper = subprocess.Popen(
            [sys.executable, "-m", "processes.postgres.server", *map(str, own)],
            pass_fds=(reading,),
            start_new_session=True,
            cwd="/",
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(reading)
        self._reaper = (reaper, writing)

    def _dismiss_reaper(self) -> None:
        if self._reaper is not None:
            reaper, pipe = self._reaper
            self._reaper = None
            reaper.kill()
            reaper.wait()
            os.close(pipe)
