"""The worklist: sorted, paged, filtered, and exactly what the rules about rights say."""

import itertools
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import event, insert, select, text

from processes.engine import ids, queries, rights
from processes.engine.models import Instance, Task
from processes.errors import Invalid
from processes.people import Person
from tests.conftest import MO, MONDAY, OLGA, VIC
from tests.engine.diagrams import TWO_TASKS

CITY = Person(id="city", roles=frozenset({"fallmanagement", "leistung"}))
WEST = Person(id="west", roles=frozenset({"fallmanagement"}), teams=frozenset({"west"}))
LEAD = Person(id="lead", roles=frozenset({"prozessverantwortung", "fallmanagement"}))


@pytest.fixture
def add(play):
    play.deploy(TWO_TASKS)
    begun = play.start("two_tasks", by=Person(id="nobody", roles=frozenset({"administration"})))
    definition_id = play.session.execute(text("select id from definition")).scalar()
    play.session.execute(text("delete from task"))

    def rows(*given, **common):
        made = []
        for one in given:
            values = {
                "id": ids.new(), "instance_id": begun.id, "root_id": begun.id, "definition_id": definition_id, "element_id": "e",
                "name": "Work", "state": "open", "excluded": [], "priority": 50, "data": {}, "created_at": MONDAY,
                "business_key": None, "lane": None, "team": None, "assignee": None, "due_at": None, "completed_at": None,
                "completed_by": None,
            }  # fmt: skip
            made.append({**values, **common, **one})
        play.session.execute(insert(Task.__table__), made)
        return [row["id"] for row in made]

    return rows


def listed(play, person, **more):
    return [row.id for row in queries.worklist(play.session, person=person, now=MONDAY, **more).items]


def test_soonest_due_first_and_tasks_without_a_due_date_last(play, add):
    days = [3, None, 1, None, 2]
    found = add(*[{"due_at": day and MONDAY + timedelta(days=day)} for day in days], lane="leistung")
    assert listed(play, CITY) == [found[2], found[4], found[0], found[1], found[3]]


def test_pages_follow_each_other_without_gaps_or_repeats(play, add):
    lanes = itertools.cycle(["leistung", "fallmanagement"])
    found = add(
        *[
            {"lane": next(lanes), "due_at": MONDAY + timedelta(days=n % 4) if n % 3 else None, "assignee": "city" if n % 5 == 0 else None}
            for n in range(47)
        ]
    )
    seen, cursor, lengths = [], None, []
    while True:
        page = queries.worklist(play.session, person=CITY, now=MONDAY, limit=10, cursor=cursor)
        seen += [row.id for row in page.items]
        lengths.append(len(page.items))
        cursor = page.next_cursor
        if cursor is None:
            break
    assert lengths == [10, 10, 10, 10, 7]
    assert sorted(seen) == sorted(found)
    assert seen == listed(play, CITY, limit=200)
    with pytest.raises(Invalid):
        queries.worklist(play.session, person=CITY, now=MONDAY, cursor="nonsense")


def test_a_task_that_comes_in_between_does_not_disturb_the_next_page(play, add):
    found = add(*[{"due_at": MONDAY + timedelta(days=n)} for n in range(1, 7)], lane="leistung")
    page = queries.worklist(play.session, person=CITY, now=MONDAY, limit=3)
    add({"due_at": MONDAY}, lane="leistung")
    following = queries.worklist(play.session, person=CITY, now=MONDAY, limit=3, cursor=page.next_cursor)
    assert [row.id for row in (*page.items, *following.items)] == found


def test_filters(play, add):
    a, b, c = add(
        {"lane": "leistung", "name": "Antrag prüfen", "business_key": "HP-2026-000017-4", "due_at": MONDAY - timedelta(days=1)},
        {"lane": "fallmanagement", "name": "Gespräch führen", "business_key": "HP-2026-000018-5", "assignee": "city"},
        {"lane": "fallmanagement", "name": "100 % fertig_", "business_key": None, "assignee": "olga"},
    )
    assert listed(play, CITY, lane="leistung") == [a]
    assert listed(play, CITY, assignee="none") == [a]
    assert listed(play, CITY, assignee="city") == [b]
    assert listed(play, CITY, due_before=MONDAY) == [a]
    assert listed(play, CITY, q="000018") == [b]
    assert listed(play, CITY, q="gespräch") == [b]
    assert listed(play, CITY, q="%") == [c]
    assert listed(play, CITY, q="g_") == [c]
    assert listed(play, CITY, q="'; drop table task; --") == []
    assert listed(play, CITY, instance=play.session.execute(select(Task.root_id)).scalars().first()) == [a, b, c]
    assert listed(play, CITY, instance=ids.new()) == []
    assert queries.count_worklist(play.session, person=CITY) == 3
    assert queries.count_worklist(play.session, person=CITY, assignee="none") == 1
    assert queries.count_worklist(play.session, person=VIC) == 0


