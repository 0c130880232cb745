"""The person thinks the draft of the plan over."""

from app.demo import answers as a
from app.demo.playing import Case

DAYS_AGO = 16
WHO = {
    "nachname": "Pohl",
    "vorname": "Gerrit",
    "geburtsdatum": "1990-06-17",
    "anschrift": "Hammer Straße 210, 48153 Münster",
    "stadtbezirk": "mitte",
    "erwerbsfaehig": "nein_befristet",
    "anliegen_text": "Ich möchte aus dem Kreislauf der Schulden heraus.",
    "problemfelder": ["schulden", "arbeit"],
    "email": "gerrit@example.org",
}


def play(case: Case) -> None:
    case.apply(WHO).checked().met(8).consulted(a.PLAN)
    case.drafted(
        [case.goal("Ich kenne alle meine Schulden", "schulden", 150)],
        [case.stage("Überblick schaffen", 1, 1, 14, 100)],
        [case.step(1, "Alle Briefe mitbringen", 30)],
        30,
    )
