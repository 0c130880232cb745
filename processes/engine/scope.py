"""The names that expressions of diagrams, decisions and forms see besides the process data."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from processes.engine.expressions import RecordView


def names(
    *, record: RecordView, business_key: str | None, instance: str, now: datetime, data: Mapping[str, Any]
) -> dict[str, Any]:
    """`record`, `az` and `business_key`, `instanz` (the instance's id), and the clock and deadlines for our functions.

    `az` is the process variable of that name if there is one (a case that is not yet numbered has none), else the
    business key.
    """
    return {
        "record": record,
        "az": data.get("az") or business_key,
        "business_key": business_key,
        "instanz": instance,
        "_now": now,
    }
