"""Deploying: a folder's files become one version of a process definition, after everything in them was checked."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml import etree
from sqlalchemy import func, insert, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from processes.engine import event_log, lint, operations, rights
from processes.engine.models import Definition, DefinitionFile
from processes.engine.runtime import library
from processes.engine.spiff import InvalidModel, Model, parse
from processes.engine.views import Deployed
from processes.errors import Invalid, NotAllowed, Problem
from processes.people import ROLES, Person
from processes.words import N_

Files = Mapping[str, bytes]

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 500
LONGEST_NAME = 150

MAY_NOT_DEPLOY = N_("Only process owners and the administration may deploy processes.")
FAULTY = N_("The files cannot be deployed. Please correct what is listed.")
NO_FILES = N_("There are no files to deploy.")
TOO_MANY = N_("A deployment has at most %(most)s files.")
TOO_BIG = N_("The files of a deployment have at most %(most)s MB together.")
BAD_NAME = N_("A file name must not contain slashes, backslashes, control characters or leading dots.")
TWICE = N_("A file name occurs twice.")
NOT_JSON = N_("The file is not valid JSON.")


@dataclass(frozen=True)
class Elsewhere:
    """What a deployment may use without containing it: file names of forms, ids of decisions, keys of processes."""

    forms: Mapping[str, bytes] = field(default_factory=dict)
    decisions: Mapping[str, bytes] = field(default_factory=dict)
    processes: frozenset[str] = frozenset()


def deploy(
    session: Session, *, files: Files, by: Person, now: datetime, valid_from: datetime | None = None
) -> Deployed:
    """Store the files as a new version, unless they say the same as the newest one.

    Raises NotAllowed, and Invalid with `problems` for whatever is wrong in the files.
    """
    _check_rights(by)
    _take_turns(session)
    return _deploy(session, files, _elsewhere(session), by=by, now=now, valid_from=valid_from)


def deploy_all(session: Session, folders: Mapping[str, Files], *, by: Person, now: datetime) -> dict[str, Deployed]:
    """Deploy several folders that may use each other's forms, decisions and processes, in whatever order.

    Returns what became of each folder. Raises Invalid like `deploy`; its problems then begin with the folder's name.
    """
    _check_rights(by)
    _take_turns(session)
    around = _with_folders(_elsewhere(session), folders)
    done: dict[str, Deployed] = {}
    problems: list[Problem] = []
    for folder in sorted(folders):
        try:
            done[folder] = _deploy(session, folders[folder], around, by=by, now=now, valid_from=None)
        except Invalid as refusal:
            found = refusal.problems or (Problem(element_id="", template=refusal.sentence, params=refusal.params),)
            problems += [
                Problem(element_id=f"{folder}: {p.element_id}".rstrip(": "), template=p.template, params=p.params)
                for p in found
            ]
    if problems:
        raise Invalid(FAULTY, problems=tuple(problems))
    return done


def check(files: Files, *, elsewhere: Elsewhere | None = None) -> list[Problem]:
    """What would keep these files from being deployed, without a database; [] is right."""
    around = elsewhere or Elsewhere()
    try:
        _check_files(files)
        _parsed(files, around)
    except Invalid as refusal:
        if refusal.problems:
            return list(refusal.problems)
        return [Problem(element_id="", template=refusal.sentence, params=refusal.params)]
    return []


def check_all(folders: Mapping[str, Files]) -> dict[str, list[Problem]]:
    """`check` for several folders that may use each other's forms, decisions and processes."""
    around = _with_folders(Elsewhere(), folders)
    return {folder: check(files, elsewhere=around) for folder, files in folders.items()}


def _check_rights(by: Person) -> None:
    if not (rights.is_operator(by) or by.has("system")):
        raise NotAllowed(MAY_NOT_DEPLOY)


def _take_turns(session: Session) -> None:
    """Two deployments at once would count the same next version."""
    session.execute(text("select pg_advisory_xact_lock(4812008)"))


