"""One task: its form, its draft that saves itself, and completing it; nothing typed is lost."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from app import auth, db, forms_view
from app.i18n import sentence, translate
from app.page import Page, error_page, is_fragment, signed_in, status_of
from app.wording import hour, moment
from processes import clock
from processes.casework import access
from processes.casework import queries as cases
from processes.engine import drafts, queries, tasks
from processes.engine.views import Completed, TaskView
from processes.errors import Conflict, Invalid, NotAllowed, Refusal

page = Page(__name__)


@page.get("/aufgaben/<uuid:task_id>", allow=signed_in)
def show(task_id: uuid.UUID) -> Any:
    """The task with its form: the person's draft, or what the record proposes."""
    view, me, now = _view(task_id), auth.person(), clock.now()
    root_id = view.row.root_id
    db.afterwards(lambda session: access.note_look(session, root_id=root_id, by=me, now=now, what="aufgabe"))
    return _form(view, view.answers)


@page.post("/aufgaben/<uuid:task_id>", allow=signed_in)
def complete(task_id: uuid.UUID) -> Any:
    """Complete the task; or, by other buttons of the same form: add a row, remove one, save or discard the draft."""
    view = _view(task_id)
    answers = _typed(view)
    changed = forms_view.row_pressed(view.form, answers, _pairs())
    if changed is not None:
        if view.is_open:
            drafts.save(db.session(), task_id=task_id, answers=changed, by=auth.person(), now=clock.now())
        return _form(view, changed)
    if "entwurf" in request.form:
        return _save_by_hand(task_id, answers)
    if "verwerfen" in request.form:
        drafts.discard(db.session(), task_id=task_id, by=auth.person(), now=clock.now())
        return redirect(url_for("task.show", task_id=task_id), 303)
    try:
        done = tasks.complete(db.session(), task_id=task_id, answers=answers, by=auth.person(), now=clock.now())
    except (Invalid, Conflict, NotAllowed) as refusal:
        db.start_over()
        return _form(_view(task_id), answers, refusal=refusal), status_of(refusal)
    return _onward(done)


@page.post("/aufgaben/<uuid:task_id>/entwurf", allow=signed_in)
def draft(task_id: uuid.UUID) -> Any:
    """Save the draft by itself while somebody types; answers with the note "saved 14:03"."""
    view = _view(task_id)
    try:
        drafts.save(db.session(), task_id=task_id, answers=_typed(view), by=auth.person(), now=clock.now())
    except Refusal as refusal:
        db.start_over()
        return error_page(status_of(refusal), sentence(refusal))
    if not is_fragment():
        return redirect(url_for("task.show", task_id=task_id), 303)
    return render_template("_saved.html", saved=gettext("saved %(hour)s", hour=hour(clock.now())))


def _view(task_id: uuid.UUID) -> TaskView:
    return queries.task(db.session(), task_id=task_id, person=auth.person(), now=clock.now())


def _pairs() -> list[tuple[str, str]]:
    return list(request.form.items(multi=True))


def _typed(view: TaskView) -> dict[str, Any]:
    return forms_view.typed(view.form, _pairs())


def _save_by_hand(task_id: uuid.UUID, answers: Mapping[str, Any]) -> Any:
    drafts.save(db.session(), task_id=task_id, answers=answers, by=auth.person(), now=clock.now())
    flash(gettext("Saved. You can go on at any time, on any computer."), "success")
    return redirect(url_for("task.show", task_id=task_id), 303)


def _form(view: TaskView, answers: Mapping[str, Any], *, refusal: Refusal | None = None) -> str:
    me = auth.person()
    instance = queries.instance(db.session(), instance_id=view.row.root_id, person=me)
    return render_template(
        "task.html",
        view=view,
        task=view.row,
        key=view.row.business_key or str(view.row.root_id),
        form=forms_view.prepare(view, answers, refusal if isinstance(refusal, Invalid) else None),
        refusal=refusal,
        refused=_refused(refusal),
        why_not=translate(view.why_not) if view.why_not else "",
        saved=gettext("saved %(moment)s", moment=moment(view.draft_saved_at)) if view.draft_saved_at else "",
        subjects=cases.subjects(db.session(), [view.row, *instance.tasks]),
        others=[task for task in instance.tasks if task.id != view.row.id],
        client=cases.client_names(db.session(), [view.row]).get(view.row.root_id, ""),
        procedure=queries.definition_names(db.session()).get(view.row.definition_key, ""),
        here="tasks",
    )


def _refused(refusal: Refusal | None) -> str:
    """Why it was not completed, with the hour if somebody was faster."""
    if refusal is None:
        return ""
    words = sentence(refusal)
    at = refusal.at if isinstance(refusal, Conflict) else None
    return gettext("%(words)s That was on %(moment)s.", words=words, moment=moment(at)) if at else words


def _onward(done: Completed) -> Any:
    """Straight to my next task in this case; without one to the case, which says what it waits for."""
    me = auth.person()
    mine = sorted(done.next_tasks, key=lambda task: task.assignee != me.id)
    flash(gettext("“%(task)s” is completed.", task=done.task.name), "success")
    if mine:
        return redirect(url_for("task.show", task_id=mine[0].id), 303)
    return redirect(url_for("case.show", key=done.task.business_key or done.task.root_id), 303)
