"""A new application from the counter, in one page: the case begins when it is sent."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from app import auth, db, forms_view
from app.i18n import sentence
from app.page import Page, roles, status_of
from processes import clock
from processes.casework import intake
from processes.engine import forms
from processes.errors import Invalid, NotFound, Refusal
from processes.words import N_

may_take = roles("kundenzentrum", "fallmanagement", "leistung")
page = Page(__name__, menu=N_("New application"), order=30, menu_for=roles("kundenzentrum"))

NO_FORM = N_("The process for applications is not deployed.")


@page.get("/neuer-antrag", allow=may_take)
def show() -> Any:
    """The empty form, with what is known already: today, and who asks."""
    form = _form()
    answers, sources, proposals = forms.prefill(form, {"_now": clock.now()})
    return _page(form, answers, sources=sources, proposals=proposals)


@page.post("/neuer-antrag", allow=may_take)
def begin() -> Any:
    """Begin the case with these answers; or add or remove a row of the form."""
    form, pairs = _form(), list(request.form.items(multi=True))
    answers = forms.from_html(form, pairs)
    pressed = forms.row_action(pairs)
    if pressed is not None:
        return _page(form, forms.with_row_action(form, answers, pressed))
    try:
        done = intake.new_application(db.session(), answers=answers, by=auth.person(), now=clock.now())
    except Refusal as refusal:
        db.start_over()
        return _page(form, answers, refusal=refusal), status_of(refusal)
    flash(gettext("The application is recorded: %(number)s.", number=done.number), "success")
    mine = [task for task in done.completed.next_tasks if task.assignee == auth.person().id]
    if mine:
        return redirect(url_for("task.show", task_id=mine[0].id), 303)
    return redirect(url_for("case.show", key=done.number), 303)


def _form() -> forms.Form:
    try:
        return forms.parse_schema(intake.application_form(db.session()))
    except NotFound:
        raise NotFound(NO_FORM) from None


def _page(
    form: forms.Form,
    answers: Mapping[str, Any],
    *,
    refusal: Refusal | None = None,
    sources: Mapping[str, str] | None = None,
    proposals: Mapping[str, Any] | None = None,
) -> str:
    problems = refusal.fields if isinstance(refusal, Invalid) else {}
    return render_template(
        "application.html",
        title=form.title,
        form=forms_view.page(form, answers, problems=problems, sources=sources, proposals=proposals),
        refused=sentence(refusal) if refusal else "",
    )
