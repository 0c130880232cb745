"""What a form starts with: nothing known is asked twice, and a faulty expression leaves its field empty."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from processes.engine import forms
from processes.engine.expressions import RecordView
from tests.forms.build import field, form, read, yes_no

NOW = datetime(2026, 11, 3, 8, 30, 12, tzinfo=UTC)


def record(**answers: Any) -> RecordView:
    rows = [
        SimpleNamespace(id=number, form=name, element_id=f"task_{number}", instance_id=1, answers=given)
        for number, (name, given) in enumerate(answers.items(), 1)
    ]
    return RecordView(rows, [1])


def start(of: forms.Form, **names: Any) -> tuple[dict[str, Any], dict[str, str], dict[str, Any]]:
    return forms.prefill(of, {"_now": NOW, **names})


def test_values_come_from_the_record_with_their_source() -> None:
    of = form(
        field("textfield", "name", properties={"vorbelegung": "record.F01.nachname"}),
        field("textfield", "ganz", properties={"vorbelegung": 'verbinde([record.F01.vorname, record.F02.amt], " ")'}),
        field("textfield", "leer", properties={"vorbelegung": "record.F09.titel"}),
        field("textfield", "fest", properties={"vorbelegung": '"amt"', "quelle": "dem Ablauf"}),
        field("textfield", "wort", properties={"vorbelegung": '"x"'}),
    )
    answers, sources, proposals = start(
        of, record=record(F01={"nachname": "Beispiel", "vorname": "Eva"}, F02={"amt": "SA"})
    )
    assert answers == {"name": "Beispiel", "ganz": "Eva SA", "fest": "amt", "wort": "x"}
    assert sources == {"name": "F01", "ganz": "F01, F02", "fest": "dem Ablauf"}
    assert proposals == {}


def test_values_come_from_process_data_and_the_clock() -> None:
    of = form(
        field("number", "dauer", decimalDigits=0, properties={"vorbelegung": "dauer_min"}),
        field("datetime", "tag", properties={"vorbelegung": "heute()"}),
        field("datetime", "zeit", subtype="datetime", properties={"vorbelegung": "jetzt()"}),
        field("datetime", "ende", properties={"vorbelegung": "tage(datum(faellig), 14)"}),
        yes_no("ja", properties={"vorbelegung": "flag"}),
        field("checkbox", "haken", properties={"vorbelegung": "flag"}),
    )
    answers, _, _ = start(of, dauer_min=60, faellig="2026-11-10T22:59:59+00:00", flag=True)
    assert answers == {
        "dauer": 60, "tag": "2026-11-03", "zeit": "2026-11-03T08:30:00+00:00", "ende": "2026-11-24", "ja": True, "haken": True,
    }  # fmt: skip


def test_what_does_not_work_or_does_not_fit_stays_empty() -> None:
    of = form(
        *(
            field("number", f"f{number}", decimalDigits=0, properties={"vorbelegung": source})
            for number, source in enumerate(["unbekannt", "1 / 0", '"viel"', "None", "record.F01.x.y", "[1, 2]", "1.5"])
        ),
        field("number", "gut", decimalDigits=0, properties={"vorbelegung": "3"}),
    )
    assert start(of, record=record(F01={"x": None}))[0] == {"gut": 3}


def test_rows_come_from_lists() -> None:
    of = form(
        field(
            "dynamiclist", "ziele",
            properties={"vorbelegung": '[{"nr": n + 1, "titel": record.F08.ziele[n].titel, "fremd": 1} for n in range(anzahl(record.F08.ziele))]'},
            components=[field("number", "nr", decimalDigits=0), field("textfield", "titel")],
        ),
        field("dynamiclist", "gleich", properties={"vorbelegung": "record.F08.ziele"}, components=[field("textfield", "titel")]),
    )  # fmt: skip
    answers, sources, _ = start(of, record=record(F08={"ziele": [{"titel": "A", "bis": "x"}, {"titel": "B"}]}))
    assert answers == {
        "ziele": [{"nr": 1, "titel": "A"}, {"nr": 2, "titel": "B"}],
        "gleich": [{"titel": "A"}, {"titel": "B"}],
    }
    assert sources == {"ziele": "F08", "gleich": "F08"}


def test_a_proposal_stands_in_the_field_and_beside_it() -> None:
    of = form(
        field("textfield", "tiefe", properties={"vorschlag": "tiefe"}),
        yes_no("zustaendig", properties={"vorschlag": "zustaendig"}),
        field("textarea", "abweichung_grund"),
    )
    answers, _, proposals = start(of, tiefe="kurz", zustaendig=False)
    assert (
        answers
        == proposals
        == {"tiefe": "kurz", "zustaendig": False}
        == forms.proposals(of, {"tiefe": "kurz", "zustaendig": False})
    )
    assert read(of, answers, proposals=proposals) == answers
    assert start(of)[2] == {}


def test_default_values_of_form_js() -> None:
    of = form(field("number", "n", decimalDigits=0, defaultValue=30), field("textfield", "t", defaultValue=""))
    assert start(of)[0] == {"n": 30}


def test_groups_and_their_paths() -> None:
    inner = field("textfield", "ort", properties={"vorbelegung": '"Bonn"'})
    named = {"type": "group", "id": "g", "path": "adresse", "components": [inner]}
    plain = {"type": "group", "id": "h", "components": [inner]}
    assert start(form(named, plain))[0] == {"adresse": {"ort": "Bonn"}, "ort": "Bonn"}


def test_a_form_that_says_nothing_begins_with_what_is_known_under_its_keys() -> None:
    fields = (field("textfield", "name"), field("number", "n", decimalDigits=0), field("datetime", "tag"), field("textfield", "neu", defaultValue="x"))
    known = {"record": record(F01={"name": "Alt", "n": "keine Zahl"}, F02={"name": "Neu", "tag": "2026-11-03"}), "n": 7, "tag": None}
    answers, sources, proposals = start(form(*fields), **known)
    assert answers == {"name": "Neu", "n": 7, "tag": "2026-11-03", "neu": "x"}
    assert sources == {"name": "F02", "tag": "F02"} and proposals == {}
    assert known["record"].reads == ["record:2:name", "record:2:tag"]
    assert start(form(*fields, properties={"vorbelegung": "keine"}), **known)[0] == {"neu": "x"}
    decided = field("textfield", "wer", properties={"vorbelegung": "record.F01.name"})
    assert start(form(*fields, decided), **known)[0] == {"neu": "x", "wer": "Alt"}
