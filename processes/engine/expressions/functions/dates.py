"""Dates, moments, deadlines and working days. All days are days of the city (Europe/Berlin)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from processes.engine import deadlines, working_days
from processes.engine.expressions.error import EmptyValue, ExpressionError
from processes.engine.expressions.functions.table import Table
from processes.engine.expressions.run import Run
from processes.engine.expressions.values import CITY, as_date, as_moment, now_of
from processes.words import N_

TABLE = Table("Datum, Zeit und Fristen")
#: A century back or ahead is more than any case needs.
MOST_DAYS, MOST_MONTHS, MOST_WORKING_DAYS = 40_000, 1_200, 5_000
NEEDS_DATE = N_("%(function)s needs a date.")
NEEDS_NUMBER = N_("%(function)s needs a whole number between %(least)s and %(most)s.")
WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")


def day_of(value: Any, function: str) -> date:
    """The day in `value`; raises ExpressionError."""
    day = as_date(value)
    if day is None:
        raise _no_date(value, function)
    return day


def _no_date(value: Any, function: str) -> ExpressionError:
    return EmptyValue() if value is None else ExpressionError(NEEDS_DATE, function=function)


def whole(value: Any, most: int, function: str) -> int:
    """`value` as a whole number not beyond `most` in either direction; raises ExpressionError."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if value is None:
        raise EmptyValue
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > most:
        raise ExpressionError(NEEDS_NUMBER, function=function, least=-most, most=most)
    return value


def _moved(start: Any, function: str, move: Any) -> date | datetime:
    """`start` with its day moved; a moment keeps its time of day in the city."""
    moment = start if isinstance(start, datetime) else None
    if isinstance(start, str) and len(start) > 10:
        moment = as_moment(start)
    try:
        if moment is None:
            day: date = move(day_of(start, function))
            return day
        local = (as_moment(moment) or moment).astimezone(CITY)
        moved = datetime.combine(move(local.date()), local.time(), CITY)
    except (OverflowError, ValueError):
        raise ExpressionError(NEEDS_DATE, function=function) from None
    return moved.astimezone(UTC)


@TABLE.add("heute()", "Das heutige Datum.", "heute()", 'datum("2026-03-02")')
def today(run: Run) -> date:
    """The city's date of the evaluation."""
    return now_of(run.names).astimezone(CITY).date()


@TABLE.add("jetzt()", "Dieser Augenblick.", "text(jetzt())", '"02.03.2026, 09:30 Uhr"')
def now(run: Run) -> datetime:
    """The moment of the evaluation, in UTC."""
    return now_of(run.names)


@TABLE.add(
    "frist(start, schluessel)",
    "Das Ende einer Frist aus dem Fristenregister (bpmn/fristen.json), 23:59:59 Uhr am letzten Tag. Hat die Frist "
    "mehrere Stufen, nennt der Schlüssel auch die Stufe: „ueberpruefung.6“.",
    'text(frist("2026-03-02", "unterlagen"))',
    '"16.03.2026, 23:59 Uhr"',
)
def deadline(run: Run, start: Any, schluessel: str) -> datetime:
    """The aware end of a deadline of the register."""
    register = _register(run)
    moment = as_moment(start)
    if moment is None:
        raise _no_date(start, "frist")
    try:
        return deadlines.due(register, moment, str(schluessel), register.calendar)
    except deadlines.UnknownDeadline as error:
        raise ExpressionError(error.template, **error.params) from None


@TABLE.add(
    "arbeitstage(start, n)",
    "Der n-te Arbeitstag nach start (vor start, wenn n negativ ist): ohne Samstage, Sonntage, Feiertage in NRW und "
    "Schließtage der Stadt.",
    'arbeitstage("2026-04-02", 1)',
    'datum("2026-04-07")',
)
def plus_working_days(run: Run, start: Any, n: int) -> date | datetime:
    """The day `n` working days later; a moment keeps its time of day."""
    calendar, count = _calendar(run), whole(n, MOST_WORKING_DAYS, "arbeitstage")
    run.charge(abs(count) * 20)
    return _moved(start, "arbeitstage", lambda day: calendar.add(day, count))


@TABLE.add("tage(start, n)", "Das Datum n Tage nach start.", 'tage("2026-03-02", 14)', 'datum("2026-03-16")')
def plus_days(run: Run, start: Any, n: int) -> date | datetime:
    """The day `n` days later; a moment keeps its time of day, also over the change to summer time."""
    count = whole(n, MOST_DAYS, "tage")
    return _moved(start, "tage", lambda day: day + timedelta(days=count))


@TABLE.add(
    "monate(start, n)",
    "Das Datum n Monate nach start; gibt es den Tag nicht, der letzte des Monats (§ 188 Abs. 3 BGB).",
    'monate("2026-01-31", 1)',
    'datum("2026-02-28")',
)
def plus_months(run: Run, start: Any, n: int) -> date | datetime:
    """The day `n` months later (§ 188 BGB); a moment keeps its time of day."""
    count = whole(n, MOST_MONTHS, "monate")
    return _moved(start, "monate", lambda day: deadlines.add_months(day, count))


