"""A call of the API: declared once, it is routed, guarded, answered as JSON and described in the OpenAPI document."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from flask import Blueprint, Response

from app.api import bearer, repeats
from app.api.answers import answer
from app.page import Rule
from processes.errors import NotAllowed

View = Callable[..., Any]
Schema = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A parameter in the query of a call."""

    name: str
    schema: Schema
    meaning: str


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call as its declaration says; the OpenAPI document is made of these."""

    method: str
    path: str
    name: str
    summary: str
    description: str
    allow: Rule
    status: int
    answer: str
    query: tuple[Parameter, ...] = ()
    body: Schema | None = None
    files: bool = False
    refuses: tuple[int, ...] = ()
    also: Mapping[int, str] = field(default_factory=dict)


class Api:
    """The blueprint of the API with the list of its calls."""

    def __init__(self) -> None:
        self.blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
        self.calls: list[Call] = []

    def get(self, path: str, *, allow: Rule, answer: str, **declared: Any) -> Callable[[View], View]:
        """A call that reads; runs in a read-only transaction. `answer` names the schema of what it returns."""
        return self._call("GET", path, allow, answer, declared)

    def post(self, path: str, *, allow: Rule, answer: str, **declared: Any) -> Callable[[View], View]:
        """A call that changes something; committed once when the answer is below 400, and safe to repeat by key."""
        return self._call("POST", path, allow, answer, declared)

    def _call(
        self, method: str, path: str, allow: Rule, answer: str, declared: dict[str, Any]
    ) -> Callable[[View], View]:
        def decorate(view: View) -> View:
            summary, _, description = (view.__doc__ or view.__name__).strip().partition("\n")
            call = Call(
                method=method,
                path=path,
                name=view.__name__,
                summary=summary,
                description=" ".join(description.split()),
                allow=allow,
                answer=answer,
                status=declared.pop("status", 200),
                **declared,
            )
            self.calls.append(call)
            guarded = _guard(call, view)
            guarded.allow = allow  # type: ignore[attr-defined]
            self.blueprint.add_url_rule(path, view.__name__, guarded, methods=[method])
            return view

        return decorate


def _guard(call: Call, view: View) -> View:
    """Ask for the token and the rule, answer repeats, and turn what the call returns into JSON."""

    @wraps(view)
    def guarded(**places: Any) -> Response:
        person = bearer.person()
        if not call.allow(person):
            raise NotAllowed
        if call.method != "POST":
            return answer(view(**places), call.status)
        return repeats.once(person, lambda: _with_status(view(**places), call.status))

    return guarded


def _with_status(returned: Any, usual: int) -> tuple[Any, int]:
    """A call returns its answer, or its answer and another status than the declared one."""
    return returned if isinstance(returned, tuple) else (returned, usual)


api = Api()
