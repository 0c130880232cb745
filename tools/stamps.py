"""Remembers what a step of setting up was made from, so that it is done again only when that has changed."""

import hashlib
from pathlib import Path


class Stamps:
    """One small file for each step that has succeeded, holding the fingerprint of its sources."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @staticmethod
    def fingerprint(*files: Path) -> str:
        """A fingerprint of names and contents; times do not count, because a clone gives every file a new one."""
        whole = hashlib.sha256()
        for file in files:
            whole.update(file.name.encode() + b"\0")
            whole.update(hashlib.sha256(file.read_bytes()).digest() if file.exists() else b"-")
        return whole.hexdigest()

    def holds(self, step: str, made_from: str) -> bool:
        """Whether the step has succeeded with these sources."""
        stamp = self._folder / step
        return stamp.is_file() and stamp.read_text() == made_from

    def put(self, step: str, made_from: str) -> None:
        """Note that the step has succeeded."""
        self._folder.mkdir(exist_ok=True)
        (self._folder / step).write_text(made_from)

    def forget(self, *steps: str) -> None:
        """Have these steps done again."""
        for step in steps:
            (self._folder / step).unlink(missing_ok=True)
