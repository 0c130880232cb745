"""What each role sees of a case (domain.md 3.2), and how cases and tasks are found by name and number."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from processes import errors
from processes.casework import access, queries, rights
from processes.casework.documents import pdf
from processes.casework.models import Access, Client
from processes.casework.queries.areas import areas_of
from processes.engine.models import Definition, Instance, Task
from processes.people import Person
from tests.casework.desk import AYLIN, FALK, FINE, KLARA, LEO, MONDAY, TESSA, Desk
from tests.casework.test_appointments import MEETING
from tests.casework.test_consultation import assess

STRANGER = Person(id="stan", roles=frozenset({"fallmanagement"}), teams=frozenset({"t1_mitte"}))
ADMIN = Person(id="ada", roles=frozenset({"administration"}))
HEAD = Person(id="hanna", roles=frozenset({"leitung"}))


def run(desk: Desk, *, lanes=("kundenzentrum", "leistung", "fallmanagement", "teamleitung")) -> Desk:
    """The root of a desk as the engine keeps it, with an open task in each lane."""
    session = desk.session
    definition = session.scalars(select(Definition).where(Definition.key == "hilfeplan_fall")).one_or_none()
    if definition is None:
        definition = Definition(
            key="hilfeplan_fall",
            version=1,
            name="Hilfeplan-Fall",
            checksum="x",
            lanes=list(lanes),
            start_messages=[],
            valid_from=MONDAY,
            deployed_at=MONDAY,
            deployed_by="mo",
        )
        session.add(definition)
        session.flush()
    case = desk.case()
    session.add(
        Instance(
            id=desk.root_id,
            root_id=desk.root_id,
            definition_id=definition.id,
            business_key=case.number,
            status="running",
            team=case.team,
            started_at=MONDAY,
            started_by="klara",
        )
    )
    session.flush()
    for lane in lanes:
        add_task(desk, definition, lane)
    return desk


def add_task(desk: Desk, definition: Definition, lane: str) -> None:
    case = desk.case()
    desk.session.add(
        Task(
            id=uuid.uuid4(),
            instance_id=desk.root_id,
            root_id=desk.root_id,
            definition_id=definition.id,
            business_key=case.number,
            element_id=f"A_{lane}",
            name=f"Aufgabe {lane}",
            lane=lane,
            team=case.team,
            state="open",
            assignee=desk.data["fachkraft"] if lane == "fallmanagement" else None,
            created_at=MONDAY,
        )
    )
    desk.session.flush()


@pytest.fixture
def full(desk, monkeypatch):
    """Aylin's case with talk, areas, plan, appointment and documents, in the hands of Falk."""
    rendered = pdf.Rendered(content=b"%PDF-1.7 in short", media_type="application/pdf", ending="pdf")
    monkeypatch.setattr(pdf, "render", lambda html: rendered)
    desk.open_case()
    assert desk.data["fachkraft"] == "falk"
    desk.new_instance()
    desk.hand_in(
        "F05", datum="2026-01-15T09:00:00+00:00", situation="Sie hat Angst um die Wohnung.", kraefte_mittel="Freundin"
    )
    desk.do("beratung_anlegen", tiefe="intensiv")
    assess(desk, "wohnen", 3, 2)
    assess(desk, "gesundheit_seele", 4, 3)
    desk.hand_in("F32", MEETING)
    desk.do("termin_anlegen")
    plan_id = desk.active_plan()
    desk.send("plan_dokument", plan_id=plan_id)
    return run(desk)


def seen(desk, person, now=MONDAY + timedelta(days=9)):
    return queries.case(desk.session, root_id=desk.root_id, person=person, now=now)


def test_the_worker_sees_all_of_their_case(full):
    view = seen(full, FALK)
    assert view.client_name == "Aylin Demirci"
    assert (view.status, view.status_words) == ("plan_aktiv", "plan in force")
    assert view.worker == "falk"
    assert view.plan.number == full.plan().number
    assert [goal.title for goal in view.plan.goals] == [
        "Ich habe meine Wohnung gesichert",
        "Ich habe meine Schulden geordnet",
    ]
    assert [stage.title for stage in view.plan.goals[1].stages] == ["Schuldnerberatung beginnen", "Raten zahlen"]
    assert [step.what for step in view.plan.goals[0].stages[0].steps] == ["Vermieterin anrufen", "Antrag prüfen"]
    assert {area.area for area in view.areas} == {"wohnen", "gesundheit_seele"}
    assert view.appointments[0].occasion_words == "first consultation"
    assert [document.kind for document in view.documents] == ["hilfeplan"]
    assert view.client.address == "Kristiansandstraße 12, 48159 Münster"
    assert view.client.household == ("Elif Demirci", "Deniz Demirci")
    assert next(row.template for row in view.happenings).startswith("The plan was signed")
    forms = {summary.form for summary in queries.records(full.session, root_id=full.root_id, person=FALK, now=MONDAY)}
    assert {"F01", "F05", "F06", "F08"} <= forms


