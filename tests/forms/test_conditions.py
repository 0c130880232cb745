"""The part of FEEL in conditions means what form-js means; the browser's script means the same."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from processes.engine.forms import feel
from processes.engine.forms.feel_meaning import Scope, evaluate

SCRIPT = Path(__file__).resolve().parents[2] / "app/frontend/src/conditions.js"
ANSWERS = {
    "art": "neu", "n": 3, "leer": None, "ja": True, "nein": False, "viele": ["a", "b"], "tag": "2026-11-03",
    "adresse": {"ort": "Bonn"},
}  # fmt: skip
ROW = {"art": "alt", "zeile": 1}
CASES = [
    ('=art = "neu"', True), ('art = "alt"', False), ('="neu" = art', True), ("=n > 2", True), ("=n >= 3 and n <= 3", True),
    ("=n < 2.5", False), ("=n != 3", False), ("=n = -3", False), ("=leer = null", True), ("=leer != null", False),
    ("=leer > 1", None), ("=leer < 1 or ja", True), ("=leer > 1 and nein", False), ("=leer > 1 and ja", None),
    ("=leer > 1 or nein", None), ("=not(leer > 1)", None), ("=not(ja)", False), ("=not(not(ja))", True), ("=ja", True),
    ("=ja = true", True), ("=ja = 1", False), ("=nein = false", True), ("=nein = 0", False), ("=n = true", False),
    ('=list contains(viele, "a")', True), ('=list contains(viele, "c")', False), ('=list contains(leer, "a")', None),
    ('=list contains(["a", "b"], "b")', True), ('=art in ("alt", "neu")', True), ('=art in ["alt"]', False),
    ("=count(viele) = 2", True), ("=count(leer) = 0", False), ('=contains(art, "eu")', True), ("=string length(art) = 3", True),
    ('=tag > "2026-01-01"', True), ('=n > "2"', None), ('=(art = "neu" or ja) and not(nein)', True),
    ('=adresse.ort = "Bonn"', True), ("=adresse.plz = null", True), ('=art = "n\\"eu"', False), ("=true", True), ("=null", None),
    ('= art  =  "neu"  ', True), ("=ja or leer", True), ("=n", 3),
]  # fmt: skip
IN_ROWS = [
    ('=art = "alt"', True), ('=item.art = "alt"', True), ('=this.art = "alt"', True), ('=parent.art = "neu"', True),
    ("=zeile = 1 and n = 3", True), ("=item.zeile = 1", True), ("=parent.zeile = null", True),
]  # fmt: skip


@pytest.mark.parametrize(("source", "value"), CASES)
def test_conditions(source: str, value: object) -> None:
    found = feel.parse(source)
    assert evaluate(found.tree, Scope(ANSWERS)) is value or evaluate(found.tree, Scope(ANSWERS)) == value != True  # noqa: E712
    assert found.holds(Scope(ANSWERS)) is (value is True)


@pytest.mark.parametrize(("source", "value"), IN_ROWS)
def test_conditions_in_rows_see_their_row_first(source: str, value: bool) -> None:
    assert feel.parse(source).holds(Scope(ROW, Scope(ANSWERS))) is value


@pytest.mark.parametrize(
    "source",
    [
        "", "=", "=a +1", "=if a then b else c", "=f(x)", "=a and", "=(a", '="x', "=a..b", "=a b", "=[1,2", "=a = 'x'", "=not()",
        "=not(a, b)", "=some x in a satisfies x", "=function(x) x", "=a[1]", "=a between 1 and 2", '=date("2026-01-01") > a',
        '=__import__("os")', "=a; b", "=${a}", "=" + "(" * 100 + "a" + ")" * 100, "=" + "a and " * 500 + "a", "=1 2", "=a == b",
        "=list contains", "={a: 1}", '=@"x"',
    ],
    ids=range(29),
)  # fmt: skip
def test_everything_else_is_refused(source: str) -> None:
    with pytest.raises(feel.FeelError) as refusal:
        feel.parse(source)
    assert "condition" in str(refusal.value)


@pytest.mark.skipif(shutil.which("node") is None, reason="without Node there is nothing to compare with")
def test_the_script_in_the_browser_means_the_same() -> None:
    cases = [[feel.parse(source).tree, [ANSWERS], value] for source, value in CASES]
    cases += [[feel.parse(source).tree, [ROW, ANSWERS], value] for source, value in IN_ROWS]
    program = """
      globalThis.document = { addEventListener() {}, querySelector() {} };
      const { evaluate } = await import(process.argv[1]);
      const cases = JSON.parse(process.argv[2]);
      console.log(JSON.stringify(cases.map(([tree, scopes]) => evaluate(tree, scopes) ?? null)));
    """
    found = subprocess.run(
        ["node", "--input-type=module", "-e", program, SCRIPT.as_uri(), json.dumps(cases)],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert json.loads(found.stdout) == [value for _, _, value in cases]
