"""The lists that `auswahl` fields of forms offer (forms: stellen, partner, fachkraefte): value and label."""

from collections.abc import Mapping

from sqlalchemy import func, literal, or_, select
from sqlalchemy.orm import Session

from processes.engine.models import PersonRow

#: Bodies an application may be passed on to.
BODIES = (
    "Jobcenter der Stadt Münster",
    "LWL – Landschaftsverband Westfalen-Lippe",
    "Agentur für Arbeit",
    "Deutsche Rentenversicherung",
    "Krankenkasse",
    "Pflegekasse",
    "Familienkasse",
    "Amt für Kinder, Jugendliche und Familien",
    "Amt für Wohnungswesen",
    "Stelle für Leistungen nach dem Asylbewerberleistungsgesetz",
    "Sozialamt einer anderen Gemeinde",
)

#: Kinds of partners until there is a directory of them.
PARTNERS = (
    "Schuldnerberatung",
    "Suchtberatung",
    "Wohnhilfe",
    "Familienhilfe",
    "Sprachkurs",
    "Sozialpsychiatrischer Dienst",
    "Pflegeberatung",
    "Beschäftigungsträger",
)

Choices = tuple[tuple[str, str], ...]


def lists(session: Session) -> Mapping[str, Choices]:
    """All lists by their names. Workers are chosen by sign-in name and shown by name."""
    workers = session.execute(
        select(PersonRow.id, PersonRow.name)
        .where(PersonRow.active)
        .where(
            or_(
                literal("fallmanagement") == func.any(PersonRow.roles),
                literal("fachdienst") == func.any(PersonRow.roles),
            )
        )
        .order_by(PersonRow.name, PersonRow.id)
    )
    return {
        "stellen": tuple((name, name) for name in BODIES),
        "partner": tuple((name, name) for name in PARTNERS),
        "fachkraefte": tuple((row.id, row.name) for row in workers),
    }
