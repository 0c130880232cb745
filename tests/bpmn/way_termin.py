"""P11: the ways of an appointment."""

from datetime import UTC, date, datetime
from typing import Any

from tests.bpmn.walk import Walk
from tests.bpmn.ways import Start, way

P11 = "termin"
GIVEN = {"anlass": "erstberatung", "spaetestens": "2026-03-16"}
CAME = {"ergebnis": "erschienen"}
MISSED = {
    "ergebnis": "nicht_erschienen",
    "wichtiger_grund": False,
    "psych_hinweis": False,
    "termin_fuer_entscheidung_noetig": False,
}


def booked(start: Start, **results: Any) -> Walk:
    walk = start(data=GIVEN, results=results)
    assert walk.open == ["A11_2_termin_vereinbaren"]
    return walk.do("A11_2_termin_vereinbaren", {"erinnerung": "brief"})


def missed(walk: Walk, count: int, **said: Any) -> Walk:
    """The person does not come, for the `count`-th time."""
    walk.results["termin_ergebnis"] = {"termin_ergebnis": "nicht_erschienen", "versaeumnisse": count}
    if "A11_2_termin_vereinbaren" in walk.open:
        walk.do("A11_2_termin_vereinbaren", {})
    walk.at("2026-03-09T10:15:00")
    return walk.do("A11_5_erscheinen_erfassen", {**MISSED, **said})


@way(P11)
def came(start: Start) -> None:
    walk = booked(start)
    assert walk.done("termin_anlegen") == [{"anlass": "erstberatung"}]
    assert walk.timers == {
        "E11_4_erinnerung": datetime(2026, 3, 5, 8, tzinfo=UTC),
        "E11_4_kontrolle": datetime(2026, 3, 9, 9, 15, tzinfo=UTC),
    }
    assert walk.messages == ["TerminAbgesagt", "TerminVerlegt"]
    assert all(wait.correlation["termin_id"] == "t1" for wait in walk.machine.waits() if wait.kind == "message")
    walk.send("termin_bestaetigen").at("2026-03-05T09:00:00").send("termin_erinnern")
    assert walk.open == []
    walk.at("2026-03-09T10:15:00")
    assert walk.open == ["A11_5_erscheinen_erfassen"]
    assert walk.due("A11_5_erscheinen_erfassen") == date(2026, 3, 10)
    walk.do("A11_5_erscheinen_erfassen", CAME).ends_with("E11_8_wahrgenommen")
    assert walk.machine.data["termin_ergebnis"] == "erschienen"


@way(P11)
def came_without_reminder(start: Start) -> None:
    walk = booked(
        start,
        termin_anlegen={"termin_id": "t1", "termin_erinnerung": None, "termin_kontrolle": "2026-03-02T11:15:00+00:00"},
    )
    assert list(walk.timers) == ["E11_4_kontrolle"]
    walk.send("termin_bestaetigen").at("2026-03-02T12:15:00")
    walk.do("A11_5_erscheinen_erfassen", CAME).ends_with("E11_8_wahrgenommen")


@way(P11)
def confirmation_never_goes_out(start: Start) -> None:
    """A letter that cannot be sent holds nobody up; once the appointment is over it is not sent any more."""
    walk = booked(start).at("2026-03-09T10:15:00")
    assert (walk.open, walk.jobs) == (["A11_5_erscheinen_erfassen"], [])
    walk.do("A11_5_erscheinen_erfassen", CAME).ends_with("E11_8_wahrgenommen")


@way(P11)
def protected_address(start: Start) -> None:
    walk = booked(start).send("termin_bestaetigen", error="ERR_SPERRE")
    assert walk.open == ["A11_3a_persoenlich_mitteilen"]
    walk.do("A11_3a_persoenlich_mitteilen").at("2026-03-05T09:00:00").send("termin_erinnern", error="ERR_SPERRE")
    walk.at("2026-03-09T10:15:00").do("A11_5_erscheinen_erfassen", CAME).ends_with("E11_8_wahrgenommen")
    assert "E11_3a_mitgeteilt" in walk.passed


