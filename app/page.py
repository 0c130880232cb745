"""A page: every route says who may open it, and a refused command becomes a page with a sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, Flask, Response, g, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException

from app import auth, db
from app.i18n import sentence
from processes.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from processes.people import NOBODY, Person
from processes.words import N_

log = structlog.get_logger("app.page")

STATUS: dict[type[Refusal], int] = {NotFound: 404, NotAllowed: 403, Conflict: 409, Invalid: 422}

#: Title and sentence of error pages that do not come from a command.
PAGES = {
    400: (N_("The request was not understood"), N_("Please go back and try again.")),
    403: (N_("Not allowed"), N_("You may not do this.")),
    404: (N_("Not found"), N_("This does not exist, or you may not see it.")),
    405: (N_("Not possible here"), N_("This address cannot be used like this.")),
    409: (N_("Somebody was faster"), N_("Somebody else has changed this in the meantime.")),
    413: (N_("Too large"), N_("What was sent is too large. A deployment may have at most 10 MB.")),
    422: (N_("Something is missing or wrong"), N_("Please correct the marked fields.")),
    429: (N_("Too many attempts"), N_("Please wait a few minutes and try again.")),
    500: (
        N_("Something went wrong on our side"),
        N_("Nothing was changed. Please try again; if it happens again, tell the administration the number below."),
    ),
}


@dataclass(frozen=True)
class Rule:
    """Who may open a route; `who` is how the route table says it."""

    who: str
    check: Callable[[Person], bool]

    def __call__(self, person: Person) -> bool:
        """Whether this person may."""
        return self.check(person)


everyone = Rule("everyone", lambda person: True)
signed_in = Rule("signed in", lambda person: person is not NOBODY)


def roles(*names: str) -> Rule:
    """People who hold one of these roles."""
    return Rule(" or ".join(names), lambda person: person.has(*names))


operators = roles("administration", "prozessverantwortung")


class Page(Blueprint):
    """One file in `app/pages` with its template beside it.

    `menu` puts it into the navigation, sorted by `order`, for people who may open it or, if narrower, for `menu_for`.
    """

    def __init__(self, import_name: str, *, menu: str = "", order: int = 50, menu_for: Rule | None = None) -> None:
        super().__init__(import_name.rpartition(".")[2], import_name, template_folder=".")
        self.menu = menu
        self.order = order
        self.menu_rule = menu_for
        self.menu_endpoint = ""

    def get(self, path: str, *, allow: Rule) -> Callable[[Callable[..., Any]], Callable[..., Any]]:  # type: ignore[override]
        """A page to read; runs in a read-only transaction."""
        return self._route(path, "GET", allow)

    def post(self, path: str, *, allow: Rule) -> Callable[[Callable[..., Any]], Callable[..., Any]]:  # type: ignore[override]
        """A change; committed once when the answer is below 400."""
        return self._route(path, "POST", allow)

    def route(self, *args: Any, **options: Any) -> Any:
        """Flask's own door has no rule, so it is shut."""
        raise TypeError("a page is written with get(…, allow=…) or post(…, allow=…)")

    def add_url_rule(self, rule: str, *args: Any, **options: Any) -> None:
        """Take only views that carry a rule. Raises TypeError."""
        view = options.get("view_func") or (args[1] if len(args) > 1 else None)
        if not isinstance(getattr(view, "allow", None), Rule):
            raise TypeError(f"{rule} has no rule about who may open it")
        super().add_url_rule(rule, *args, **options)

    def _route(self, path: str, method: str, allow: Rule) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
            @wraps(view)
            def guarded(*args: Any, **kwargs: Any) -> Any:
                if allow(auth.person()):
                    return view(*args, **kwargs)
                if auth.person() is NOBODY:
                    return ask_to_sign_in()
                raise NotAllowed

            guarded.allow = allow  # type: ignore[attr-defined]
            self.add_url_rule(path, view.__name__, guarded, methods=[method])
            if self.menu and method == "GET" and not self.menu_endpoint:
                self.menu_endpoint, self.menu_rule = f"{self.name}.{view.__name__}", self.menu_rule or allow
            return view

        return decorate


def ask_to_sign_in() -> Any:
    """Lead to the sign-in and back; what was typed comes along, so that an expired session loses nothing."""
    if is_fragment():
        return Response(gettext("You are signed out. What you typed is still on this page."), 401)
    if request.method in db.READING:
        return redirect(url_for("sign_in.show", weiter=request.full_path.rstrip("?")), 303)
    return render_template("typed_kept.html", fields=typed(), target=request.path), 401


def typed() -> list[tuple[str, str]]:
    """The fields of this request as they were typed, without the CSRF token and without passwords."""
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in ("csrf_token", "passwort") and len(value) < 100_000
    ]


def is_fragment() -> bool:
    """Whether htmx asks for a part of a page."""
    return request.headers.get("HX-Request") == "true"


def is_local(address: str) -> bool:
    """Whether this address leads to a page of ours, so that the sign-in may go on there."""
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc and address.startswith("/") and not address.startswith(("//", "/\\"))


def error_page(status: int, words: str = "", *, problems: tuple[Any, ...] = ()) -> tuple[str, int]:
    """An error as a page with a sentence."""
    title, usual = PAGES.get(status, PAGES[500])
    if is_fragment():
        return render_template("_note.html", words=words or gettext(usual)), status
    return render_template(
        "error.html", status=status, title=gettext(title), words=words or gettext(usual), problems=problems
    ), status


def http_error(error: HTTPException) -> Any:
    """What Flask itself refuses, as a page."""
    code = error.code or 500
    if code < 400:
        return error
    db.start_over()
    return error_page(code)


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refused command."""
    return next((status for kind, status in STATUS.items() if isinstance(refusal, kind)), 422)


def menu(app: Flask) -> list[Page]:
    """The pages of the navigation that this person may open, in their order."""
    found = [page for page in app.blueprints.values() if isinstance(page, Page) and page.menu_endpoint]
    return sorted((p for p in found if p.menu_rule and p.menu_rule(auth.person())), key=lambda p: (p.order, p.name))


def init_app(app: Flask) -> None:
    """Turn refusals and HTTP errors of pages into pages; the API has its own handlers on its blueprint."""

    @app.errorhandler(Refusal)
    def refuse(refusal: Refusal) -> Any:
        db.start_over()
        return error_page(status_of(refusal), sentence(refusal), problems=getattr(refusal, "problems", ()))

    @app.errorhandler(OperationalError)
    def busy_or_broken(error: OperationalError) -> Any:
        refusal = db.busy(error)
        if refusal is None:
            return broken(error)
        return refuse(refusal)

    @app.errorhandler(DataError)
    def unfit(error: DataError) -> Any:
        """A value that no column can hold, such as a NUL: whoever sent it did not get it from a page of ours."""
        log.warning("unfit value", exc_info=error)
        db.start_over()
        return error_page(400)

    app.register_error_handler(HTTPException, http_error)

    @app.errorhandler(Exception)
    def broken(error: Exception) -> Any:
        if app.testing and app.config["PROPAGATE_EXCEPTIONS"]:
            raise error
        log.error("request failed", exc_info=error)
        db.start_over()
        g.failed = True
        return error_page(500)

    @app.context_processor
    def navigation() -> dict[str, Any]:
        return {"menu": lambda: menu(app), "me": auth.person()}