def _check_files(files: Files) -> None:
    if not files:
        raise Invalid(NO_FILES)
    if len(files) > MOST_FILES:
        raise Invalid(TOO_MANY, most=MOST_FILES)
    if sum(len(content) for content in files.values()) > MOST_BYTES:
        raise Invalid(TOO_BIG, most=MOST_BYTES // 1024 // 1024)
    lower: set[str] = set()
    for name in files:
        if not 0 < len(name) <= LONGEST_NAME or re.search(r'[/\\:"<>|*?\x00-\x1f\x7f]', name) or name.startswith("."):
            raise Invalid(BAD_NAME)
        if name.lower() in lower:
            raise Invalid(TWICE)
        lower.add(name.lower())


def _parsed(files: Files, around: Elsewhere) -> tuple[Model, dict[str, bytes]]:
    """The model of the files, and the files it borrows from elsewhere."""
    problems = lint.problems(
        files,
        roles=frozenset(ROLES),
        operations=operations.signatures(),
        forms_elsewhere=frozenset(around.forms),
        processes_elsewhere=around.processes,
        decisions_elsewhere=frozenset(around.decisions),
    )
    if problems:
        raise Invalid(FAULTY, problems=tuple(problems))
    borrowed = _borrowed_decisions(files, around)
    try:
        model = parse({**files, **borrowed})
    except InvalidModel as error:
        raise Invalid(FAULTY, problems=error.problems) from None
    borrowed |= {name: around.forms[name] for name in model.forms if name not in files and name in around.forms}
    return model, borrowed


def _borrowed_decisions(files: Files, around: Elsewhere) -> dict[str, bytes]:
    """The decisions of others that the diagrams name, as files whose names cannot be those of own ones."""
    own = _decisions_in(files)
    named: set[bytes] = set()
    for name, content in files.items():
        if name.endswith(".bpmn"):
            named.update(re.findall(rb"[\w.-]+", content))
    return {
        f"borrowed/{decision}.dmn": content
        for decision, content in around.decisions.items()
        if decision not in own and named.issuperset(re.findall(rb"[\w.-]+", decision.encode()))
    }


def _deploy(
    session: Session, files: Files, around: Elsewhere, *, by: Person, now: datetime, valid_from: datetime | None
) -> Deployed:
    _check_files(files)
    model, borrowed = _parsed(files, around)
    checksum = _checksum({**files, **borrowed})
    newest = session.execute(
        select(Definition.version, Definition.checksum)
        .where(Definition.key == model.key)
        .order_by(Definition.version.desc())
        .limit(1)
    ).one_or_none()
    if newest is not None and newest.checksum == checksum:
        return Deployed(key=model.key, version=newest.version, created=False)
    version = newest.version + 1 if newest is not None else 1
    definition_id = session.scalar(
        insert(Definition)
        .values(
            **_facts(model),
            version=version,
            checksum=checksum,
            valid_from=valid_from or now,
            deployed_at=now,
            deployed_by=by.id,
        )
        .returning(Definition.id)
    )
    rows = [
        {"definition_id": definition_id, "name": name, "content": content, "borrowed": name not in files}
        for name, content in {**files, **borrowed}.items()
    ]
    session.execute(insert(DefinitionFile), rows)
    library.remember(checksum, model)
    deployed = event_log.Happened(
        type="definition.deployed",
        at=now,
        by=by.id,
        definition_id=definition_id,
        facts={"key": model.key, "version": version},
    )
    event_log.write(session, [deployed])
    return Deployed(key=model.key, version=version, created=True)


def _facts(model: Model) -> dict[str, Any]:
    """What the table of definitions keeps of a model, so that reading needs no engine."""
    elements = {
        element.id: {
            "type": element.type,
            "name": element.name,
            "lane": element.lane,
            "properties": dict(element.properties),
            "documentation": model.instructions(element.id),
        }
        for element in model.elements
    }
    return {
        "key": model.key,
        "name": model.name,
        "lanes": list(model.lanes),
        "start_messages": list(model.start_messages),
        "starts_inside": model.starts_inside,
        "elements": elements,
    }


def _checksum(files: Files) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(json.dumps([name, len(files[name])]).encode())
        digest.update(files[name])
    return digest.hexdigest()


def _decisions_in(files: Files) -> dict[str, bytes]:
    """The decisions in these files: {decision id: content}. What cannot be read is left to the lint."""
    found = {}
    for name, content in files.items():
        if name.endswith(".dmn"):
            root = _read_xml(content)
            for decision in root.iterfind("{*}decision") if root is not None else ():
                found[str(decision.get("id"))] = content
    return found


def _process_key(files: Files) -> str | None:
    """The id of the executable process in these files, read roughly; None when there is none to be seen."""
    for name, content in files.items():
        root = _read_xml(content) if name.endswith(".bpmn") else None
        for process in root.iterfind("{*}process") if root is not None else ():
            if process.get("isExecutable", "true") == "true":
                return str(process.get("id"))
    return None


def _read_xml(content: bytes) -> Any:
    try:
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except (etree.XMLSyntaxError, ValueError):
        return None


def _elsewhere(session: Session) -> Elsewhere:
    """What the newest versions of all definitions offer to others."""
    newest = (
        select(Definition.id, Definition.key)
        .ext(distinct_on(Definition.key))
        .order_by(Definition.key, Definition.version.desc())
        .subquery()
    )
    offered = session.execute(
        select(DefinitionFile.name, DefinitionFile.content)
        .join(newest, newest.c.id == DefinitionFile.definition_id)
        .where(DefinitionFile.borrowed.is_(False), func.right(DefinitionFile.name, 4).in_((".dmn", "json")))
        .order_by(newest.c.id)
    )
    files = [{name: content} for name, content in offered]
    keys = session.scalars(select(newest.c.key))
    return _offering(Elsewhere(processes=frozenset(keys)), files)


def _with_folders(around: Elsewhere, folders: Mapping[str, Files]) -> Elsewhere:
    """`around` and what these folders offer each other, which comes first."""
    keys = {key for files in folders.values() if (key := _process_key(files))}
    around = Elsewhere(forms=around.forms, decisions=around.decisions, processes=around.processes | keys)
    return _offering(around, [folders[name] for name in sorted(folders)])


def _offering(around: Elsewhere, all_files: Sequence[Files]) -> Elsewhere:
    forms, decisions = dict(around.forms), dict(around.decisions)
    for files in all_files:
        forms |= {name: content for name, content in files.items() if name.endswith(".form.json")}
        decisions |= _decisions_in(files)
    return Elsewhere(forms=forms, decisions=decisions, processes=around.processes)
