"""The migrations make exactly the tables of the code, can be undone, and may be run by two processes at once."""

import os
import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from processes import migrations
from processes.database import open_engine


@pytest.fixture
def empty_database(server_url):
    name = f"test_{os.getpid()}_{uuid.uuid4().hex[:6]}"
    plain = make_url(server_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"create database {name}")
    yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")


def test_the_migrations_and_the_tables_of_the_code_agree(database_url, connection):
    assert migrations.current(connection) == migrations.newest()
    assert migrations.differences(database_url) == []


def test_up_down_and_up_again_by_two_processes_at_once(empty_database):
    with ThreadPoolExecutor(2) as processes:
        list(processes.map(migrations.upgrade, [empty_database] * 2))
    migrations.downgrade(empty_database, "base")
    engine = create_engine(empty_database)
    with engine.connect() as connection:
        assert connection.execute(text("select count(*) from pg_tables where schemaname = 'casework'")).scalar() == 0
    engine.dispose()
    migrations.upgrade(empty_database)
    engine = open_engine(empty_database)
    with engine.connect() as connection:
        assert migrations.current(connection) == migrations.newest()
    engine.dispose()
