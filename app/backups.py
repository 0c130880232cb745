"""Backing up and restoring the database with PostgreSQL's own tools."""

import os
import subprocess
from datetime import datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url

from app.running import Opened
from processes.config import NotConfigured
from processes.postgres import binaries

#: So many backups are kept in the data directory; older ones are removed by the next.
KEPT = 14


def backup(opened: Opened, file: Path | None, *, now: datetime) -> Path:
    """Write everything to `file`, or to a new file in the data directory; returns it. Others may go on working."""
    folder = opened.config.data_dir / "backups"
    target = file or folder / f"hilfeplan-{now:%Y%m%dT%H%M%SZ}.dump"
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.unfinished")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        _run(opened, "pg_dump", "--format=custom", "--no-owner", out=out.fileno())
    unfinished.replace(target)
    if file is None:
        for old in sorted(folder.glob("hilfeplan-*.dump"))[:-KEPT]:
            old.unlink()
    return target


def restore(opened: Opened, file: Path) -> None:
    """Replace everything by the backup `file`, all of it or nothing. Raises when others use the database."""
    with opened.engine.connect() as connection:
        others = connection.scalar(
            text(
                "select count(*) from pg_stat_activity where datname = current_database() "
                "and backend_type = 'client backend' and pid <> pg_backend_pid()"
            )
        )
    if others:
        raise NotConfigured("The database is in use: stop serve, web and worker before restoring.")
    opened.engine.dispose()
    options = ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"]
    _run(opened, "pg_restore", *options, f"--dbname={make_url(opened.url).database}", str(file.resolve()))


def _run(opened: Opened, tool: str, *options: str, out: int | None = None) -> None:
    url = make_url(opened.url)
    folder = opened.tools or binaries.find()
    where = {
        "PGHOST": url.host or str(url.query.get("host", "")),
        "PGPORT": str(url.port or ""),
        "PGUSER": url.username or "",
        "PGPASSWORD": str(url.password or ""),
        "PGDATABASE": url.database or "",
    }
    done = subprocess.run(
        [folder / tool, *options],
        check=False,
        env={**os.environ, **{name: value for name, value in where.items() if value}},
        stdin=subprocess.DEVNULL,
        stdout=out if out is not None else subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    if done.returncode:
        raise NotConfigured(f"{tool} failed: {done.stderr.decode(errors='replace').strip()[-2000:]}")
