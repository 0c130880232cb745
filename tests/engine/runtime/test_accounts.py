"""Accounts: people, passwords, tokens."""

import hashlib

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from processes.engine import people_admin, queries
from processes.errors import Conflict, Invalid, NotAllowed, NotFound
from processes.people import SYSTEM, Person
from tests.conftest import MO, MONDAY, OLGA

ADMIN = Person(id="adm", roles=frozenset({"administration"}))


def add(session, login="anna", **more):
    values = {"name": "Anna Berg", "roles": ["leistung"], "password": "correct horse", "by": ADMIN, "now": MONDAY, **more}
    return people_admin.add(session, login=login, **values)


def test_a_person_is_added_and_found(session):
    add(session, roles=["leistung", "teamleitung"], teams=["west"])
    anna = queries.person(session, "anna")
    assert (anna.name, anna.roles, anna.teams) == ("Anna Berg", {"leistung", "teamleitung"}, {"west"})
    assert [person.id for person in people_admin.list_people(session)] == ["anna"]
    assert queries.person(session, "nobody") is None
    with pytest.raises(Conflict):
        add(session)


@pytest.mark.parametrize("login", ["", "Anna", "an na", "a" * 61, "system", "../x", "-a"])
def test_odd_sign_in_names_are_refused(session, login):
    with pytest.raises(Invalid):
        add(session, login=login)


def test_only_known_roles_and_real_passwords(session):
    for more in ({"roles": ["king"]}, {"roles": ["system"]}, {"password": "short"}):
        with pytest.raises(Invalid):
            add(session, **more)


def test_passwords_are_kept_as_argon2id_of_the_owasp_profile(session):
    add(session)
    kept = session.execute(text("select password_hash from person")).scalar()
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PasswordHasher().verify(kept, "correct horse")
    people_admin.set_password(session, login="anna", password="battery staple", by=Person(id="anna"), now=MONDAY)
    with pytest.raises(NotAllowed):
        people_admin.set_password(session, login="anna", password="battery staple", by=OLGA, now=MONDAY)
    with pytest.raises(NotFound):
        people_admin.set_password(session, login="nobody", password="battery staple", by=ADMIN, now=MONDAY)


def test_a_token_is_shown_once_and_kept_as_its_hash(session):
    add(session)
    token = people_admin.new_token(session, login="anna", by=SYSTEM, now=MONDAY)
    assert session.execute(text("select token_hash from api_token")).scalar() == hashlib.sha256(token.encode()).digest()
    assert queries.person_by_token(session, token).id == "anna"
    assert queries.person_by_token(session, token + "x") is None
    assert queries.person_by_token(session, "\ud800") is None
    people_admin.set_active(session, login="anna", active=False, by=ADMIN, now=MONDAY)
    assert queries.person_by_token(session, token) is None
    assert queries.person(session, "anna") is None
    with pytest.raises(NotFound):
        people_admin.new_token(session, login="anna", by=SYSTEM, now=MONDAY)


def test_only_the_administration_looks_after_accounts(session):
    for somebody in (MO, OLGA):
        with pytest.raises(NotAllowed):
            add(session, by=somebody)
        with pytest.raises(NotAllowed):
            people_admin.new_token(session, login="anna", by=somebody, now=MONDAY)
