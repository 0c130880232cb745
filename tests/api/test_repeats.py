"""A write with an Idempotency-Key is done once, whatever happens in between, and what is kept holds no content."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from processes import config
from tests.api.conftest import TWO_TASKS, Caller, Contract, add_people, make_app

KEY = {"Idempotency-Key": "anlegen-1"}


def test_a_repeat_gets_the_same_answer_and_does_nothing(ada: Caller) -> None:
    ada.deploy(TWO_TASKS)
    first = ada.post("/definitions/two_tasks/instances", {"business_key": "A-1"}, expect=None, headers=KEY)
    again = ada.post("/definitions/two_tasks/instances", {"business_key": "A-1"}, expect=None, headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(ada.get("/tasks")["items"]) == 1


def test_completing_repeated_is_not_a_conflict(ada: Caller) -> None:
    ada.deploy(TWO_TASKS)
    [task] = ada.start("two_tasks", data={"note": "in process data"})["tasks"]
    body = {"answers": {"note": "einmal"}}
    first = ada.post(f"/tasks/{task['id']}/complete", body, headers=KEY)
    assert ada.post(f"/tasks/{task['id']}/complete", body, headers=KEY) == first
    assert first["instance"]["data"] == {"note": "in process data"}


def test_the_same_key_with_something_else_is_refused(ada: Caller) -> None:
    ada.deploy(TWO_TASKS)
    ada.post("/definitions/two_tasks/instances", {"business_key": "A-1"}, expect=201, headers=KEY)
    ada.post("/definitions/two_tasks/instances", {"business_key": "A-2"}, expect=422, headers=KEY)
    ada.post("/messages", {"name": "x"}, expect=422, headers=KEY)


def test_the_order_of_names_does_not_matter(ada: Caller) -> None:
    ada.deploy(TWO_TASKS)
    options = {"headers": KEY, "content_type": "application/json"}
    path = "/definitions/two_tasks/instances"
    first = ada.call("POST", path, 201, data=b'{"business_key": "A", "data": {"a": 1, "b": 2}}', **options)
    assert ada.call("POST", path, 201, data=b'{"data": {"b":2,"a":1}, "business_key":"A"}', **options) == first


def test_a_deployment_may_be_repeated(ada: Caller) -> None:
    first = ada.deploy(TWO_TASKS, headers=KEY)
    assert ada.deploy(TWO_TASKS, headers=KEY, expect=201) == first


def test_a_key_belongs_to_its_person(ada: Caller, caller_of) -> None:
    ada.deploy(TWO_TASKS)
    mine = ada.post("/definitions/two_tasks/instances", {}, expect=201, headers=KEY)
    theirs = caller_of("mo").post("/definitions/two_tasks/instances", {}, expect=201, headers=KEY)
    assert mine["id"] != theirs["id"]


def test_a_refused_write_is_not_kept(ada: Caller) -> None:
    ada.deploy(TWO_TASKS)
    [task] = ada.start("two_tasks")["tasks"]
    ada.post(f"/tasks/{task['id']}/complete", {"answers": {"a": {"b": 1}}}, expect=422, headers=KEY)
    ada.post(f"/tasks/{task['id']}/complete", {"answers": {"a": 1}}, expect=200, headers=KEY)


@pytest.mark.parametrize("key", ["", "x" * 201, "mit leerzeichen", "ümlaut"])
def test_an_odd_key_is_refused(ada: Caller, key: str) -> None:
    response = ada.post(
        "/messages", {"name": "x"}, expect=None, headers={"Idempotency-Key": key.encode().decode("latin-1")}
    )
    assert response.status_code == 400


def test_what_is_kept_holds_nothing_people_typed(ada: Caller, session: Session) -> None:
    ada.deploy(TWO_TASKS)
    [task] = ada.start("two_tasks", data={"eingabe": "KANARIE-1"})["tasks"]
    ada.post(f"/tasks/{task['id']}/complete", {"answers": {"note": "KANARIE-2"}}, headers=KEY)
    kept = session.execute(text("select kept_answer::text from engine.kept_answer")).scalars().all()
    assert len(kept) == 1
    assert "KANARIE" not in kept[0]


# --- at the same time ------------------------------------------------------------------------------------------------


@pytest.fixture
def real(
    settings_of_tests: config.Config, committed_sessions: sessionmaker[Session], contract: Contract
) -> Iterator[list[Caller]]:
    """Ten callers of one person, each with a connection of its own."""
    app: Flask = make_app(committed_sessions, settings_of_tests)
    token = add_people(committed_sessions)["ada"]
    return [Caller(app, app.test_client(), contract, token) for _ in range(10)]


def at_once(callers: list[Caller], act) -> list:
    """What each caller gets when all begin at the same moment."""
    answers: list = [None] * len(callers)
    ready = threading.Barrier(len(callers))

    def one(place: int) -> None:
        ready.wait()
        answers[place] = act(callers[place])

    threads = [threading.Thread(target=one, args=(place,)) for place in range(len(callers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_two_at_once_with_one_key_get_one_answer(real: list[Caller]) -> None:
    real[0].deploy(TWO_TASKS)
    answers = at_once(
        real, lambda caller: caller.post("/definitions/two_tasks/instances", {}, expect=None, headers=KEY)
    )
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.json["id"] for answer in answers if answer.status_code == 201}) == 1
    assert len(real[0].get("/tasks")["items"]) == 1


def test_ten_complete_the_same_task_and_nine_are_told_who(real: list[Caller]) -> None:
    real[0].deploy(TWO_TASKS)
    [task] = real[0].start("two_tasks")["tasks"]
    body = {"answers": {"note": "meins"}}
    answers = at_once(real, lambda caller: caller.post(f"/tasks/{task['id']}/complete", body, expect=None))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 9
    assert {answer.json["by"] for answer in answers if answer.status_code == 409} == {"ada"}
    assert len(real[0].get("/tasks")["items"]) == 1
