"""Measures starting instances and completing tasks through the real commands, in a database made for it."""

import os
import statistics
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from app.running import Opened, Say
from processes import clock, migrations
from processes.database import open_engine, open_sessions
from processes.engine import definitions, instances, tasks
from processes.people import Person

SOMEBODY = Person(id="bench", name="Bench", roles=frozenset({"administration"}))

#: One task in a loop: each completion leads through two gateways to the next task.
LOOP = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    id="bench_definitions" targetNamespace="https://hilfeplan.example/bench">
  <process id="bench_schleife" name="Messung: eine Aufgabe im Kreis" isExecutable="true">
    <startEvent id="beginn" name="Beginn"/>
    <sequenceFlow id="f1" sourceRef="beginn" targetRef="wieder"/>
    <exclusiveGateway id="wieder" name="wieder"/>
    <sequenceFlow id="f2" sourceRef="wieder" targetRef="aufgabe"/>
    <userTask id="aufgabe" name="Aufgabe"/>
    <sequenceFlow id="f3" sourceRef="aufgabe" targetRef="fertig"/>
    <exclusiveGateway id="fertig" name="Fertig?" default="f5"/>
    <sequenceFlow id="f4" name="ja" sourceRef="fertig" targetRef="ende">
      <conditionExpression xsi:type="tFormalExpression">ist_fertig</conditionExpression>
    </sequenceFlow>
    <sequenceFlow id="f5" name="nein" sourceRef="fertig" targetRef="wieder"/>
    <endEvent id="ende" name="Ende"/>
  </process>
</definitions>
"""


def run(opened: Opened, *, completions: int, say: Say) -> None:
    """Measure and print a table. Times are of one command with its commit, one caller, without HTTP."""
    with _database(opened) as sessions:
        with sessions.begin() as session:
            definitions.deploy(session, files={"bench.bpmn": LOOP}, by=SOMEBODY, now=clock.now())
        say("Measuring …")
        starts = [_start(sessions)[1] for _ in range(max(10, completions // 10))]
        first, _ = _start(sessions)
        times = _complete_in_a_row(sessions, first, completions)
    say(f"\n{'':<44}{'number':>8}{'median ms':>12}{'p95 ms':>10}")
    _line("start an instance", starts, say)
    _line("complete a task of one looping instance", times, say)
    _line("  the first tenth of them", times[: max(5, completions // 10)], say)
    _line("  the last tenth of them", times[-max(5, completions // 10) :], say)


def _line(what: str, seconds: list[float], say: Say) -> None:
    in_order = sorted(seconds)
    p95 = in_order[min(len(in_order) - 1, int(len(in_order) * 0.95))]
    say(f"{what:<44}{len(seconds):>8}{statistics.median(seconds) * 1000:>12.2f}{p95 * 1000:>10.2f}")


def _start(sessions: sessionmaker[Session]) -> tuple[uuid.UUID, float]:
    begun = time.perf_counter()
    with sessions.begin() as session:
        view = instances.start(session, key="bench_schleife", data={"ist_fertig": False}, by=SOMEBODY, now=clock.now())
    return view.tasks[0].id, time.perf_counter() - begun


def _complete_in_a_row(sessions: sessionmaker[Session], task_id: uuid.UUID, times: int) -> list[float]:
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        with sessions.begin() as session:
            done = tasks.complete(session, task_id=task_id, answers={}, by=SOMEBODY, now=clock.now())
        took.append(time.perf_counter() - begun)
        task_id = done.next_tasks[0].id
    return took


@contextmanager
def _database(opened: Opened) -> Iterator[sessionmaker[Session]]:
    """A database of its own beside the real one, removed afterwards."""
    name = f"bench_{os.getpid()}"
    url = make_url(opened.url)
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    try:
        own = url.set(database=name).render_as_string(hide_password=False)
        migrations.upgrade(own)
        engine = open_engine(own, pool_size=2)
        yield open_sessions(engine)
        engine.dispose()
    finally:
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
