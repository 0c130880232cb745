"""Models as folders of files: reading them for deploying and checking, and writing the deployed ones back."""

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from processes import services
from processes.engine import definitions, operations, queries
from processes.engine.views import Deployed
from processes.errors import Problem
from processes.people import Person

#: Who deploys from the command line.
RELEASE = Person(id="release", name="Release", roles=frozenset({"prozessverantwortung", "system"}))

ENDINGS = (".bpmn", ".dmn", ".form.json")

Folders = dict[str, dict[str, bytes]]


def read(path: Path) -> Folders:
    """The process folders at `path` (which may be one itself), each with its files by name."""
    if any(path.glob("*.bpmn")):
        return {path.resolve().name: _files(path)}
    folders = sorted(folder for folder in path.iterdir() if folder.is_dir() and not folder.name.startswith((".", "_")))
    return {folder.name: files for folder in folders if (files := _files(folder))}


def _files(folder: Path) -> dict[str, bytes]:
    return {
        file.name: file.read_bytes()
        for file in sorted(folder.iterdir())
        if file.is_file() and file.name.endswith(ENDINGS) and not file.name.startswith(".")
    }


def deploy(sessions: sessionmaker[Session], path: Path, *, now: datetime) -> list[Deployed]:
    """Deploy all folders at `path` together, or none. Raises `Invalid` with every problem found."""
    operations.load(services)
    folders = read(path)
    with sessions.begin() as session:
        done = definitions.deploy_all(session, folders, by=RELEASE, now=now)
    return [done[folder] for folder in sorted(done)]


def is_deployed(session: Session, path: Path) -> bool:
    """Whether all folders at `path` are what is deployed already, byte for byte (much quicker than deploying)."""
    deployed = list(queries.export(session).values())
    return all(files in deployed for files in read(path).values())


def check(path: Path) -> list[tuple[str, Problem]]:
    """What would keep the folders at `path` from being deployed, each with its folder."""
    operations.load(services)
    return [(folder, problem) for folder, found in definitions.check_all(read(path)).items() for problem in found]


def export(sessions: sessionmaker[Session], path: Path) -> list[str]:
    """Write the newest version of each definition to `path/<key>/`; files that it does not have are left alone."""
    with sessions() as session:
        deployed = queries.export(session)
    for key, files in deployed.items():
        folder = path / key
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    return sorted(deployed)
