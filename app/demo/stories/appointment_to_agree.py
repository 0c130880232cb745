"""The customer centre is to agree on the first appointment."""

from app.demo.playing import Case

DAYS_AGO = 3
WHO = {
    "nachname": "Tenbrink",
    "vorname": "Hubert",
    "geburtsdatum": "1951-03-21",
    "anschrift": "An der Clemenskirche 2, 48143 Münster",
    "stadtbezirk": "mitte",
    "erwerbsfaehig": "nein_dauerhaft",
    "anliegen_text": "Die Rente ist klein und die Heizkosten sind gestiegen.",
    "problemfelder": ["einkommen"],
    "email": "hubert@example.org",
    "altersgrenze_erreicht": True,
}


def play(case: Case) -> None:
    case.apply(WHO).checked()
