"""Compresses pages and front-end files for browsers that can read it; the fonts are compressed already."""

import gzip
from functools import lru_cache

from flask import Flask, Response, request

KINDS = ("text/html", "text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml")
SMALLEST = 1400  # one packet


@lru_cache(maxsize=64)
def _kept(address: str, content: bytes) -> bytes:
    """Hashed files are compressed once, thoroughly."""
    return gzip.compress(content, 9, mtime=0)


def init_app(app: Flask) -> None:
    """Compress answers of these kinds.

    Pages carry the CSRF token, so guessing it by the compressed length (BREACH) is the usual worry. It needs another
    site to make the browser send our cookie: `SameSite=Lax` sends it along with a visit only, and a visit's length
    cannot be read by the other site.
    """

    @app.after_request
    def compress(response: Response) -> Response:
        if (
            "gzip" not in request.headers.get("Accept-Encoding", "").lower()
            or response.status_code in (204, 206, 304)
            or "Content-Encoding" in response.headers
            or response.mimetype not in KINDS
        ):
            return response
        response.direct_passthrough = False
        content = response.get_data()
        if len(content) < SMALLEST:
            return response
        if request.endpoint == "static":
            response.set_data(_kept(request.path, content))
        else:
            response.set_data(gzip.compress(content, 5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.headers.add("Vary", "Accept-Encoding")
        return response
