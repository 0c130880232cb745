"""What cannot go on by itself, with the reason and a way to try again; what is waited for."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from app import auth, db
from app.i18n import problem, sentence
from app.page import Page, operators
from processes import clock
from processes.engine import incidents, queries
from processes.errors import Conflict, Invalid
from processes.words import N_

page = Page(__name__, menu=N_("Operations"), order=70)

TABS = {"stoerungen": N_("Incidents"), "warten": N_("Waits"), "auftraege": N_("Jobs")}
#: What the queue calls its jobs and states, in words.
JOBS = {
    "run_operation": N_("Service task"),
    "fire_timers": N_("Time has come"),
    "deliver_message": N_("Deliver a message"),
    "todo": N_("waiting"),
    "doing": N_("running"),
    "failed": N_("failed"),
}
KINDS = {
    "timer": N_("time"),
    "message": N_("message"),
    "signal": N_("signal"),
    "job": N_("job"),
    "child": N_("called process"),
    "incident": N_("incident"),
    "expression": N_("expression"),
    "decision": N_("decision"),
    "gateway": N_("gateway"),
    "engine": N_("engine"),
}


@page.get("/betrieb", allow=operators)
def show() -> Any:
    """Incidents, waits or jobs."""
    me, session = auth.person(), db.session()
    tab = request.args.get("tab") if request.args.get("tab") in TABS else "stoerungen"
    return render_template(
        "operations.html",
        tab=tab,
        tabs=TABS,
        kinds=KINDS,
        words=JOBS,
        incidents=queries.incidents(session, person=me, open_only=True),
        waits=queries.waits(session, person=me) if tab == "warten" else (),
        jobs=queries.jobs(session) if tab == "auftraege" else (),
        now=clock.now(),
    )


@page.post("/betrieb/stoerungen/<uuid:incident_id>/wiederholen", allow=operators)
def retry(incident_id: uuid.UUID) -> Any:
    """Let what stopped try once more."""
    try:
        incidents.retry(db.session(), incident_id=incident_id, by=auth.person(), now=clock.now())
    except (Conflict, Invalid) as refusal:
        db.start_over()
        flash(" ".join([sentence(refusal), *(problem(one) for one in getattr(refusal, "problems", ()))]), "danger")
        return redirect(url_for("operations.show"), 303)
    flash(gettext("Tried again. If it fails once more, it is listed here again with its reason."), "success")
    return redirect(url_for("operations.show"), 303)
