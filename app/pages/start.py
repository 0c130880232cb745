"""The way in: to the sign-in, or straight to the worklist."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from app import auth
from app.page import Page, everyone
from processes.people import NOBODY

page = Page(__name__)


@page.get("/", allow=everyone)
def show() -> Response:
    """Lead on."""
    return redirect(url_for("sign_in.show" if auth.person() is NOBODY else "tasks.show"), 303)
