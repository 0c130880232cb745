"""My tasks: what I have, what my group has, what I have done; taking a task and giving it back."""

import uuid
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext

from app import auth, db
from app.page import Page, is_fragment, is_local, signed_in
from processes import clock
from processes.casework import queries as cases
from processes.engine import queries
from processes.engine import tasks as commands
from processes.engine.deadlines import CITY
from processes.words import N_

page = Page(__name__, menu=N_("My tasks"), order=10)

PER_PAGE = 30

TABS = {"meine": N_("Mine"), "gruppe": N_("Group"), "erledigt": N_("Done")}
EMPTY = {
    "meine": N_("You have no open tasks. What your group has is under “Group”."),
    "gruppe": N_("No task of your group is waiting for somebody."),
    "erledigt": N_("You have not completed a task yet."),
}
WITHIN = {"": N_("any"), "ueberfaellig": N_("overdue"), "heute": N_("by today"), "woche": N_("within 7 days")}


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; all of it can be copied and sent to a colleague."""

    tab: str
    q: str
    within: str
    cursor: str

    def address(self, **changes: str) -> str:
        """The address of the same list with something changed; a changed filter starts at the first page."""
        wanted: dict[str, Any] = {"tab": self.tab, "q": self.q, "frist": self.within, **changes}
        return url_for("tasks.show", **{name: value for name, value in wanted.items() if value})


@page.get("/aufgaben", allow=signed_in)
def show() -> Any:
    """One of the three lists; htmx asks for the rows only."""
    tab = request.args.get("tab", "meine")
    wanted = Wanted(
        tab=tab if tab in TABS else "meine",
        q=request.args.get("q", "").strip()[:100],
        within=request.args.get("frist", "") if request.args.get("frist") in WITHIN else "",
        cursor=request.args.get("ab", ""),
    )
    shown = _list(wanted)
    if "tab" not in request.args and not wanted.q and not shown["counts"]["mine"] and shown["counts"]["group"]:
        shown = _list(replace(wanted, tab="gruppe"))  # who has nothing of their own wants to see what there is to take
    return render_template("_tasks.html" if is_fragment() else "tasks.html", **shown)


@page.post("/aufgaben/<uuid:task_id>/uebernehmen", allow=signed_in)
def claim(task_id: uuid.UUID) -> Any:
    """Take a task over."""
    commands.claim(db.session(), task_id=task_id, by=auth.person(), now=clock.now())
    return redirect(_back(url_for("task.show", task_id=task_id)), 303)


@page.post("/aufgaben/<uuid:task_id>/zurueckgeben", allow=signed_in)
def release(task_id: uuid.UUID) -> Any:
    """Give a task back to the group."""
    commands.release(db.session(), task_id=task_id, by=auth.person(), now=clock.now())
    return redirect(_back(url_for("tasks.show")), 303)


def _back(usual: str) -> str:
    wanted = request.form.get("zurueck", "")
    return wanted if wanted and is_local(wanted) else usual


def _due_before(within: str) -> Any:
    now = clock.now()
    today = now.astimezone(CITY).replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        "ueberfaellig": now,
        "heute": today + timedelta(days=1),
        "woche": today + timedelta(days=8),
    }.get(within)


def _list(wanted: Wanted) -> dict[str, Any]:
    me, now, session = auth.person(), clock.now(), db.session()
    found = cases.search(session, wanted.q)
    which: dict[str, Any] = {
        "meine": {"state": "open", "assignee": me.id},
        "gruppe": {"state": "open", "assignee": "none"},
        "erledigt": {"state": "completed"},
    }[wanted.tab]
    rows = cases.worklist(
        session,
        person=me,
        now=now,
        found=found,
        due_before=_due_before(wanted.within),
        limit=PER_PAGE,
        cursor=wanted.cursor or None,
        **which,
    )
    return {
        "wanted": wanted,
        "tabs": TABS,
        "withins": WITHIN,
        "hint": found.hint or "",
        "empty": gettext("Nothing fits this search.") if wanted.q or wanted.within else gettext(EMPTY[wanted.tab]),
        "rows": rows.items,
        "next_cursor": rows.next_cursor,
        "counts": {
            "mine": cases.count_worklist(session, person=me, assignee=me.id),
            "mine_late": cases.count_worklist(session, person=me, assignee=me.id, due_before=now),
            "group": cases.count_worklist(session, person=me, assignee="none"),
        },
        "clients": cases.client_names(session, rows.items),
        "subjects": cases.subjects(session, rows.items),
        "definitions": queries.definition_names(session),
    }
