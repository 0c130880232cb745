"""Answers as JSON."""

from typing import Any

import orjson
from flask import Response

JSON = "application/json"


def answer(content: Any, status: int = 200) -> Response:
    """Content as JSON; times in UTC with Z."""
    return Response(to_json(content), status, mimetype=JSON)


def to_json(content: Any) -> bytes:
    """JSON of our shapes: identifiers as text, times as ISO 8601 in UTC."""
    return orjson.dumps(content, default=str, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)
