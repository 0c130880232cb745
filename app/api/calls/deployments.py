"""Deploying a folder's files as one version of a process definition."""

from typing import Any

from app import db
from app.api import bearer, bodies
from app.api.route import api
from app.page import operators
from processes import clock
from processes.engine import definitions


@api.post(
    "/deployments",
    allow=operators,
    answer="Deployed",
    status=201,
    files=True,
    also={200: "These files are the newest version already; nothing was created."},
)
def deploy() -> Any:
    """Deploy one folder's files.

    Diagrams, decisions and forms go together in the field `files`. The same content is the same version. What is wrong
    with the files comes back in `problems`.
    """
    done = definitions.deploy(db.session(), files=bodies.files(), by=bearer.person(), now=clock.now())
    answer = {"key": done.key, "version": done.version, "created": done.created}
    return answer, 201 if done.created else 200
