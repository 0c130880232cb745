"""Four weeks have passed without a plan: the team leader looks at it."""

from app.demo.playing import Case

DAYS_AGO = 45
WHO = {
    "nachname": "Nguyen",
    "vorname": "Minh",
    "geburtsdatum": "1985-05-15",
    "anschrift": "Friedrich-Ebert-Straße 120, 48153 Münster",
    "stadtbezirk": "mitte",
    "erwerbsfaehig": "nein_befristet",
    "anliegen_text": "Ich habe meine Arbeit verloren und bin krank.",
    "problemfelder": ["arbeit", "gesundheit", "sprache"],
    "email": "minh@example.org",
}


def play(case: Case) -> None:
    case.apply(WHO).checked().met(9)
