"""K09: no agreement about the plan; counselling stays open and benefits are untouched."""

from app.demo import answers as a
from app.demo.playing import Case

DAYS_AGO = 75
WHO = {
    "nachname": "Brinkhoff",
    "vorname": "Olaf",
    "geburtsdatum": "1974-08-08",
    "anschrift": "Warendorfer Straße 77, 48145 Münster",
    "stadtbezirk": "ost",
    "erwerbsfaehig": "nein_befristet",
    "anliegen_text": "Ich möchte in meiner Wohnung bleiben, auch wenn sie zu groß ist.",
    "problemfelder": ["wohnen", "einkommen"],
    "email": "olaf@example.org",
}


def play(case: Case) -> None:
    case.apply(WHO).checked().met(8).consulted({**a.PLAN, "taetigkeit_gewuenscht": False})
    case.drafted(
        [case.goal("Ich wohne in einer kleineren Wohnung", "wohnen", 200, confidence=5)],
        [case.stage("Wohnung suchen", 1, 1, 10, 150)],
        [case.step(1, "Wohnungsangebote ansehen", 60)],
        20,
    )
    case.play.do("A4_5_plan_besprechen", {"verstanden": "ja", "ergebnis": "uneinig", "aenderungswunsch": "Kein Umzug"})
