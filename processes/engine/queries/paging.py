"""Cursors: opaque texts that say after which row a page begins."""

import base64
import binascii
import json
from datetime import datetime
from typing import Any

from processes.errors import Invalid
from processes.words import N_

BAD_CURSOR = N_("This page of the list does not exist. Please begin at the first page.")
MOST = 200


def limited(limit: int) -> int:
    """A page's length: at least one row, at most `MOST`."""
    return max(1, min(int(limit), MOST))


def encode(*position: Any) -> str:
    """A cursor for the position of the last row of a page."""
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in position]
    return base64.urlsafe_b64encode(json.dumps(plain, default=str).encode()).decode().rstrip("=")


def decode(cursor: str, *kinds: type) -> list[Any]:
    """The position a cursor holds, its parts of the given kinds (datetime, int, str). Raises Invalid."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(kinds):
            raise ValueError
        found = [
            datetime.fromisoformat(v) if kind is datetime else kind(v) for v, kind in zip(values, kinds, strict=True)
        ]
        if any(isinstance(part, int) and not 0 <= part < 2**63 for part in found):
            raise ValueError
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error):
        raise Invalid(BAD_CURSOR) from None
    return found
