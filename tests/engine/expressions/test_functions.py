"""Every function does what its documentation says, and the documentation says every function."""

from pathlib import Path

import pytest

from processes.engine.expressions import FUNCTIONS, evaluate
from processes.engine.expressions.documentation import markdown

from .names import names

README = Path(__file__).parents[3] / "bpmn" / "README-ausdruecke.md"


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=list(FUNCTIONS))
def test_the_example_gives_the_result(function):
    given, expected = evaluate(function.example, names()), evaluate(function.result, names())
    assert given == expected
    assert type(given) is type(expected)
    assert function.signature.startswith(f"{function.name}(")
    assert function.run.__doc__


def test_the_page_for_process_owners_lists_every_function_with_its_example():
    page = README.read_text()
    assert markdown() in page, "write the table anew: python -m processes.engine.expressions.documentation"
    for function in FUNCTIONS.values():
        assert f"`{function.signature}`" in page
        assert f"`{function.example}`" in page


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("zahl('1.234.567')", 1234567), ("zahl('3.5')", 3.5), ("zahl('-2,5')", -2.5), ("zahl(4)", 4),
        ("runde(2.5)", 3), ("runde(-2.5)", -3), ("runde(1.005, 2)", 1.01), ("summe([])", 0), ("mittel([])", None),
        ("kleinste([])", None), ("kleinste([datum('2026-01-02'), '2026-01-01'])", "2026-01-01"), ("max(1, 3, 2)", 3),
        ("text(None)", ""), ("text(True)", "ja"), ("text(3.5)", "3,5"), ("text([1, 'a'])", "1, a"), ("str(heute())", "2026-03-02"),
        ("ist_leer('  ')", True), ("ist_leer(0)", False), ("ist_leer(False)", False), ("ist_leer([])", True),
        ("enthaelt(None, 'a')", False), ("enthaelt('abc', 'b')", True), ("anzahl(None)", 0), ("erste([])", None),
        ("eindeutig([1, True, 1])", [1, True]), ("ohne({'a': 1, 'b': 2}, 'a')", {"b": 2}), ("ohne([1, 2, 1], 1)", [2]),
        ("sortiert([2, None, 1])", [1, 2, None]), ("wert(None, 'a', 3)", 3), ("monate_zwischen('2026-01-31', '2026-02-28')", 1),
        ("monate_zwischen('2026-07-14', '2026-01-15')", -5), ("alter('2000-02-29', '2026-02-28')", 25),
        ("monate('2024-02-29', 12)", "2025-02-28"), ("tage(start='2026-03-01', n=-1)", "2026-02-28"),
        ("arbeitstage('2026-12-23', 1)", "2026-12-28"),  # 24 December is a closing day, 25 to 27 are no working days
        ("arbeitstage('2026-12-28', -1)", "2026-12-23"), ("range(3)", [0, 1, 2]), ("range(3, 1)", []), ("bool('')", False),
    ],
)  # fmt: skip
def test_edges(source, value):
    assert evaluate(f"str({source})" if isinstance(value, str) and value[:2] == "20" else source, names()) == value
