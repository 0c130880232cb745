"""Which row the view of the record shows, and that it remembers what was read."""

from processes.engine.expressions import RecordView, evaluate

from .names import Row, rows


def test_the_own_instance_comes_first_then_its_callers_then_the_newest_of_the_case():
    everything = [
        Row(1, "F", {"v": "root"}, "root"),
        Row(2, "F", {"v": "own, old"}, "own"),
        Row(3, "F", {"v": "own"}, "own"),
        Row(4, "F", {"v": "newest"}, "other"),
    ]
    assert RecordView(everything, ("own", "root")).F.v == "own"
    assert RecordView(everything, ("child", "root")).F.v == "root"
    assert RecordView(everything, ("stranger",)).F["v"] == "newest"
    assert [row["v"] for row in RecordView(everything).all("F")] == ["root", "own, old", "own", "newest"]


def test_it_fetches_the_rows_at_the_first_read_only():
    fetched = []

    def fetch():
        fetched.append(1)
        return rows()

    view = RecordView(fetch, ("own", "root"))
    assert evaluate("1 + 1", {"record": view}) == 2
    assert not fetched
    assert evaluate("record.F02.leistungsart + record.F06.bereich", {"record": view}) == "hluwohnen"
    assert len(fetched) == 1
    view.forget()
    assert view.has("F02")
    assert len(fetched) == 2


def test_reads_are_remembered_as_references_without_content():
    view = RecordView(rows(), ("own", "root"))
    evaluate(
        "record.F02.leistungsart == 'hlu' and anzahl([f.wert for f in alle('F06')]) and record.F99.x", {"record": view}
    )
    assert view.reads == ["record:1:leistungsart", "record:2:wert", "record:3:wert"]


def test_python_code_reads_it_too():
    view = RecordView(rows(), ("own", "root"))
    assert view.F02["leistungsart"] == "hlu"
    assert view.F02.get("fehlt", "x") == "x"
    assert view.get("F06") == {"bereich": "wohnen", "wert": 2}
    assert view.get("F99") is None
    assert not view.F99
    assert view.frage_1.antwort is True
