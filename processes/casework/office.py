"""The house as it stands on letters: name, address, how to reach it. No subject matter (domain.md DS11)."""

SENDER = "Stadt Münster"
ADDRESS = ("Stadt Münster", "Sozialamt", "48127 Münster")
HOUSE = "Stadthaus II"
TELEPHONE = "0251 492-0"
EMERGENCY = "112"

#: Where an appointment takes place, as its confirmation says it.
PLACES: dict[str, str] = {
    "amt": f"{HOUSE}, Kundenzentrum",
    "hausbesuch": "bei Ihnen zu Hause",
    "telefon": "Wir rufen Sie an",
    "video": "per Video; den Zugang schicken wir Ihnen vorher",
    "treffpunkt": "am vereinbarten Treffpunkt",
}

#: Who does a step, as the person reads it in their plan.
DOERS: dict[str, str] = {
    "person": "Ich",
    "fallmanagement": "Hilfeplanung",
    "leistung": "Leistungsstelle",
    "partner": "Partner",
}


def place(value: str) -> str:
    """A place in words; an unknown one as it was written."""
    return PLACES.get(value, value)
