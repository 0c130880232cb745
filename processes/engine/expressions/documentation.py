"""Writes the table of functions into the page for process owners (run this module after changing a function)."""

from itertools import groupby
from pathlib import Path

from processes.engine.expressions.functions import FUNCTIONS

BEGIN = "<!-- Funktionen: aus dem Programm erzeugt, nicht von Hand ändern -->"
END = "<!-- Ende der Funktionen -->"


def markdown() -> str:
    """The functions by group, each with signature, sentence, example and result."""
    parts = []
    for group, functions in groupby(FUNCTIONS.values(), key=lambda function: function.group):
        parts.append(f"### {group}\n\n| Funktion | Bedeutung | Beispiel | ergibt |\n| --- | --- | --- | --- |")
        parts.extend(f"| `{one.signature}` | {one.sentence} | `{one.example}` | `{one.result}` |" for one in functions)
        parts.append("")
    return "\n".join(parts)


def write(page: Path) -> None:
    """Replace the table in `page`, between its two marks."""
    text = page.read_text()
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n\n{markdown()}\n{END}{after}")


if __name__ == "__main__":
    from processes.config import current

    write(current().bpmn_dir / "README-ausdruecke.md")
