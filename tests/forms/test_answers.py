"""A whole form: conditions, required fields, lists, checks over several answers, reasons for other decisions."""

import pytest

from processes.engine import forms
from tests.forms.build import TODAY, choice, field, form, read, wrong, yes_no

GOALS = field(
    "dynamiclist",
    "ziele",
    label="Ziele",
    properties={"min_zeilen": "1", "max_zeilen": "3"},
    components=[
        field("textfield", "titel", label="Ziel", required=True),
        field("datetime", "von", label="Von"),
        field(
            "datetime", "bis", label="Bis",
            properties={"pruefung": "wert > von", "meldung": "Das Ende liegt vor dem Beginn (50 % zu früh)."},
        ),
        choice("radio", "art", "neu", "alt"),
        field("textfield", "grund", hide='=art != "alt"', required=True),
    ],
)  # fmt: skip


def test_every_problem_is_told_at_once_in_the_order_of_the_form() -> None:
    of = form(field("textfield", "a", required=True), GOALS, field("number", "n", decimalDigits=0, required=True))
    answers = {"n": "x", "ziele": [{"titel": "A"}, {"von": "1.1.2026"}], "fremd": 1}
    assert list(wrong(of, answers)) == ["a", "ziele[1].titel", "n", "fremd"]


def test_what_the_form_does_not_ask_for_is_refused_by_name() -> None:
    assert wrong(form(field("textfield", "a")), {"b": "x"}) == {"b": "This form has no field “b”."}
    assert "ziele[0].farbe" in wrong(form(GOALS), {"ziele": [{"titel": "A", "farbe": "rot"}]})


def test_hidden_fields_are_neither_required_nor_kept() -> None:
    of = form(yes_no("ok", required=True), field("textarea", "warum", hide="=ok != false", required=True))
    assert read(of, {"ok": "ja", "warum": "vergessen zu löschen"}) == {"ok": True}
    assert wrong(of, {"ok": "nein"}) == {"warum": "Please fill in “warum”."}
    assert read(of, {"ok": False, "warum": "darum"}) == {"ok": False, "warum": "darum"}


def test_what_is_wrong_in_a_hidden_field_does_not_matter() -> None:
    of = form(yes_no("ok"), field("number", "n", hide="=ok = true"))
    assert read(of, {"ok": True, "n": "unlesbar"}) == {"ok": True}


def test_hidden_counts_as_empty_for_other_conditions() -> None:
    of = form(
        yes_no("a"),
        yes_no("b", hide="=a != true"),
        field("textfield", "c", hide="=b != true"),
    )
    assert read(of, {"a": "ja", "b": "ja", "c": "x"}) == {"a": True, "b": True, "c": "x"}
    assert read(of, {"a": "nein", "b": "ja", "c": "x"}) == {"a": False}


def test_conditions_that_chase_each_other_come_to_an_end() -> None:
    of = form(yes_no("a", hide="=b = true"), yes_no("b", hide="=a = true"))
    assert not wrong(of, {"a": "ja", "b": "ja"})


def test_a_group_hides_what_is_in_it() -> None:
    inner = field("textfield", "b", required=True)
    group = {"type": "group", "id": "g", "label": "G", "components": [inner], "conditional": {"hide": "=a = true"}}
    assert read(form(field("checkbox", "a"), group), {"a": "on", "b": "x"}) == {"a": True}
    assert wrong(form(field("checkbox", "a"), group), {}) == {"b": "Please fill in “b”."}


def test_a_group_with_a_path_nests_its_answers() -> None:
    group = {
        "type": "group", "id": "g", "label": "Adresse", "path": "adresse",
        "components": [field("textfield", "ort", required=True), field("textfield", "strasse", hide="=ort = null")],
    }  # fmt: skip
    of = form(group, field("textfield", "nach", hide='=adresse.ort != "Bonn"'))
    assert read(of, {"adresse": {"ort": "Bonn", "strasse": "X 1"}, "nach": "y"}) == {
        "adresse": {"ort": "Bonn", "strasse": "X 1"},
        "nach": "y",
    }
    assert list(wrong(of, {"adresse": {"plz": 1}})) == ["adresse.ort", "adresse.plz"]
    assert wrong(of, {"adresse": "Bonn"}).keys() >= {"adresse.ort"}


