"""The plan promises money: the team leader is to release it."""

from app.demo import answers as a
from app.demo.playing import Case

DAYS_AGO = 18
WHO = {
    "nachname": "Sowa",
    "vorname": "Danuta",
    "geburtsdatum": "1969-11-02",
    "anschrift": "Idenbrockplatz 9, 48159 Münster",
    "stadtbezirk": "nord",
    "erwerbsfaehig": "nein_befristet",
    "anliegen_text": "Die Wohnung braucht eine neue Heizung und ich einen Kurs.",
    "problemfelder": ["wohnen", "arbeit"],
    "email": "danuta@example.org",
}


def play(case: Case) -> None:
    case.apply(WHO).checked().met(8).consulted(a.PLAN)
    case.drafted(
        [case.goal("Ich habe einen Computerkurs abgeschlossen", "bildung", 180)],
        [case.stage("Computerkurs", 1, 1, 12, 120, kosten=48000)],
        [case.step(1, "Zum Kurs anmelden", 25), case.step(1, "Kostenzusage schreiben", 20, who="fallmanagement")],
        30,
    )
    case.play.do("A4_5_plan_besprechen", a.DISCUSSED)
