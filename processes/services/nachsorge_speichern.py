"""Keeps an aftercare contact (F25)."""

from processes.casework import answers, closing
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, monat: int | None = None) -> dict[str, object]:
    """`monat` after the end, or None for the next planned contact.

    Results: hilfe_gewuenscht, wieder_leistung, nachsorge_beenden (the person wants no further calls).
    """
    form = closing.save_aftercare(context, context.record, monat)
    return {
        "hilfe_gewuenscht": answers.yes(form, "hilfe_gewuenscht"),
        "wieder_leistung": answers.text(form, "wieder_leistung") or "weiss_nicht",
        "nachsorge_beenden": answers.text(form, "erreicht") == "moechte_nicht",
    }
