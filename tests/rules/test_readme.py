"""What README.md says about the command line, files and recipes is so."""

import re
from pathlib import Path

import click

from app.cli import cli

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"


def commands(group: click.Group, before: str = "") -> list[str]:
    """One line for each command, as README.md shows them."""
    lines = []
    with click.Context(group) as context:
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            if isinstance(command, click.Group):
                lines += commands(command, f"{before}{name} ")
            elif command:
                arguments = [p.make_metavar(context) for p in command.params if isinstance(p, click.Argument)]
                shown = " ".join(["hilfeplan", f"{before}{name}", *arguments])
                lines.append(f"    {shown:<32} {command.get_short_help_str(90)}")
    return lines


def test_the_commands_in_the_readme_are_those_that_exist() -> None:
    expected = "\n".join(commands(cli))
    section = re.search(r"<!-- cli: .*? -->\n\n(.*?)\n\n<!-- /cli -->", README.read_text(), re.DOTALL)
    assert section and section[1] == expected, f"README.md, section The command line, should hold:\n\n{expected}\n"


def test_every_file_named_in_the_readme_exists() -> None:
    named = re.findall(r"`((?:app|processes|tests|bpmn|tools)/[\w./-]*)`", README.read_text())
    links = [
        link
        for link in re.findall(r"\]\(([^)#]+)", README.read_text())
        if "://" not in link and not link.endswith(".png")
    ]
    missing = [path for path in [*named, *links] if not (ROOT / path).exists()]
    assert named and not missing


def test_the_recipes_are_there() -> None:
    headings = re.findall(r"^### (.*)$", README.read_text(), re.MULTILINE)
    assert headings == ["A new process", "A service task", "A page", "A measure or a rule"]


def test_every_target_of_make_in_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"`make ([a-z-]+)`|^    make ([a-z-]+)", README.read_text(), re.MULTILINE):
        assert re.search(rf"^{''.join(target)}:", makefile, re.MULTILINE)


def test_every_dependency_has_its_reason() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [
        *project["dependencies"],
        *project["optional-dependencies"]["test"],
        *project["optional-dependencies"]["build"],
    ]
    decisions = (ROOT / "DECISIONS.md").read_text()
    for requirement in wanted:
        name = re.match(r"[\w-]+", requirement)
        assert name and re.search(
            rf"^\|.*\b{re.escape(name[0])}\b.*\|.*\|$", decisions, re.MULTILINE | re.IGNORECASE
        ), requirement


def test_no_registry_is_named_in_the_locks() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        assert "://" not in lock.read_text(), f"{lock.name} names where packages come from"
    assert "registry." not in (ROOT / "app/frontend/package-lock.json").read_text()
