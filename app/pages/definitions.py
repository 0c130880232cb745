"""The deployed processes: their versions, diagrams and elements; deploying a folder's files."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from app import auth, db, elements
from app.page import Page, operators, signed_in
from processes import clock
from processes.engine import definitions, queries
from processes.errors import Invalid
from processes.words import N_

page = Page(__name__, menu=N_("Processes"), order=60, menu_for=operators)

KINDS = {"bpmn": "application/xml", "dmn": "application/xml", "json": "application/json"}


@page.get("/prozesse", allow=signed_in)
def show() -> Any:
    """The newest version of every process."""
    return _list()


@page.post("/prozesse", allow=operators)
def deploy() -> Any:
    """Check one folder's files and deploy them as a whole."""
    sent = [upload for upload in request.files.getlist("dateien") if upload.filename]
    files = {str(upload.filename): upload.read() for upload in sent}
    try:
        if len(files) < len(sent):
            raise Invalid(definitions.TWICE)
        if any("\\" in upload.headers.get("Content-Disposition", "") for upload in sent):  # the parser drops it
            raise Invalid(definitions.BAD_NAME)
        done = definitions.deploy(db.session(), files=files, by=auth.person(), now=clock.now())
    except Invalid as invalid:
        db.start_over()
        return _list(refused=invalid), 422
    words = (
        gettext(
            "“%(key)s” is deployed as version %(version)s. Running cases stay with their version.",
            key=done.key,
            version=done.version,
        )
        if done.created
        else gettext(
            "“%(key)s” is deployed already with exactly these files, as version %(version)s.",
            key=done.key,
            version=done.version,
        )
    )
    flash(words, "success")
    return redirect(url_for("definitions.one", key=done.key), 303)


@page.get("/prozesse/<key>", allow=signed_in)
def one(key: str) -> Any:
    """One version: diagram, elements, files, and the other versions."""
    version = request.args.get("version", type=int)
    definition = queries.definition(db.session(), key=key, version=version)
    diagrams = [name for name in definition.files if name.endswith(".bpmn")]
    found = [
        element
        for name in diagrams
        for element in elements.in_reading_order(
            queries.definition_file(db.session(), key=key, version=definition.version, name=name)
        )
    ]
    return render_template(
        "definition.html",
        definition=definition,
        versions=[row for row in queries.definitions(db.session()) if row.key == key],
        diagrams=diagrams,
        elements=found,
    )


@page.get("/prozesse/<key>/<int:version>/<name>", allow=signed_in)
def file(key: str, version: int, name: str) -> Any:
    """One file of a version, to save or for the diagram viewer."""
    content = queries.definition_file(db.session(), key=key, version=version, name=name)
    kind = KINDS.get(name.rpartition(".")[2], "application/octet-stream")
    headers = {} if "zeigen" in request.args else {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=kind, headers=headers)


def _list(*, refused: Invalid | None = None) -> str:
    newest: dict[str, Any] = {}
    for row in queries.definitions(db.session()):
        if row.key not in newest or row.version > newest[row.key].version:
            newest[row.key] = row
    return render_template(
        "definitions.html",
        rows=sorted(newest.values(), key=lambda row: row.name.lower()),
        refused=refused,
        may_deploy=operators(auth.person()),
    )
