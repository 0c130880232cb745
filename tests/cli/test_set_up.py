"""Setting up: a step is done again only when what it was made from has changed, and Node is taken if it is new enough."""

import os
import subprocess
from pathlib import Path

import pytest

from tools.node import is_new_enough
from tools.stamps import Stamps

ROOT = Path(__file__).resolve().parents[2]


def test_a_step_is_done_again_when_its_sources_change(tmp_path: Path) -> None:
    source = tmp_path / "lock"
    source.write_text("a==1")
    stamps = Stamps(tmp_path / "stamps")
    first = stamps.fingerprint(source)
    assert not stamps.holds("packages", first)
    stamps.put("packages", first)
    os.utime(source, (1, 1))  # a clone gives every file a new time
    assert stamps.holds("packages", stamps.fingerprint(source))
    source.write_text("a==2")
    assert not stamps.holds("packages", stamps.fingerprint(source))
    stamps.forget("packages", "never there")
    assert not stamps.holds("packages", first)


def test_a_source_that_is_gone_counts_too(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    before = Stamps.fingerprint(gone)
    gone.write_text("")
    assert Stamps.fingerprint(gone) != before


@pytest.mark.parametrize(
    ("version", "good"),
    [
        ("v18.19.0", False),
        ("v20.18.3", False),
        ("v20.19.0", True),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v23.0.0", True),
        ("v24.19.0", True),
        ("", False),
    ],
)
def test_node_must_be_new_enough_for_vite(version: str, good: bool) -> None:
    assert is_new_enough(version) is good


def test_help_of_make_lists_every_target() -> None:
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {line.split()[0] for line in said.splitlines()} >= {
        "run",
        "test",
        "check",
        "oracle",
        "bench",
        "lock",
        "frontend",
    }


def test_ci_runs_what_people_run() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text().splitlines()[-1] == "exec make test"
