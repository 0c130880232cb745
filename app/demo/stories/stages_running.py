"""Two stages run side by side; one step is overdue."""

from app.demo import answers as a
from app.demo.playing import Case

DAYS_AGO = 70
WHO = {
    "nachname": "Öztürk",
    "vorname": "Fatma",
    "geburtsdatum": "1976-03-08",
    "anschrift": "Kinderhauser Straße 112, 48147 Münster",
    "stadtbezirk": "nord",
    "erwerbsfaehig": "nein_befristet",
    "anliegen_text": "Nach der Kur möchte ich wieder Kraft finden.",
    "problemfelder": ["gesundheit", "schulden", "alleinsein"],
    "email": "fatma@example.org",
}


def play(case: Case) -> None:
    case.apply(WHO).checked().met(8).consulted(a.PLAN)
    case.drafted(
        [
            case.goal("Ich gehe wieder unter Menschen", "netzwerk", 200),
            case.goal("Meine Raten laufen", "schulden", 240),
        ],
        [case.stage("Frauentreff besuchen", 1, 1, 10, 120), case.stage("Schuldnerberatung", 2, 1, 10, 150)],
        [
            case.step(1, "Zum Frauentreff gehen", 40),
            case.step(2, "Unterlagen ordnen", 60),
            case.step(2, "Termin ausmachen", 90, who="fallmanagement"),
        ],
        30,
    ).agreed()
    case.play.do("A5_3_schritt_erledigen", a.DONE)
