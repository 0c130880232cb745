"""The cases I may see, by name, with a search for whoever is on the telephone."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext

from app import auth, db
from app.page import Page, is_fragment, signed_in
from processes.casework import queries as cases
from processes.casework.labels import CASE_STATUS
from processes.words import N_

page = Page(__name__, menu=N_("Cases"), order=20)

PER_PAGE = 40


@page.get("/faelle", allow=signed_in)
def show() -> Any:
    """The list, mine first; a whole file number leads straight to its case."""
    me, session = auth.person(), db.session()
    typed = request.args.get("q", "").strip()[:100]
    whose = request.args.get("wessen", "meine")
    whose = whose if whose in ("meine", "alle") else "meine"
    status = request.args.get("stand", "")
    status = status if status in CASE_STATUS else ""
    found = cases.search(session, typed)
    wanted: dict[str, Any] = {"person": me, "found": found, "status": status or None, "limit": PER_PAGE}
    mine = whose == "meine" and not typed  # whoever searches looks for a person, not for a list
    rows = cases.cases(session, mine=mine, cursor=request.args.get("ab") or None, **wanted)
    if mine and not rows.items and "wessen" not in request.args:  # who has no case of their own sees those of others
        others = cases.cases(session, mine=False, **wanted)
        whose, rows = ("alle", others) if others.items else (whose, rows)
    if len(rows.items) == 1 and found.text == rows.items[0].number and not is_fragment():
        return redirect(url_for("case.show", key=found.text), 303)
    return render_template(
        "_cases.html" if is_fragment() else "cases.html",
        typed=typed,
        whose=whose,
        status=status,
        statuses=CASE_STATUS,
        hint=found.hint or "",
        rows=rows.items,
        next_cursor=rows.next_cursor,
        empty=_nothing(typed=typed, whose=whose),
    )


def _nothing(*, typed: str, whose: str) -> str:
    if typed:
        return gettext("Nobody fits this search, or you may not see the case.")
    return gettext("You are not responsible for any case.") if whose == "meine" else gettext("There is no case yet.")
