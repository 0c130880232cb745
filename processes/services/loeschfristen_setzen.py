"""Sets from when on the data of each class are erased (D15)."""

from typing import Any

from processes.casework import closing
from processes.engine.operations import Context

KIND = "inside"


def run(context: Context, fristen: list[Any]) -> None:
    """`fristen` holds rows {datenklasse, monate, rechtsgrundlage} or pairs [datenklasse, monate] from D15."""
    closing.set_erasure_dates(context, fristen)