def test_rows_have_conditions_and_checks_of_their_own() -> None:
    of = form(GOALS)
    good = {"titel": "A", "von": "1.1.2026", "bis": "2.1.2026", "art": "alt", "grund": "x"}
    assert read(of, {"ziele": [good]})["ziele"][0]["grund"] == "x"
    assert read(of, {"ziele": [{**good, "art": "neu"}]})["ziele"] == [
        {"titel": "A", "von": "2026-01-01", "bis": "2026-01-02", "art": "neu"}
    ]
    told = wrong(of, {"ziele": [good, {**good, "bis": "31.12.2025"}]})
    assert told == {"ziele[1].bis": "Das Ende liegt vor dem Beginn (50 % zu früh)."}


def test_rows_nobody_filled_in_are_left_out_and_do_not_move_the_others() -> None:
    of = form(GOALS)
    told = wrong(of, {"ziele": [{"titel": "A"}, {"titel": "", "von": ""}, {"von": "Unsinn", "titel": "C"}]})
    assert list(told) == ["ziele[2].von"]
    assert read(of, {"ziele": [{"titel": "A"}, {"titel": " "}]}) == {"ziele": [{"titel": "A"}]}


def test_a_chosen_no_is_an_answer_and_keeps_its_row() -> None:
    rows = field("dynamiclist", "l", components=[yes_no("ja_nein"), field("checkbox", "box")])
    assert read(form(rows), {"l": [{"ja_nein": "nein"}, {"box": False}]}) == {"l": [{"ja_nein": False, "box": False}]}


def test_too_few_and_too_many_rows() -> None:
    of = form(GOALS)
    assert wrong(of, {}) == wrong(of, {"ziele": []}) == {"ziele": "Please add at least one entry to “Ziele”."}
    assert wrong(of, {"ziele": [{"titel": "x"}] * 4}) == {"ziele": "“Ziele” may have at most 3 entries."}
    assert "list of entries" in wrong(of, {"ziele": "x"})["ziele"]
    assert "list of entries" in wrong(of, {"ziele": ["x"]})["ziele"]


def test_lists_in_lists() -> None:
    inner = field("dynamiclist", "schritte", components=[field("textfield", "was", required=True)])
    of = form(field("dynamiclist", "etappen", components=[field("textfield", "titel"), inner]))
    answers = {"etappen": [{"titel": "A", "schritte": [{"was": "x"}, {"was": "y"}]}]}
    assert read(of, answers) == answers
    assert list(wrong(of, {"etappen": [{"schritte": [{"was": "x", "wer": 1}]}]})) == ["etappen[0].schritte[0].wer"]


def test_required_under_a_condition() -> None:
    of = form(
        choice("radio", "e", "gut", "schlecht"), field("textarea", "g", properties={"pflicht_wenn": 'e == "schlecht"'})
    )
    assert not wrong(of, {"e": "gut"})
    assert wrong(of, {"e": "schlecht"}) == {"g": "Please fill in “g”."}


def test_a_check_waits_until_all_its_answers_are_there() -> None:
    of = form(field("datetime", "von"), field("datetime", "bis", properties={"pruefung": "bis >= von"}))
    assert not wrong(of, {"bis": "1.1.2026"})
    assert wrong(of, {"von": "2.1.2026", "bis": "1.1.2026"}) == {"bis": "“bis” does not go with the other answers."}


def test_checks_see_the_day_the_record_and_the_process_data() -> None:
    check = {"pruefung": "wert <= heute and wert > grenze and wert > prozess.grenze"}
    of = form(field("datetime", "d", properties=check))
    names = {"grenze": "2026-01-01"}
    assert not wrong(of, {"d": "3.11.2026"}, names=names)
    assert wrong(of, {"d": "4.11.2026"}, names=names)
    assert wrong(of, {"d": "1.1.2026"}, names=names)
    assert not wrong(of, {"d": "1.1.1990"}), "without what it compares with, a check cannot be made"


def test_a_check_that_does_not_work_says_whom_to_tell() -> None:
    of = form(field("textfield", "a", properties={"pruefung": "wert + 1 > 2"}))
    assert "tell the process owner" in wrong(of, {"a": "x"})["a"]


def test_warnings_do_not_block() -> None:
    of = form(
        field(
            "number", "z", decimalDigits=0, properties={"hinweis_wenn": "wert < 5", "hinweis": "Ziel kleiner machen?"}
        )
    )
    assert forms.warnings(of, {"z": "3"}, today=TODAY) == {"z": "Ziel kleiner machen?"}
    assert forms.warnings(of, {"z": "8"}, today=TODAY) == {}
    assert read(of, {"z": "3"}) == {"z": 3}


