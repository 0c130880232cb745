"""Came to the first appointment; the talk is to be prepared."""

from app.demo.playing import Case

DAYS_AGO = 8
WHO = {
    "nachname": "Lohmann",
    "vorname": "Svenja",
    "geburtsdatum": "1995-10-11",
    "anschrift": "Von-Esmarch-Straße 60, 48149 Münster",
    "stadtbezirk": "west",
    "erwerbsfaehig": "nein_befristet",
    "anliegen_text": "Ich habe meine Ausbildung abgebrochen und Schulden.",
    "problemfelder": ["schulden", "arbeit", "gesundheit"],
    "email": "svenja@example.org",
}


def play(case: Case) -> None:
    case.apply(WHO).checked().met(3, hour=9)
