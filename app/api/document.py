"""The OpenAPI 3.1 document, made from the declarations of the calls themselves."""

import re
from typing import Any

from app.api import schemas
from app.api.answers import JSON, answer
from app.api.problems import KINDS, PROBLEM_JSON, SENTENCES
from app.api.repeats import HEADER
from app.api.route import Api, Call
from app.page import everyone

PLACE = re.compile(r"<(?:(\w+):)?(\w+)>")

MEANINGS = {
    400: "The request could not be read.",
    401: "There is no valid token.",
    403: "The person may not do this.",
    404: "It does not exist, or the person may not see it.",
    409: "Somebody or something was faster: `by` whom and `at` what time.",
    413: "Too large.",
    415: "Neither JSON nor files.",
    422: "Something is missing or wrong: fields in `errors`, elements of a diagram in `problems`.",
    429: "The token calls too often; `Retry-After` says when to try again.",
    500: "A fault of the application; nothing was changed.",
}
ALWAYS = (400, 401, 403, 429, 500)
WITH_BODY = (413, 415, 422)


def add_to(api: Api) -> None:
    """Serve the document; it holds nothing secret, so no token is asked for."""

    def openapi() -> Any:
        return answer(build(api.calls))

    openapi.allow = everyone  # type: ignore[attr-defined]
    api.blueprint.add_url_rule("/openapi.json", "openapi", openapi, methods=["GET"])


def build(calls: list[Call]) -> dict[str, Any]:
    """The document for these calls."""
    paths: dict[str, Any] = {}
    for call in calls:
        paths.setdefault(PLACE.sub(r"{\2}", call.path), {})[call.method.lower()] = _operation(call)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hilfeplan",
            "version": "1",
            "description": "Process definitions, instances and tasks of the help-plan procedure. Times are ISO 8601 in "
            "UTC. Errors are problem documents (RFC 9457).",
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": schemas.SCHEMAS,
            "responses": {str(status): _problem(status) for status in sorted(KINDS)},
        },
    }


def _problem(status: int) -> dict[str, Any]:
    said = {"description": MEANINGS.get(status, SENTENCES.get(status, "")) or "An error."}
    return {**said, "content": {PROBLEM_JSON: {"schema": schemas.ref("Problem")}}}


def _operation(call: Call) -> dict[str, Any]:
    refused = sorted({*ALWAYS, *call.refuses, *(WITH_BODY if call.method == "POST" else ())})
    content = {JSON: {"schema": schemas.ref(call.answer)}}
    responses: dict[str, Any] = {str(call.status): {"description": call.summary, "content": content}}
    responses |= {str(status): {"description": words, "content": content} for status, words in call.also.items()}
    responses |= {str(status): {"$ref": f"#/components/responses/{status}"} for status in refused}
    operation: dict[str, Any] = {
        "operationId": call.name,
        "summary": call.summary,
        "description": f"{call.description} For: {call.allow.who}.".strip(),
        "parameters": _parameters(call),
        "responses": responses,
    }
    if call.files:
        operation["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": FILES}}}
    elif call.body:
        needed = bool(call.body.get("required"))
        operation["requestBody"] = {"required": needed, "content": {JSON: {"schema": dict(call.body)}}}
    return operation


FILES = {
    "type": "object",
    "required": ["files"],
    "properties": {"files": {"type": "array", "items": {"type": "string", "format": "binary"}}},
}

_CONVERTERS = {"uuid": schemas.ID, "": schemas.TEXT}


def _parameters(call: Call) -> list[dict[str, Any]]:
    places = [
        {"name": name, "in": "path", "required": True, "schema": _CONVERTERS[kind]}
        for kind, name in PLACE.findall(call.path)
    ]
    queries = [
        {"name": asked.name, "in": "query", "schema": dict(asked.schema), "description": asked.meaning}
        for asked in call.query
    ]
    if call.method == "GET":
        return places + queries
    key = {
        "name": HEADER,
        "in": "header",
        "schema": {"type": "string", "minLength": 1, "maxLength": 200},
        "description": "A repeat with the same key and body gets the same answer and does nothing again.",
    }
    return [*places, *queries, key]