def test_a_colleague_of_the_team_stands_in_without_talk_and_health(full):
    view = seen(full, FINE)
    assert view.plan.goals
    assert view.areas == ()
    assert not {"consultation", "health", "areas"} & view.sections
    forms = {summary.form for summary in queries.records(full.session, root_id=full.root_id, person=FINE, now=MONDAY)}
    assert forms == {"F07", "F08", "F09", "F11", "F32"} - {"F07"}


def test_the_benefits_clerk_never_sees_the_consultation(full):
    """What a person says in counselling must not silently become evidence in the benefit decision."""
    view = seen(full, LEO)
    assert view.plan.title == "Hilfeplan"
    assert view.plan.goals == ()
    assert view.plan.perspective is None
    assert view.areas == ()
    assert view.contacts == ()
    assert view.documents == (), "the plan's document shows the plan"
    forms = {summary.form for summary in queries.records(full.session, root_id=full.root_id, person=LEO, now=MONDAY)}
    assert forms == {"F01", "F32"}
    told = " ".join(row.template % row.params for row in view.happenings)
    assert "Schuldnerberatung" not in told


def test_the_customer_centre_sees_the_header_and_on_the_day_of_receipt_the_application(full):
    today, later = seen(full, KLARA, now=MONDAY), seen(full, KLARA)
    assert "application" in today.sections
    assert "application" not in later.sections
    assert later.client_name == "Aylin Demirci"
    assert later.plans == ()
    assert later.appointments[0].occasion_words == "", "no subject"
    session, root_id = full.session, full.root_id
    assert [s.form for s in queries.records(session, root_id=root_id, person=KLARA, now=MONDAY)] == ["F01"]
    assert queries.records(session, root_id=root_id, person=KLARA, now=MONDAY + timedelta(days=9)) == ()


def test_the_team_leader_sees_the_plan_but_not_the_talk(full):
    view = seen(full, TESSA)
    assert view.plan.goals
    assert view.areas == ()
    assert "consultation" not in view.sections


@pytest.mark.parametrize("person", [STRANGER, ADMIN, HEAD])
def test_who_has_nothing_to_do_with_a_case_does_not_find_it(full, person):
    with pytest.raises(errors.NotFound):
        seen(full, person)
    with pytest.raises(errors.NotFound):
        queries.records(full.session, root_id=full.root_id, person=person, now=MONDAY)
    document = seen(full, FALK).documents[0]
    with pytest.raises(errors.NotFound):
        queries.document(full.session, document_id=document.id, person=person, now=MONDAY)
    assert queries.cases(full.session, person=person).items == ()


def test_a_role_without_part_in_casework_sees_nothing_of_it(full):
    """The administration may run the engine, and has no right to read cases."""
    full.session.execute(text("update engine.instance set started_by = 'ada'"))
    assert seen(full, ADMIN) is None
    assert queries.records(full.session, root_id=full.root_id, person=ADMIN, now=MONDAY) == ()


def test_documents_are_handed_out_by_the_same_rule(full):
    document = seen(full, FALK).documents[0]
    assert queries.document(full.session, document_id=document.id, person=FINE, now=MONDAY).content.startswith(b"%PDF")
    for person in (LEO, KLARA):
        with pytest.raises(errors.NotFound):
            queries.document(full.session, document_id=document.id, person=person, now=MONDAY)
    with pytest.raises(errors.NotFound):
        queries.document(full.session, document_id=uuid.uuid4(), person=FALK, now=MONDAY)


def test_a_task_taken_over_makes_a_colleague_the_worker_for_now(full):
    assert "consultation" not in seen(full, FINE).sections
    full.session.execute(text("update engine.task set assignee = 'fine' where lane = 'fallmanagement'"))
    assert "consultation" in seen(full, FINE).sections
    full.session.execute(text("update engine.task set state = 'completed' where lane = 'fallmanagement'"))
    assert "consultation" not in seen(full, FINE).sections


def test_health_is_shown_only_with_its_right(full):
    case = full.case()
    assert [row.area for row in areas_of(full.session, case, frozenset({"areas"}))] == ["wohnen"]
    assert len(areas_of(full.session, case, frozenset({"areas", "health"}))) == 2


def test_a_barred_address_is_shown_only_to_whom_it_may_be(full):
    full.session.get(Client, full.case().client_id).protected_address = True
    full.session.flush()
    assert seen(full, FALK).client.address == "Kristiansandstraße 12, 48159 Münster"
    view = seen(full, KLARA)
    assert (view.client.address, view.client.protected) == (None, True)


def test_areas_show_where_they_came_from(full):
    full.new_instance()
    full.at("2026-05-04T08:00:00+00:00")
    assess(full, "wohnen", 6, 7, occasion="ueberpruefung")
    row = next(row for row in seen(full, FALK).areas if row.area == "wohnen")
    assert (row.label, row.value_person, row.value_worker, row.first_worker, row.change, row.band) == (
        "Wohnen",
        6,
        7,
        2,
        5,
        "ausreichend",
    )


