"""A stage has come to its end: it is to be evaluated together."""

from app.demo import answers as a
from app.demo.playing import Case

DAYS_AGO = 130
WHO = {
    "nachname": "Wiesmann",
    "vorname": "Karl",
    "geburtsdatum": "1962-12-24",
    "anschrift": "Wolbecker Straße 90, 48155 Münster",
    "stadtbezirk": "suedost",
    "erwerbsfaehig": "nein_befristet",
    "anliegen_text": "Nach dem Schlaganfall brauche ich Hilfe im Alltag.",
    "problemfelder": ["gesundheit", "wohnen"],
    "email": "karl@example.org",
}


def play(case: Case) -> None:
    case.apply(WHO).checked().met(8).consulted({**a.PLAN, "taetigkeit_gewuenscht": False})
    case.drafted(
        [case.goal("Mein Alltag ist geregelt", "pflege", 250)],
        [case.stage("Haushaltshilfe finden", 1, 1, 10, 125)],
        [case.step(1, "Pflegeberatung anrufen", 40)],
        30,
    ).agreed()
    case.play.do("A5_3_schritt_erledigen", a.DONE).until(case.at(90)).do_all("A5_5_zwischenkontakt", a.CONTACT)
