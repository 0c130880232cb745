"""What people type is found in the record, in drafts and in casework's tables; nowhere else, not in the log either."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from processes.postgres import binaries
from tests.outside import diagrams as d
from tests.outside.conftest import Client, Server, until
from tests.outside.test_decisions import rule_task, table
from tests.outside.test_forms import FORM, Browser, sign_in

pytestmark = pytest.mark.xdist_group("outside")

CANARY = "KANARIE"


@pytest.fixture(scope="module")
def typed(server: Server, api: Client, owner: Client) -> list[str]:
    """Everything people can type is typed somewhere, each with a mark of its own; the marks that must be found again."""
    formless = d.start() + d.user_task("ask") + rule_task("decide", "y_decide") + d.xor("x", default="next") + d.user_task("next") + d.end() + d.end("end_2")
    formless += d.flows("start_1>ask", "ask>decide", "decide>x", "x>end_2?record.ask.wort == 'nie'", "x>next!", "next>end_1")
    content = table("y_decide", "FIRST", ["record.ask.wort"], ["stufe"], ['"nie"', "1"], ["", "2"])
    key = api.model("y_formless", formless, ("y_decide.dmn", content))
    began = api.start(key)
    api.do(began["id"], "ask", wort=f"{CANARY}-a", liste=[f"{CANARY}-b"], **{f"{CANARY}-c": 1})
    api.complete(api.open_tasks(began["id"])["next"], headers={"Idempotency-Key": "y-1"}, wort=f"{CANARY}-d")

    form = api.model("y_form", d.start() + d.user_task("ask", form="g1.form.json") + d.end() + d.flows("start_1>ask", "ask>end_1"), ("g1.form.json", json.dumps(FORM).encode()))
    ids = [api.start(form)["tasks"][0]["id"] for _ in range(3)]
    api.complete(ids[0], name=f"{CANARY}-e", wahl="nein", grund=f"{CANARY}-f")
    api.complete(ids[1], expect=422, name=f"{CANARY}-refused-1" * 3, wahl=f"{CANARY}-refused-2", betrag=f"{CANARY}-refused-3", **{f"{CANARY}-refused-4": f"{CANARY}-refused-5"})
    window = Browser(server.base)
    sign_in(window, "administration")
    window.get(f"/aufgaben/{ids[1]}")
    window.send(f"/aufgaben/{ids[1]}", entwurf="1", name=f"{CANARY}-draft", betrag=f"{CANARY}-draft-2")
    window.send(f"/aufgaben/{ids[2]}", 422, name=f"{CANARY}-refused-6", betrag=f"{CANARY}-refused-7", wahl="ja")
    window.send(f"/aufgaben/{ids[2]}", name=f"{CANARY}-g", wahl="ja")
    window.get(f"/aufgaben?q={CANARY}-search")

    stopped = api.start(key)
    api.call("POST", f"/instances/{stopped['id']}/cancel", 200, json={"reason": f"{CANARY}-reason"}, headers={"Idempotency-Key": "y-2"})

    raced = api.start(key)
    task = api.open_tasks(raced["id"])["ask"]
    owner.complete(task, wort="schneller")
    api.complete(task, expect=409, wort=f"{CANARY}-late")

    for body in ({"answers": {"a": {"b": f"{CANARY}-odd"}}}, {"answers": f"{CANARY}-odd"}, {f"{CANARY}-odd": 1}):
        api.call("POST", f"/tasks/{api.open_tasks(raced['id'])['next']}/complete", json=body)
        raced = api.start(key) if not api.open_tasks(raced["id"]).get("next") else raced
        if "ask" in api.open_tasks(raced["id"]):
            api.do(raced["id"], "ask")
    for path in ("/messages", "/deployments", f"/{CANARY}-path", f"/tasks?q={CANARY}-q&cursor={CANARY}-cursor"):
        api.call("POST", path, json={"name": f"{CANARY}-nobody", "correlation": {"az": f"{CANARY}-az"}, "payload": {"x": f"{CANARY}-payload"}})
    api.call("GET", "/tasks", params={"q": f"{CANARY}-q", "cursor": f"{CANARY}-cursor"})
    api.call("GET", f"/definitions/{CANARY}-key")
    return [f"{CANARY}-{mark}" for mark in ("a", "b", "c", "d", "e", "f", "g", "draft")]


def faulty(api: Client) -> None:
    """Answers that break steps: in the command itself, behind a timer, in an incident's reason."""
    body = (
        d.start() + d.user_task("ask") + d.catch("pause", d.timer('"PT0.2S"')) + d.script("work", "x = zahl(record.ask.wort)") + d.end()
        + d.flows("start_1>ask", "ask>pause", "pause>work", "work>end_1")
    )
    began = api.start(api.model("y_faulty", body))
    api.do(began["id"], "ask", wort=f"{CANARY}-fault")
    until(lambda: api.instance(began["id"])["status"] == "incident")
    body = d.start() + d.user_task("ask") + d.script("work", "x = {record.ask.wort: 1}[record.ask.anderes]") + d.end() + d.flows("start_1>ask", "ask>work", "work>end_1")
    began = api.start(api.model("y_broken", body))
    problem = api.do(began["id"], "ask", expect=422, wort=f"{CANARY}-fault-2", anderes=f"{CANARY}-fault-3")
    assert CANARY not in json.dumps(problem)
    body = d.start() + d.user_task("ask", frist="record.ask.wort") + d.user_task("due", frist="record.ask.wort") + d.end() + d.flows("start_1>ask", "ask>due", "due>end_1")
    began = api.start(api.model("y_due", body))
    problem = api.do(began["id"], "ask", expect=422, wort=f"{CANARY}-fault-4")
    assert CANARY not in json.dumps(problem)


