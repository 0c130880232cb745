"""Signing in: by name and password, without JavaScript, not too often, and it survives a restart."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from processes import clock
from processes.engine import people_admin, web_sessions
from tests.conftest import MONDAY, OLGA
from tests.pages.conftest import Browser

PASSWORD = "ein langes Passwort 1"


@pytest.fixture
def olga_has_a_password(session: Session, people: None) -> None:
    people_admin.set_password(session, login=OLGA.id, password=PASSWORD, by=OLGA, now=MONDAY)
    session.commit()


def test_the_front_door_leads_to_the_sign_in(signed_out: Browser) -> None:
    answer = signed_out.get("/")
    assert (answer.status, answer.location) == (303, "/anmelden")


def test_a_page_leads_to_the_sign_in_and_back(signed_out: Browser, olga_has_a_password: None) -> None:
    asked = signed_out.get("/aufgaben?tab=gruppe")
    assert asked.status == 303
    form = signed_out.get(asked.location)
    onward = form.page.xpath("//input[@name='weiter']/@value")[0]
    answer = signed_out.post(asked.location, {"anmeldename": OLGA.id, "passwort": PASSWORD, "weiter": onward})
    assert (answer.status, answer.location) == (303, "/aufgaben?tab=gruppe")
    assert signed_out.get("/aufgaben").status == 200


@pytest.mark.parametrize("onward", ["https://böse.example", "//böse.example", "/\\böse.example", "javascript:alert(1)"])
def test_the_sign_in_never_leads_to_another_site(signed_out: Browser, olga_has_a_password: None, onward: str) -> None:
    answer = signed_out.post("/anmelden", {"anmeldename": OLGA.id, "passwort": PASSWORD, "weiter": onward})
    assert answer.location == "/aufgaben"


def test_a_wrong_password_says_the_same_as_a_wrong_name(signed_out: Browser, olga_has_a_password: None) -> None:
    wrong = signed_out.post("/anmelden", {"anmeldename": OLGA.id, "passwort": "falsch"})
    unknown = signed_out.post("/anmelden", {"anmeldename": "niemand", "passwort": "falsch"})
    assert wrong.status == unknown.status == 422
    assert wrong.text("//*[@role='alert']") == unknown.text("//*[@role='alert']") != ""
    assert wrong.page.xpath("//input[@name='passwort']/@value") == []


def test_too_many_attempts_have_to_wait(signed_out: Browser, olga_has_a_password: None) -> None:
    answers = [signed_out.post("/anmelden", {"anmeldename": OLGA.id, "passwort": "falsch"}).status for _ in range(11)]
    assert answers == [422] * 10 + [429]
    assert signed_out.post("/anmelden", {"anmeldename": OLGA.id, "passwort": PASSWORD}).status == 429


def test_after_the_wait_one_may_try_again(
    signed_out: Browser, olga_has_a_password: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(11):
        signed_out.post("/anmelden", {"anmeldename": OLGA.id, "passwort": "falsch"})
    monkeypatch.setattr(clock, "now", lambda: MONDAY + timedelta(minutes=6))
    assert signed_out.post("/anmelden", {"anmeldename": OLGA.id, "passwort": PASSWORD}).status == 303


def test_signing_out_ends_the_session_in_the_database(olga: Browser, session: Session) -> None:
    cookie = olga.client.get_cookie("hilfeplan")
    assert olga.post("/abmelden").location == "/anmelden"
    assert cookie is not None
    olga.client.set_cookie("hilfeplan", cookie.value)  # a thief's copy of the cookie is worth nothing now
    assert olga.get("/aufgaben").status == 303


def test_signing_out_everywhere_ends_the_other_browsers(olga: Browser, browser_of) -> None:  # type: ignore[no-untyped-def]
    other = browser_of(OLGA)
    assert other.get("/aufgaben").status == 200
    olga.post("/konto/ueberall-abmelden")
    assert other.get("/aufgaben").status == 303


def test_a_session_ends_after_a_night(olga: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MONDAY + web_sessions.IDLE - timedelta(minutes=1))
    assert olga.get("/aufgaben").status == 200
    monkeypatch.setattr(clock, "now", lambda: MONDAY + 2 * web_sessions.IDLE)
    assert olga.get("/aufgaben").status == 303


def test_a_session_survives_a_restart(app: Flask, olga: Browser, settings_of_tests, watched) -> None:  # type: ignore[no-untyped-def]
    from app import create_app

    cookie = olga.client.get_cookie("hilfeplan")
    again = Browser(create_app(settings_of_tests, watched).test_client(), watched)
    assert cookie is not None
    again.client.set_cookie("hilfeplan", cookie.value)
    assert again.get("/aufgaben").status == 200


def test_the_cookie_holds_a_random_id_that_the_table_does_not(olga: Browser, session: Session) -> None:
    from sqlalchemy import select

    from processes.engine.models import WebSession

    with olga.client.session_transaction() as cookie:
        id_in_cookie = cookie["_user_id"]
    assert id_in_cookie.encode() not in [row.id_hash for row in session.scalars(select(WebSession))]
    assert len(id_in_cookie) >= 40


def test_outside_the_demo_nobody_is_listed(signed_out: Browser, people: None) -> None:
    assert "olga" not in signed_out.get("/anmelden").response.get_data(as_text=True)


def test_the_language_can_be_switched(olga: Browser) -> None:
    assert olga.get("/aufgaben").text("//h1") == "Meine Aufgaben"
    olga.post("/konto/sprache", {"sprache": "en"})
    answer = olga.get("/aufgaben")
    assert answer.text("//h1") == "My tasks"
    assert answer.page.xpath("//html/@lang") == ["en"]
