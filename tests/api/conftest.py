"""Callers of the API; every answer they get is held against the OpenAPI document."""

import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator, FormatChecker
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from app import create_app
from app.api.document import PLACE
from processes import clock, config
from processes.engine import people_admin
from processes.people import SYSTEM, Person
from tests.conftest import MO, MONDAY, OLGA, VIC
from tests.engine import diagrams as d

ADA = Person(id="ada", name="Ada", roles=frozenset({"administration"}))

#: Two tasks one after the other, in no lane.
TWO_TASKS = ("two_tasks.bpmn", d.TWO_TASKS["two_tasks.bpmn"])


def multipart(field: str, files: Iterable[tuple[str, bytes]]) -> dict[str, Any]:
    """A form with files, written by hand so that nobody tidies up odd names on the way."""
    edge = uuid.uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'.encode() + content
        for name, content in files
    ]
    body = b"\r\n".join([*parts, f"--{edge}--\r\n".encode()])
    return {"data": body, "content_type": f"multipart/form-data; boundary={edge}"}


class Contract:
    """The OpenAPI document, asked whether an answer is one that it promises."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document

    def check(self, app: Flask, response: TestResponse) -> None:
        """Fail unless this status with this body is declared for the call that answered."""
        with app.test_request_context(response.request.path, method=response.request.method):
            from flask import request

            rule = request.url_rule
        if rule is None or rule.endpoint in ("api.nothing_here", "api.openapi"):
            assert response.status_code < 400 or response.mimetype == "application/problem+json"
            return
        path = PLACE.sub(r"{\2}", rule.rule.removeprefix("/api/v1"))
        declared = self.document["paths"][path][response.request.method.lower()]["responses"]
        assert str(response.status_code) in declared, f"{rule.rule} does not declare {response.status_code}"
        said = declared[str(response.status_code)]
        if "$ref" in said:
            said = self.document["components"]["responses"][said["$ref"].rpartition("/")[2]]
        assert response.mimetype in said["content"], f"{rule.rule} answers {response.mimetype}"
        schema = {**said["content"][response.mimetype]["schema"], "components": self.document["components"]}
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(response.json)


class Caller:
    """Somebody with a token."""

    def __init__(self, app: Flask, client: FlaskClient, contract: Contract, token: str | None) -> None:
        self.app = app
        self.client = client
        self.contract = contract
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def call(self, method: str, path: str, expect: int | None = None, **options: Any) -> Any:
        """Call below /api/v1 and hold the answer against the document; with `expect` its JSON."""
        headers = {**self.headers, **options.pop("headers", {})}
        response = self.client.open(f"/api/v1{path}", method=method, headers=headers, **options)
        self.contract.check(self.app, response)
        if expect is None:
            return response
        assert response.status_code == expect, response.get_data(as_text=True)
        return response.json

    def get(self, path: str, expect: int | None = 200, **options: Any) -> Any:
        return self.call("GET", path, expect, **options)

    def post(self, path: str, json: Any = None, *, expect: int | None = 200, **options: Any) -> Any:
        return self.call("POST", path, expect, json={} if json is None else json, **options)

    def deploy(self, *files: tuple[str, bytes], expect: int | None = 201, **options: Any) -> Any:
        return self.call("POST", "/deployments", expect, **multipart("files", files), **options)

    def start(self, key: str, **body: Any) -> Any:
        return self.post(f"/definitions/{key}/instances", body, expect=201)


def make_app(maker: Any, settings: config.Config) -> Flask:
    app = create_app(settings, maker)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


def add_people(maker: sessionmaker[Session]) -> dict[str, str]:
    """Accounts for everybody, and a token each."""
    tokens = {}
    with maker.begin() as session:
        for one in (OLGA, VIC, MO, ADA):
            people_admin.add(session, login=one.id, name=one.name, roles=one.roles, by=SYSTEM, now=MONDAY)
            tokens[one.id] = people_admin.new_token(session, login=one.id, by=SYSTEM, now=MONDAY)
    return tokens


@pytest.fixture(scope="session")
def contract(settings_of_tests: config.Config) -> Contract:
    app = make_app(sessionmaker(), settings_of_tests)
    document = app.test_client().get("/api/v1/openapi.json").json
    assert document is not None
    return Contract(document)


@pytest.fixture
def app(settings_of_tests: config.Config, sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    return make_app(sessions, settings_of_tests)


@pytest.fixture
def caller_of(app: Flask, sessions: sessionmaker[Session], contract: Contract) -> Callable[[str], Caller]:
    tokens = add_people(sessions)
    return lambda name: Caller(app, app.test_client(), contract, tokens[name])


@pytest.fixture
def ada(caller_of: Callable[[str], Caller]) -> Caller:
    """The administration."""
    return caller_of("ada")


@pytest.fixture
def olga(caller_of: Callable[[str], Caller]) -> Caller:
    """Works in the lane fallmanagement."""
    return caller_of("olga")


@pytest.fixture
def vic(caller_of: Callable[[str], Caller]) -> Caller:
    """Works somewhere else."""
    return caller_of("vic")


@pytest.fixture
def nobody(app: Flask, contract: Contract) -> Iterator[Caller]:
    """Has no token."""
    return Caller(app, app.test_client(), contract, None)
