"""Signing in and out; works without JavaScript."""

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext

from app import auth, db
from app.page import Page, error_page, everyone, is_local, signed_in
from processes.engine import queries
from processes.people import NOBODY, Person

page = Page(__name__)

KEPT = "behalten."


@page.get("/anmelden", allow=everyone)
def show() -> Any:
    """Ask for name and password."""
    if auth.person() is not NOBODY:
        return redirect(_onward(), 303)
    return _form()


@page.post("/anmelden", allow=everyone)
def enter() -> Any:
    """Sign in, or say that name and password do not fit."""
    login, password = request.form.get("anmeldename", ""), request.form.get("passwort", "")
    if auth.attempt_is_one_too_many(login=login, address=request.remote_addr or ""):
        words, status = error_page(429)
        return words, status, {"Retry-After": str(int(auth.WINDOW.total_seconds()))}
    someone = auth.check_password(login=login, password=password)
    if someone is None:
        if request.form.get("behalten_fuer"):
            return _typed_goes_along(wrong=True), 422
        return _form(wrong=True, login=login), 422
    auth.sign_in(someone)
    if request.form.get("behalten_fuer"):
        return _typed_goes_along(someone)
    return redirect(_onward(), 303)


@page.post("/abmelden", allow=signed_in)
def leave() -> Any:
    """Sign out."""
    auth.sign_out()
    return redirect(url_for("sign_in.show"), 303)


def _onward() -> str:
    wanted = request.values.get("weiter", "")
    return wanted if wanted and is_local(wanted) else url_for("tasks.show")


def _form(*, wrong: bool = False, login: str = "") -> str:
    settings = current_app.config["HILFEPLAN"]
    return render_template(
        "sign_in.html",
        wrong=gettext("The sign-in name or the password is not right.") if wrong else "",
        login=login,
        onward=request.values.get("weiter", ""),
        people=queries.people(db.session()) if settings.demo else (),
        demo_password=settings.demo_password if settings.demo else "",
    )


def _typed_goes_along(someone: Person | None = None, *, wrong: bool = False) -> str:
    """The page that carries what was typed over an expired sign-in: once more the sign-in, or "send again"."""
    fields = [
        (name.removeprefix(KEPT), value) for name, value in request.form.items(multi=True) if name.startswith(KEPT)
    ]
    target = request.form["behalten_fuer"]
    return render_template(
        "typed_kept.html",
        fields=fields,
        target=target if is_local(target) else url_for("tasks.show"),
        wrong=gettext("The sign-in name or the password is not right.") if wrong else "",
        me=someone or NOBODY,
    )
