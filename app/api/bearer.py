"""Who calls the API: the person of a bearer token, asked with one statement, and how often a token may call."""

import hashlib
import math
import re
import threading
import time
from collections import OrderedDict

from flask import current_app, g, request

from app import db
from app.api.problems import TooMany, Unauthorized
from processes.engine import queries
from processes.people import Person

TOKEN = re.compile(r"Bearer +([A-Za-z0-9._~+/=-]{8,512}) *", re.IGNORECASE)

#: So many tokens are counted at a time; who has not called for longest is forgotten first.
MOST_TOKENS = 10_000


class Buckets:
    """A bucket of allowances for each token, filled steadily; a call takes one out. Counts in this process only."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._filled: OrderedDict[bytes, tuple[float, float]] = OrderedDict()

    def take(self, name: bytes, *, rate: float, now: float) -> float:
        """Take one allowance; returns 0, or the seconds until there is one again. `rate` is per second."""
        most = rate * 2
        with self._lock:
            left, at = self._filled.pop(name, (most, now))
            left = min(most, left + (now - at) * rate)
            wait = 0.0 if left >= 1 else (1 - left) / rate
            self._filled[name] = (left if wait else left - 1, now)
            if len(self._filled) > MOST_TOKENS:
                self._filled.popitem(last=False)
        return wait


def person() -> Person:
    """The person whose token came with this request. Raises `Unauthorized` or `TooMany`."""
    if "api_person" in g:
        return g.api_person
    found = TOKEN.fullmatch(request.headers.get("Authorization", ""))
    if not found:
        raise Unauthorized
    token = found[1]
    buckets: Buckets = current_app.extensions.setdefault("api_buckets", Buckets())
    rate = current_app.config["HILFEPLAN"].api_rate
    wait = buckets.take(hashlib.sha256(token.encode()).digest(), rate=rate, now=time.monotonic()) if rate else 0
    if wait:
        raise TooMany(math.ceil(wait))
    someone = queries.person_by_token(db.session(), token)
    if someone is None:
        raise Unauthorized
    g.api_person = someone
    return someone
