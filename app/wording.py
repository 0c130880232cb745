"""How things are said on screen: dates, due dates, people, roles, states."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g
from flask_babel import format_date, gettext, ngettext

from app import db
from app.i18n import ZONE, language
from processes import clock
from processes.engine import queries
from processes.engine.working_days import Calendar
from processes.people import ROLES
from processes.words import N_

HERE = ZoneInfo(ZONE)

#: From how many working days before it a due date is worth a colour.
SOON = 2
#: From how many working days before it the date says more than their number.
LATER = 11

STATES = {
    "running": N_("in progress"),
    "incident": N_("stopped by an error"),
    "completed": N_("ended"),
    "cancelled": N_("cancelled"),
    "open": N_("open"),
}


#: Languages people talk in, as F01 names them.
TONGUES = {
    "de": N_("German"),
    "leichte_sprache": N_("plain German"),
    "dgs": N_("German sign language"),
    "en": N_("English"),
    "tr": N_("Turkish"),
    "ar": N_("Arabic"),
    "uk": N_("Ukrainian"),
    "ru": N_("Russian"),
    "pl": N_("Polish"),
    "fa": N_("Persian"),
    "fr": N_("French"),
    "andere": N_("another language"),
}

#: Who acts without being anybody.
NOT_PEOPLE = {"system": N_("the system"), "release": N_("the set-up")}


@dataclass(frozen=True)
class Due:
    """A due date in words: `kind` is late, soon or later; `words` is short, `exact` the date and time."""

    kind: str
    words: str
    exact: str


def local(moment: datetime) -> datetime:
    """The same moment on the clocks of Münster."""
    return moment.astimezone(HERE)


def day(moment: datetime | date | None) -> str:
    """A day as people write it: 24.12.2026."""
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        moment = local(moment).date()
    return moment.strftime("%d.%m.%Y") if language() == "de" else format_date(moment, "d MMM yyyy")


def long_day(moment: datetime | date) -> str:
    """A day with its weekday, for headings of a timeline."""
    if isinstance(moment, datetime):
        moment = local(moment).date()
    return format_date(moment, "EEEE, d. MMMM yyyy" if language() == "de" else "EEEE, d MMMM yyyy")


def hour(moment: datetime | None) -> str:
    """The time of day: 14:03."""
    return local(moment).strftime("%H:%M") if moment else ""


def moment(at: datetime | None) -> str:
    """Day and time: 24.12.2026, 14:03."""
    return f"{day(at)}, {hour(at)}" if at else ""


def by_when(at: datetime | None) -> str:
    """A day, with the hour unless the whole day counts: by 24.12.2026; by 24.12.2026, 14:03."""
    return day(at) if at and local(at).strftime("%H:%M") in ("23:59", "00:00") else moment(at)


def due(at: datetime | None, now: datetime | None = None) -> Due | None:
    """How a due date stands now: late in days, soon and later in working days."""
    if at is None:
        return None
    now = now or clock.now()
    today, last = local(now).date(), local(at).date()
    exact = gettext("due %(moment)s", moment=by_when(at))
    if at < now:
        days = (today - last).days
        words = (
            gettext("overdue since today")
            if days == 0
            else ngettext("overdue for %(num)d day", "overdue for %(num)d days", days)
        )
        return Due("late", words, exact)
    if last == today:
        words = gettext("by today") if by_when(at) == day(at) else gettext("today until %(hour)s", hour=hour(at))
        return Due("soon", words, exact)
    left = calendar().between(today, last) if (last - today).days <= 60 else LATER
    words = ngettext("%(num)d working day left", "%(num)d working days left", left) if left else day(at)
    if left <= SOON:
        return Due("soon", words, exact)
    return Due("later", words if left < LATER else day(at), exact)


def calendar() -> Calendar:
    """The working days of the office, with the closing days of the settings."""
    found: Calendar = current_app.extensions["calendar"]
    return found


def role(name: str | None) -> str:
    """The name of a role, which is the name of a lane."""
    if not name:
        return ""
    return gettext(ROLES[name]) if name in ROLES else name


def state(name: str) -> str:
    """The state of a task or an instance in a word."""
    return gettext(STATES[name]) if name in STATES else name


def person_name(login: str | None) -> str:
    """The name of a person by sign-in name; read once per request for all people."""
    if not login:
        return ""
    if login in NOT_PEOPLE:
        return gettext(NOT_PEOPLE[login])
    if "names" not in g:
        g.names = queries.names(db.session())
    return str(g.names.get(login) or login)


def tongue(code: str) -> str:
    """The name of a language."""
    return gettext(TONGUES[code]) if code in TONGUES else code


def init_app(app: Flask) -> None:
    """Give the templates these words, and keep the calendar that due dates count by."""
    app.extensions["calendar"] = Calendar(app.config["HILFEPLAN"].closing_days)
    for function in (day, long_day, hour, moment, by_when, due, role, state, tongue, person_name):
        app.add_template_filter(function)
