"""Files and functions stay small enough to be read at once, and each module begins by saying what it is for."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE = 300
LONGEST_FUNCTION = 40

SOURCES = sorted(
    file
    for folder in ("app", "processes", "tools")
    for file in (ROOT / folder).rglob("*.py")
    if not {"node_modules", "frontend", "versions"} & set(file.parts)
)


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of code: without the docstring and without the arguments, which stand one a line."""
    body = function.body
    if (
        isinstance(body[0], ast.Expr)
        and isinstance(body[0].value, ast.Constant)
        and isinstance(body[0].value.value, str)
    ):
        body = body[1:]
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("file", SOURCES, ids=name)
def test_a_file_can_be_read_at_once(file: Path) -> None:
    lines = file.read_text().count("\n")
    assert lines <= LONGEST_FILE, f"{name(file)} has {lines} lines; split it by what its parts are for"


@pytest.mark.parametrize("file", SOURCES, ids=name)
def test_a_function_fits_on_a_screen(file: Path) -> None:
    functions = [
        n for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    long = {function.name: length(function) for function in functions if length(function) > LONGEST_FUNCTION}
    assert not long, f"{name(file)}: {long}; a part of it has a name of its own"


@pytest.mark.parametrize("file", SOURCES, ids=name)
def test_a_module_says_what_it_is_for(file: Path) -> None:
    said = ast.get_docstring(ast.parse(file.read_text()))
    assert said and said.split("\n\n")[0].strip().endswith((".", "?", ":")), f"{name(file)} begins without a sentence"
