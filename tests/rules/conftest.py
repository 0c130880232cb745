"""The application without a database: enough to look at its shape."""

import pytest
from flask import Flask
from sqlalchemy.orm import sessionmaker

from processes.config import Config


@pytest.fixture(scope="session")
def app(settings_of_tests: Config) -> Flask:
    from app import create_app

    return create_app(settings_of_tests, sessionmaker())
