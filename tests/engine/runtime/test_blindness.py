"""The engine is blind: what people type is found in the record, in drafts, and nowhere else."""

import json

import pytest
from sqlalchemy import text

from processes import doing
from processes.doing import Attempt
from processes.engine import drafts, instances
from processes.errors import Invalid
from tests.conftest import MO, MONDAY
from tests.engine.diagrams import (
    call,
    end,
    files,
    flow,
    flows,
    message,
    script,
    send,
    service,
    start,
    user,
    xor,
)  # fmt: skip

CANARY = "Kanarienvogel-7731"

FORM = {
    "id": "F90",
    "type": "default",
    "components": [
        {"type": "textfield", "key": "vorname", "id": "c1", "label": "Vorname"},
        {"type": "textarea", "key": "diagnose", "id": "c2", "label": "Diagnose"},
        {"type": "number", "key": "zahl", "id": "c3", "label": "Zahl"},
    ],
}

CASE = {
    **files(
        "blind", start(), user("with_form", form="F90.form.json"), user("formless"),
        xor("which", default="which_no"), service("letter", "send_letter", to="record.F90.vorname"), user("no"), end("e1"),
        call("call", "reader"), send("send", "news"), user("last"), end("e2"),
        flows("start", "with_form", "formless", "which"), flow("which", "letter", f"record.F90.diagnose == '{CANARY}-diagnose'"),
        flow("which", "no"), flows("no", "e1"), flows("letter", "call", "send", "last", "e2"),
        before=message("news", payload="{'n': 1}"),
    ),
    "F90.form.json": json.dumps(FORM).encode(),
}  # fmt: skip
READER = files(
    "reader", start(), xor("x", default="x_b"), user("a"), user("b"), end("e1"), end("e2"), flow("start", "x"),
    flow("x", "a", "record.F90.vorname != None"), flow("x", "b"), flows("a", "e1"),
    flows("b", "e2"),
)  # fmt: skip


def where(session, word: str) -> set[str]:
    """The tables of the schema `engine` (the queue's included) whose rows hold this word in any form."""
    tables = session.execute(text("select tablename from pg_tables where schemaname = 'engine'")).scalars().all()
    found = set()
    for table in tables:
        if session.execute(text(f"select exists (select from engine.{table} t where t::text like :word)"), {"word": f"%{word}%"}).scalar():
            found.add(table)
    return found


def states(session) -> str:
    """Everything in the states of the engine, as text."""
    import zstandard

    blobs = session.execute(text("select state from engine.instance_state")).scalars().all()
    texts = []
    for blob in blobs:
        try:
            texts.append(zstandard.ZstdDecompressor().decompress(blob[blob.index(b"\x28\xb5\x2f\xfd"):], max_output_size=10**7).decode())
        except ValueError:
            texts.append(blob.decode(errors="replace"))
    return "\n".join(texts)


def test_what_people_type_lies_in_the_record_and_in_drafts_only(play, sessions, operation, monkeypatch):
    operation("send_letter", prepare=lambda context, to: {"to": to}, act=lambda payload, key: {"letter_id": 5})
    play.deploy(READER, CASE)
    begun = play.start("blind", business_key="HP-1", data={"fall_id": "7"})
    [row] = play.open(begun)
    drafts.save(play.session, task_id=row.id, answers={"vorname": f"{CANARY}-draft"}, by=MO, now=MONDAY)
    with pytest.raises(Invalid):
        play.complete(begun, "with_form", vorname=f"{CANARY}-refused", zahl=f"{CANARY}-number")
    play.complete(begun, "with_form", vorname=f"{CANARY}-name", diagnose=f"{CANARY}-diagnose", zahl=3)
    [row] = play.open(begun)
    drafts.save(play.session, task_id=row.id, answers={"note": f"{CANARY}-draft"}, by=MO, now=MONDAY)
    other = play.start("blind", business_key="HP-2")
    [open_task] = play.open(other)
    drafts.save(play.session, task_id=open_task.id, answers={"vorname": f"{CANARY}-draft"}, by=MO, now=MONDAY)
    play.complete(begun, "formless", note=f"{CANARY}-note")
    play.session.commit()
    jobs = play.session.execute(text("select task_name, args from procrastinate_jobs")).all()
    play.session.commit()
    for name, args in jobs:
        doing.JOBS[name](sessions, attempt=Attempt(), **args)
    assert play.elements(begun) == ["a"]
    play.complete(begun, "a", text=f"{CANARY}-inner")
    assert play.elements(begun) == ["last"]
    assert where(play.session, CANARY) == {"record", "draft"}
    assert CANARY not in states(play.session)
    assert "fall_id" in states(play.session)  # the search itself works


def test_a_fault_and_an_incident_tell_no_content(play, sessions, operation, monkeypatch):
    def act(payload, key):
        raise RuntimeError(payload["to"])

    operation("send_letter", prepare=lambda context, to: {"to": to}, act=act)
    faulty = files("faulty", start(), user("ask"), script("add", "x = record.ask.wort + 1"), end(), flows("start", "ask", "add", "end"))
    sends = files("sends", start(), user("ask"), service("letter", "send_letter", to="record.ask.wort"), end(),
                  flows("start", "ask", "letter", "end"))  # fmt: skip
    play.deploy(faulty, sends)
    begun = play.start("faulty")
    nested = play.session.begin_nested()
    with pytest.raises(Invalid) as refused:
        play.complete(begun, "ask", wort=CANARY)
    nested.rollback()
    assert CANARY not in str(refused.value.problems)
    begun = play.start("sends")
    play.complete(begun, "ask", wort=CANARY)
    play.session.commit()
    for name, args in play.session.execute(text("select task_name, args from procrastinate_jobs")).all():
        play.session.commit()
        doing.JOBS[name](sessions, attempt=Attempt(most=1), **args)
    assert play.look(begun).status == "incident"
    assert where(play.session, CANARY) == {"record"}


def test_a_reason_for_cancelling_is_kept_in_the_record(play):
    play.deploy(READER)
    begun = play.start("reader")
    instances.cancel(play.session, instance_id=begun.id, reason=CANARY, by=MO, now=MONDAY)
    assert where(play.session, CANARY) == {"record"}


