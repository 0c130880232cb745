"""A tiny builder of HTML: elements from lxml, so that whatever people typed is text and never markup."""

import re
from collections.abc import Callable, Iterable
from typing import cast

from lxml import etree
from lxml.builder import ElementMaker  # type: ignore[import-not-found]

Element = etree._Element  # noqa: SLF001 (lxml has no other name for it)

_maker = ElementMaker()


class _Tags:
    """`E.p("text")` makes an element of that name; a first mapping holds its attributes."""

    def __getattr__(self, name: str) -> Callable[..., Element]:
        return cast(Callable[..., Element], getattr(_maker, name))


E = _Tags()

#: Characters that no document can hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


#: "§ 12" and "SGB XII" stay on one line.
_TOGETHER = re.compile(r"(§|\bSGB|\bAbsatz|\bSatz|\bAbs\.|\bNr\.) (?=[\dIVX])")


def text(value: object) -> str:
    """A value as text that may stand in a document."""
    return _TOGETHER.sub("\\1\u00a0", _CONTROL.sub("", "" if value is None else str(value)))


def paragraphs(value: str | None, **attributes: str) -> list[Element]:
    """A text typed over several lines as paragraphs."""
    lines = [line.strip() for line in text(value).splitlines() if line.strip()]
    return [E.p(line, **attributes) for line in lines]


def div(class_name: str, *children: Element | str) -> Element:
    """A block with a class."""
    return E.div({"class": class_name}, *children)


def page(*, title: str, style: str, body: Iterable[Element]) -> str:
    """A whole HTML document in German."""
    document = E.html(
        {"lang": "de"},
        E.head(
            E.meta(charset="utf-8"),
            E.title(text(title)),
            E.meta(name="author", content="Stadt Münster"),
            E.style(style),
        ),
        E.body(*body),
    )
    return "<!doctype html>\n" + etree.tostring(document, method="html", encoding="unicode")
