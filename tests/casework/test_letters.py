"""What goes out: by the way the person chose, without subject matter, never to a barred address, twice is once."""

import email
import re
import socket
import subprocess
import uuid
from email.policy import default
from pathlib import Path

import icalendar
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from sqlalchemy import select

from processes import config
from processes.casework import mail
from processes.casework.letters import recipients, sending, texts
from processes.casework.models import Appointment, Client, Document
from processes.engine.operations import BpmnError
from tests.casework.desk import AYLIN, F11
from tests.casework.test_appointments import MEETING

#: Words that would tell somebody who looks over a shoulder what it is about (domain.md DS11).
TELLING = re.compile(
    r"sozial|hilfeplan|antrag|leistung|beratung|schuld|krank|hilfe zum|amt\b|erstberatung|psych|\bfall\b", re.IGNORECASE
)

NO_MAIL = {**AYLIN, "email": None}
BARRED = {**NO_MAIL, "schutzadresse": True, "anschrift": "Geheimweg 1, 48143 Münster"}


@pytest.fixture(autouse=True)
def outbox(tmp_path, settings_of_tests):
    """An outbox of its own for each test."""
    settings = config.load({"HILFEPLAN_DATA_DIR": str(tmp_path)})
    config.use(settings)
    yield settings.outbox
    config.use(settings_of_tests)


def written(outbox: Path, ending: str) -> list[Path]:
    return sorted(outbox.glob(f"*.{ending}")) if outbox.exists() else []


def read(path: Path):
    return email.message_from_bytes(path.read_bytes(), policy=default)


def text_of(message) -> str:
    return message.get_body(("plain",)).get_content()


def applied(desk, application):
    desk.hand_in("F01", application)
    desk.do("eingang_anlegen")
    return desk


def booked(desk, application=AYLIN, **more):
    desk.open_case(application)
    desk.new_instance()
    desk.hand_in("F32", {**MEETING, **more})
    return desk.do("termin_anlegen")["termin_id"]


def test_the_confirmation_goes_by_email_and_says_nothing_of_the_matter(desk, outbox):
    applied(desk, AYLIN)
    token = uuid.uuid4()
    for _ in range(2):
        desk.send("eingang_bestaetigen", token_id=token)
    (file,) = written(outbox, "eml")
    message = read(file)
    assert message["From"] == "Stadt Münster <hilfeplan@localhost>"
    assert message["To"] == "aylin@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == f"<{mail.digest(f'{desk.instance_id}:{token}')}@localhost>"
    assert "12. Januar 2026" in text_of(message)
    assert desk.data["eingang_nr"] in text_of(message)
    assert not TELLING.search(message["Subject"] + text_of(message))
    kept = desk.session.scalars(select(Document)).one()
    assert (kept.kind, kept.channel, kept.case_id) == ("L01", "email", None)


def test_without_email_a_letter_is_printed(desk, outbox):
    applied(desk, NO_MAIL).send("eingang_bestaetigen")
    (file,) = written(outbox, "pdf")
    assert file.read_bytes().startswith(b"%PDF-1.7")
    kept = desk.session.scalars(select(Document)).one()
    assert (kept.channel, kept.media_type, kept.content) == ("brief", "application/pdf", file.read_bytes())


@pytest.mark.parametrize("typed", ["aylin", "aylin@", "a@b.de, c@d.de", "ä@ö.de", "a@b.de\nBcc: x@y.de", "<a@b.de>"])
def test_an_address_mail_cannot_go_to_leads_to_a_letter(desk, outbox, typed):
    applied(desk, {**AYLIN, "email": typed}).send("eingang_bestaetigen")
    assert written(outbox, "eml") == []
    assert len(written(outbox, "pdf")) == 1


def test_without_an_address_the_letter_lies_ready_at_the_counter(desk, outbox):
    """K03: nobody needs a home to be answered."""
    applied(desk, {**NO_MAIL, "ohne_wohnung": True, "anschrift": None}).send("eingang_bestaetigen")
    assert written(outbox, "pdf") == []
    assert desk.session.scalars(select(Document.channel)).all() == ["abholung"]


def test_a_barred_address_never_goes_to_the_letter_channel(desk, outbox):
    """K06, DS12: ERR_SPERRE if anybody tries the standard letter."""
    applied(desk, BARRED)
    with pytest.raises(BpmnError) as error:
        desk.send("eingang_bestaetigen")
    assert error.value.code == "ERR_SPERRE"
    assert not outbox.exists()
    who = recipients.Recipient(name="Aylin Demirci", address=("Geheimweg 1", "48143 Münster"), protected=True)
    wording = texts.received(number="E-2026-0000001", on=desk.now.date())
    forced = sending.Sending(way="brief", recipient=who, wording=wording, reference="", at=desk.now, day="")
    with pytest.raises(BpmnError, match="ERR_SPERRE"):
        sending.act(forced, "key")