@TABLE.add(
    "stunden(start, n)",
    "Der Zeitpunkt n Stunden nach start.",
    'text(stunden(zeitpunkt("2026-03-02", "09:00"), 72))',
    '"05.03.2026, 09:00 Uhr"',
)
def plus_hours(run: Run, start: Any, n: int) -> datetime:
    """The moment `n` hours later, counted on the clock (§ 26 Abs. 6 SGB X: holidays count)."""
    moment = as_moment(start)
    if moment is None:
        raise _no_date(start, "stunden")
    return moment.astimezone(UTC) + timedelta(hours=whole(n, MOST_DAYS, "stunden"))


@TABLE.add(
    "tage_zwischen(von, bis)",
    "Wie viele Tage von von bis bis vergehen.",
    'tage_zwischen("2026-03-02", "2026-03-16")',
    "14",
)
def days_between(run: Run, von: Any, bis: Any) -> int:
    """Days from one day to another; negative when the second is earlier."""
    return (day_of(bis, "tage_zwischen") - day_of(von, "tage_zwischen")).days


@TABLE.add(
    "monate_zwischen(von, bis)",
    "Wie viele volle Monate von von bis bis vergehen.",
    'monate_zwischen("2026-01-15", "2026-07-14")',
    "5",
)
def months_between(run: Run, von: Any, bis: Any) -> int:
    """Completed months from one day to another; negative when the second is earlier."""
    first, last = day_of(von, "monate_zwischen"), day_of(bis, "monate_zwischen")
    if last < first:
        return -months_between(run, last, first)
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if deadlines.add_months(first, months) <= last else months - 1


@TABLE.add(
    "arbeitstage_zwischen(von, bis)",
    "Wie viele Arbeitstage nach von bis einschließlich bis liegen.",
    'arbeitstage_zwischen("2026-04-01", "2026-04-08")',
    "3",
)
def working_days_between(run: Run, von: Any, bis: Any) -> int:
    """Working days after the first day up to and with the second; negative when the second is earlier."""
    first, last = day_of(von, "arbeitstage_zwischen"), day_of(bis, "arbeitstage_zwischen")
    whole((last - first).days, 2 * MOST_WORKING_DAYS, "arbeitstage_zwischen")
    run.charge(abs((last - first).days) * 10)
    count: int = _calendar(run).between(first, last)
    return count


@TABLE.add("ist_arbeitstag(tag)", "Ob an diesem Tag gearbeitet wird.", 'ist_arbeitstag("2026-06-04")', "False")
def is_working_day(run: Run, tag: Any) -> bool:
    """Whether a day is a working day of the city."""
    return _calendar(run).is_working_day(day_of(tag, "ist_arbeitstag"))


@TABLE.add(
    "alter(geburtsdatum)",
    "Das Alter heute in vollen Jahren; mit zweitem Wert das Alter an diesem Tag.",
    'alter("1961-03-03")',
    "64",
)
def age(run: Run, geburtsdatum: Any, am: Any = None) -> int:
    """Completed years of life on a day, today by default (§ 187 Abs. 2 S. 2 BGB: complete on the birthday)."""
    born = day_of(geburtsdatum, "alter")
    on = today(run) if am is None else day_of(am, "alter")
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@TABLE.add(
    "datum(wert)",
    "Ein Datum aus einem Text oder der Tag eines Zeitpunkts.",
    'datum("02.03.2026")',
    'datum("2026-03-02")',
)
def to_date(run: Run, wert: Any) -> date:
    """A date from a text or a moment."""
    return day_of(wert, "datum")


@TABLE.add(
    "zeitpunkt(datum, uhrzeit)",
    "Ein Zeitpunkt aus Datum und Uhrzeit (Ortszeit); ohne Uhrzeit der Beginn des Tages.",
    'tage_zwischen(heute(), zeitpunkt("2026-03-03", "09:00"))',
    "1",
)
def to_moment(run: Run, datum: Any, uhrzeit: Any = None) -> datetime:
    """An aware moment (UTC) from a day and a time of day of the city."""
    if uhrzeit is None:
        moment = as_moment(datum)
        if moment is None:
            raise _no_date(datum, "zeitpunkt")
        return moment.astimezone(UTC)
    try:
        clock = uhrzeit if isinstance(uhrzeit, time) else time.fromisoformat(uhrzeit.strip())
    except (ValueError, AttributeError):
        raise ExpressionError(N_("zeitpunkt needs a time of day such as “09:00”.")) from None
    return datetime.combine(day_of(datum, "zeitpunkt"), clock.replace(tzinfo=None), CITY).astimezone(UTC)


@TABLE.add("jahr(tag)", "Das Jahr eines Datums.", 'jahr("2026-03-02")', "2026")
def year(run: Run, tag: Any) -> int:
    """The year of a day."""
    return day_of(tag, "jahr").year


@TABLE.add("monat(tag)", "Der Monat eines Datums, 1 bis 12.", 'monat("2026-03-02")', "3")
def month(run: Run, tag: Any) -> int:
    """The month of a day, from 1."""
    return day_of(tag, "monat").month


@TABLE.add("wochentag(tag)", "Der Wochentag als Wort.", 'wochentag("2026-03-02")', '"Montag"')
def weekday(run: Run, tag: Any) -> str:
    """The German name of a day's weekday."""
    return WEEKDAYS[day_of(tag, "wochentag").weekday()]


def _calendar(run: Run) -> working_days.Calendar:
    return _register(run).calendar


def _register(run: Run) -> deadlines.Register:
    given: deadlines.Register | None = run.names.get("_register")
    try:
        return deadlines.default_register() if given is None else given
    except deadlines.InvalidRegister:
        raise ExpressionError(N_("The deadline register is missing or faulty.")) from None
