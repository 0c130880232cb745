"""Wishes a plan: goals are to be worked out together."""

from app.demo import answers as a
from app.demo.playing import Case

DAYS_AGO = 14
WHO = {
    "nachname": "Berkemeyer",
    "vorname": "Anja",
    "geburtsdatum": "1983-09-09",
    "anschrift": "Meesenstiege 30, 48165 Münster",
    "stadtbezirk": "hiltrup",
    "erwerbsfaehig": "nein_befristet",
    "anliegen_text": "Ich bin allein mit zwei Kindern und krank.",
    "problemfelder": ["einkommen", "gesundheit", "familie"],
    "email": "anja@example.org",
    "kind_im_haushalt": True,
    "haushalt": [
        {"person": "Jonas Berkemeyer", "verhaeltnis": "kind", "geburtsdatum": "2016-02-02", "einkommen_ja_nein": False}
    ],
}


def play(case: Case) -> None:
    case.apply(WHO).checked().met(8).consulted(a.PLAN)