def test_a_barred_address_is_passed_on_by_people_only(desk, outbox):
    applied(desk, BARRED).hand_in("F02", zustaendig=False, traeger="jobcenter", empfaenger_stelle="Jobcenter Münster")
    with pytest.raises(BpmnError, match="ERR_SPERRE"):
        desk.send("antrag_weiterleiten")
    assert not outbox.exists()


def test_a_barred_address_stands_in_no_document(desk, outbox):
    desk.open_case({**BARRED, "email": "sicher@example.org"})
    plan_id = desk.active_plan()
    desk.send("eingang_bestaetigen")
    desk.send("plan_aushaendigen", plan_id=plan_id)
    contents = [bytes(content) for content in desk.session.scalars(select(Document.content))]
    files = [path.read_bytes() for path in outbox.iterdir()]
    assert len(contents) == 3
    for content in contents + files:
        assert b"Geheimweg" not in content
        assert "Geheimweg" not in pdf_text(content)


def pdf_text(content: bytes) -> str:
    if not content.startswith(b"%PDF"):
        return content.decode()
    done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return done.stdout.decode()


def test_an_application_is_passed_on_with_the_day_of_its_receipt(desk, outbox):
    """K05."""
    applied(desk, NO_MAIL)
    desk.at("2026-01-14T09:00:00+00:00")
    desk.hand_in("F02", zustaendig=False, traeger="jobcenter", empfaenger_stelle="Jobcenter Münster")
    assert desk.send("antrag_weiterleiten") == {"weitergeleitet": True}
    assert len(written(outbox, "pdf")) == 2
    kept = {d.kind: d for d in desk.session.scalars(select(Document))}
    assert kept["S02"].channel == "amt"
    assert kept["L02"].channel == "brief"
    for document in kept.values():
        assert "12. Januar 2026" in pdf_text(document.content)
    assert "Jobcenter Münster" in pdf_text(kept["L02"].content)


def test_an_appointment_is_confirmed_with_a_calendar_file(desk, outbox):
    termin_id = booked(desk, kinderbetreuung=True)
    desk.send("termin_bestaetigen", termin_id=termin_id)
    message = read(written(outbox, "eml")[0])
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("termin.ics", "text/calendar")
    calendar = icalendar.Calendar.from_ical(attached.get_payload(decode=True))
    (event,) = calendar.walk("VEVENT")
    kept = desk.session.get(Appointment, uuid.UUID(termin_id))
    assert event.decoded("dtstart") == kept.starts_at
    assert (event.decoded("dtend") - event.decoded("dtstart")).total_seconds() == 90 * 60
    assert str(event["uid"]).startswith(kept.number)
    assert str(event["location"]) == "Stadthaus II, Kundenzentrum"
    everything = message["Subject"] + text_of(message) + attached.get_payload(decode=True).decode()
    assert not TELLING.search(everything)
    assert "Montag, 19. Januar 2026, 10:30 Uhr" in text_of(message)
    assert "Spielecke" in text_of(message)
    assert "übersetzt" in text_of(message), "she speaks Turkish"
    assert kept.status == "bestaetigt"


@pytest.mark.parametrize("wish", ["keine", "anruf"])
def test_nothing_is_sent_to_whom_nothing_shall_be_sent(desk, outbox, wish):
    termin_id = booked(desk, erinnerung=wish)
    desk.send("termin_bestaetigen", termin_id=termin_id)
    desk.send("termin_erinnern", termin_id=termin_id)
    assert not outbox.exists()
    assert desk.session.get(Appointment, uuid.UUID(termin_id)).status == "bestaetigt"


def test_who_wants_a_letter_gets_a_letter(desk, outbox):
    termin_id = booked(desk, erinnerung="brief")
    desk.send("termin_bestaetigen", termin_id=termin_id)
    (letter,) = written(outbox, "pdf")
    assert not TELLING.search(pdf_text(letter.read_bytes()).replace("Das Haus ist stufenlos", ""))
    barred = booked(type(desk)(desk.session), {**BARRED, "nachname": "Andere"}, erinnerung="brief")
    assert barred


def test_a_reminder_comes_only_when_it_still_helps(desk, outbox):
    termin_id = booked(desk)
    desk.at("2026-01-15T08:00:00+00:00").send("termin_erinnern", termin_id=termin_id)
    assert len(written(outbox, "eml")) == 1
    desk.at("2026-01-19T10:00:00+00:00").send("termin_erinnern", termin_id=termin_id)
    assert len(written(outbox, "eml")) == 1, "it has begun"
    desk.at("2026-01-16T08:00:00+00:00").do("termin_absagen", termin_id=termin_id, durch="person")
    desk.send("termin_erinnern", termin_id=termin_id)
    assert len(written(outbox, "eml")) == 1, "it was cancelled"


def test_the_dead_get_no_letters(desk, outbox):
    """domain.md 4.4 no. 9."""
    termin_id = booked(desk)
    client = desk.session.get(Client, desk.case().client_id)
    client.died_on, client.status = desk.now.date(), "verstorben"
    desk.session.flush()
    plan_id = desk.draft()
    for operation, params in (
        ("eingang_bestaetigen", {}),
        ("termin_bestaetigen", {"termin_id": termin_id}),
        ("termin_erinnern", {"termin_id": termin_id}),
        ("etappe_brief", {"etappe_id": str(desk.plan().stages[0].id)}),
        ("plan_aushaendigen", {"plan_id": plan_id}),
    ):
        desk.send(operation, **params)
    assert not outbox.exists()
    assert desk.session.scalars(select(Document.kind)).all() == ["hilfeplan"], "the plan stays with the file"


