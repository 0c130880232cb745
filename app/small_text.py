"""The little Markdown of notes in forms: headings, paragraphs, lists, bold, links; parsed, never trusted as HTML."""

import re
from dataclasses import dataclass

#: Bold, emphasis, and links that lead somewhere harmless.
_SPANS = re.compile(r"\*\*(?P<bold>[^*\n]+)\*\*|\[(?P<words>[^\]\n]+)\]\((?P<href>(?:https?://|mailto:)[^)\s]+)\)")
_HEADING = re.compile(r"#{1,6}\s+(.*)")
_POINT = re.compile(r"[-*]\s+(.*)")


@dataclass(frozen=True)
class Span:
    """A stretch of text: `kind` is plain, bold or link."""

    kind: str
    text: str
    href: str = ""


@dataclass(frozen=True)
class Block:
    """A heading or paragraph with its spans, or a list with the spans of each point."""

    kind: str  # heading, paragraph, list
    spans: tuple[Span, ...] = ()
    points: tuple[tuple[Span, ...], ...] = ()


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a note."""
    found: list[Block] = []
    for part in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        if lines and (heading := _HEADING.fullmatch(lines[0])):
            found.append(Block("heading", _spans(heading[1])))
            lines = lines[1:]
        points = [point for line in lines if (point := _POINT.fullmatch(line))]
        if lines and len(points) == len(lines):
            found.append(Block("list", points=tuple(_spans(point[1]) for point in points)))
        elif lines:
            found.append(Block("paragraph", _spans(" ".join(lines))))
    return tuple(found)


def _spans(text: str) -> tuple[Span, ...]:
    spans, at = [], 0
    for found in _SPANS.finditer(text):
        if found.start() > at:
            spans.append(Span("plain", text[at : found.start()]))
        spans.append(Span("bold", found["bold"]) if found["bold"] else Span("link", found["words"], found["href"]))
        at = found.end()
    if at < len(text):
        spans.append(Span("plain", text[at:]))
    return tuple(spans)
