"""In the midst of the talk: life areas are to be looked at."""

from app.demo import answers as a
from app.demo.playing import Case

DAYS_AGO = 11
WHO = {
    "nachname": "Dogan",
    "vorname": "Mehmet",
    "geburtsdatum": "1972-05-25",
    "anschrift": "Kemperweg 14, 48157 Münster",
    "stadtbezirk": "ost",
    "erwerbsfaehig": "nein_befristet",
    "anliegen_text": "Seit dem Unfall kann ich nicht mehr auf dem Bau arbeiten.",
    "problemfelder": ["gesundheit", "arbeit", "einkommen"],
    "email": "mehmet@example.org",
}


def play(case: Case) -> None:
    case.apply(WHO).checked().met(5, hour=9)
    case.play.do("A3_2_beratung_vorbereiten", a.PREPARED).do("A3_3_gespraech_fuehren", a.TALK)
    case.play.do("A3_4_lebensbereich_erheben", a.AREA).do("A3_4_lebensbereich_erheben", {**a.AREA, "wert_person": 6})
