"""The areas of life of the independence scale 0–10 and how deep a consultation goes (domain.md 2.6)."""

#: Area id -> its name on screen and in documents.
LABELS: dict[str, str] = {
    "einkommen": "Einkommen und Lebensunterhalt",
    "schulden": "Schulden und Geldeinteilung",
    "wohnen": "Wohnen",
    "gesundheit_koerper": "Körperliche Gesundheit",
    "gesundheit_seele": "Seelische Gesundheit",
    "sucht": "Suchtmittel und Abhängigkeit",
    "familie": "Familie, Partnerschaft, Kinder",
    "pflege": "Pflege und Alltag",
    "bildung": "Bildung und Qualifikation",
    "arbeit": "Arbeit und Tätigkeit",
    "sprache": "Sprache und Behördenwege",
    "netzwerk": "Soziales Netz und Teilhabe",
    "recht": "Recht",
}
ALL: tuple[str, ...] = tuple(LABELS)

#: Areas whose details are specially protected (Art. 9 DSGVO): only with consent.
PROTECTED = frozenset({"gesundheit_koerper", "gesundheit_seele", "sucht", "pflege"})

_SHORT = ("einkommen", "wohnen", "gesundheit_koerper")
_STANDARD = (*_SHORT, "schulden", "gesundheit_seele", "familie", "arbeit", "netzwerk")
_INTENSIVE = (*_STANDARD, "sucht", "pflege", "bildung", "sprache")
_BY_DEPTH = {"kurz": _SHORT, "standard": _STANDARD, "intensiv": _INTENSIVE}

#: Weight of a case in the caseload by depth (domain.md D05).
WEIGHT_BY_DEPTH = {"kurz": "0.5", "standard": "1.5", "intensiv": "3.0"}

#: A worker's value up to this counts as a problem area, and up to this as critical (bands B1 and lower B2).
PROBLEM_UP_TO = 5
CRITICAL_UP_TO = 2

#: Upper value of each band, its id and its name.
BANDS = (
    (1, "B1", "akute Not"),
    (3, "B2", "allein nicht zu schaffen"),
    (5, "B3", "teilweise, mit Unterstützung"),
    (7, "B4", "ausreichend"),
    (10, "B5", "selbstständig"),
)


def for_depth(depth: str | None) -> list[str]:
    """The areas to ask about; an unknown depth asks as `standard` does."""
    return list(_BY_DEPTH.get(depth or "", _STANDARD))


def band(value: int) -> str:
    """The name of the band of a value 0–10, for instance "ausreichend"."""
    return next(name for upper, _, name in BANDS if value <= upper)
