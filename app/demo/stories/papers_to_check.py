"""Competent, and the papers are to be looked at."""

from app.demo import answers as a
from app.demo.playing import Case

DAYS_AGO = 2
WHO = {
    "nachname": "Osei",
    "vorname": "Kwame",
    "geburtsdatum": "1979-12-12",
    "anschrift": "Hoppengarten 8, 48147 Münster",
    "stadtbezirk": "west",
    "erwerbsfaehig": "nein_befristet",
    "anliegen_text": "Ich bin nach einer Operation länger krank.",
    "problemfelder": ["einkommen", "gesundheit"],
    "email": "kwame@example.org",
    "sprache": "en",
}


def play(case: Case) -> None:
    case.apply(WHO).play.do("A2_8_zustaendigkeit_feststellen", a.HERE)
