"""Who is signed in: Flask-Login over session rows, so that signing out elsewhere works at once in every process."""

from dataclasses import dataclass

from flask import Flask, g, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from app import db
from processes import clock
from processes.engine import web_sessions
from processes.people import NOBODY, Person

#: How many attempts to sign in one name and one address have in five minutes.
ATTEMPTS_PER_NAME = 10
ATTEMPTS_PER_ADDRESS = 60
WINDOW = web_sessions.ATTEMPTS_WINDOW


@dataclass
class SignedIn(UserMixin):
    """What Flask-Login keeps for the request: the person, and the id of this browser's session."""

    person: Person
    web_session_id: str

    def get_id(self) -> str:
        """The id in the cookie; the database knows only its SHA-256."""
        return self.web_session_id


def person() -> Person:
    """Who makes this request; `NOBODY` when nobody is signed in."""
    if not current_user or not current_user.is_authenticated:
        return NOBODY
    someone: Person = current_user.person
    return someone


def attempt_is_one_too_many(*, login: str, address: str) -> bool:
    """Count an attempt to sign in, in its own transaction so that refused ones count too."""
    now = clock.now()
    with db.aside() as aside:
        by_name = web_sessions.count_attempt(aside, key=f"name:{login.strip().lower()}", now=now)
        by_address = web_sessions.count_attempt(aside, key=f"address:{address}", now=now)
        web_sessions.drop_expired(aside, now=now)
    return by_name > ATTEMPTS_PER_NAME or by_address > ATTEMPTS_PER_ADDRESS


def check_password(*, login: str, password: str) -> Person | None:
    """The person with this name and password, or None."""
    return web_sessions.check_password(db.session(), login=login.strip().lower(), password=password)


def sign_in(someone: Person) -> None:
    """Sign this browser in under a new id; what the cookie held before is thrown away but the language."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    web_sessions.forget_attempts(db.session(), key=f"name:{someone.id}")
    new_id = web_sessions.begin(db.session(), person_id=someone.id, now=clock.now())
    login_user(SignedIn(someone, new_id))
    g.signed_in = True


def sign_out() -> None:
    """End this browser's session in the database and in the cookie."""
    if current_user.is_authenticated:
        web_sessions.end(db.session(), web_session_id=current_user.web_session_id)
    logout_user()
    session.clear()


def sign_out_everywhere() -> None:
    """End every session of this person."""
    web_sessions.end_all(db.session(), person_id=person().id)
    logout_user()
    session.clear()


def _load(web_session_id: str) -> SignedIn | None:
    now = clock.now()
    found = web_sessions.find(db.session(), web_session_id=web_session_id, now=now)
    if found is None:
        return None
    someone, is_time_to_renew = found
    if is_time_to_renew:
        db.afterwards(lambda session: web_sessions.seen(session, web_session_id=web_session_id, now=now))
    g.signed_in = True
    return SignedIn(someone, web_session_id)


def init_app(app: Flask) -> None:
    """Let Flask-Login read the session rows; its own protections by address and browser are off (proxies, updates)."""
    manager = LoginManager()
    manager.session_protection = None
    manager.init_app(app)
    manager.user_loader(_load)
