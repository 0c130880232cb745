"""Puts the web side together."""

import importlib
import pkgutil

from flask import Flask
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.middleware.proxy_fix import ProxyFix

from app import assets, auth, compression, db, i18n, page, security, timing, wording
from app import pages as pages_folder
from processes import services
from processes.config import Config
from processes.engine import operations


def create_app(config: Config, sessions: sessionmaker[Session]) -> Flask:
    """Put the parts together.

    The order counts: what is registered first runs last after a request, so the commit sees the finished answer, and
    the middleware stands around all of it.
    """
    app = Flask("app")
    app.config.update(SECRET_KEY=config.secret_key, HILFEPLAN=config)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.after_request(db.finish)
    db.init_app(app, sessions)
    security.init_app(app, https=config.is_https)
    auth.init_app(app)
    for part in (compression, i18n, assets, wording, page, timing):
        part.init_app(app)
    if config.proxies:
        hops = config.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    operations.load(services)
    add_pages(app)
    add_api(app)
    return app


def add_pages(app: Flask) -> None:
    """Find every page by its being there."""
    for name in sorted(module.name for module in pkgutil.iter_modules(pages_folder.__path__)):
        app.register_blueprint(importlib.import_module(f"app.pages.{name}").page)


def add_api(app: Flask) -> None:
    """The API and the addresses for operators; no cookies there, so no CSRF token either."""
    from app import api

    api.init_app(app)
