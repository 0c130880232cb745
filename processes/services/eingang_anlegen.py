"""Makes the intake of an application from F01: number, day of receipt, since when the need is known."""

from processes.casework import answers, intakes
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context) -> dict[str, object]:
    """Results: eingang_nr, eingang_id, rechtsprofil. A second run finds the same intake."""
    form = answers.form(context.record, "F01")
    intake = intakes.register(context, form, data=context.data, business_key=context.business_key)
    profile = context.data.get("rechtsprofil")
    return {
        "eingang_nr": intake.number,
        "eingang_id": str(intake.id),
        "rechtsprofil": profile if isinstance(profile, str) else "sgb12",
    }
