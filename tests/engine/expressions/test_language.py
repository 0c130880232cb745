"""What expressions and scripts can do."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from processes.engine.expressions import EmptyValue, ExpressionError, NotKnown, check, evaluate, execute, names_read

from .names import NOW, names


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1 + 2 * 3", 7),
        ("7 // 2 + 7 % 2 - 2 ** 3", -4),
        ("1 / 4", 0.25),
        ("-x + +1", -4),
        ("not x", False),
        ("1 < x <= 5", True),
        ("x > 3 and wort or 0", names()["wort"]),
        ("'a' if x == 5 else 'b'", "a"),
        ("x in [1, 5] and x not in (2, 3)", True),
        ("'be' in 'aber'", True),
        ("x in None", False),
        ("None is None and x is not None", True),
        ("[1, 2] + [3]", [1, 2, 3]),
        ("[0] * 3", [0, 0, 0]),
        ("'ab' * 2", "abab"),
        ("{'a': [1, {'b': 2}]}['a'][1].b", 2),
        ("{'a': 1}.b", None),
        ("[10, 20, 30][1:]", [20, 30]),
        ("[10, 20, 30][-1]", 30),
        ("'abcdef'[:3]", "abc"),
        ("[i * i for i in range(5) if i % 2]", [1, 9]),
        ("[a + b for a, b in [[1, 2], [3, 4]]]", [3, 7]),
        ("[[a, b] for a in [1, 2] for b in [a]]", [[1, 1], [2, 2]]),
        ("{k: 1 for k in ['a', 'b']}", {"a": 1, "b": 1}),
        ("sum(i for i in [1, 2])", 3),
        ("{3, 1} | {2} & {2}", [1, 2, 3]),
        ("(1, 2)", [1, 2]),
        ("'Ab '.lower().strip() + 'c'.upper()", "abC"),
        ("'a;b'.split(';')", ["a", "b"]),
        ("'a-b'.replace('-', '/').startswith('a/')", True),
        ("{'a': 1}.get('b', 7) + {'a': 1}.get('a')", 8),
        ("[{'a': 1}.keys(), {'a': 1}.values()]", [["a"], [1]]),
        ("x > 3\n  and x < 9  # mitten darin", True),
        ("  x  ", 5),
    ],
)
def test_it_computes_and_compares(source, value):
    result = evaluate(source, names())
    assert result == value
    assert type(result) is type(value)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("record.F02.leistungsart == 'hlu'", True),
        ("record.F02.gibt_es_nicht", None),
        ("record.F99.egal", None),
        ("record.F99 == None", True),
        ("bool(record.F99)", False),
        ("record.frage_1.antwort", True),
        ("record['F02']['leistungsart']", "hlu"),
        ("[z.titel for z in record.F08.ziele]", ["Miete sichern", "Arbeit finden"]),
        ("[z.tage for z in record.F08.ziele]", [None, 90]),
        ("[z for z in record.F99.ziele]", []),
        ("kleinste([f.wert for f in alle('F06')])", 2),
        ("anzahl(record.alle('F06'))", 2),
    ],
)
def test_it_reads_the_record(source, value):
    assert evaluate(source, names()) == value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        # forms keep dates as text; they stand beside dates without ceremony
        ("record.F02.beginn < heute()", True),
        ("record.F02.beginn == datum('01.02.2026')", True),
        ("heute() - datum('2026-03-01')", timedelta(days=1)),
        ("jetzt() > '2026-03-02T08:29:00Z'", True),
        ("jetzt() > '2026-03-02T09:31:00'", False),  # without an offset the city's time is meant
        ("jetzt() >= heute()", True),
        ("heute() in ['2026-03-02']", True),
        ("'kein datum' == heute()", False),
    ],
)
def test_dates_compare_with_the_texts_that_write_them(source, value):
    assert evaluate(source, names()) == value


def test_the_day_is_that_of_the_city_and_not_of_greenwich():
    just_after_midnight = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    assert evaluate("heute()", {"_now": just_after_midnight}) == date(2026, 7, 1)
    assert evaluate("jetzt()", {"_now": just_after_midnight}) == just_after_midnight


def test_a_moment_keeps_its_time_of_day_over_the_change_to_summer_time():
    assert evaluate("tage(jetzt(), 28)", names()) == datetime(2026, 3, 30, 7, 30, tzinfo=UTC)
    assert evaluate("zeitpunkt('2026-03-30', '09:30')", names()) == datetime(2026, 3, 30, 7, 30, tzinfo=UTC)


def test_decimals_calculate_with_other_numbers():
    assert evaluate("betrag * 2 + 0.5", names(betrag=Decimal("10.10"))) == Decimal("20.70")


def test_something_empty_is_said_and_not_guessed():
    for source in (
        "record.F02.fehlt > 3",
        "None + 1",
        "record.F02.fehlt.tiefer",
        "tage(None, 1)",
        "zwischen(None, 1, 2)",
    ):
        with pytest.raises(EmptyValue):
            evaluate(source, names())


def test_unknown_names_and_functions_are_named():
    with pytest.raises(NotKnown, match="“gibts_nicht” is not known"):
        evaluate("gibts_nicht > 3", names())
    with pytest.raises(NotKnown, match="There is no function “gibts_nicht”"):
        check("gibts_nicht(3)")
    with pytest.raises(NotKnown, match="is a function: write heute"):
        evaluate("heute", names())
    with pytest.raises(ExpressionError, match="Write True instead of true"):
        check("x == true")


def test_the_clock_is_needed_only_by_what_asks_for_it():
    assert evaluate("1 + 1", {}) == 2
    with pytest.raises(ExpressionError, match="time is not known"):
        evaluate("heute()", {})


def test_functions_may_be_brought_along():
    check("doppelt(2)", functions=["doppelt"])
    assert evaluate("doppelt(2)", {}, functions={"doppelt": lambda n: n * 2}) == 4


def test_a_variable_may_have_the_name_of_a_function():
    assert execute("summe = summe([1, 2])", {}) == {"summe": 3}
    assert evaluate("anzahl + anzahl([1])", {"anzahl": 4}) == 5


def test_what_an_expression_reads_can_be_listed():
    assert names_read("a.b > c[d] and sum(e for e in f) > 0") == ("a", "c", "d", "f")
    assert names_read("x = a\nfor i in b:\n    x += i", "exec") == ("a", "b")


# -- scripts -------------------------------------------------------------------------------------------------------


def test_a_script_gives_back_what_it_changed():
    script = """
        summe = 0
        for zahl in zahlen:
            if zahl < 0:
                continue
            elif zahl > 100:
                break
            summe += zahl
        stufe = "hoch" if summe > 10 else "niedrig"
        a, b = zahlen[:2]
        heute()
        pass
    """
    assert execute(script, {"_now": NOW, "zahlen": [5, -1, 7, 999, 1]}) == {
        "summe": 12,
        "stufe": "hoch",
        "a": 5,
        "b": -1,
    }


def test_a_script_changes_lists_and_tables_only_for_itself_until_it_is_done():
    data = {"fall": {"team": "t1", "wege": [1, 2]}, "liste": [[1], [2]]}
    changed = execute('fall["team"] = "t2"\nfall["wege"][0] += 8\nliste[1] = []\nneu = fall', data)
    assert changed == {
        "fall": {"team": "t2", "wege": [9, 2]}, "liste": [[1], []], "neu": {"team": "t2", "wege": [9, 2]},
    }  # fmt: skip
    assert data == {"fall": {"team": "t1", "wege": [1, 2]}, "liste": [[1], [2]]}


def test_two_names_of_one_list_see_the_same_change():
    assert execute("zweite = erste\nzweite[0] = 9", {"erste": [1]}) == {"erste": [9], "zweite": [9]}


def test_append_is_another_way_to_write_plus():
    script = "liste.append(len(liste))\ntabelle['a'].append({'x': 1})\nfor i in [7, 8]:\n    neu.append(i)"
    assert execute(script, {"liste": [5], "tabelle": {"a": []}, "neu": []}) == {
        "liste": [5, 1], "tabelle": {"a": [{"x": 1}]}, "neu": [7, 8],
    }  # fmt: skip
    for odd in ("liste.append(1, 2)", "liste.append()", "[1].append(2)", "x = liste.append(1)", "text.append(1)", "record.append(1)"):
        with pytest.raises(ExpressionError):
            execute(odd, {"liste": [5], "text": "a"})


def test_a_script_cannot_change_the_record():
    seen = names()
    changed = execute("z = record.F08.ziele\nz[0]['titel'] = 'neu'", seen)
    assert changed["z"][0]["titel"] == "neu"
    assert evaluate("record.F08.ziele[0].titel", seen) == "Miete sichern"
    for source in ("record = 1", "record.F02['a'] = 1", "f = record.F02\nf['a'] = 1", "record.F02.a = 1"):
        with pytest.raises(ExpressionError):
            execute(source, names())


def test_loop_variables_stay_inside():
    assert execute("for i in [1, 2]:\n    letztes = i", {"i": 7}) == {"letztes": 2}


def test_a_faulty_script_names_its_line():
    with pytest.raises(ExpressionError) as caught:
        execute("a = 1\nb = a / 0\n", {})
    assert caught.value.line == 2
    with pytest.raises(ExpressionError) as caught:
        check("a = 1\nb = = 2", "exec")
    assert caught.value.line == 2


def test_what_leaves_an_expression_can_be_stored():
    assert evaluate("{'a': (1, {2})}", {}) == {"a": [1, [2]]}
    with pytest.raises(ExpressionError, match="must be texts"):
        evaluate("{1: 2}", {})
    with pytest.raises(ExpressionError, match="whole record"):
        evaluate("record", names())
