"""The plan as a document: tagged, in German, with everything a plan holds; and what happens where Pango is missing."""

import builtins
import io
import subprocess
import uuid

import pikepdf
import pytest
from sqlalchemy import select

from processes.casework import legal_texts, plan_document
from processes.casework.documents import html, pdf
from processes.casework.models import Document
from tests.casework.desk import F11


def tags(document: pikepdf.Pdf) -> list[str]:
    """The kinds of the elements of the structure tree, in reading order."""
    found: list[str] = []

    def walk(element):
        if isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                found.append(str(element["/S"]))
            if "/K" in element:
                walk(element["/K"])
        elif isinstance(element, pikepdf.Array):
            for each in element:
                walk(each)

    walk(document.Root.StructTreeRoot)
    return found


def text_of(content: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return done.stdout.decode()


@pytest.fixture
def plan_id(desk):
    desk.open_case()
    desk.at("2026-02-02T08:00:00+00:00")
    return desk.active_plan()


def test_the_plan_is_a_tagged_document_in_german(desk, plan_id):
    result = desk.send("plan_dokument", plan_id=plan_id)
    kept = desk.session.get(Document, uuid.UUID(result["dokument_id"]))
    assert kept.media_type == "application/pdf"
    assert kept.file_name == f"Hilfeplan-{desk.plan().number.replace('/', '-')[:16]}.pdf"
    with pikepdf.open(io.BytesIO(kept.content)) as document:
        assert bool(document.Root.MarkInfo.Marked)
        assert str(document.Root.Lang) == "de"
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
        assert str(document.docinfo["/Title"]) == f"Hilfeplan {desk.plan().number} – Aylin Demirci"
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        kinds = tags(document)
        assert kinds.count("/H1") == 1
        assert {"/H2", "/H3", "/Table", "/TH", "/TD", "/P"} <= set(kinds)
        assert "/Figure" not in kinds, "nothing that would need a description"


def test_everything_of_the_plan_stands_in_it(desk, plan_id):
    desk.plan().dissent = "Kein Umzug in eine kleinere Wohnung."
    desk.session.flush()
    content = desk.session.get(Document, uuid.UUID(desk.send("plan_dokument", plan_id=plan_id)["dokument_id"])).content
    text = " ".join(text_of(content).replace("\xa0", " ").split())
    plan = desk.plan()
    legal = legal_texts.TEXTS[plan.legal_nature]
    assert text.index("Hilfeplan") < text.index(legal) < text.index("Aylin Demirci", 40) < text.index("Ziel 1:"), (
        "legal nature under the title"
    )
    for part in (
        plan.number,
        "Fassung 1",
        "„Ich will mit meinen Kindern in Ruhe wohnen.“",
        "Ziel 2: Ich habe meine Schulden geordnet",
        "Die Kündigung ist zurückgenommen",
        "Wohnen (verändern)",
        "2 von 10 (allein nicht zu schaffen) → 7 von 10 (ausreichend)",
        "Etappe 3: Raten zahlen",
        "Mein Beitrag",
        "Ich rufe die Vermieterin an.",
        "Beitrag des Sozialamts",
        "Wir klären die Übernahme nach § 36 SGB XII.",
        "120,00 €",
        "Vermieterin anrufen",
        "Kein Umzug in eine kleinere Wohnung.",
        "Nächste Überprüfung",
        "2. Mai 2026",
        "Falk Reiter, Stadt Münster",
        "auf Papier am 28.01.2026",
        "Seite 1 von",
    ):
        assert part in text, part
    assert "Entwurf" not in text


def test_a_representative_signs_beside_or_instead(desk):
    desk.open_case()
    plan_id = desk.draft()
    desk.do("plan_status", plan_id=plan_id, status="freigegeben")
    desk.hand_in(
        "F11",
        F11,
        unterschrift_person=None,
        unterschrift_vertretung="papier",
        unterschrift_vertretung_name="Ali Demirci",
    )
    desk.do("plan_unterschreiben", plan_id=plan_id)
    lines = plan_document.of(desk.session, desk.plan()).signatures
    assert [(line.who, line.given) for line in lines] == [
        ("Aylin Demirci", ""),
        ("Ali Demirci (Vertretung)", "auf Papier am 28.01.2026"),
        ("Falk Reiter, Stadt Münster", "auf Papier am 28.01.2026"),
    ]


def test_a_draft_says_that_it_is_one(desk):
    desk.open_case()
    plan_id = desk.draft()
    document = plan_document.of(desk.session, desk.plan())
    assert document.is_draft
    assert [line.given for line in document.signatures] == ["", ""], "lines to sign on"
    result = desk.send("plan_dokument", plan_id=plan_id)
    assert "Entwurf" in text_of(desk.session.get(Document, uuid.UUID(result["dokument_id"])).content)


def test_what_people_typed_is_text_and_never_markup(desk, plan_id):
    goal = desk.plan().goals[0]
    goal.title = 'Ich <script>alert("x")</script> & <img src="file:///etc/passwd"> \x0b'
    desk.session.flush()
    result = desk.send("plan_dokument", plan_id=plan_id)
    content = desk.session.get(Document, uuid.UUID(result["dokument_id"])).content
    assert '<script>alert("x")</script>' in text_of(content)


def test_the_same_job_keeps_one_document(desk, plan_id):
    token = uuid.uuid4()
    first = desk.send("plan_dokument", plan_id=plan_id, token_id=token)
    assert desk.send("plan_dokument", plan_id=plan_id, token_id=token) == first
    assert len(desk.session.scalars(select(Document)).all()) == 1


def test_without_pango_the_document_is_kept_as_html(monkeypatch):
    real = builtins.__import__

    def without(name, *args, **more):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    rendered = pdf.render(html.page(title="Hilfeplan", style="", body=[html.E.h1("Ä")]))
    assert (rendered.media_type, rendered.ending) == ("text/html", "html")
    assert rendered.content.decode().startswith('<!doctype html>\n<html lang="de">')
