"""An application of this morning: the benefits clerk decides who is competent."""

from app.demo.playing import Case

DAYS_AGO = 0
WHO = {
    "nachname": "Hagemann",
    "vorname": "Renate",
    "geburtsdatum": "1968-07-03",
    "anschrift": "Grevener Straße 41, 48149 Münster",
    "stadtbezirk": "mitte",
    "erwerbsfaehig": "nein_befristet",
    "anliegen_text": "Nach der Trennung reicht das Geld nicht für Miete und Strom.",
    "problemfelder": ["einkommen", "wohnen"],
    "email": "renate@example.org",
}


def play(case: Case) -> None:
    case.apply(WHO)
