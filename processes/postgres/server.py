"""Tells which PostgreSQL processes work in a data directory, and stops the server when its last client is gone.

Run as a program it is the reaper: a small child that notices the death of its parent, even by `kill -9`.
"""

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any

import psutil


def as_account(who: str | None) -> dict[str, Any]:
    """The arguments of `subprocess` that run a program as the account `who`."""
    return {"user": who, "group": who, "extra_groups": []} if who else {}


def processes_in(data: Path) -> list[psutil.Process]:
    """Every postgres process (postmaster or orphaned backend) that works in this data directory.

    A pid in a file proves nothing, since pids repeat; the name and the working directory of a process do.
    """
    found = []
    for process in psutil.process_iter(["name"]):
        try:
            if (process.info["name"] or "").startswith("postgres") and process.cwd() == str(data):
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            pass
    return found


def main_process(data: Path) -> psutil.Process | None:
    """The main process of the server that works in this data directory, if there is one."""
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n")[0])
    except (OSError, ValueError):
        return None
    return next((process for process in processes_in(data) if process.pid == pid), None)


def one_at_a_time(home: Path) -> IO[str]:
    """Wait until nobody else starts or stops the server of `home`; closing the file lets the next one."""
    lock = (home / "start.lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def stop_if_last(home: Path, share: int, binaries: Path, data: Path, who: str | None) -> bool:
    """Stop the server unless another process still shares it. `share` is our open descriptor of `clients.lock`."""
    with one_at_a_time(home):
        try:
            fcntl.flock(share, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        if processes_in(data):  # without any, pg_ctl would signal whoever has the pid in a stale postmaster.pid
            subprocess.run(
                [binaries / "pg_ctl", "-D", data, "-m", "fast", "-w", "-t", "60", "stop"],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                **as_account(who),
            )
        return True


def reap(pipe: int, home: Path, binaries: Path, data: Path, who: str | None) -> None:
    """Wait until the parent is gone (its end of `pipe` closes), then stop the server if nobody else uses it."""
    while os.read(pipe, 1):
        pass
    if not data.is_dir():  # somebody has removed it already
        return
    share = os.open(home / "clients.lock", os.O_RDWR | os.O_CREAT, 0o600)
    for _ in range(20):  # a killed process drops its lock and its pipe in no fixed order
        if stop_if_last(home, share, binaries, data, who):
            return
        time.sleep(0.1)


if __name__ == "__main__":
    _pipe, _home, _binaries, _data, _who = sys.argv[1:]
    reap(int(_pipe), Path(_home), Path(_binaries), Path(_data), _who or None)
