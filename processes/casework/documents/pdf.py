"""Renders a document as PDF/UA with WeasyPrint; nothing is ever fetched from anywhere.

Where the libraries WeasyPrint needs (Pango) are not installed, the same document is kept as HTML: it reads and prints
the same from any browser, and no case stops because of it.
"""

import logging
from dataclasses import dataclass
from typing import Any

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """The bytes of a document with their media type and the ending of its file name."""

    content: bytes
    media_type: str
    ending: str


def render(html: str) -> Rendered:
    """The document as tagged PDF, language and title set."""
    try:
        from weasyprint import HTML
    except OSError:
        log.warning("documents are kept as HTML because Pango is not installed")
        return Rendered(content=html.encode(), media_type="text/html", ending="html")
    content = HTML(string=html, url_fetcher=_refuse).write_pdf(pdf_variant="pdf/ua-1", custom_metadata=True)
    return Rendered(content=content, media_type="application/pdf", ending="pdf")


def _refuse(url: str, *_: Any, **__: Any) -> Any:
    raise ValueError("documents fetch nothing")
