"""One place commits, pages read no tables and do not know each other; what would break that is found."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

#: Edges: they open sessions and decide when to commit. Commands never do.
MAY_COMMIT = (
    "processes/worker.py",
    "processes/doing.py",
    "processes/rehearsal.py",
    "processes/sweeper.py",
    "processes/database.py",
    "processes/migrations/",
)


def modules(*folders: str) -> list[Path]:
    found = [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]
    return [file for file in found if "node_modules" not in file.parts]


def name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def commits(source: str) -> list[str]:
    """Places in `source` that commit, roll back or make sessions."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in ("commit", "rollback"):
                found.append(f"line {node.lineno}: .{node.func.attr}(")
        elif isinstance(node, ast.Name | ast.Attribute):
            word = node.id if isinstance(node, ast.Name) else node.attr
            if word in ("sessionmaker", "open_sessions"):
                found.append(f"line {node.lineno}: {word}")
    return found


def test_a_command_never_commits() -> None:
    commands = [f for f in modules("processes") if not name(f).startswith(MAY_COMMIT)]
    assert {name(f): commits(f.read_text()) for f in commands if commits(f.read_text())} == {}


def test_a_page_never_commits() -> None:
    assert {name(f): commits(f.read_text()) for f in modules("app/pages") if commits(f.read_text())} == {}


@pytest.mark.parametrize(
    "source",
    [
        "def claim(session):\n    session.commit()\n",
        "def claim(session):\n    session.rollback()\n",
        "from sqlalchemy.orm import sessionmaker\nSessions = sessionmaker()\n",
        "from processes import database\ndef claim():\n    with database.open_sessions(1)() as s: ...\n",
    ],
)
def test_a_command_that_commits_is_found(source: str) -> None:
    assert commits(source)


def reads_tables(source: str) -> list[str]:
    """Imports in `source` through which a page would reach tables or the engine."""
    forbidden = ("sqlalchemy", "processes.engine.models", "processes.engine.runtime", "processes.engine.spiff",
                 "processes.casework.models", "SpiffWorkflow")  # fmt: skip
    found = []
    for node in ast.walk(ast.parse(source)):
        names = (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [f"{node.module}.{alias.name}" for alias in node.names]
            if isinstance(node, ast.ImportFrom)
            else []
        )
        found += [one for one in names if one.startswith(forbidden)]
    return found


def test_a_page_never_reads_a_table() -> None:
    assert {name(f): reads_tables(f.read_text()) for f in modules("app/pages") if reads_tables(f.read_text())} == {}


def test_a_page_that_reads_a_table_is_found() -> None:
    assert reads_tables("from processes.engine.models import Task")
    assert reads_tables("from processes.engine import models")
    assert reads_tables("import sqlalchemy as sa")


def test_pages_do_not_know_each_other() -> None:
    for file in modules("app/pages"):
        imported = [n.module or "" for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.ImportFrom)]
        assert not [one for one in imported if one.startswith("app.pages")], name(file)
