"""The thin thread: deploy, start, see the task, complete it, to the end."""

import pytest

from processes.engine import definitions, instances, queries, tasks
from processes.errors import Conflict, NotFound
from tests.conftest import MO, MONDAY, OLGA
from tests.engine.diagrams import TWO_TASKS


def test_deploy_start_worklist_complete(session):
    deployed = definitions.deploy(session, files=TWO_TASKS, by=MO, now=MONDAY)
    assert (deployed.key, deployed.version, deployed.created) == ("two_tasks", 1, True)
    started = instances.start(session, key="two_tasks", business_key="A-1", data={"x": 1}, by=MO, now=MONDAY)
    assert started.status == "running"
    assert started.data == {"x": 1}
    [first] = started.tasks
    assert queries.worklist(session, person=MO, now=MONDAY).items == (first,)
    assert queries.worklist(session, person=OLGA, now=MONDAY).items == ()

    done = tasks.complete(session, task_id=first.id, answers={"note": "fine"}, by=MO, now=MONDAY)
    assert done.task.state == "completed"
    [second] = done.next_tasks
    assert second.element_id == "second"
    done = tasks.complete(session, task_id=second.id, answers={}, by=MO, now=MONDAY)
    assert done.next_tasks == ()
    assert done.instance.status == "completed"
    seen = queries.instance(session, instance_id=started.id, person=MO)
    assert (seen.status, seen.tasks, seen.waits) == ("completed", (), ())
    types = [event.type for event in queries.events(session, instance_id=started.id, person=MO).items]
    assert types == [
        "instance.started", "elements.passed", "task.created",
        "task.completed", "task.created",
        "task.completed", "elements.passed", "instance.completed",
    ]  # fmt: skip


def test_completing_twice_says_who_was_first(session):
    definitions.deploy(session, files=TWO_TASKS, by=MO, now=MONDAY)
    [first] = instances.start(session, key="two_tasks", by=MO, now=MONDAY).tasks
    tasks.complete(session, task_id=first.id, answers={}, by=MO, now=MONDAY)
    with pytest.raises(Conflict) as refused:
        tasks.complete(session, task_id=first.id, answers={}, by=MO, now=MONDAY)
    assert (refused.value.by, refused.value.at) == ("mo", MONDAY)
    with pytest.raises(NotFound):
        tasks.complete(session, task_id=first.id, answers={}, by=OLGA, now=MONDAY)
