"""K03: without a home; help at once, a Gesamtplan released by the team leader, its first stage running."""

from app.demo import answers as a
from app.demo.playing import Case

DAYS_AGO = 40
WHO = {
    "nachname": "Kowalczyk",
    "vorname": "Marek",
    "geburtsdatum": "1981-02-14",
    "ohne_wohnung": True,
    "anschrift": "erreichbar über das Haus der Wohnungslosenhilfe",
    "stadtbezirk": "mitte",
    "sprache": "pl",
    "erwerbsfaehig": "ja",
    "besondere_schwierigkeiten": True,
    "mittellos_heute": True,
    "wohnungsverlust_tage": 0,
    "anliegen_text": "Ich schlafe draußen und habe keine Papiere mehr.",
    "problemfelder": ["einkommen", "wohnen", "gesundheit", "arbeit", "alleinsein"],
    "email": "marek@example.org",
}


def play(case: Case) -> None:
    case.apply(WHO).checked().met(1, hour=14).consulted({**a.PLAN, "taetigkeit_gewuenscht": False})
    case.drafted(
        [case.goal("Ich habe ein Zimmer", "wohnen", 200)],
        [case.stage("Papiere und Krankenversicherung", 1, 1, 3, 90), case.stage("Ein Zimmer finden", 1, 2, 90, 180)],
        [
            case.step(1, "Ausweis beantragen", 30),
            case.step(1, "Krankenkasse anschreiben", 35, who="fallmanagement"),
            case.step(2, "Bei drei Vermietern vorstellen", 120),
        ],
        14,
    ).agreed()
