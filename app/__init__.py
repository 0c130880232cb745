"""The web side: pages and an API that call commands and queries of `processes`."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session, sessionmaker

    from processes.config import Config


def create_app(config: "Config", sessions: "sessionmaker[Session]") -> "Flask":
    """The application. Its parts are imported only now: most commands at a terminal need none of them."""
    from app import factory

    return factory.create_app(config, sessions)
