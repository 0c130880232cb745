"""Models as folders of files: reading them for deploying and checking, and writing the deployed ones back."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from processes.engine import definitions
from processes.engine.views import Deployed
from processes.errors import Problem
from processes.people import Person

#: Who deploys from the command line.
RELEASE = Person(id="release", name="Release", roles=frozenset({"prozessverantwortung", "system"}))

ENDINGS = (".bpmn", ".dmn", ".form.json", ".scenario.json")


def read(path: Path) -> dict[str, dict[str, bytes]]:
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
