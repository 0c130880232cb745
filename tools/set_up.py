"""Sets up what is missing to run or to test Hilfeplan; what is there already costs nothing.

`python3 tools/set_up.py run` or `… test`. Needs Python 3.11 and its standard library only. Each step leaves a stamp
with a fingerprint of what it was made from, and only after it has succeeded: interrupting and repeating is safe.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from node import with_npm
from stamps import Stamps

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PIP = (str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-input")
FRONTEND = ROOT / "app" / "frontend"
DIST = ROOT / "app" / "static" / "dist"

stamps = Stamps(ROOT / ".make")

#: What WeasyPrint loads, and the Debian packages that bring it (documents as PDF).
PDF_LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
PDF_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core")


class Stop(Exception):
    """Setting up cannot go on; the sentence says what to do."""


def say(words: str) -> None:
    """Tell the person who waits."""
    print(words, flush=True)


def do(*command: str | Path, cwd: Path = ROOT, path: Sequence[str] = ()) -> None:
    """Run a program quietly; if it fails, show what it said."""
    environment = {**os.environ, "PATH": os.pathsep.join([*path, os.environ.get("PATH", "")])}
    done = subprocess.run(
        [str(word) for word in command],
        check=False,
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise Stop(f"{done.stdout}\nThis failed: {' '.join(str(word) for word in command)}")


def is_debian_root() -> bool:
    """Whether packages of Debian or Ubuntu can be installed here."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_debian(*packages: str) -> None:
    """Install Debian packages; needs root."""
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    do(*quiet, "update")
    do(*quiet, "install", "-y", "--no-install-recommends", *packages)


def virtual_environment() -> None:
    """The virtual environment, made with the Python that runs this."""
    works = (
        PYTHON.exists()
        and not subprocess.run(
            [PYTHON, "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"], check=False, capture_output=True
        ).returncode
    )
    if works:
        return
    say("Making the virtual environment …")
    shutil.rmtree(VENV, ignore_errors=True)
    stamps.forget("packages-run", "packages-test", "project")
    try:
        do(sys.executable, "-m", "venv", VENV)
    except Stop:
        if not is_debian_root():
            raise Stop("Python cannot make virtual environments here: install the package python3-venv.") from None
        install_debian("python3-venv")
        do(sys.executable, "-m", "venv", VENV)


def packages(purpose: str) -> None:
    """The locked packages, checked by their hashes. Those for the tests contain those for running."""
    locks = {"run": ROOT / "requirements.lock", "test": ROOT / "requirements-test.lock"}
    made_from = stamps.fingerprint(locks[purpose], VENV / "pyvenv.cfg")
    if stamps.holds(f"packages-{purpose}", made_from):
        return
    say("Installing the locked packages (a minute or two the first time) …")
    do(*PIP, "--require-hashes", "-r", locks[purpose])
    stamps.put(f"packages-{purpose}", made_from)
    if purpose == "test":
        stamps.put("packages-run", stamps.fingerprint(locks["run"], VENV / "pyvenv.cfg"))


def project() -> None:
    """The project itself, so that the command `hilfeplan` exists."""
    made_from = stamps.fingerprint(ROOT / "pyproject.toml", VENV / "pyvenv.cfg")
    if stamps.holds("project", made_from) and (VENV / "bin" / "hilfeplan").exists():
        return
    do(*PIP, "--no-deps", "--no-build-isolation", "-e", ROOT)
    stamps.put("project", made_from)


def catalogs() -> None:
    """The translations, compiled."""
    sources = sorted((ROOT / "app" / "translations").glob("*/LC_MESSAGES/*.po"))
    made_from = stamps.fingerprint(*sources)
    if stamps.holds("catalogs", made_from) and all(po.with_suffix(".mo").exists() for po in sources):
        return
    if sources:
        do(PYTHON, "-m", "babel.messages.frontend", "compile", "-d", ROOT / "app" / "translations")
    stamps.put("catalogs", made_from)


def front_end() -> None:
    """Style sheets and scripts, built by Vite; with Node from PyPI where none is installed."""
    locked = stamps.fingerprint(FRONTEND / "package-lock.json", FRONTEND / "package.json")
    own = [p for p in sorted(FRONTEND.rglob("*")) if p.is_file() and "node_modules" not in p.parts]
    made_from = stamps.fingerprint(*own)
    if stamps.holds("front-end", made_from) and (DIST / ".vite" / "manifest.json").exists():
        return
    npm, path = with_npm(ROOT / ".make" / "node", PYTHON, ROOT / "requirements-node.lock", say=say, do=do)
    if not (stamps.holds("npm", locked) and (FRONTEND / "node_modules").is_dir()):
        say("Installing the locked packages of the front end …")
        stamps.forget("npm")
        do(*npm, "ci", "--no-audit", "--no-fund", cwd=FRONTEND, path=path)
        stamps.put("npm", locked)
    say("Building the front end …")
    do(*npm, "run", "build", cwd=FRONTEND, path=path)
    stamps.put("front-end", made_from)


def libraries_for_pdf() -> None:
    """What documents as PDF need from the system; without them the application runs and such jobs say so."""
    missing = []
    for name in PDF_LIBRARIES if sys.platform == "linux" else ():
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    if not missing:
        return
    if is_debian_root():
        say("Installing the libraries for PDF documents …")
        install_debian(*PDF_PACKAGES)
    else:
        say(f"Note: PDF documents cannot be made until {', '.join(PDF_PACKAGES[:3])} are installed. All else works.")


def browser() -> None:
    """A browser for the tests: Debian's Chromium for root, elsewhere Playwright's own."""
    if any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        return
    made_from = stamps.fingerprint(ROOT / "requirements-test.lock")
    if stamps.holds("browser", made_from):
        return
    say("Installing a browser for the tests …")
    release = Path("/etc/os-release")
    if is_debian_root() and release.exists() and "\nID=debian" in "\n" + release.read_text():
        install_debian("chromium")
    else:
        needs = ["--with-deps"] if is_debian_root() else []
        do(PYTHON, "-m", "playwright", "install", *needs, "chromium")
    stamps.put("browser", made_from)


def main(purpose: str) -> None:
    """Set up what is missing for `run` or `test`."""
    virtual_environment()
    packages(purpose)
    project()
    catalogs()
    front_end()
    libraries_for_pdf()
    if purpose == "test":
        browser()


if __name__ == "__main__":
    if sys.version_info < (3, 11) or sys.argv[1:] not in (["run"], ["test"]):
        sys.exit("Usage: python3 tools/set_up.py run|test (Python 3.11 or newer)")
    try:
        main(sys.argv[1])
    except Stop as stop:
        sys.exit(f"\n{stop}")
    except KeyboardInterrupt:
        sys.exit("\nInterrupted; the next time goes on from here.")
