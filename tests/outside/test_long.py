"""A long life: the last completion costs what the first ones did, in transactions, rows, log and state; and loses nothing."""

import re
import statistics
from typing import Any

import psycopg
import pytest

from tests.outside import diagrams as d
from tests.outside.conftest import Client

pytestmark = pytest.mark.xdist_group("outside")

ROUNDS = 400

COUNTED = """
select pg_current_xact_id()::text::bigint,
       (select count(*) from engine.event_log) + (select count(*) from engine.record) + (select count(*) from engine.task),
       pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')
"""


def counted(inside: psycopg.Connection[Any]) -> tuple[int, int, int]:
    row = inside.execute(COUNTED).fetchone()
    assert row
    return int(row[0]), int(row[1]), int(row[2])


def test_the_cost_of_a_completion_does_not_grow_with_the_case(api: Client, inside: psycopg.Connection[Any]) -> None:
    """Both branches of a parallel part in every round, growing answers in the record, a counter in the data."""
    body = (
        d.start() + d.xor("again") + d.parallel("split") + d.user_task("left") + d.user_task("right") + d.parallel("join") + d.script("count", "runde = runde + 1")
        + d.xor("more", default="again") + d.end() + d.boundary("remind", "left", d.timer('"P14D"'), interrupting=False) + d.user_task("reminder") + d.end("end_2")
        + d.flows("start_1>again", "again>split", "split>left", "split>right", "left>join", "right>join", "join>count", "count>more", "more>again!",
                  "more>end_1?record.left.n &lt; 0", "remind>reminder", "reminder>end_2")
    )  # fmt: skip
    began = api.start(api.model("g_long", body), data={"runde": 0})
    tasks = {t["element_id"]: t["id"] for t in began["tasks"]}
    times: list[float] = []
    marks: dict[int, tuple[int, int, int]] = {}
    for turn in range(ROUNDS):
        if turn in (20, 120, ROUNDS - 100):
            marks[turn] = counted(inside)
        for element in ("left", "right") if turn % 2 else ("right", "left"):
            answer = api.call("POST", f"/tasks/{tasks[element]}/complete", 200, json={"answers": {"n": turn, "text": "x" * (turn + 1)}})
            times.append(float(re.search(r"dur=([\d.]+)", answer.headers["Server-Timing"])[1]))
            assert len(answer.content) < 4_000
            tasks |= {t["element_id"]: t["id"] for t in answer.json()["next_tasks"]}
    marks[ROUNDS] = counted(inside)
    early = [b - a for a, b in zip(marks[20], marks[120], strict=True)]
    late = [b - a for a, b in zip(marks[ROUNDS - 100], marks[ROUNDS], strict=True)]
    first, last = statistics.median(times[10:110]), statistics.median(times[-100:])
    print(f"\nserver time median: {first:.1f} ms at first, {last:.1f} ms after {len(times)}; per 200 completions: {early} then {late}")
    assert max(early[0], late[0]) <= 215, "one transaction for each completion"  # the worker and we ourselves have some too
    assert late[1] == early[1], "more rows"
    assert late[2] <= early[2] * 1.6, "more log"  # the answers grow, nothing else
    assert api.instance(began["id"])["data"] == {"runde": ROUNDS}
    done = api.events(began["id"], "task.completed")
    assert len(done) == len({e["task_id"] for e in done}) == 2 * ROUNDS
    size = inside.execute("select length(state) from engine.instance_state where instance_id = %s", [began["id"]]).fetchone()
    assert size and size[0] < 4_000
