"""Around every request: its id, how long it took (commit included), and one log line."""

import re
import secrets
import time
from collections.abc import Callable, Iterable
from typing import Any

import structlog
from flask import Flask

log = structlog.get_logger("app.request")

#: An id given by a proxy is taken over when it cannot do harm in a log line.
SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

ENVIRON_KEY = "hilfeplan.request_id"


class Around:
    """WSGI middleware that measures from the first byte read to the last header written.

    It stands outside Flask, so opening the session, the commit and the error pages are inside the measured time.
    """

    def __init__(self, inner: Callable[..., Iterable[bytes]]) -> None:
        self.inner = inner

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request (WSGI)."""
        begun = time.perf_counter()
        given = environ.get("HTTP_X_REQUEST_ID", "")
        request_id = given if SAFE_ID.fullmatch(given) else secrets.token_hex(8)
        environ[ENVIRON_KEY] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            took = (time.perf_counter() - begun) * 1000
            headers.append(("Server-Timing", f"app;dur={took:.1f}"))
            headers.append(("X-Request-Id", request_id))
            log.info(
                "request",
                method=environ["REQUEST_METHOD"],
                route=environ.get("hilfeplan.route", ""),
                status=int(status[:3]),
                ms=round(took, 1),
            )
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        return self.inner(environ, start)


def init_app(app: Flask) -> None:
    """Put the middleware around the application, and remember the route (never the path: it may hold a file number)."""
    app.wsgi_app = Around(app.wsgi_app)  # type: ignore[method-assign]

    @app.before_request
    def remember_route() -> None:
        from flask import request

        request.environ["hilfeplan.route"] = request.url_rule.rule if request.url_rule else ""
