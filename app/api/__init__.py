"""The HTTP API under `/api/v1`, and the addresses for operators beside it (design: the outside contract)."""

import importlib
import pkgutil

from flask import Flask

from app.api import calls, document, operators, problems
from app.api.route import api
from app.security import csrf


def init_app(app: Flask) -> None:
    """Find every call by its being there, and put the API and the addresses for operators into the application."""
    for module in pkgutil.iter_modules(calls.__path__):
        importlib.import_module(f"app.api.calls.{module.name}")
    if not api.blueprint.deferred_functions or "document" not in api.blueprint.view_names:
        document.add_to(api)
        problems.add_to(api)
    csrf.exempt(api.blueprint)
    app.register_blueprint(api.blueprint)
    operators.init_app(app)
