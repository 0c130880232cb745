"""Deploying, exporting, checking, people and backups from the command line."""

import re

import pytest

from tests.cli.conftest import Terminal
from tests.engine import diagrams as d

pytestmark = pytest.mark.slow


def test_what_is_exported_is_deployed_again_as_the_same_version(terminal: Terminal) -> None:
    caller = d.diagram("ruft", d.start(), d.call("rufen", "two_tasks"), d.end(), d.flows("start", "rufen", "end"))
    (terminal.models / "a_ruft").mkdir()  # before the one it calls, in the order of the alphabet
    (terminal.models / "a_ruft" / "ruft.bpmn").write_bytes(caller)
    assert terminal.run("deploy", str(terminal.models)).splitlines() == ["ruft version 1", "two_tasks version 1"]
    out = terminal.folder / "out"
    terminal.run("export", str(out))
    assert sorted(str(file.relative_to(out)) for file in out.rglob("*.*")) == [
        "ruft/ruft.bpmn",
        "two_tasks/two_tasks.bpmn",
    ]
    again = terminal.run("deploy", str(out)).splitlines()
    assert again == ["ruft version 1 (unchanged)", "two_tasks version 1 (unchanged)"]
    one = terminal.models / "two_tasks"
    (one / "two_tasks.bpmn").write_bytes((one / "two_tasks.bpmn").read_bytes().replace(b"First task", b"Erste"))
    assert terminal.run("deploy", str(one)).splitlines() == ["two_tasks version 2"]


def test_checking_needs_no_database_and_names_the_element(terminal: Terminal) -> None:
    assert terminal.run("check", str(terminal.models)) == "No problems.\n"
    bad = d.diagram(
        "schlecht", d.lanes(niemand=["tun"]), d.start(), d.user("tun"), d.end(), d.flows("start", "tun", "end")
    )
    (terminal.models / "schlecht").mkdir()
    (terminal.models / "schlecht" / "schlecht.bpmn").write_bytes(bad)
    said = terminal.run("check", str(terminal.models), fails=True)
    assert said.startswith("schlecht: ")
    assert not (terminal.data / "postgres").exists()
    assert "niemand" in terminal.run("deploy", str(terminal.models), fails=True)


def test_people(terminal: Terminal) -> None:
    add = ["person", "add", "neu", "--name", "Neue Person", "--role", "fallmanagement", "--team", "t1_mitte"]
    assert "neu may sign in." in terminal.run(*add, typed="ein-langes-wort\nein-langes-wort\n")
    assert terminal.run("person", "list").splitlines() == ["neu\tfallmanagement\tt1_mitte\tNeue Person"]
    assert "already a person" in terminal.run(*add, "--password", "ein-langes-wort", fails=True)
    assert "no role" in terminal.run(
        "person", "add", "x", "--name", "X", "--role", "nix", "--password", "y" * 9, fails=True
    )
    assert re.fullmatch(r"\S{30,}", terminal.run("token", "neu").split()[-1])
    assert "no person" in terminal.run("token", "niemand", fails=True)


def test_a_backup_brings_everything_back(terminal: Terminal) -> None:
    terminal.run("deploy", str(terminal.models))
    terminal.run("person", "add", "vorher", "--name", "V", "--role", "jury", "--password", "ein-langes-wort")
    file = terminal.run("db", "backup").strip()
    assert file.startswith(str(terminal.data / "backups"))
    terminal.run("person", "add", "nachher", "--name", "N", "--role", "jury", "--password", "ein-langes-wort")
    terminal.run("db", "restore", file, fails=True, typed="n\n")
    terminal.serve()
    assert "in use" in terminal.run("db", "restore", "--yes", file, fails=True)
    terminal.stop()
    assert "Restored." in terminal.run("db", "restore", "--yes", file)
    assert [line.split()[0] for line in terminal.run("person", "list").splitlines()] == ["vorher"]
    assert "unchanged" in terminal.run("deploy", str(terminal.models))


def test_the_bench_says_what_it_measures(terminal: Terminal) -> None:
    table = terminal.run("bench", "--completions", "20")
    assert re.search(r"start an instance +10 +\d+\.\d\d +\d+\.\d\d", table)
    assert re.search(r"complete a task of one looping instance +20 +\d+\.\d\d", table)