def test_tasks_are_found_by_the_name_of_the_client_and_by_numbers_in_any_spelling(another_desk):
    names = [("Demirci", "Aylin"), ("Müller", "Jörg"), ("Schulze Dieckhoff", "Petra"), ("Nguyễn", "Thị Lan")]
    desks = {}
    for last, first in names:
        desk = another_desk().open_case({**AYLIN, "nachname": last, "vorname": first})
        desks[last] = run(desk)
    session = desks["Demirci"].session

    def found(typed):
        looked = queries.search(session, typed)
        tasks = queries.worklist(session, person=LEO, now=MONDAY, found=looked).items
        assert queries.count_worklist(session, person=LEO, found=looked) == len(tasks)
        return sorted(queries.client_names(session, tasks)[task.root_id] for task in tasks)

    for typed in ("demirci", "Dem", "aylin", "Aylin Demirci", "Demirci, Aylin", "demirci ay"):
        assert found(typed) == ["Demirci, Aylin"], typed
    for typed in ("müller", "muller", "Mueller", "MÜLLER"):
        assert found(typed) == ["Müller, Jörg"], typed
    assert found("schulze d") == ["Schulze Dieckhoff, Petra"]
    assert found("Nguyen") == ["Nguyễn, Thị Lan"]
    number = desks["Müller"].data["az"]
    assert found(number) == found(number.replace("-", " ").lower()) == ["Müller, Jörg"]
    assert len(found("Aufgabe")) == 4, "the name of the task"
    assert found("nobody") == []
    assert found("100%_") == []
    assert len(found("")) == 4


def test_whoever_types_one_letter_of_a_common_name_is_told_that_there_are_more(another_desk, monkeypatch):
    monkeypatch.setattr("processes.casework.queries.lists.MOST_ROOTS", 2)
    for n in range(3):
        run(another_desk().open_case({**AYLIN, "vorname": f"A{n}"}))
    looked = queries.search(another_desk().session, "demirci")
    assert len(looked.roots) == 2
    assert "type more letters" in looked.hint


def test_a_typing_error_in_a_file_number_is_said(desk):
    run(desk.open_case())
    number = desk.data["az"]
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert "check digit" in queries.search(desk.session, wrong).hint
    assert queries.search(desk.session, "HP-2026").hint is None, "still typing"
    assert queries.search(desk.session, "  ").text is None


def test_cases_are_listed_by_name_in_pages(another_desk):
    for last in ("Ziegler", "Ährens", "Adler", "Müller", "Muller"):
        run(another_desk().open_case({**AYLIN, "nachname": last, "vorname": "A"}))
    session = another_desk().session
    first = queries.cases(session, person=LEO, limit=3)
    assert [row.client_name for row in first.items] == ["Adler, A", "Ährens, A", "Müller, A"]
    rest = queries.cases(session, person=LEO, limit=3, cursor=first.next_cursor)
    assert [row.client_name for row in rest.items] == ["Muller, A", "Ziegler, A"]
    assert rest.next_cursor is None
    row = first.items[0]
    assert (row.status_words, row.team) == ("new", "t2_west_nord")
    mine = queries.cases(session, person=FALK, mine=True).items
    assert {each.worker for each in mine} == {"falk"}
    assert 0 < len(mine) < 5
    found = queries.search(session, "adler")
    assert [each.client_name for each in queries.cases(session, person=LEO, found=found).items] == ["Adler, A"]
    assert queries.cases(session, person=LEO, status="geschlossen").items == ()
    by_number = queries.search(session, row.number)
    assert [each.number for each in queries.cases(session, person=LEO, found=by_number).items] == [row.number]


def test_every_look_is_logged_and_the_log_is_only_added_to(full):
    case_id = full.case().id
    access.note(full.session, case_id=case_id, by=FALK, now=MONDAY)
    access.note(full.session, case_id=case_id, by=FINE, now=MONDAY, purpose="vertretung", what="dokument")
    rows = full.session.scalars(select(Access).order_by(Access.id)).all()
    assert [(r.person, r.purpose, r.what, r.assigned) for r in rows] == [
        ("falk", "beratung", "fall", True),
        ("fine", "vertretung", "dokument", False),
    ]
    assert [row[1] for row in access.seen_by(full.session, case_id=case_id)] == ["fine", "falk"]
    with pytest.raises(errors.Invalid):
        access.note(full.session, case_id=case_id, by=FALK, now=MONDAY, purpose="neugier")
    with pytest.raises(Exception, match="only added to"), full.session.begin_nested():
        full.session.execute(text("update casework.access_log set person = 'x'"))


@pytest.mark.parametrize(
    ("role", "purpose"),
    [("fallmanagement", "beratung"), ("leistung", "leistung"), ("revision", "revision"), ("kundenzentrum", "auskunft")],
)
def test_the_usual_purpose_follows_the_role(role, purpose):
    assert access.usual_purpose(Person(id="x", roles=frozenset({role}))) == purpose


def test_every_form_belongs_to_a_known_part():
    assert set(rights.FORM_SECTION.values()) <= rights._WORKER