def test_what_is_done_is_listed_newest_first(play, add):
    found = add(
        *[{"completed_at": MONDAY + timedelta(hours=n), "completed_by": "city"} for n in range(3)], state="completed", lane="partner"
    )
    assert listed(play, CITY, state="completed") == found[::-1]
    assert listed(play, OLGA, state="completed") == []
    page = queries.worklist(play.session, person=CITY, now=MONDAY, state="completed", limit=2)
    rest = queries.worklist(play.session, person=CITY, now=MONDAY, state="completed", limit=2, cursor=page.next_cursor)
    assert [row.id for row in rest.items] == [found[0]]


def test_the_rules_in_sql_and_in_python_agree_for_every_kind_of_task_and_person(play, add):
    kinds = list(
        itertools.product([None, "leistung", "fallmanagement", "jury"], [None, "west", "east"], [None, "west", "city"], [None, "city"])
    )
    made = add(
        *[
            {
                "lane": lane, "team": team, "assignee": assignee, "completed_by": done, "state": "completed" if done else "open",
                "completed_at": MONDAY if done else None,
            }
            for lane, team, assignee, done in kinds
        ]
    )  # fmt: skip
    for person in (CITY, WEST, LEAD, MO, OLGA, VIC, Person(id="nobody2")):
        expected = {
            id for id, (lane, team, assignee, done) in zip(made, kinds, strict=True)
            if rights.sees_task(person, SimpleNamespace(lane=lane, team=team, assignee=assignee, completed_by=done))
        }  # fmt: skip
        by_clause = set(play.session.scalars(select(Task.id).where(rights.task_clause(person))))
        assert by_clause == expected
        by_list = {*listed(play, person, limit=200), *listed(play, person, state="completed", limit=200)}
        hidden = by_list ^ expected
        # a completed task whose assignee is another than its completer does not exist; the list need not find it
        assert all(made.index(id) is not None and kinds[made.index(id)][3] and kinds[made.index(id)][2] == person.id for id in hidden)


def test_a_page_is_one_statement_that_walks_along_the_indexes(play, add, connection):
    add(*[{"due_at": MONDAY + timedelta(minutes=n), "lane": "fallmanagement", "team": "west"} for n in range(3000)])
    play.session.execute(text("analyze task"))
    seen = []
    event.listen(connection, "before_cursor_execute", lambda *args: seen.append((args[2], args[3])))
    for person in (CITY, WEST):
        seen.clear()
        page = queries.worklist(play.session, person=person, now=MONDAY, limit=50)
        assert len(page.items) == 50
        [(statement, parameters)] = seen
        plan = play.session.connection().connection.driver_connection.execute("explain " + statement, parameters).fetchall()
        told = "\n".join(line for (line,) in plan)
        assert "Index Scan using ix_task_open" in told or "Index Only Scan using ix_task_open" in told
        assert "Seq Scan on task" not in told


def test_who_sees_no_task_of_a_case_does_not_see_the_case(play, add):
    add({"lane": "jury"})
    root = play.session.execute(select(Instance.id)).scalar_one()
    jury = Person(id="j", roles=frozenset({"jury"}))
    assert queries.instance(play.session, instance_id=root, person=jury).id == root
    from processes.errors import NotFound

    for stranger in (OLGA, VIC):
        for ask in (queries.instance, queries.events, queries.tokens, queries.passed):
            with pytest.raises(NotFound):
                ask(play.session, instance_id=root, person=stranger)
    assert queries.instance(play.session, instance_id=root, person=MO).id == root  # no lanes: open to operators
