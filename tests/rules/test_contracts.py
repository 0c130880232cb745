"""The import rules bite: each forbidden import, added to a copy of the tree, is named by the rule it breaks."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: A file, the line added to it, and the sentence of the rule that has to refuse it.
FORBIDDEN = (
    ("app/pages/account.py", "from processes.casework import models", "The web sees commands and queries"),
    ("app/pages/start.py", "import sqlalchemy", "Only app.db talks to the database in the web"),
    ("app/pages/sign_in.py", "from app.pages import tasks", "Pages do not know each other"),
    ("processes/engine/queries/directory.py", "from processes.engine import runtime", "Reading never starts the engine"),
    ("processes/engine/scope.py", "import processes.casework.dates", "The engine knows nothing of casework"),
    ("processes/engine/drafts.py", "import SpiffWorkflow", "Only processes.engine.spiff knows SpiffWorkflow"),
    ("processes/casework/areas.py", "import flask", "The engine side never sees the web"),
    ("processes/services/plan_ruhen.py", "from processes.services import plan_status", "Service tasks do not know each"),
)


def test_each_forbidden_import_is_refused_by_its_rule(tmp_path: Path) -> None:
    for folder in ("app", "processes"):
        skip = shutil.ignore_patterns("node_modules", "dist", "__pycache__")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=skip)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for file, line, _ in FORBIDDEN:
        path = tmp_path / file
        assert path.exists(), f"{file} has gone: choose another file for this rule"
        path.write_text(f"{path.read_text()}\n{line}\n")
    lint = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([lint, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    words = " ".join(done.stdout.split())
    assert done.returncode == 1
    for _, line, rule in FORBIDDEN:
        verdict = re.search(rf"{re.escape(rule)}.*? (KEPT|BROKEN)\b", words)
        assert verdict is not None, done.stdout + done.stderr
        assert verdict[1] == "BROKEN", f"{line!r} was let through by “{rule}”"
