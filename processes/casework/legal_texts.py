"""The legal nature of a plan in words, by legal profile and kind of plan; printed under its title (domain.md 1.6)."""

_VOLUNTARY = (
    "Dieser Plan ist eine gemeinsame Vereinbarung. Er ist freiwillig. Wenn Sie etwas davon nicht einhalten, "
    "wird Ihre Geldleistung deswegen nicht gekürzt."
)

#: id -> text. Texts are only ever added: a plan names the text it was agreed under.
TEXTS: dict[str, str] = {
    "sgb12-2026": _VOLUNTARY,
    "sgb12-vereinbarung-2026": f"{_VOLUNTARY} Grundlage: § 11 Absatz 3 und § 12 Absatz 2 SGB XII.",
    "sgb12-gesamtplan-2026": f"{_VOLUNTARY} Grundlage: Gesamtplan nach § 68 Absatz 1 Satz 2 SGB XII.",
    "bshg-2001": (
        "Dieser Plan ist eine gemeinsame Vereinbarung auf der Grundlage der Beratung nach § 17 BSHG. "
        "Er ist freiwillig und kein Bescheid. Was das Bundessozialhilfegesetz sonst verlangt, bleibt davon unberührt."
    ),
}

#: Kind of plan -> its name on screen and as the title of the document.
TITLES: dict[str, str] = {
    "hilfeplan": "Hilfeplan",
    "kurzplan": "Hilfeplan (kurz)",
    "vereinbarung_12": "Hilfeplan mit Vereinbarung",
    "gesamtplan_68": "Hilfeplan (Gesamtplan)",
    "hilfeplan_bshg": "Hilfeplan",
}


def text_id(*, legal_profile: str, kind: str) -> str:
    """The id of the text for a plan of this kind under this profile."""
    if legal_profile == "bshg":
        return "bshg-2001"
    return {"vereinbarung_12": "sgb12-vereinbarung-2026", "gesamtplan_68": "sgb12-gesamtplan-2026"}.get(
        kind, "sgb12-2026"
    )
