"""The first talk is agreed for one of the next days."""

from app.demo.playing import Case

DAYS_AGO = 4
WHO = {
    "nachname": "Yıldız",
    "vorname": "Emine",
    "geburtsdatum": "1988-01-30",
    "anschrift": "Coerdestiege 5, 48159 Münster",
    "stadtbezirk": "nord",
    "erwerbsfaehig": "nein_befristet",
    "anliegen_text": "Ich pflege meine Mutter und komme nicht mehr zurecht.",
    "problemfelder": ["einkommen", "familie"],
    "email": "emine@example.org",
}


def play(case: Case) -> None:
    case.apply(WHO).checked().appointed(7)
