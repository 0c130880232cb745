"""A letter of the city as a document: address window, subject line, plain words, a short summary in a box."""

from collections.abc import Sequence
from dataclasses import dataclass

from processes.casework import office
from processes.casework.documents import pdf, style
from processes.casework.documents.html import E, Element, div, page, text


@dataclass(frozen=True, kw_only=True)
class LetterDocument:
    """Everything that stands in a letter. `address` holds the lines of the window, empty when it is handed over."""

    title: str
    address: Sequence[str]
    reference: str
    day: str
    greeting: str
    paragraphs: Sequence[str]
    #: "Kurz gesagt": the same in a few short sentences.
    short: Sequence[str] = ()
    #: Rows of a list in the letter, below the paragraphs.
    items: Sequence[str] = ()
    signed_by: str = ""


def render(letter: LetterDocument) -> pdf.Rendered:
    """The letter as PDF/UA."""
    return pdf.render(html(letter))


def html(letter: LetterDocument) -> str:
    """The letter as HTML, before it is made a PDF."""
    lines = [E.p(text(line)) for line in letter.address] or [E.p("Zur persönlichen Übergabe")]
    body = [
        div("mark", f"{office.SENDER} · {text(letter.reference)}"),
        E.header(
            {"class": "head"},
            E.span({"class": "name"}, office.SENDER),
            E.span(f"Telefon {office.TELEPHONE}"),
        ),
        div("window", E.p({"class": "from"}, " · ".join((office.SENDER, office.ADDRESS[-1]))), *lines),
        div("info", E.p(f"Unser Zeichen: {text(letter.reference)}"), E.p(f"Münster, {text(letter.day)}")),
        E.h1(text(letter.title)),
        E.p(text(letter.greeting)),
        *(E.p(text(paragraph)) for paragraph in letter.paragraphs),
        *([E.ul(*(E.li(text(item)) for item in letter.items))] if letter.items else []),
        *_short(letter),
        div("end", E.p("Mit freundlichen Grüßen"), E.p(text(letter.signed_by) or office.SENDER)),
    ]
    return page(title=f"{letter.title} – {letter.reference}", style=style.LETTER, body=body)


def _short(letter: LetterDocument) -> list[Element]:
    if not letter.short:
        return []
    return [div("short", E.h2("Kurz gesagt"), E.ul(*(E.li(text(line)) for line in letter.short)))]
