"""The session of a request: reading is read-only; a change commits once, when all went well."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask, Response, current_app, g, request
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from processes.errors import Conflict
from processes.words import N_

READING = ("GET", "HEAD", "OPTIONS")
#: How long a change waits for somebody else's lock on the same case before it says so.
LOCK_TIMEOUT = "2s"
LOCK_NOT_AVAILABLE = "55P03"

BUSY = N_("Somebody is working on this case at this moment. Please try again; what you typed is kept.")


def session() -> Session:
    """The session of this request, opened on first use: read-only for GET, with a short lock timeout otherwise."""
    if "session" not in g:
        g.session = current_app.extensions["sessions"]()
        if request.method in READING:
            g.session.execute(text("SET TRANSACTION READ ONLY"))
        else:
            g.session.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
    return g.session


def start_over() -> None:
    """Undo what this request has done so far, so that a refused change can show its page again from fresh data."""
    if "session" in g:
        g.session.rollback()
        g.session.close()
        del g.session


@contextmanager
def aside() -> Iterator[Session]:
    """A short transaction of its own, committed at the end whatever becomes of the request.

    For what must be kept also on a refused request, such as an attempt to sign in.
    """
    with current_app.extensions["sessions"].begin() as session:
        yield session


def afterwards(do: Callable[[Session], None]) -> None:
    """Let `do` write in a short transaction of its own when the request's own is over, whatever became of it.

    For what a read-only request leaves behind. It never holds two connections at once.
    """
    g.setdefault("afterwards", []).append(do)


def busy(error: OperationalError) -> Conflict | None:
    """The refusal to show when `error` only means that somebody else holds the lock, else None."""
    if getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE:
        return Conflict(BUSY)
    return None


def finish(response: Response) -> Response:
    """Commit a change that went well; forget everything else."""
    if "session" in g:
        if request.method not in READING and response.status_code < 400:
            g.session.commit()
        else:
            g.session.rollback()
        g.session.close()
    if waiting := g.pop("afterwards", None):
        with aside() as session:
            for do in waiting:
                do(session)
    return response


def init_app(app: Flask, sessions: sessionmaker[Session]) -> None:
    """Keep the maker of sessions, and close the request's session at its end."""
    app.extensions["sessions"] = sessions

    @app.teardown_appcontext
    def close(error: BaseException | None) -> None:
        if "session" in g:
            g.pop("session").close()
