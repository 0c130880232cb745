"""Reads what a call is sent: JSON objects and files, with limits, and with a reason for everything it refuses."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
from flask import request
from werkzeug.datastructures import FileStorage

from app.api.problems import Unreadable
from processes.errors import Invalid, Problem
from processes.words import N_

LARGEST_JSON = 2 * 1024 * 1024
DEEPEST_JSON = 32
LARGEST_DEPLOYMENT = 10 * 1024 * 1024
MOST_FILES = 500
LONGEST_NAME = 200
MOST_AT_A_TIME = 500

LONG_NUMBER = re.compile(rb"\d{19}")

MISSING = N_("This is missing.")
NOT_TEXT = N_("This must be a text.")
TOO_LONG = N_("This may have at most %(most)s characters.")
NOT_AN_OBJECT = N_("This must be an object with names and values.")
NOT_A_TIME = N_("This must be a time like 2026-01-31T12:00:00Z.")
NOT_A_NUMBER = N_("This must be a whole number, at least %(least)s.")
PLAIN_NAME = N_("A file's name must be a plain name without folders or control characters.")
NOT_ONE_OF = N_("This must be one of: %(values)s.")


def wrong(field: str, template: str, **params: Any) -> Invalid:
    """A refusal that names one field of the body or of the query."""
    return Invalid(fields={field: Problem(element_id=field, template=template, params=params)})


def json_object() -> dict[str, Any]:
    """The body of this request as an object; an empty body is an empty object. Raises `Unreadable`."""
    body = request.get_data(cache=True)
    if not body.strip():
        return {}
    if not request.is_json:
        raise Unreadable(N_("Send JSON as application/json, or files as multipart/form-data."), status=415)
    if len(body) > LARGEST_JSON:
        raise Unreadable(N_("The JSON is too large."), status=413)
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Unreadable(N_("The body is not valid JSON in UTF-8.")) from None
    if not isinstance(content, dict):
        raise Unreadable(N_("The body must be a JSON object."))
    _check(content)
    if LONG_NUMBER.search(body):  # orjson rounds what has no place in 64 bits; a number is never changed in silence
        _check_numbers(body)
    return content


def _check_numbers(body: bytes) -> None:
    """Refuse whole numbers that do not fit into 64 bits."""

    def whole(digits: str) -> int:
        if len(digits) > 20 or not -(2**63) <= int(digits) < 2**64:
            raise Unreadable(N_("The JSON holds a whole number of more than 64 bits."), status=422)
        return int(digits)

    json.loads(body, parse_int=whole)


def _check(content: dict[str, Any]) -> None:
    """Refuse what the database cannot keep or what only serves to exhaust us."""
    open_: list[tuple[Any, int]] = [(content, 1)]
    while open_:
        value, depth = open_.pop()
        if depth > DEEPEST_JSON:
            raise Unreadable(N_("The JSON is nested too deeply: at most %(most)s levels."), most=DEEPEST_JSON)
        if isinstance(value, dict):
            open_.extend((part, depth + 1) for pair in value.items() for part in pair)
        elif isinstance(value, list):
            open_.extend((part, depth + 1) for part in value)
        elif isinstance(value, str) and "\0" in value:
            raise Unreadable(N_("The JSON holds a NUL character."), status=422)


def text(content: Mapping[str, Any], name: str, *, required: bool = False, most: int = LONGEST_NAME) -> str | None:
    """A text of the body; None if it is missing and need not be there. Raises `Invalid`."""
    value = content.get(name)
    if value is None or value == "":
        if required:
            raise wrong(name, MISSING)
        return None
    if not isinstance(value, str):
        raise wrong(name, NOT_TEXT)
    if len(value) > most:
        raise wrong(name, TOO_LONG, most=most)
    return value


def number(content: Mapping[str, Any], name: str, *, least: int = 1) -> int | None:
    """A whole number of the body; None if it is missing. Raises `Invalid`."""
    value = content.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value < 10**9:
        raise wrong(name, NOT_A_NUMBER, least=least)
    return value


def mapping(content: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An object within the body, empty if it is missing. Raises `Invalid`."""
    value = content.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise wrong(name, NOT_AN_OBJECT)
    return value


def query_text(name: str) -> str | None:
    """A text of the query, None if it is missing or empty."""
    value = request.args.get(name) or None
    if value is None:
        return None
    if "\0" in value:
        raise Unreadable(N_("The query holds a NUL character."), status=422)
    if len(value) > LONGEST_NAME * 5:
        raise wrong(name, TOO_LONG, most=LONGEST_NAME * 5)
    return value


def query_number(name: str, *, least: int = 1) -> int | None:
    """A whole number of the query, None if it is missing."""
    value = query_text(name)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 10 and int(value) >= least):
        raise wrong(name, NOT_A_NUMBER, least=least)
    return int(value)


def query_limit() -> int:
    """How many items a list may have: 50 unless asked, never more than 500."""
    return min(query_number("limit") or 50, MOST_AT_A_TIME)


def query_time(name: str) -> datetime | None:
    """A time of the query, aware; without an offset it is UTC."""
    value = query_text(name)
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value.replace(" ", "+"))  # a plus sign that was not escaped
    except ValueError:
        raise wrong(name, NOT_A_TIME) from None
    try:
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except OverflowError:  # before the year 1 or after 9999, in UTC
        raise wrong(name, NOT_A_TIME) from None


def query_choice(name: str, values: tuple[str, ...], default: str) -> str:
    """One of several values of the query."""
    value = query_text(name) or default
    if value not in values:
        raise wrong(name, NOT_ONE_OF, values=", ".join(values))
    return value


def files() -> dict[str, bytes]:
    """The files of a deployment by their names. Raises `Unreadable` or `Invalid` with the reason."""
    if request.mimetype != "multipart/form-data":
        raise Unreadable(N_("Send the files as multipart/form-data in the field files."), status=415)
    if (request.content_length or 0) > LARGEST_DEPLOYMENT + 1024 * 1024:
        raise Unreadable(N_("A deployment may have at most 10 MB."), status=413)
    sent = request.files.getlist("files")
    if not sent:
        raise wrong("files", MISSING)
    if len(sent) > MOST_FILES:
        raise Unreadable(N_("A deployment may have at most %(most)s files."), status=413, most=MOST_FILES)
    found: dict[str, bytes] = {}
    for file in sent:
        name = _file_name(file)
        if name in found:
            raise Unreadable(N_("Two files have the same name."), status=422)
        found[name] = file.stream.read()
        file.stream.seek(0)  # a repeat by key is recognised by reading the files before the call does
    if sum(len(content) for content in found.values()) > LARGEST_DEPLOYMENT:
        raise Unreadable(N_("A deployment may have at most 10 MB."), status=413)
    return found


def _file_name(file: FileStorage) -> str:
    """The name of a file, refused when it is more than a plain name."""
    name = file.filename or ""
    if "\\" in file.headers.get("Content-Disposition", ""):  # the parser takes a backslash for an escape and drops it
        raise Unreadable(PLAIN_NAME, status=422)
    if not name or len(name) > LONGEST_NAME or name.startswith("."):
        raise Unreadable(N_("A file has no name, a hidden one or one that is too long."), status=422)
    if not name.isprintable() or any(sign in name for sign in '/\\:\0"<>|*?') or name != name.strip():
        raise Unreadable(PLAIN_NAME, status=422)
    return name
