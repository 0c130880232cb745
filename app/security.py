"""What the browser is told and asked for on every answer: content policy, cookies, the CSRF token."""

from typing import Any

from flask import Flask, Response, abort, g, render_template, request
from flask_wtf.csrf import CSRFError, CSRFProtect

from app import page

#: `data:` is for KERN's icons, which are masks with such addresses.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

#: Forms of an office are long, a deployment has at most 500 files of 10 MB together (design.md 14).
LARGEST_REQUEST = 11 * 1024 * 1024
MOST_FORM_BYTES = 4 * 1024 * 1024
MOST_FORM_PARTS = 6000

csrf = CSRFProtect()


def init_app(app: Flask, *, https: bool) -> None:
    """Set cookies, limits, CSRF and headers; `https` marks cookies as secure and sends HSTS."""
    app.config.update(
        SESSION_COOKIE_NAME="hilfeplan",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=https,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=MOST_FORM_BYTES,
        MAX_FORM_PARTS=MOST_FORM_PARTS,
        WTF_CSRF_TIME_LIMIT=None,  # the token lives as long as the signed-in browser: a long interview must not expire
        WTF_CSRF_SSL_STRICT=https,
    )
    csrf.init_app(app)

    @app.errorhandler(CSRFError)
    def refuse(error: CSRFError) -> Any:
        """A missing token: an attack, or a browser that lost its cookie while somebody was typing.

        Only the browser itself can say that the form came from a page of ours; then what was typed is shown again.
        """
        if request.headers.get("Sec-Fetch-Site") == "same-origin" and not page.is_fragment():
            return render_template("typed_kept.html", fields=page.typed(), target=request.path), 400
        return page.error_page(400)

    @app.before_request
    def refuse_nul() -> None:
        """No address of ours holds a NUL, and PostgreSQL could not even be asked for one."""
        if "\0" in request.path:
            abort(404)

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if https:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.endpoint != "static" and _is_signed_in():
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _is_signed_in() -> bool:
    return bool(g.get("signed_in"))
