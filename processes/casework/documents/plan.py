"""The plan as a document: title, legal nature, goals, stages with both sides' contributions, signature lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from processes.casework import office
from processes.casework.documents import pdf, style
from processes.casework.documents.html import E, Element, div, page, paragraphs, text


@dataclass(frozen=True, kw_only=True)
class StepPart:
    """A step: who does what by when; `done` in words, or empty while it is open."""

    what: str
    who: str
    until: str
    done: str = ""


@dataclass(frozen=True, kw_only=True)
class StagePart:
    """A stage of the way to a goal."""

    number: int
    title: str
    when: str
    own: str
    office: str
    partner: str = ""
    cost: str = ""
    steps: Sequence[StepPart] = ()


@dataclass(frozen=True, kw_only=True)
class GoalPart:
    """A goal with its stages; `facts` are pairs of a heading and a value."""

    number: int
    title: str
    facts: Sequence[tuple[str, str]]
    stages: Sequence[StagePart] = ()


@dataclass(frozen=True, kw_only=True)
class SignaturePart:
    """A line to sign; `given` says how it was signed already."""

    who: str
    given: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanDocument:
    """Everything that stands in the document of a plan, in words."""

    title: str
    number: str
    version: int
    is_draft: bool
    legal_nature: str
    person: str
    worker: str
    dates: Sequence[tuple[str, str]]
    perspective: str
    goals: Sequence[GoalPart]
    #: Stages that belong to no goal.
    other_stages: Sequence[StagePart] = ()
    dissent: str = ""
    #: Rows of what changed: subject, before, after.
    amendments: Sequence[tuple[str, str, str]] = ()
    signatures: Sequence[SignaturePart] = ()


def render(plan: PlanDocument) -> pdf.Rendered:
    """The plan as PDF/UA."""
    return pdf.render(html(plan))


def html(plan: PlanDocument) -> str:
    """The plan as HTML, before it is made a PDF."""
    body = [
        *_head(plan),
        *_beginning(plan),
        *(_goal(goal) for goal in plan.goals),
        *_others(plan),
        *_changes(plan),
        *_going_on(plan),
        _signing(plan),
    ]
    return page(title=f"{plan.title} {plan.number} – {plan.person}", style=style.PLAN, body=body)


def _head(plan: PlanDocument) -> list[Element]:
    return [
        div("mark", f"{text(plan.title)} {text(plan.number)}"),
        E.header(
            {"class": "head"},
            E.span({"class": "name"}, office.SENDER),
            E.span("Sozialamt · Hilfeplanung"),
        ),
    ]


def _beginning(plan: PlanDocument) -> list[Element]:
    sub = [f"Plan {text(plan.number)} · Fassung {plan.version} "]
    draft = [E.span({"class": "draft"}, "Entwurf")] if plan.is_draft else []
    parts = [
        E.h1(text(plan.title)),
        E.p({"class": "sub"}, *sub, *draft),
        div("nature", *paragraphs(plan.legal_nature)),
        _facts([("Für", plan.person), ("Begleitet von", plan.worker), *plan.dates]),
    ]
    if plan.perspective:
        parts += [E.h2("Meine Perspektive"), E.p({"class": "perspective"}, f"„{text(plan.perspective)}“")]
    return parts


def _facts(pairs: Sequence[tuple[str, str]]) -> Element:
    filled = [(name, value) for name, value in pairs if value]
    return E.table(E.tbody(*(E.tr(E.th({"scope": "row"}, text(name)), E.td(text(value))) for name, value in filled)))


def _goal(goal: GoalPart) -> Element:
    return E.section(
        {"class": "goal"},
        E.h2(f"Ziel {goal.number}: {text(goal.title)}"),
        _facts(goal.facts),
        *(_stage(stage) for stage in goal.stages),
    )


def _stage(stage: StagePart) -> Element:
    extras = [("Partner", stage.partner), ("Kosten der Hilfe", stage.cost)]
    return div(
        "stage",
        E.h3(f"Etappe {stage.number}: {text(stage.title)}"),
        E.p({"class": "when"}, text(stage.when)),
        div("both", _side("Mein Beitrag", stage.own), _side("Beitrag des Sozialamts", stage.office)),
        *([_facts(extras)] if any(value for _, value in extras) else []),
        *([_steps(stage)] if stage.steps else []),
    )


def _side(who: str, what: str) -> Element:
    return E.div(E.p({"class": "who"}, who), *(paragraphs(what) or [E.p("–")]))


def _steps(stage: StagePart) -> Element:
    head = E.thead(E.tr(*(E.th({"scope": "col"}, name) for name in ("Schritt", "Wer", "Bis", "Erledigt"))))
    rows = [
        E.tr(
            E.td(text(step.what)),
            E.td({"class": "by"}, text(step.who)),
            E.td({"class": "until"}, text(step.until)),
            E.td({"class": "done"}, *([text(step.done)] if step.done else [E.span({"class": "box"}), " offen"])),
        )
        for step in stage.steps
    ]
    return E.table({"class": "steps"}, head, E.tbody(*rows))


def _others(plan: PlanDocument) -> list[Element]:
    if not plan.other_stages:
        return []
    return [E.h2("Weitere Etappen"), *(_stage(stage) for stage in plan.other_stages)]


def _changes(plan: PlanDocument) -> list[Element]:
    parts: list[Element] = []
    if plan.dissent:
        parts += [E.h2("Hierüber sind wir nicht einig"), *paragraphs(plan.dissent)]
        parts.append(E.p({"class": "note"}, "Das hat keine Folgen für Ihre Geldleistung."))
    if plan.amendments:
        head = E.thead(E.tr(*(E.th({"scope": "col"}, name) for name in ("Was", "Bisher", "Jetzt"))))
        rows = [E.tr(*(E.td(text(cell)) for cell in row)) for row in plan.amendments]
        parts += [E.h2("Fortschreibung"), E.table(head, E.tbody(*rows))]
    return parts


def _going_on(plan: PlanDocument) -> list[Element]:
    return [
        E.h2("So geht es weiter"),
        E.p(
            "Wir bleiben in Kontakt und sehen uns den Plan gemeinsam wieder an. Sie können ihn jederzeit ändern oder "
            f"beenden. Rufen Sie uns an: {office.TELEPHONE}."
        ),
    ]


def _signing(plan: PlanDocument) -> Element:
    lines = [
        E.div(
            E.div(text(line.who)),
            E.div({"class": "given"}, text(line.given) if line.given else "Ort, Datum, Unterschrift"),
        )
        for line in plan.signatures
    ]
    return E.section({"class": "signing"}, E.h2("Unterschriften"), E.div({"class": "lines"}, *lines))
