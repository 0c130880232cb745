"""Names an expression may see in these tests, and rows of a record."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from processes.engine.expressions import RecordView

#: Monday, 2 March 2026, half past nine in Münster.
NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
#: A word that must never stand in a sentence of an error.
SECRET = "Zwiebelkuchen"


@dataclass
class Row:
    id: int
    form: str
    answers: dict[str, Any] = field(default_factory=dict)
    instance_id: str = "own"
    element_id: str = "task"


def rows() -> list[Row]:
    return [
        Row(1, "F02", {"leistungsart": "hlu", "beginn": "2026-02-01", "notiz": SECRET}, instance_id="root"),
        Row(2, "F06", {"bereich": "wohnen", "wert": 2}, instance_id="own"),
        Row(3, "F06", {"bereich": "arbeit", "wert": 5}, instance_id="other"),
        Row(4, "F08", {"ziele": [{"titel": "Miete sichern"}, {"titel": "Arbeit finden", "tage": 90}]}),
        Row(5, "frage_1", {"antwort": True}, element_id="frage_1"),
    ]


def names(**more: Any) -> dict[str, Any]:
    view = RecordView(rows(), ("own", "root"))
    return {"_now": NOW, "record": view, "x": 5, "wort": SECRET, "liste": [SECRET, 1], "tabelle": {"a": SECRET}, **more}
