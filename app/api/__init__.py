"""The HTTP API under `/api/v1`, and the addresses for operators beside it."""

import importlib
import pkgutil

from flask import Blueprint, Flask

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
