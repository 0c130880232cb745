"""What process owners and the administration do in the browser: deploying, looking after what is stuck."""

import io
from typing import Any

import pytest
from sqlalchemy.orm import Session

from processes.engine import incidents
from processes.engine.models import Incident
from processes.engine.views import InstanceView
from processes.errors import Invalid, Problem
from tests.conftest import MONDAY
from tests.pages import library
from tests.pages.conftest import Answer, Browser


def deploy(browser: Browser, files: dict[str, bytes]) -> Answer:
    data: dict[str, Any] = {"dateien": [(io.BytesIO(body), name) for name, body in files.items()]}
    return browser.post("/prozesse", data, content_type="multipart/form-data")


def test_a_folder_is_deployed_and_the_same_again_changes_nothing(mo: Browser) -> None:
    first = deploy(mo, library.FILES)
    assert first.location == "/prozesse/ausleihe"
    assert "als Version 1 eingespielt" in mo.get(first.location).text("//*[@role='status']")
    again = deploy(mo, library.FILES)
    assert "schon eingespielt" in mo.get(again.location).text("//*[@role='status']")


def test_what_is_wrong_is_listed_by_element(mo: Browser) -> None:
    broken = {**library.FILES, "ausleihe.bpmn": library.BPMN.replace("beraten.form.json", "fehlt.form.json").encode()}
    answer = deploy(mo, broken)
    assert answer.status == 422
    assert any(row.startswith("beraten") for row in answer.all("//*[@role='alert']//tbody/tr"))
    assert mo.get("/prozesse").all("//main//table") == []


@pytest.mark.parametrize(
    "files",
    [{}, {"x.bpmn": b"<!DOCTYPE a><a/>"}, {"x.bpmn": b"kein XML"}, {"x.json": b"{}"}, {"x.bpmn": b"\xff\xfe\x00"}],
)
def test_hostile_files_are_refused_with_a_reason(mo: Browser, files: dict[str, bytes]) -> None:
    answer = deploy(mo, files)
    assert answer.status == 422
    assert len(answer.text("//*[@role='alert']")) > 40


def test_only_process_owners_and_the_administration_deploy(olga: Browser) -> None:
    assert deploy(olga, library.FILES).status == 403
    assert not olga.get("/prozesse").page.xpath("//input[@type='file']")


def test_an_older_version_is_still_to_be_seen(mo: Browser) -> None:
    deploy(mo, library.FILES)
    deploy(mo, {**library.FILES, "ausleihe.bpmn": library.BPMN.replace("Beraten", "Gut beraten").encode()})
    assert "Version 2" in mo.get("/prozesse/ausleihe").text("//main")
    assert "Gut beraten" not in mo.get("/prozesse/ausleihe?version=1").text("//main")
    assert mo.raw("/prozesse/ausleihe/1/beraten.form.json").data == library.FILES["beraten.form.json"]
    assert mo.raw("/prozesse/ausleihe/1/../geheim").status_code == 404


def an_incident(session: Session, of: InstanceView) -> Incident:
    stuck = Incident(
        root_id=of.id,
        instance_id=of.id,
        element_id="beraten",
        name="Beraten",
        kind="job",
        template="The operation “%(operation)s” failed %(attempts)s times (%(reason)s).",
        params={"operation": "brief", "attempts": 5, "reason": "TimeoutError"},
        attempts=5,
        created_at=MONDAY,
    )
    session.add(stuck)
    session.commit()
    return stuck


def test_an_incident_is_explained_and_tried_again(
    mo: Browser, ausleihe: InstanceView, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = an_incident(session, ausleihe)
    row = mo.get("/betrieb").text("//tbody/tr")
    assert "Der Systemschritt „brief“ ist 5-mal gescheitert (TimeoutError)." in row
    assert "A-1" in row
    tried: list[Any] = []
    monkeypatch.setattr(incidents, "retry", lambda session, **given: tried.append(given["incident_id"]))
    assert mo.post(f"/betrieb/stoerungen/{stuck.id}/wiederholen").location == "/betrieb"
    assert tried == [stuck.id]


def test_what_fails_again_is_said_on_the_page(
    mo: Browser, ausleihe: InstanceView, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(session: Session, **given: Any) -> None:
        raise Invalid("The process cannot go on: there is a fault in its diagram. Nothing was changed.",
                      problems=(Problem(element_id="beraten", template="Division by zero."),))  # fmt: skip

    stuck = an_incident(session, ausleihe)
    monkeypatch.setattr(incidents, "retry", fails)
    mo.post(f"/betrieb/stoerungen/{stuck.id}/wiederholen")
    assert "Division durch null." in mo.get("/betrieb").text("//*[@role='status']")


def test_the_case_page_says_that_it_is_stuck(olga: Browser, ausleihe: InstanceView, session: Session) -> None:
    an_incident(session, ausleihe)
    assert "bis die Administration „Beraten“ behoben hat" in olga.get("/faelle/A-1").text("//main")


def test_waits_and_jobs_are_listed(mo: Browser, ausleihe: InstanceView) -> None:
    assert "Nichts wartet." in mo.get("/betrieb?tab=warten").text("//main")
    assert mo.get("/betrieb?tab=auftraege").status == 200
