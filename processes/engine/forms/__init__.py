"""Forms: form-js schemas checked at deploy, answers read and judged, forms started with what is already known.

The stored format is form-js JSON. Supported components: textfield, textarea, number, checkbox, radio, select,
checklist, datetime (date, date and time), dynamiclist, group, text, separator, spacer. Our own settings of a component
are its custom `properties`:

| property | what it does |
| --- | --- |
| `typ` | kind of answer where form-js has none: money, scale10, bool, signature, ref, file |
| `vorbelegung` | expression: what the field starts with; of a list: its rows as `[{"column": value}, …]` |
| `vorschlag` | expression: proposed value; another one needs a reason in `abweichung_grund` (or `grund_feld`) |
| `fest` | `ja`: the value of `vorbelegung` cannot be changed |
| `berechnet` | expression over the answers: fills the field when it was left empty |
| `pruefung`, `meldung` | expression over the answers (`wert` is the own one) that must hold; the sentence if not |
| `pflicht_wenn` | expression: required when it holds |
| `hinweis_wenn`, `hinweis` | expression and sentence of a warning that does not block |
| `min_zeilen`, `max_zeilen`, `zeile` | how many rows a list needs and bears, and what one row is called |
| `auswahl` | name of a list the application offers for a `ref` (fachkraefte, stellen, partner) |
| `quelle` | where a prefilled value comes from, when the record does not say |
"""

from processes.engine.forms.components import Choice, Component, Field, Form, Group, InvalidForm, Note, Rows
from processes.engine.forms.formless import read_draft, read_formless
from processes.engine.forms.html import from_html, row_action, with_row_action
from processes.engine.forms.prefill import prefill, proposals
from processes.engine.forms.reader import read, shown_on_page, warnings
from processes.engine.forms.schema import check_schema, parse_schema
from processes.engine.forms.summary import Words, shown, summary, typed

__all__ = [
    "Choice",
    "Component",
    "Field",
    "Form",
    "Group",
    "InvalidForm",
    "Note",
    "Rows",
    "Words",
    "check_schema",
    "from_html",
    "parse_schema",
    "prefill",
    "proposals",
    "read",
    "read_draft",
    "read_formless",
    "row_action",
    "shown",
    "shown_on_page",
    "summary",
    "typed",
    "warnings",
    "with_row_action",
]