def test_a_stage_letter_says_what_both_sides_do(desk, outbox):
    desk.open_case(NO_MAIL).active_plan()
    desk.send("etappe_brief", etappe_id=str(desk.plan().stages[0].id))
    letter = pdf_text(written(outbox, "pdf")[0].read_bytes())
    for part in (
        "Das machen Sie: Ich rufe die Vermieterin an.",
        "Das machen wir:",
        "Vermieterin anrufen (Ich, bis 09.02.2026)",
    ):
        assert part in letter.replace("\n", " ")


def test_steps_are_remembered_in_kind_words(desk, outbox):
    desk.open_case().active_plan()
    stage = desk.plan().stages[0]
    mine, theirs = stage.steps
    desk.send("erinnern_schritt", etappe_id=str(stage.id), schritt_id=str(mine.id))
    message = read(written(outbox, "eml")[0])
    assert message["To"] == "aylin@example.org"
    assert "9. Februar 2026" in text_of(message)
    assert "Vermieterin" not in text_of(message)
    assert not TELLING.search(message["Subject"] + text_of(message))
    desk.send("erinnern_schritt", etappe_id=str(stage.id), schritt_id=str(theirs.id))
    to_staff = [read(path) for path in written(outbox, "eml") if read(path)["To"] != "aylin@example.org"]
    assert [m["To"] for m in to_staff] == ["leo@stadt.example"], (
        "the step of the benefits unit goes to the benefits unit"
    )


def test_staff_are_told_that_something_waits_but_not_what(desk, outbox):
    desk.open_case()
    desk.send("benachrichtigen", anlass="krise", lane="teamleitung")
    (file,) = written(outbox, "eml")
    message = read(file)
    assert message["To"] == "tessa@stadt.example"
    assert message["Subject"] == f"Vorgang {desk.data['az']}"
    assert "heute noch" in text_of(message)
    assert "krise" not in text_of(message).lower()
    assert "Demirci" not in text_of(message)
    desk.send("benachrichtigen", anlass="krise", lane="jury")
    assert len(written(outbox, "eml")) == 1, "nobody there is no error"


def test_the_plan_is_handed_over_with_its_legal_nature(desk, outbox):
    plan_id = desk.open_case().active_plan()
    desk.send("plan_aushaendigen", plan_id=plan_id)
    kept = {d.kind: d for d in desk.session.scalars(select(Document))}
    assert {kind: d.channel for kind, d in kept.items()} == {"L08": "abholung", "hilfeplan": "abholung"}
    assert "nicht gekürzt" in pdf_text(kept["L08"].content).replace("\n", " ")
    assert not outbox.exists()
    desk.hand_in("F11", {**F11, "ausfertigung": "postfach"})
    desk.send("plan_aushaendigen", plan_id=plan_id)
    message = read(written(outbox, "eml")[0])
    assert not TELLING.search(message["Subject"] + text_of(message))


class Inbox(Message):
    """Keeps what a real SMTP server received."""

    def __init__(self):
        super().__init__()
        self.messages = []

    def handle_message(self, message):
        self.messages.append(message)


@pytest.fixture
def smtp(tmp_path):
    inbox = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    config.use(
        config.load(
            {
                "HILFEPLAN_DATA_DIR": str(tmp_path),
                "HILFEPLAN_SMTP_URL": f"smtp://127.0.0.1:{port}",
                "HILFEPLAN_MAIL_FROM": "post@stadt.example",
            }
        )
    )
    yield inbox
    server.stop()


def test_mail_goes_out_by_a_mail_server(desk, smtp, outbox):
    termin_id = booked(desk)
    token = uuid.uuid4()
    for _ in range(2):
        desk.send("termin_bestaetigen", termin_id=termin_id, token_id=token)
    first, second = smtp.messages
    assert first["Message-ID"] == second["Message-ID"], "done twice is the same message"
    assert (
        str(email.header.make_header(email.header.decode_header(first["From"]))) == "Stadt Münster <post@stadt.example>"
    )
    assert first["X-MailFrom"] == "post@stadt.example"
    assert first["X-RcptTo"] == "aylin@example.org"
    assert not outbox.exists()


def test_a_mail_server_that_is_away_is_an_error_that_is_tried_again(desk, tmp_path, outbox):
    config.use(config.load({"HILFEPLAN_DATA_DIR": str(tmp_path), "HILFEPLAN_SMTP_URL": "smtp://127.0.0.1:9"}))
    applied(desk, AYLIN)
    with pytest.raises(ConnectionRefusedError):
        desk.send("eingang_bestaetigen")
    assert desk.session.scalars(select(Document)).all() == []
