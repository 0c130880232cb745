"""The HTTP API under `/api/v1`, and the addresses for operators beside it."""

import importlib
import pkgutil
from typing import Any

from flask import Blueprint, Flask, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from app import page
from app.api import calls, document, operators, problems
from app.api.route import api
from app.security import csrf


def _assemble() -> Blueprint:
    """The blueprint with every call, found by its file being there."""
    for module in pkgutil.iter_modules(calls.__path__):
        importlib.import_module(f"app.api.calls.{module.name}")
    document.add_to(api)
    problems.add_to(api)
    csrf.exempt(api.blueprint)  # a token in a header, never a cookie: no other site can send it
    return api.blueprint


blueprint = _assemble()


def init_app(app: Flask) -> None:
    """Put the API and the addresses for operators into the application."""
    app.register_blueprint(blueprint)
    operators.init_app(app)
    for kind in (MethodNotAllowed, NotFound):
        app.register_error_handler(kind, _off_the_map)


def _off_the_map(error: HTTPException) -> Any:
    """What matches no route at all belongs to no blueprint: still a problem document when it was meant for the API."""
    if request.path.startswith("/api/"):
        return problems.of_http(error)
    return page.http_error(error)
