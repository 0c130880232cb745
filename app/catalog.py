"""Collects the sentences of the sources into the catalog, for translators and for the test that finds gaps."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from app.i18n import ROOT, TRANSLATIONS

PROJECT = ROOT.parent
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None, "lazy_gettext": None}
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
OPTIONS = {"**.html": {"silent": "false", "encoding": "utf-8"}}
SKIPPED = ("node_modules", "static", "translations")


def extracted() -> Catalog:
    """Every sentence marked in `app/` and `processes/`."""
    found = Catalog(project="Hilfeplan", charset="utf-8")
    for folder in ("app", "processes"):
        for file, line, message, comments, context in extract_from_dir(
            PROJECT / folder,
            METHODS,
            OPTIONS,
            KEYWORDS,
            directory_filter=lambda path: Path(path).name not in SKIPPED,
        ):
            found.add(message, None, [(f"{folder}/{file}", line)], auto_comments=comments, context=context)
    return found


def catalog_file(language: str = "de") -> Path:
    """Where the catalog of a language lies."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def read(language: str = "de") -> Catalog:
    """The catalog as translated so far."""
    file = catalog_file(language)
    if not file.exists():
        return Catalog(locale=language, project="Hilfeplan", charset="utf-8")
    with file.open("rb") as source:
        return read_po(source, locale=language)


def update(language: str = "de") -> None:
    """Add new sentences to the catalog, untranslated, and drop those that are gone; guesses are not made."""
    known = read(language)
    known.update(extracted(), no_fuzzy_matching=True)
    known.obsolete.clear()
    file = catalog_file(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as target:
        write_po(
            target, known, width=120, sort_output=True, include_lineno=False, omit_header=False, ignore_obsolete=True
        )
