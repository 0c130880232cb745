"""One case: its plan, what is to be done, what it waits for, what happened, and where it is in the diagrams."""

import uuid
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from app import auth, db, elements, timeline
from app.page import Page, is_fragment, signed_in
from processes import clock
from processes.engine import messages, queries
from processes.engine.views import InstanceView
from processes.errors import Conflict, NotFound
from processes.words import N_

page = Page(__name__)

TABS = {"show": N_("Overview"), "history": N_("History"), "diagram": N_("Diagram")}
NOBODY_WAITS = N_("The case does not wait for this message any more.")


@page.get("/faelle/<key>", allow=signed_in)
def show(key: str) -> Any:
    """Overview: plan, open tasks, waits, appointments, documents."""
    root = _root(key)
    return render_template("case.html", **_head(key, root, tab="show"))


@page.get("/faelle/<key>/verlauf", allow=signed_in)
def history(key: str) -> Any:
    """What happened, newest first, in sentences."""
    root, session, everything = _root(key), db.session(), "alles" in request.args
    events = queries.history(
        session, root_id=root.id, person=auth.person(), technical=everything, cursor=request.args.get("ab") or None
    )
    names, processes = queries.element_names(session, root_id=root.id), queries.definition_names(session)
    return render_template(
        "_history.html" if is_fragment() else "case_history.html",
        days=timeline.in_words(events.items, names, processes),
        next_cursor=events.next_cursor,
        everything=everything,
        **_head(key, root, tab="history"),
    )


@page.get("/faelle/<key>/diagramm", allow=signed_in)
def diagram(key: str) -> Any:
    """Where the case is: one running process as a picture and as a table, with the way to the others."""
    root, session, me = _root(key), db.session(), auth.person()
    chosen = request.args.get("prozess", type=uuid.UUID)
    shown = queries.instance(session, instance_id=chosen, person=me) if chosen else root
    if shown.root_id != root.id:
        raise NotFound
    tokens = set(queries.tokens(session, instance_id=root.id, person=me).get(shown.id, ()))
    passed = set(queries.passed(session, instance_id=shown.id, person=me)) - tokens
    files = queries.definition(session, key=shown.definition_key, version=shown.definition_version).files
    name = next((file for file in files if file.endswith(".bpmn")), "")
    content = (
        queries.definition_file(session, key=shown.definition_key, version=shown.definition_version, name=name)
        if name
        else b""
    )
    return render_template(
        "case_diagram.html",
        shown=shown,
        file=name,
        elements=elements.in_reading_order(content),
        tokens=tokens,
        passed=passed,
        stuck={wait.element_id for wait in shown.waits if wait.kind == "incident" and wait.instance_id == shown.id},
        processes=queries.definition_names(session),
        **_head(key, root, tab="diagram"),
    )


@page.post("/faelle/<key>/nachricht", allow=signed_in)
def tell(key: str) -> Any:
    """Say that a message the case waits for has arrived."""
    root, name = _root(key), request.form.get("nachricht", "")
    if name not in {wait.message for wait in root.waits if wait.kind == "message"}:
        raise Conflict(NOBODY_WAITS)
    done = messages.deliver(
        db.session(),
        name=name,
        correlation={"business_key": root.business_key or ""},
        payload={},
        by=auth.person(),
        now=clock.now(),
    )
    if not done.count:
        raise Conflict(NOBODY_WAITS)
    flash(gettext("Noted: “%(message)s”.", message=name), "success")
    return redirect(url_for("case.show", key=key), 303)


def _root(key: str) -> InstanceView:
    """The root known by this file number, intake number or id, if this person may see it."""
    session, me = db.session(), auth.person()
    try:
        root_id = uuid.UUID(key)
    except ValueError:
        root_id = queries.root_id(session, business_key=key, person=me)
    found = queries.instance(session, instance_id=root_id, person=me)
    if found.parent_id is not None:
        found = queries.instance(session, instance_id=found.root_id, person=me)
    return found


def _head(key: str, root: InstanceView, *, tab: str) -> dict[str, Any]:
    """What all three views of a case show above their own part."""
    me = auth.person()
    return {
        "key": root.business_key or key,
        "root": root,
        "case": None,
        "tab": tab,
        "tabs": TABS,
        "here": "cases",
        "mine": [task for task in root.tasks if task.assignee == me.id],
        "others": [task for task in root.tasks if task.assignee != me.id],
        "may_work": {task.id for task in root.tasks if task.lane is None or task.lane in me.roles},
        "waits": timeline.waits_in_words(root.waits),
    }