def test_computed_values_fill_what_was_left_empty() -> None:
    rows = field("dynamiclist", "teile", components=[field("number", "p", decimalDigits=0)])
    total = field("number", "s", decimalDigits=0, required=True, properties={"berechnet": 'summe(spalte(teile, "p"))'})
    of = form(rows, total)
    assert read(of, {"teile": [{"p": 1}, {"p": "2"}]})["s"] == 3
    assert read(of, {"teile": [{"p": 1}], "s": 9})["s"] == 9


def test_computed_values_decide_conditions() -> None:
    of = form(
        field("number", "n", decimalDigits=0),
        yes_no("gross", properties={"berechnet": "n > 10"}),
        field("textfield", "warum", hide="=gross != true", required=True),
    )
    assert wrong(of, {"n": 11}) == {"warum": "Please fill in “warum”."}
    assert read(of, {"n": 5}) == {"n": 5, "gross": False}


def test_fixed_values_cannot_be_changed() -> None:
    of = form(choice("select", "b", "wohnen", "sucht", required=True, properties={"vorbelegung": "b", "fest": "ja"}))
    assert read(of, {}, names={"b": "wohnen"}) == read(of, {"b": "wohnen"}, names={"b": "wohnen"}) == {"b": "wohnen"}
    assert "fixed" in wrong(of, {"b": "sucht"}, names={"b": "wohnen"})["b"]
    assert read(of, {"b": "sucht"}) == {"b": "sucht"}, "where nothing is given, the person answers"


def test_fields_to_read_only_are_not_answers() -> None:
    of = form(field("textfield", "info", readonly=True, required=True), field("textfield", "a"))
    assert read(of, {"info": "geändert", "a": "x"}) == {"a": "x"}


PROPOSED = (
    choice("radio", "tiefe", "kurz", "standard", required=True, properties={"vorschlag": "tiefe"}),
    field("textarea", "abweichung_grund"),
)


@pytest.mark.parametrize("reason", [None, "", "zu kurz", "   kurz    "])
def test_deciding_otherwise_than_proposed_needs_a_reason(reason: str | None) -> None:
    of = form(*PROPOSED)
    told = wrong(of, {"tiefe": "standard", "abweichung_grund": reason}, proposals={"tiefe": "kurz"})
    assert list(told) == ["abweichung_grund"]
    assert "tiefe" in told["abweichung_grund"]


def test_with_a_reason_the_person_decides() -> None:
    of = form(*PROPOSED)
    answers = {"tiefe": "standard", "abweichung_grund": "Die Person hat viele Fragen."}
    assert read(of, answers, proposals={"tiefe": "kurz"}) == answers
    assert read(of, {"tiefe": "kurz"}, proposals={"tiefe": "kurz"}) == {"tiefe": "kurz"}
    assert read(of, {"tiefe": "standard"}, proposals={}) == {"tiefe": "standard"}


def test_the_reason_may_have_a_field_of_its_own() -> None:
    of = form(
        yes_no("zustaendig", properties={"vorschlag": "z", "grund_feld": "begruendung"}),
        field("textarea", "begruendung"),
    )
    told = wrong(of, {"zustaendig": "nein"}, proposals={"zustaendig": True})
    assert list(told) == ["begruendung"]
    assert not wrong(of, {"zustaendig": "nein", "begruendung": "Wohnt in Bonn."}, proposals={"zustaendig": True})


def test_stored_answers_read_again_stay_the_same() -> None:
    of = form(
        field("number", "g", properties={"typ": "money"}), field("number", "d"), field("datetime", "t", subtype="datetime"),
        field("datetime", "tag"), yes_no("b"), field("number", "w", properties={"typ": "scale10"}), GOALS,
    )  # fmt: skip
    stored = read(
        of,
        {
            "g": "1.234,5",
            "d": "0,25",
            "t": "3.11.2026 9:30",
            "tag": "3.11.26",
            "b": "nein",
            "w": "keine Angabe",
            "ziele": [{"titel": "A"}],
        },
    )
    assert read(of, stored) == stored


def test_a_task_without_a_form_takes_plain_values() -> None:
    answers = {"text": "Ä\n", "zahl": 1.5, "ja": True, "nichts": None, "viel": 1e308, "mehrere": ["a", 1]}
    assert forms.read_formless(answers) == answers
