"""A browser without a screen: signs in for real, reads every page strictly, and sees whether a session stayed open."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from processes.engine import definitions, instances, web_sessions
from processes.engine.models import PersonRow
from processes.engine.views import InstanceView
from processes.people import Person
from tests.conftest import MO, MONDAY, OLGA, VIC
from tests.pages import library


class Watched:
    """Makes sessions and remembers them, to see that each was closed."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self.sessions = sessions
        self.made: list[Session] = []

    def __call__(self, **options: Any) -> Session:
        session = self.sessions(**options)
        self.made.append(session)
        return session

    def begin(self) -> Any:
        return self.sessions.begin()

    def left_open(self) -> list[Session]:
        return [session for session in self.made if session.in_transaction()]


@dataclass
class Answer:
    """An answer with the page as a tree."""

    response: TestResponse
    page: Any = None
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def location(self) -> str:
        return self.response.headers.get("Location", "")

    def text(self, path: str = "//body") -> str:
        """All words of the first place `path` finds, with single spaces."""
        found = self.page.xpath(path)
        return " ".join("".join(found[0].itertext()).split()) if found else ""

    def all(self, path: str) -> list[str]:
        return [
            one if isinstance(one, str) else " ".join("".join(one.itertext()).split()) for one in self.page.xpath(path)
        ]


class Browser:
    """Opens addresses as one person; `post` takes the CSRF token from the page like a browser does."""

    def __init__(self, client: FlaskClient, watched: Watched) -> None:
        self.client = client
        self.watched = watched

    def get(self, path: str, **options: Any) -> Answer:
        return self._read(self.client.get(path, **options))

    def raw(self, path: str, **options: Any) -> TestResponse:
        """The answer as it comes, read to its end."""
        response = self.client.get(path, **options)
        response.get_data()
        response.close()
        return response

    def post(self, path: str, data: Any = None, **options: Any) -> Answer:
        pairs = dict(data or {})
        pairs.setdefault("csrf_token", self.token())
        return self._read(self.client.post(path, data=pairs, **options))

    def token(self) -> str:
        found = self.get("/konto").page.xpath("//input[@name='csrf_token']/@value")
        return str(found[0]) if found else self._token_of_sign_in()

    def _token_of_sign_in(self) -> str:
        return str(self.get("/anmelden").page.xpath("//input[@name='csrf_token']/@value")[0])

    def _read(self, response: TestResponse) -> Answer:
        assert not self.watched.left_open(), "a session stayed open"
        answer = Answer(response)
        if response.mimetype == "text/html" and response.data:
            answer.page = read_strictly(response.get_data(as_text=True))
        return answer


def read_strictly(html: str) -> Any:
    """The page as a tree; whatever HTML 5 calls an error fails the test."""
    is_page = html.lstrip().lower().startswith("<!doctype")
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False)
    tree = parser.parse(html) if is_page else parser.parseFragment(f"<div>{html}</div>")
    faults = [f"{place}: {code} {details}" for place, code, details in parser.errors]
    assert not faults, "\n".join(faults[:10])
    root = tree.getroot() if hasattr(tree, "getroot") else tree[0] if isinstance(tree, list) else tree
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids)), f"ids twice: {sorted({one for one in ids if ids.count(one) > 1})}"
    return etree.ElementTree(root) if not hasattr(root, "xpath") else root


@pytest.fixture
def people(session: Session) -> None:
    """Olga, Vic and Mo have accounts."""
    for one in (OLGA, VIC, MO):
        session.add(PersonRow(id=one.id, name=one.name, roles=sorted(one.roles), teams=sorted(one.teams), active=True))
    session.commit()


@pytest.fixture
def watched(sessions: sessionmaker[Session]) -> Watched:
    return Watched(sessions)


@pytest.fixture
def app(settings_of_tests: Any, watched: Watched, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application on the database of the test, on our Monday."""
    from app import create_app
    from processes import clock

    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    app = create_app(settings_of_tests, watched)  # type: ignore[arg-type]
    app.config["TESTING"] = True
    app.config["PROPAGATE_EXCEPTIONS"] = True
    yield app


@pytest.fixture
def signed_out(app: Flask, watched: Watched) -> Browser:
    return Browser(app.test_client(), watched)


@pytest.fixture
def browser_of(
    app: Flask, watched: Watched, sessions: sessionmaker[Session], people: None
) -> Callable[[Person], Browser]:
    """A browser in which this person is signed in already."""

    def make(person: Person) -> Browser:
        with sessions.begin() as session:
            web_session_id = web_sessions.begin(session, person_id=person.id, now=MONDAY)
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = web_session_id
            cookie["_fresh"] = True
        return Browser(client, watched)

    return make


@pytest.fixture
def olga(browser_of: Callable[[Person], Browser]) -> Browser:
    return browser_of(OLGA)


@pytest.fixture
def vic(browser_of: Callable[[Person], Browser]) -> Browser:
    return browser_of(VIC)


@pytest.fixture
def mo(browser_of: Callable[[Person], Browser]) -> Browser:
    return browser_of(MO)


@pytest.fixture
def ausleihe(session: Session, people: None) -> InstanceView:
    """A case of the small library: "Beraten" is open for Olga's group."""
    definitions.deploy(session, files=library.FILES, by=MO, now=MONDAY)
    begun = instances.start(session, key="ausleihe", business_key="A-1", by=OLGA, now=MONDAY)
    session.commit()
    return begun
