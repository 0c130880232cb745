"""One's own account: language, and signing out on every browser."""

from typing import Any

from flask import redirect, render_template, request, session, url_for

from app import auth
from app.i18n import LANGUAGES
from app.page import Page, signed_in

page = Page(__name__)


@page.get("/konto", allow=signed_in)
def show() -> Any:
    """Who I am here, and my settings."""
    return render_template("account.html", person=auth.person(), languages=LANGUAGES)


@page.post("/konto/sprache", allow=signed_in)
def speak() -> Any:
    """Switch the language of this browser."""
    wanted = request.form.get("sprache", "")
    if wanted in LANGUAGES:
        session["language"] = wanted
    return redirect(url_for("account.show"), 303)


@page.post("/konto/ueberall-abmelden", allow=signed_in)
def leave_everywhere() -> Any:
    """End my sign-in on every browser."""
    auth.sign_out_everywhere()
    return redirect(url_for("sign_in.show"), 303)
