"""Answers as people give them: the application of K01, a goal, a stage with a step."""

from typing import Any

K01: dict[str, Any] = {
    "kanal": "schalter", "eingang_am": "2.11.2026 9:15", "bekannt_seit": "2.11.2026", "nachname": "Demirci", "vorname": "Aylin",
    "geburtsdatum": "4.5.1992", "staatsangehoerigkeit": "163", "sprache": "tr", "vertretung": "keine",
    "anschrift": "Grüner Grund 8, 48159 Münster", "aufenthalt": "muenster", "telefon": "0251 12345",
    "haushalt": [
        {"person": "Deniz", "verhaeltnis": "kind", "geburtsdatum": "1.2.2022", "einkommen_ja_nein": "nein"},
        {"person": "Elif", "verhaeltnis": "kind", "geburtsdatum": "1.2.2019", "einkommen_ja_nein": "nein"},
    ],
    "lebt_mit_erwerbsfaehiger_person": "nein", "erwerbsfaehig": "nein_befristet", "asylblg": False,
    "besondere_schwierigkeiten": False, "mittellos_heute": False, "wohnungsverlust_tage": "12", "energie_gesperrt": False,
    "gesundheit_akut": False, "gewalt_gefahr": False, "anliegen_text": "Mietschulden und Kündigung.",
    "problemfelder": ["einkommen", "schulden", "wohnen", "gesundheit", "arbeit"], "wunsch_person": "beratung",
    "datenschutz_info": "on",
}  # fmt: skip

GOAL = {
    "titel": "Ich habe einen Überblick", "bereich": "schulden", "art": "veraendern", "messgroesse": "Liste der Schulden",
    "ausgangswert": 2, "zielwert": 5, "bis": "3.5.2027", "erreichbar": 7,
}  # fmt: skip

STAGE = {
    "titel": "Schulden ordnen", "ziel_nr": 1, "gruppe_nr": 1, "beginn": "3.11.2026", "ende": "2.5.2027",
    "mein_beitrag": "Briefe sammeln", "beitrag_amt": "Termin vermitteln", "kosten": "1.250,50",
}  # fmt: skip

STEP = {"etappe_nr": 1, "was": "Briefe ordnen", "wer": "person", "bis": "1.12.2026"}

PLAN = {"etappen": [STAGE], "schritte": [STEP], "naechster_kontakt": "1.12.2026"}
