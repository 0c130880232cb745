"""A write with the header `Idempotency-Key` is done once: its answer is kept with its effect, and a repeat gets it."""

import hashlib
import hmac
import re
from collections.abc import Callable
from typing import Any

import orjson
from flask import Response, current_app, request

from app import db
from app.api import answers, bodies, shapes
from app.api.problems import Unreadable
from processes import clock
from processes.engine import kept_answers
from processes.people import Person
from processes.words import N_

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,200}")


def once(person: Person, act: Callable[[], tuple[Any, int]]) -> Response:
    """Do `act` unless this person has done it under the same key; then give the answer of that time."""
    key = request.headers.get(HEADER)
    if key is None:
        return answers.answer(*act())
    if not KEY.fullmatch(key):
        raise Unreadable(N_("An Idempotency-Key has 1 to 200 visible characters."), status=400)
    asked = _fingerprint()
    kept = kept_answers.find(db.session(), person_id=person.id, key=key)
    if kept:
        if not hmac.compare_digest(kept.request_hash, asked):
            raise Unreadable(N_("This Idempotency-Key was used for another request."), status=422)
        response = answers.answer(shapes.with_data(kept.answer, db.session(), person), kept.status)
        response.headers["Idempotency-Replayed"] = "true"
        return response
    content, status = act()
    if asked[0] == 0:  # one write in 256 tidies up, by chance of its fingerprint
        kept_answers.drop_old(db.session(), now=clock.now())
    kept_answers.keep(
        db.session(),
        person_id=person.id,
        key=key,
        request_hash=asked,
        status=status,
        answer=shapes.without_data(orjson.loads(answers.to_json(content))),
        now=clock.now(),
    )
    return answers.answer(content, status)


def _fingerprint() -> bytes:
    """What is asked for, keyed so that nobody can guess a short answer from it."""
    if request.mimetype == "multipart/form-data":  # its boundary differs from one repeat to the next
        body: Any = sorted((name, hashlib.sha256(content).hexdigest()) for name, content in bodies.files().items())
    else:
        body = bodies.json_object()
    asked = orjson.dumps([request.method, request.path, body], option=orjson.OPT_SORT_KEYS)
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(secret, asked, "sha256")
