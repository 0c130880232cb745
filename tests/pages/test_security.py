"""What every answer says to the browser, and what happens without a token, without a right, or after a bug."""

import logging
import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from processes.engine import tasks
from processes.engine.models import Task
from processes.engine.views import InstanceView
from tests.conftest import OLGA
from tests.pages import library
from tests.pages.conftest import Browser

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize(
    "path", ["/", "/anmelden", "/aufgaben", "/gibt-es-nicht", "/static/favicon.svg", "/health/live"]
)
def test_every_answer_carries_the_policy_and_its_time(olga: Browser, path: str) -> None:
    headers = olga.raw(path).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert re.fullmatch(r"app;dur=\d+\.\d", headers["Server-Timing"])
    assert re.fullmatch(r"[0-9a-f]{16}", headers["X-Request-Id"])


def test_a_proxys_request_id_is_kept_unless_it_could_do_harm(signed_out: Browser) -> None:
    assert (
        signed_out.raw("/anmelden", headers={"X-Request-Id": "abc-12345678"}).headers["X-Request-Id"] == "abc-12345678"
    )
    assert signed_out.raw("/anmelden", headers={"X-Request-Id": 'x"} evil'}).headers["X-Request-Id"] != 'x"} evil'


def test_pages_of_signed_in_people_are_not_kept(olga: Browser, signed_out: Browser) -> None:
    assert olga.raw("/aufgaben").headers["Cache-Control"] == "no-store"
    assert "Cache-Control" not in signed_out.raw("/anmelden").headers


def test_the_cookie_is_for_the_server_only(signed_out: Browser) -> None:
    cookie = signed_out.raw("/anmelden").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_over_https_the_cookie_is_secure(settings_of_tests, watched) -> None:  # type: ignore[no-untyped-def]
    import dataclasses

    from app import create_app

    app = create_app(dataclasses.replace(settings_of_tests, public_url="https://hilfeplan.example"), watched)
    answer = app.test_client().get("/anmelden", base_url="https://hilfeplan.example")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_change_without_the_token_is_refused(olga: Browser, ausleihe: InstanceView, session: Session) -> None:
    path = f"/aufgaben/{ausleihe.tasks[0].id}"
    for token in ("", "erfunden"):
        answer = olga.post(path, {**library.RIGHT, "csrf_token": token})
        assert answer.status == 400
        assert "Karla" not in answer.response.get_data(as_text=True)
    assert session.get_one(Task, ausleihe.tasks[0].id).state == "open"


def test_a_browser_that_lost_its_token_sends_once_more(olga: Browser, ausleihe: InstanceView) -> None:
    path = f"/aufgaben/{ausleihe.tasks[0].id}"
    kept = olga.post(path, {**library.RIGHT, "csrf_token": "alt"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert kept.status == 400
    fields = {i.get("name"): i.get("value") for i in kept.page.xpath("//main//form//input")}
    assert fields["leser"] == "Karla Kolumna"
    assert olga.post(path, fields).location == "/faelle/A-1"


@pytest.mark.parametrize("path", ["/aufgaben", "/faelle", "/prozesse", "/betrieb", "/konto", "/neuer-antrag"])
def test_nobody_sees_anything_without_signing_in(signed_out: Browser, path: str) -> None:
    answer = signed_out.get(path)
    assert (answer.status, answer.location.partition("?")[0]) == (303, "/anmelden")


@pytest.mark.parametrize("path", ["/betrieb"])
def test_what_is_not_for_me_is_said_in_a_sentence(olga: Browser, path: str) -> None:
    answer = olga.get(path)
    assert answer.status == 403
    assert "Das dürfen Sie nicht." in answer.text("//main")


def test_a_fragment_for_somebody_signed_out_is_no_page(signed_out: Browser, ausleihe: InstanceView) -> None:
    path = f"/aufgaben/{ausleihe.tasks[0].id}/entwurf"
    answer = signed_out.post(path, library.RIGHT, headers={"HX-Request": "true"})
    assert answer.status == 401
    assert "Ihre Eingaben stehen noch auf dieser Seite." in answer.response.get_data(as_text=True)


def test_a_bug_is_a_sentence_with_a_number_and_changes_nothing(
    olga: Browser, app: Flask, ausleihe: InstanceView, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(session: Session, **given: object) -> None:
        session.execute(Task.__table__.update().values(name="halb geändert"))
        raise ValueError("Karla Kolumna")

    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(tasks, "complete", broken)
    answer = olga.post(f"/aufgaben/{ausleihe.tasks[0].id}", library.RIGHT)
    assert answer.status == 500
    assert answer.response.headers["X-Request-Id"] in answer.text("//main")
    assert "Karla" not in answer.text()
    session.expire_all()
    assert session.get_one(Task, ausleihe.tasks[0].id).name == "Beraten"


def test_logs_hold_scalars_only_and_never_what_an_error_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    import json

    import structlog

    from app import logs

    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        logs.set_up()
        try:
            raise ValueError("Karla Kolumna, Bahnhofstraße 1")
        except ValueError:
            structlog.get_logger("test").exception("failed", answers={"leser": "Karla"}, count=3)
        line = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    finally:
        root.handlers[:] = before
        root.setLevel(level)
        structlog.reset_defaults()
    assert "Karla" not in json.dumps(line)
    assert line["answers"] == "<dict>"
    assert line["count"] == 3
    assert line["error"] == "ValueError"
    assert any("test_security" in place for place in line["at"])


def test_a_look_into_the_session_of_a_get_is_read_only(app: Flask, sessions: sessionmaker[Session]) -> None:
    from sqlalchemy import text

    from app import db

    with app.test_request_context("/aufgaben"):
        assert db.session().scalar(text("show transaction_read_only")) == "on"
    with app.test_request_context("/aufgaben", method="POST"):
        assert db.session().scalar(text("show lock_timeout")) == "2s"


def test_front_end_files_are_kept_for_ever_and_compressed(signed_out: Browser) -> None:
    from app import assets

    file = assets.manifest()["src/app.js"]["file"]
    answer = signed_out.raw(f"/static/dist/{file}", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert OLGA.id not in answer.headers.get("Set-Cookie", "")
