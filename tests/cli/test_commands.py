"""Deploying, exporting, checking, people and backups from the command line."""

import re

import pytest

from tests.cli.conftest import Desk
from tests.engine import diagrams as d

pytestmark = pytest.mark.slow


def test_what_is_exported_is_deployed_again_as_the_same_version(desk: Desk) -> None:
    with desk.database():
        caller = d.diagram("ruft", d.start(), d.call("rufen", "two_tasks"), d.end(), d.flows("start", "rufen", "end"))
        (desk.models / "a_ruft").mkdir()  # before the one it calls, in the order of the alphabet
        (desk.models / "a_ruft" / "ruft.bpmn").write_bytes(caller)
        assert desk.run("deploy", str(desk.models)).splitlines() == ["ruft version 1", "two_tasks version 1"]
        out = desk.folder / "out"
        desk.run("export", str(out))
        assert sorted(str(file.relative_to(out)) for file in out.rglob("*.*")) == [
            "ruft/ruft.bpmn",
            "two_tasks/two_tasks.bpmn",
        ]
        again = desk.run("deploy", str(out)).splitlines()
        assert again == ["ruft version 1 (unchanged)", "two_tasks version 1 (unchanged)"]
        one = desk.models / "two_tasks"
        (one / "two_tasks.bpmn").write_bytes((one / "two_tasks.bpmn").read_bytes().replace(b"First task", b"Erste"))
        assert desk.run("deploy", str(one)).splitlines() == ["two_tasks version 2"]


def test_checking_needs_no_database_and_names_the_element(desk: Desk) -> None:
    assert desk.run("check", str(desk.models)) == "No problems.\n"
    bad = d.diagram(
        "schlecht", d.lanes(niemand=["tun"]), d.start(), d.user("tun"), d.end(), d.flows("start", "tun", "end")
    )
    (desk.models / "schlecht").mkdir()
    (desk.models / "schlecht" / "schlecht.bpmn").write_bytes(bad)
    said = desk.run("check", str(desk.models), fails=True)
    assert said.startswith("schlecht: ")
    assert not (desk.data / "postgres").exists()
    assert "niemand" in desk.run("deploy", str(desk.models), fails=True)


def test_people(desk: Desk) -> None:
    with desk.database():
        add = ["person", "add", "neu", "--name", "Neue Person", "--role", "fallmanagement", "--team", "t1_mitte"]
        assert "neu may sign in." in desk.run(*add, typed="ein-langes-wort\nein-langes-wort\n")
        assert desk.run("person", "list").splitlines() == ["neu\tfallmanagement\tt1_mitte\tNeue Person"]
        assert "already a person" in desk.run(*add, "--password", "ein-langes-wort", fails=True)
        assert "no role" in desk.run(
            "person", "add", "x", "--name", "X", "--role", "nix", "--password", "y" * 9, fails=True
        )
        assert re.fullmatch(r"\S{30,}", desk.run("token", "neu").split()[-1])
        assert "no person" in desk.run("token", "niemand", fails=True)


def test_a_backup_brings_everything_back(desk: Desk) -> None:
    with desk.database():
        desk.run("deploy", str(desk.models))
        desk.run("person", "add", "vorher", "--name", "V", "--role", "jury", "--password", "ein-langes-wort")
        file = desk.run("db", "backup").strip()
        assert file.startswith(str(desk.data / "backups"))
        desk.run("person", "add", "nachher", "--name", "N", "--role", "jury", "--password", "ein-langes-wort")
        desk.run("db", "restore", file, fails=True, typed="n\n")
        desk.serve()
        assert "in use" in desk.run("db", "restore", "--yes", file, fails=True)
        desk.stop()
        assert "Restored." in desk.run("db", "restore", "--yes", file)
        assert [line.split()[0] for line in desk.run("person", "list").splitlines()] == ["vorher"]
        assert "unchanged" in desk.run("deploy", str(desk.models))


def test_the_bench_says_what_it_measures(desk: Desk) -> None:
    with desk.database():
        table = desk.run("bench", "--completions", "20")
        assert re.search(r"start an instance +10 +\d+\.\d\d +\d+\.\d\d", table)
        assert re.search(r"complete a task of one looping instance +20 +\d+\.\d\d", table)
