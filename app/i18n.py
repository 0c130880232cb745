"""German first, English switchable: catalogs, dates and the sentences of refused commands.

`python -m app.i18n extract` collects new sentences into the catalog, `python -m app.i18n compile` makes it usable.
"""

import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, has_request_context, session
from flask_babel import Babel, format_date, format_datetime, gettext

from processes.errors import Conflict, Problem, Refusal
from processes.words import Sentence

ROOT = Path(__file__).parent
TRANSLATIONS = ROOT / "translations"
LANGUAGES = {"de": "Deutsch", "en": "English"}
DEFAULT = "de"
ZONE = "Europe/Berlin"


def language() -> str:
    """The language of this request: what the person chose, else German (never the browser's: offices share them)."""
    chosen = session.get("language") if has_request_context() else None
    return chosen if chosen in LANGUAGES else DEFAULT


def shown(value: Any) -> Any:
    """A parameter of a sentence as people read it: dates in the local way, sentences translated."""
    if isinstance(value, datetime):
        return format_datetime(value, "dd.MM.yyyy HH:mm") if language() == "de" else format_datetime(value, "medium")
    if isinstance(value, date):
        return format_date(value, "dd.MM.yyyy") if language() == "de" else format_date(value, "medium")
    if isinstance(value, Sentence):
        return translate(value.template, value.params)
    return value


def translate(template: str, params: Mapping[str, Any] | None = None) -> str:
    """An English sentence with `%(name)s` places in the language of the request, its places filled."""
    text = gettext(template)
    if not params or "%(" not in text:
        return text
    filled = {name: shown(value) for name, value in params.items()}
    why = params.get("why")
    if type(why) is str and why:  # a reason that came out of the database as plain text
        filled["why"] = gettext(why)
    return text % filled


def sentence(refusal: Refusal) -> str:
    """Why a command refused, for the person who asked; a conflict names who was faster."""
    from app.wording import person_name

    params = dict(refusal.params)
    if isinstance(refusal, Conflict):
        params |= {"by": person_name(refusal.by), "at": refusal.at}
    return translate(refusal.sentence, params)


def problem(found: Problem) -> str:
    """What is wrong with one element or field."""
    return translate(found.template, found.params)


def compile_catalogs(*, only_if_stale: bool = False) -> None:
    """Write the `.mo` file beside each `.po` file; Babel reads only those."""
    for po in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"):
        mo = po.with_suffix(".mo")
        if only_if_stale and mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalog = read_po(source, locale=po.parts[-3])
        unfinished = mo.with_suffix(".tmp")
        with unfinished.open("wb") as target:
            write_mo(target, catalog)
        unfinished.replace(mo)


def init_app(app: Flask) -> None:
    """Set up Babel; a checkout whose catalog is newer than its compiled form is compiled on the way."""
    with suppress(OSError):  # an installed application may not be writable; its catalogs were compiled when built
        compile_catalogs(only_if_stale=True)
    app.config.update(
        BABEL_DEFAULT_LOCALE=DEFAULT,
        BABEL_DEFAULT_TIMEZONE=ZONE,
        BABEL_TRANSLATION_DIRECTORIES=str(TRANSLATIONS),
    )
    Babel(app, locale_selector=language)
    app.add_template_filter(shown, "shown")
    app.add_template_filter(problem, "problem")
    app.add_template_filter(translate, "translate")
    app.add_template_global(language, "language")


if __name__ == "__main__":
    if sys.argv[1:] == ["compile"]:
        compile_catalogs()
    elif sys.argv[1:] == ["extract"]:
        from app import catalog

        catalog.update()
    else:
        sys.exit("usage: python -m app.i18n compile | extract")