@way(P11)
def cancelled_then_moved(start: Start) -> None:
    walk = booked(start).send("termin_bestaetigen").get("TerminAbgesagt")
    assert walk.done("termin_absagen") == [{"termin_id": "t1", "durch": "person"}]
    assert (walk.open, walk.timers) == (["A11_2_termin_vereinbaren"], {})
    walk.do("A11_2_termin_vereinbaren", {}).send("termin_bestaetigen").get("TerminVerlegt")
    assert walk.done("termin_absagen")[1] == {"termin_id": "t1", "durch": "verlegt"}
    walk.do("A11_2_termin_vereinbaren", {}).send("termin_bestaetigen").at("2026-03-09T10:15:00")
    walk.do("A11_5_erscheinen_erfassen", CAME).ends_with("E11_8_wahrgenommen")


@way(P11)
def cancelled_on_the_day(start: Start) -> None:
    walk = booked(start, termin_ergebnis={"termin_ergebnis": "abgesagt", "versaeumnisse": 2}).at("2026-03-09T10:15:00")
    walk.do("A11_5_erscheinen_erfassen", {"ergebnis": "abgesagt"})
    assert "A11_2_termin_vereinbaren" in walk.open
    assert walk.decisions == []


@way(P11)
def never_comes(start: Start) -> None:
    """1st: a friendly new invitation; 2nd: a call; 3rd: outreach; 4th: the plan rests (domain.md 2.15)."""
    walk = missed(booked(start), 1)
    assert "A11_2_termin_vereinbaren" in walk.open
    walk = missed(walk, 2)
    assert "A11_7b_anrufen" in walk.open
    walk = missed(walk.do("A11_7b_anrufen", {"kontaktart": "nicht_erreicht"}), 3)
    assert "A11_7c_aufsuchen" in walk.open
    walk = missed(walk.do("A11_7c_aufsuchen", {"angetroffen": True}), 4)
    assert walk.ends_with("E11_8_plan_ruht").machine.data["termin_ergebnis"] == "plan_ruhend"
    assert [rules for table, rules in walk.decisions] == [(4,), (5,), (7,), (8,)]


@way(P11)
def outreach_finds_at_the_second_try(start: Start) -> None:
    """K07: a hint of mental strain leads to outreach at once, never to a letter."""
    walk = missed(booked(start), 1, psych_hinweis=True)
    assert walk.open == ["A11_7c_aufsuchen"]
    walk.do("A11_7c_aufsuchen", {"angetroffen": False})
    assert walk.open == ["A11_7c_aufsuchen"]
    walk.do("A11_7c_aufsuchen", {"angetroffen": True})
    assert walk.open == ["A11_2_termin_vereinbaren"]


@way(P11)
def outreach_ends_after_two_tries(start: Start) -> None:
    walk = missed(booked(start), 3)
    for _ in range(2):
        walk.do("A11_7c_aufsuchen", {"angetroffen": False})
    assert walk.open == ["A11_2_termin_vereinbaren"]
    walk = missed(walk, 3)
    walk.do("A11_7c_aufsuchen", {"angetroffen": False})
    assert walk.open == ["A11_7c_aufsuchen"], "a new round of outreach has two tries again"


@way(P11)
def good_reason(start: Start) -> None:
    walk = missed(booked(start), 3, wichtiger_grund=True)
    assert walk.open == ["A11_2_termin_vereinbaren"]
    assert walk.decisions == [("D19", (2,))]


@way(P11)
def needed_for_the_benefit(start: Start) -> None:
    """§ 61 SGB I goes to the benefits clerk as a note; the help-plan side still goes and sees the person."""
    walk = missed(booked(start), 3, termin_fuer_entscheidung_noetig=True)
    assert walk.jobs == ["benachrichtigen"]
    walk.send("benachrichtigen")
    assert walk.done("benachrichtigen") == [{"anlass": "mitwirkung_termin", "lane": "leistung"}]
    assert walk.open == ["A11_7c_aufsuchen"]
