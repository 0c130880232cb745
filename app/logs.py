"""Logging as JSON lines on stdout; only scalars get through, so that no answers of a form can slip into a log."""

import logging
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

#: What may stand in a log line. Everything else is replaced by the name of its type.
SCALARS = (str, int, float, bool, type(None))

#: Longer texts are cut: an identifier or a sentence of ours is short, a note about a person is not.
LONGEST = 300


def only_scalars(logger: Any, method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Let scalars through and replace collections and objects by their type's name; cut long texts."""
    for key, value in event.items():
        if key == "at" and "error" in event:  # the lines of our own `where`
            continue
        if not isinstance(value, SCALARS):
            event[key] = f"<{type(value).__name__}>"
        elif isinstance(value, str) and len(value) > LONGEST:
            event[key] = value[:LONGEST] + "…"
    return event


def where(logger: Any, method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Describe an exception by its type and the lines it passed, without its message: that may quote what was typed."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info if isinstance(info, BaseException) else info[1] if isinstance(info, tuple) else None
    if error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        event["error"] = type(error).__name__
        event["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]]
    return event


def set_up(*, level: int = logging.INFO, handler: logging.Handler | None = None) -> None:
    """Send the lines of structlog and of every library through one JSON formatter to `handler`, or to stdout."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            where,
            only_scalars,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler = handler or logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