def dumped(server: Server, folder: Path) -> dict[str, str]:
    """The rows of every table that hold a mark, by the table's name with its schema."""
    server.command("db", "backup", str(folder / "dump"))
    text = subprocess.run([binaries.find() / "pg_restore", "-f", "-", folder / "dump"], capture_output=True, text=True, check=True).stdout
    found: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("COPY "):
            name = line.split()[1]
        if CANARY in line:
            found[name] = found.get(name, "") + line + "\n"
    return found


def test_the_dump_holds_it_in_records_and_drafts_only(server: Server, api: Client, typed: list[str], tmp_path: Path) -> None:
    faulty(api)
    found = dumped(server, tmp_path)
    allowed = {name for name in found if "record" in name or "draft" in name or name.startswith("casework.")}
    assert set(found) == allowed, {name: found[name][:300] for name in set(found) - allowed}
    everything = "".join(found.values())
    assert all(mark in everything for mark in typed)
    assert "refused" not in everything and "search" not in everything


def test_the_log_holds_nothing_of_it(server: Server, api: Client, typed: list[str]) -> None:
    holders = [str(file) for file in _files(server) if CANARY.encode() in file.read_bytes()]
    assert not holders


def _files(server: Server) -> list[Path]:
    """The log of the server, and everything in the data folder but the database itself."""
    inside = [f for f in server.folder.rglob("*") if f.is_file() and "postgres/data" not in str(f)]
    return [*inside, server.folder.parent / f"{server.folder.name}.log"]


def test_kept_answers_and_states_hold_nothing_readable(server: Server, api: Client, typed: list[str], inside: Any) -> None:
    """States are compressed; what is in them is checked unpacked."""
    import zstandard

    states = [zstandard.ZstdDecompressor().decompress(row[0]) for row in inside.execute("select state from engine.instance_state")]
    assert states and not [state for state in states if CANARY.encode() in state]
    (schema,) = inside.execute("select schemaname from pg_tables where tablename = 'procrastinate_jobs'").fetchone()
    jobs = f"{schema}.procrastinate_jobs"
    for column, name in (("answer::text", "kept_answer"), ("facts::text", "event_log"), ("inputs::text", "decision_log"), ("params::text", "incident"), ("args::text", "queue")):
        source = f"engine.{name}" if name != "queue" else jobs
        assert not inside.execute(f"select 1 from {source} where {column} like %s", [f"%{CANARY}%"]).fetchall(), name
