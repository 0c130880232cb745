"""What happened and what is waited for, in sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import groupby

from flask_babel import gettext

from app.wording import by_when, local, person_name, role
from processes.casework.views import HappeningRow
from processes.engine.views import EventRow, WaitRow
from processes.words import N_

SENTENCES = {
    "instance.started": N_("“%(process)s” began"),
    "instance.completed": N_("“%(process)s” ended"),
    "instance.cancelled": N_("“%(process)s” was cancelled"),
    "instance.incident": N_("“%(process)s” was stopped by an error"),
    "task.created": N_("“%(element)s” is ready to be done (%(role)s)"),
    "task.claimed": N_("%(person)s took over “%(element)s”"),
    "task.released": N_("%(person)s gave back “%(element)s”"),
    "task.assigned": N_("%(person)s gave “%(element)s” to %(to)s"),
    "task.completed": N_("%(person)s completed “%(element)s”"),
    "task.cancelled": N_("“%(element)s” was no longer needed"),
    "timer.fired": N_("The time for “%(element)s” had come"),
    "message.received": N_("Message “%(message)s” arrived"),
    "message.sent": N_("Message “%(message)s” was sent"),
    "job.completed": N_("“%(element)s” was done by the system"),
    "job.failed": N_("“%(element)s” did not work and is tried again"),
    "incident.raised": N_("“%(element)s” was stopped by an error"),
    "incident.created": N_("“%(element)s” was stopped by an error"),
    "incident.resolved": N_("“%(element)s” goes on"),
    "incident.retried": N_("%(person)s tried “%(element)s” again"),
    "decision.evaluated": N_("“%(element)s” was decided by rule %(rules)s"),
}

#: Steps of the system between the steps of people.
TECHNICAL = ("task.created", "decision.evaluated", "elements.passed", "timer.fired", "message.sent")

WAITS = {
    "timer": N_("until %(until)s: %(element)s"),
    "message": N_("for “%(element)s”"),
    "signal": N_("for the signal “%(message)s”: %(element)s"),
    "job": N_("for the system to do “%(element)s”"),
    "incident": N_("for the administration to repair “%(element)s”"),
}


@dataclass(frozen=True)
class Line:
    """One line of the timeline."""

    at: datetime
    words: str
    kind: str
    technical: bool


@dataclass(frozen=True)
class Day:
    """The lines of one day, newest first."""

    day: date
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Wait:
    """One thing the case waits for, in words; `message` is its name when a button may deliver it."""

    words: str
    kind: str
    due_at: datetime | None
    message: str | None


ElementNames = Mapping[tuple[str, int], Mapping[str, str]]


def in_words(
    events: Iterable[EventRow],
    elements: ElementNames,
    processes: Mapping[str, str],
    beside: Iterable[Line] = (),
    *,
    technical: bool = False,
) -> list[Day]:
    """The events as sentences, by day, newest first; `beside` are lines from elsewhere.

    Unless `technical`, what the system does between the steps of people is left out, and repetitions are counted.
    """
    lines = [_line(event, elements, processes) for event in events] + list(beside)
    lines = [line for line in lines if technical or not line.technical]
    lines.sort(key=lambda line: line.at, reverse=True)
    by_day = groupby(lines, key=lambda line: local(line.at).date())
    return [Day(on, tuple(of_day) if technical else _counted(of_day)) for on, of_day in by_day]


def _counted(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The same sentence several times in a row as one, with how often."""
    found = []
    for _, same in groupby(lines, key=lambda line: line.words):
        group = list(same)
        newest = group[0]
        if len(group) > 1:
            newest = replace(newest, words=gettext("%(words)s (%(n)s times)", words=newest.words, n=len(group)))
        found.append(newest)
    return tuple(found)


def happenings(rows: Iterable[HappeningRow], *, since: datetime | None) -> list[Line]:
    """What casework says happened, from `since` on; people are named."""
    return [
        Line(at=row.at, words=gettext(row.template) % _named(row.params), kind="case", technical=False)
        for row in rows
        if since is None or row.at >= since
    ]


def _named(params: Mapping[str, str]) -> dict[str, str]:
    return {name: person_name(value) if name == "person" else value for name, value in params.items()}


def _line(event: EventRow, elements: ElementNames, processes: Mapping[str, str]) -> Line:
    known = elements.get((event.definition_key or "", event.version or 0), {})
    template = SENTENCES.get(event.type)
    params = {
        "process": processes.get(event.definition_key or "", event.definition_key or ""),
        "element": known.get(event.element_id or "", event.element_id or ""),
        "person": person_name(event.by),
        "to": person_name(str(event.facts.get("to") or "")),
        "role": role(event.facts.get("lane")),
        "message": event.facts.get("message", ""),
        "rules": ", ".join(str(rule) for rule in event.facts.get("rules", ())) or "–",
    }
    if template:
        words = gettext(template) % params
    else:
        words = " ".join(str(one) for one in (params["element"] or params["process"], event.type) if one)
    is_child = event.type.startswith("instance.") and event.instance_id != event.root_id
    technical = event.type in TECHNICAL or template is None or is_child
    return Line(at=event.at, words=words, kind=event.type.partition(".")[0], technical=technical)


def waits_in_words(waits: Iterable[WaitRow]) -> list[Wait]:
    """What a case waits for, soonest first; called processes say themselves what they wait for."""
    found = [
        Wait(
            words=gettext(WAITS[wait.kind])
            % {
                "until": by_when(wait.due_at),
                "element": wait.name or wait.element_id,
                "message": wait.message or "",
            },
            kind=wait.kind,
            due_at=wait.due_at,
            message=wait.message if wait.kind == "message" else None,
        )
        for wait in waits
        if wait.kind in WAITS
    ]
    return sorted(
        found,
        key=lambda wait: (
            wait.kind != "incident",
            wait.due_at is None,
            wait.due_at or datetime.min.replace(tzinfo=UTC),
        ),
    )
