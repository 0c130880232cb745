"""Twelve months ago no plan was wished: now it is offered again."""

from app.demo import answers as a
from app.demo.playing import Case

DAYS_AGO = 385
WHO = {
    "nachname": "Kruse",
    "vorname": "Hildegard",
    "geburtsdatum": "1949-01-19",
    "anschrift": "Albersloher Weg 400, 48167 Münster",
    "stadtbezirk": "suedost",
    "erwerbsfaehig": "nein_dauerhaft",
    "anliegen_text": "Die Rente reicht nicht bis zum Monatsende.",
    "problemfelder": ["einkommen"],
    "telefon": "0251 555123",
    "altersgrenze_erreicht": True,
    "wunsch_person": "nur_geld",
}


def play(case: Case) -> None:
    case.apply(WHO).checked().met(10).consulted(a.NO_PLAN)
