"""Every error of the API as a problem document (RFC 9457), its sentences in the language of the request."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson
import structlog
from flask import Response, current_app, request
from flask_babel import gettext
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from app import db, i18n
from app.page import everyone, status_of
from app.timing import ENVIRON_KEY
from processes.errors import Conflict, Invalid, Refusal
from processes.words import N_

if TYPE_CHECKING:
    from app.api.route import Api

log = structlog.get_logger("app.api")

PROBLEM_JSON = "application/problem+json"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

#: A short name for the `type` of each status, and its title.
KINDS = {
    400: ("bad-request", N_("The request was not understood")),
    401: ("unauthorized", N_("Please sign in")),
    403: ("not-allowed", N_("Not allowed")),
    404: ("not-found", N_("Not found")),
    405: ("method-not-allowed", N_("Not possible here")),
    409: ("conflict", N_("Somebody was faster")),
    413: ("too-large", N_("Too large")),
    415: ("unsupported-media-type", N_("The request was not understood")),
    422: ("invalid", N_("Something is missing or wrong")),
    429: ("too-many-requests", N_("Too many requests")),
    500: ("internal-error", N_("Something went wrong on our side")),
}

SENTENCES = {
    400: N_("The request could not be read."),
    404: N_("This does not exist, or you may not see it."),
    405: N_("This address cannot be used with this method."),
    413: N_("What was sent is too large."),
    415: N_("Send JSON as application/json, or files as multipart/form-data."),
    500: N_("Nothing was changed. If it happens again, tell the administration the request id."),
}


class Unauthorized(Exception):
    """There is no token with the request, or nobody has this token."""

    sentence = N_("Send a valid token in the header Authorization: Bearer.")


class TooMany(Exception):
    """This token has called too often; `wait` is in seconds."""

    sentence = N_("This token calls too often. Wait a moment.")

    def __init__(self, wait: int) -> None:
        super().__init__(self.sentence)
        self.wait = wait


class Unreadable(Exception):
    """The body cannot be read; the sentence says why. `status` is 400, 413, 415 or 422."""

    def __init__(self, template: str, *, status: int = 400, **params: Any) -> None:
        super().__init__(template)
        self.template = template
        self.params = params
        self.status = status


def problem(status: int, detail: str, *, headers: Mapping[str, str] | None = None, **members: Any) -> Response:
    """A problem document; `members` are its extensions."""
    kind, title = KINDS.get(status, KINDS[500])
    document = {
        "type": f"urn:hilfeplan:problem:{kind}",
        "title": gettext(title),
        "status": status,
        "detail": detail,
        "request_id": request.environ.get(ENVIRON_KEY),
        **members,
    }
    content = orjson.dumps(document, default=str, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)
    return Response(content, status, headers=dict(headers or {}), mimetype=PROBLEM_JSON)


def of_refusal(refusal: Refusal) -> Response:
    """A refused command: 403, 404, 409 with who and when, or 422 with the fields or elements concerned."""
    db.start_over()
    members: dict[str, Any] = {}
    if isinstance(refusal, Conflict):
        members = {"by": refusal.by, "at": refusal.at}
    if isinstance(refusal, Invalid):
        if refusal.fields:
            members["errors"] = {path: i18n.problem(found) for path, found in refusal.fields.items()}
        if refusal.problems:
            members["problems"] = [
                {"element_id": found.element_id, "message": i18n.problem(found)} for found in refusal.problems
            ]
    return problem(status_of(refusal), i18n.sentence(refusal), **members)


def of_unauthorized(error: Unauthorized) -> Response:
    """No token, or one that nobody has."""
    return problem(401, gettext(error.sentence), headers={"WWW-Authenticate": "Bearer"})


def of_too_many(error: TooMany) -> Response:
    """A token that calls too often."""
    return problem(429, gettext(error.sentence), headers={"Retry-After": str(error.wait)})


def of_unreadable(error: Unreadable) -> Response:
    """A body that cannot be read."""
    db.start_over()
    return problem(error.status, i18n.translate(error.template, error.params))


def of_http(error: HTTPException) -> Any:
    """What Flask itself refuses, or an exception that it wraps."""
    code = error.code or 500
    if code < 400:
        return error
    db.start_over()
    headers = {"Allow": ", ".join(sorted(error.valid_methods or ()))} if isinstance(error, MethodNotAllowed) else {}
    return problem(
        code, gettext(SENTENCES.get(code, SENTENCES[400] if code < 500 else SENTENCES[500])), headers=headers
    )


def of_database(error: OperationalError) -> Response:
    """Somebody else holds the lock: a conflict; anything else is our fault."""
    refusal = db.busy(error)
    return of_refusal(refusal) if refusal else of_bug(error)


def of_data(error: DataError) -> Response:
    """A value that no column can hold and that nothing before has refused."""
    log.warning("unfit value", exc_info=error)
    db.start_over()
    return problem(400, gettext(SENTENCES[400]))


def of_bug(error: Exception) -> Response:
    """Our fault; logged without content."""
    log.error("request failed", exc_info=error)
    db.start_over()
    return problem(500, gettext(SENTENCES[500]))


def nothing_here(rest: str = "") -> Response:
    """What no call matches: 405 if the address exists for another method, else 404."""
    adapter = current_app.create_url_adapter(request)
    allowed = set()
    for method in METHODS:
        try:
            rule, _ = adapter.match(method=method, return_rule=True)  # type: ignore[union-attr]
        except HTTPException:
            continue
        if rule.endpoint != "api.nothing_here":
            allowed.add(method)
    raise MethodNotAllowed(sorted(allowed)) if allowed else NotFound


def add_to(api: "Api") -> None:
    """Answer every error below the API's address as a problem document."""
    nothing_here.allow = everyone  # type: ignore[attr-defined]
    for path in ("/", "/<path:rest>"):
        api.blueprint.add_url_rule(path, "nothing_here", nothing_here, methods=METHODS, provide_automatic_options=False)
    handlers: dict[type[Exception], Any] = {
        Refusal: of_refusal,
        Unauthorized: of_unauthorized,
        TooMany: of_too_many,
        Unreadable: of_unreadable,
        HTTPException: of_http,
        OperationalError: of_database,
        DataError: of_data,
        Exception: of_bug,
    }
    for kind, handler in handlers.items():
        api.blueprint.register_error_handler(kind, handler)
