"""One case: its plan, what is to be done, what it waits for, what happened, and where it is in the diagrams."""

import uuid
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from app import auth, db, elements, timeline
from app.page import Page, signed_in
from processes import clock
from processes.casework import access, intake
from processes.casework import queries as cases
from processes.engine import forms, messages, queries
from processes.engine.views import InstanceView
from processes.errors import Conflict, NotFound
from processes.words import N_

page = Page(__name__)

TABS = {"show": N_("Overview"), "file": N_("File"), "history": N_("History"), "diagram": N_("Diagram")}
NOBODY_WAITS = N_("The case does not wait for this message any more.")


@page.get("/faelle/<key>", allow=signed_in)
def show(key: str) -> Any:
    """Overview: plan, open tasks, waits, appointments, documents."""
    root = _root(key)
    return render_template("case.html", **_head(key, root, tab="show", what="fall"))


@page.get("/faelle/<key>/akte", allow=signed_in)
def file(key: str) -> Any:
    """What was filled in, form by form, as far as this person may read it."""
    root, me, now = _root(key), auth.person(), clock.now()
    words = forms.Words(gettext("Yes"), gettext("No"), gettext("Not said"))
    found = cases.records(db.session(), root_id=root.id, person=me, now=now, words=words)
    titles = [one.title for one in found]
    repeated = {title for title in titles if titles.count(title) > 1}  # these are told apart by their first answer
    return render_template(
        "case_file.html", records=found, repeated=repeated, **_head(key, root, tab="file", what="akte")
    )


@page.get("/faelle/<key>/verlauf", allow=signed_in)
def history(key: str) -> Any:
    """What happened, newest first, in sentences."""
    root, session, everything = _root(key), db.session(), "alles" in request.args
    cursor = request.args.get("ab") or None
    events = queries.history(session, root_id=root.id, person=auth.person(), technical=everything, cursor=cursor)
    names, processes = queries.element_names(session, root_id=root.id), queries.definition_names(session)
    head = _head(key, root, tab="history", what="fall")
    oldest = events.items[-1].at if events.items and events.next_cursor else None
    beside = timeline.happenings(head["case"].happenings, since=oldest) if head["case"] and not cursor else []
    return render_template(
        "case_history.html",
        days=timeline.in_words(events.items, names, processes, beside, technical=everything),
        next_cursor=events.next_cursor,
        everything=everything,
        **head,
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
    name, content = _drawing(shown)
    return render_template(
        "case_diagram.html",
        shown=shown,
        file=name,
        elements=elements.in_reading_order(content),
        tokens=tokens,
        passed=passed,
        stuck={wait.element_id for wait in shown.waits if wait.kind == "incident" and wait.instance_id == shown.id},
        processes=queries.definition_names(session),
        **_head(key, root, tab="diagram", what="fall"),
    )


@page.get("/faelle/<key>/dokumente/<uuid:document_id>", allow=signed_in)
def document(key: str, document_id: uuid.UUID) -> Any:
    """A document of the case, to save or print."""
    root, me, now = _root(key), auth.person(), clock.now()
    found = cases.document(db.session(), document_id=document_id, person=me, now=now)
    db.afterwards(lambda session: access.note_look(session, root_id=root.id, by=me, now=now, what="dokument"))
    return Response(
        found.content,
        mimetype=found.row.media_type,
        headers={"Content-Disposition": f'attachment; filename="{found.row.file_name}"'},
    )


@page.post("/faelle/<key>/nachricht", allow=signed_in)
def tell(key: str) -> Any:
    """Say that something the case waits for has happened."""
    root, name, me, now = _root(key), request.form.get("nachricht", ""), auth.person(), clock.now()
    waiting = next((wait for wait in root.waits if wait.kind == "message" and wait.message == name), None)
    if waiting is None:
        raise Conflict(NOBODY_WAITS)
    if cases.case(db.session(), root_id=root.id, person=me, now=now):
        intake.tell(db.session(), root_id=root.id, name=name, by=me, now=now)
    else:
        keys = {"business_key": root.business_key} if root.business_key else {}
        done = messages.deliver(db.session(), name=name, correlation=keys, payload={}, by=me, now=now)
        if not done.count:
            raise Conflict(NOBODY_WAITS)
    flash(gettext("Noted: “%(message)s”.", message=waiting.name or name), "success")
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


def _drawing(shown: InstanceView) -> tuple[str, bytes]:
    """The diagram of the version this instance runs on: its name and its content."""
    key, version = shown.definition_key, shown.definition_version
    files = queries.definition(db.session(), key=key, version=version).files
    name = next((file for file in files if file.endswith(".bpmn")), "")
    return name, queries.definition_file(db.session(), key=key, version=version, name=name) if name else b""


def _head(key: str, root: InstanceView, *, tab: str, what: str) -> dict[str, Any]:
    """What all views of a case show above their own part; the look into the case is written down."""
    me, now = auth.person(), clock.now()
    case = cases.case(db.session(), root_id=root.id, person=me, now=now)
    db.afterwards(lambda session: access.note_look(session, root_id=root.id, by=me, now=now, what=what))
    return {
        "key": root.business_key or key,
        "root": root,
        "case": case,
        "tab": tab,
        "tabs": TABS if case else {name: words for name, words in TABS.items() if name != "file"},
        "here": "cases",
        "mine": [task for task in root.tasks if task.assignee == me.id],
        "others": [task for task in root.tasks if task.assignee != me.id],
        "may_work": {task.id for task in root.tasks if task.lane is None or task.lane in me.roles},
        "may_tell": {name for name, who in intake.MAY_TELL.items() if me.has(*who)} if case else None,
        "subjects": cases.subjects(db.session(), root.tasks),
        "waits": timeline.waits_in_words(root.waits),
    }
