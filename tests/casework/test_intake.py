"""An application becomes an intake, then a case: number, people, worker, and links to earlier cases."""

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from processes import errors
from processes.casework import cases, numbers
from processes.casework.models import Address, Assignment, CaseFile, Client, Contact, HouseholdMember, Intake
from tests.casework.desk import AYLIN, FALK, Desk


def test_an_application_gets_a_number_and_keeps_the_day_of_its_receipt(desk):
    desk.hand_in("F01", AYLIN)
    results = desk.do("eingang_anlegen")
    assert results["eingang_nr"].startswith("E-2026-")
    assert results["rechtsprofil"] == "sgb12"
    intake = desk.session.get(Intake, uuid.UUID(results["eingang_id"]))
    assert intake.received_at.isoformat() == "2026-01-12T07:30:00+00:00"
    assert intake.known_since == date(2026, 1, 10)
    assert desk.do("eingang_anlegen")["eingang_nr"] == results["eingang_nr"], "a second run finds the same intake"


def test_number_and_id_that_were_given_at_the_counter_are_kept(desk):
    given = uuid.uuid4()
    desk.data = {"eingang_id": str(given), "eingang_nr": "E-2026-0900001"}
    desk.hand_in("F01", AYLIN)
    assert desk.do("eingang_anlegen") == {
        "eingang_id": str(given),
        "eingang_nr": "E-2026-0900001",
        "rechtsprofil": "sgb12",
    }


def test_need_cannot_be_known_after_the_receipt(desk):
    """domain.md 4.4 no. 4."""
    desk.hand_in("F01", AYLIN, bekannt_seit="2026-03-01")
    desk.do("eingang_anlegen")
    intake = desk.session.scalars(select(Intake).where(Intake.root_id == desk.root_id)).one()
    assert intake.known_since == date(2026, 1, 12)
    with pytest.raises(IntegrityError, match="known_since"):
        desk.session.execute(text("update casework.intake set known_since = '2026-01-13'"))


def test_without_a_name_there_is_no_intake(desk):
    desk.hand_in("F01", AYLIN, nachname="  ")
    with pytest.raises(errors.Invalid):
        desk.do("eingang_anlegen")


def test_a_case_is_opened_with_person_household_and_worker(desk, placed):
    desk.open_case()
    case = desk.case()
    assert numbers.is_case_number(case.number)
    assert case.number == desk.data["az"]
    assert case.status == "neu"
    client = desk.session.get(Client, case.client_id)
    assert (client.first_name, client.last_name, client.language) == ("Aylin", "Demirci", "tr")
    numbers.parse_client_number(client.number)
    members = desk.session.scalars(select(HouseholdMember).order_by(HouseholdMember.birth_date)).all()
    assert [(m.name, m.role) for m in members] == [
        (None, "antragstellend"),
        ("Elif Demirci", "kind"),
        ("Deniz Demirci", "kind"),
    ]
    address = desk.session.scalars(select(Address)).one()
    assert (address.street, address.house_number, address.postal_code, address.city) == (
        "Kristiansandstraße",
        "12",
        "48159",
        "Münster",
    )
    assert {c.value for c in desk.session.scalars(select(Contact))} == {"0251 123456", "aylin@example.org"}
    assert placed == [
        {"root_id": desk.root_id, "business_key": desk.data["eingang_nr"]},
        {
            "root_id": desk.root_id,
            "business_key": case.number,
            "team": "t2_west_nord",
            "lane_holders": {"fallmanagement": desk.data["fachkraft"]},
        },
    ]
    intake = desk.session.scalars(select(Intake)).one()
    assert (intake.status, intake.case_id) == ("zugeordnet", case.id)


def test_opening_twice_opens_one_case(desk, placed):
    desk.open_case()
    first = desk.data["az"]
    again = desk.do("fall_anlegen", team="t2_west_nord", dringlichkeit="dringend", leistungsart="hlu")
    assert again["az"] == first
    assert len(placed) == 2, "once for the intake, once for the case"
    assert desk.session.scalars(select(CaseFile)).all() == [desk.case()]


def test_the_lowest_weighted_caseload_gets_the_case(another_desk):
    workers = []
    for n in range(4):
        desk = another_desk().open_case({**AYLIN, "nachname": f"Person{n}"})
        workers.append(desk.data["fachkraft"])
        if n == 0:
            desk.do("beratung_anlegen", tiefe="intensiv")  # weighs 3.0: the next two go to the other one
    assert workers == ["falk", "fine", "fine", "falk"]


def test_a_case_waits_in_the_pool_when_nobody_is_in_the_team(desk):
    desk.open_case(team="t4_fachstelle")
    assert desk.data["fachkraft"] is None
    assignment = desk.session.scalars(select(Assignment)).one()
    assert (assignment.worker, assignment.team, assignment.until_at) == (None, "t4_fachstelle", None)


def test_workers_without_account_are_not_chosen(desk):
    desk.session.execute(text("update engine.person set active = false where id = 'falk'"))
    desk.open_case()
    assert desk.data["fachkraft"] == "fine"


def test_whoever_returns_meets_the_same_worker_and_the_cases_are_linked(another_desk):
    """domain.md 4.4 no. 10: exit, then a new case of the same person."""
    first = another_desk().open_case()
    first.do("beratung_anlegen", tiefe="intensiv")
    first.do("fall_status", status="abschluss")
    first.do("fall_status", status="geschlossen")
    assert first.data["fachkraft"] == "falk"

    again = another_desk().at(timedelta(days=200))
    busy = another_desk().open_case({**AYLIN, "nachname": "Andere"})
    assert busy.data["fachkraft"] == "falk"
    again.open_case(
        {
            **AYLIN,
            "nachname": "DEMIRCI",
            "eingang_am": "2026-07-20T08:00:00+00:00",
            "anschrift": "Neuer Weg 3, 48155 Münster",
        }
    )
    assert again.data["vorfall_az"] == first.data["az"]
    assert again.case().previous_case_id == first.case().id
    assert again.case().client_id == first.case().client_id
    assert again.data["fachkraft"] == "falk", "continuity before caseload"
    addresses = again.session.scalars(
        select(Address).where(Address.client_id == again.case().client_id).order_by(Address.valid_from)
    ).all()
    assert [(a.text, a.valid_to) for a in addresses] == [
        ("Kristiansandstraße 12, 48159 Münster", date(2026, 7, 31)),
        ("Neuer Weg 3, 48155 Münster", None),
    ]


def test_two_people_with_one_name_are_never_merged_while_a_case_runs(another_desk):
    first = another_desk().open_case()
    second = another_desk()
    second.hand_in("F01", AYLIN)
    second.do("eingang_anlegen")
    found = second.do("personen_suchen")
    assert found == {"vorfall_az": None, "dubletten": 1}
    second.do("fall_anlegen", team="t2_west_nord", dringlichkeit="normal", leistungsart="hlu")
    assert second.case().client_id != first.case().client_id
    assert second.session.get(Client, second.case().client_id).resembles_id == first.case().client_id


def test_a_forwarded_application_keeps_its_day_and_is_erased_after_two_years(desk):
    """K05: no case file is made."""
    desk.hand_in("F01", AYLIN)
    desk.do("eingang_anlegen")
    desk.at(timedelta(days=2))
    desk.hand_in("F02", zustaendig=False, traeger="jobcenter", empfaenger_stelle="Jobcenter Münster")
    desk.do("eingang_weitergeleitet")
    intake = desk.session.scalars(select(Intake)).one()
    assert (intake.status, intake.forwarded_to) == ("weitergeleitet", "Jobcenter Münster")
    assert intake.received_at.date() == date(2026, 1, 12)
    assert intake.erase_after == date(2028, 1, 14)
    assert desk.session.scalars(select(CaseFile)).all() == []
    assert desk.session.scalars(select(Client)).all() == []
    desk.at(timedelta(days=1)).do(
        "loeschfristen_setzen", fristen=[{"datenklasse": "ablehnung_ruecknahme", "monate": 24}]
    )
    assert intake.erase_after == date(2028, 1, 14), "counted from the forwarding"


def test_an_open_case_is_always_assigned(desk):
    """domain.md 4.4 no. 8: no gap while the case is open; the assignment ends with the case."""
    desk.open_case()
    desk.session.execute(text("set constraints all immediate"))
    with pytest.raises(IntegrityError, match="must be assigned"), desk.session.begin_nested():
        desk.session.execute(text("update casework.assignment set until_at = now()"))
    desk.do("fall_status", status="geschlossen")
    assert cases.worker_of(desk.session, desk.case()) is None
    assert desk.case().closed_at == desk.now


@pytest.mark.parametrize("status", ["plan_aktiv", "fertig"])
def test_a_status_that_cannot_be_is_refused(desk, status):
    desk.open_case()
    with pytest.raises(errors.Invalid):
        desk.do("fall_status", status=status)
    assert desk.case().status == "neu"


def test_a_step_before_the_case_exists_says_so(session, people, placed):
    desk = Desk(session, FALK)
    with pytest.raises(errors.NotFound, match="has no file number yet"):
        desk.do("fall_status", status="beratung")
    with pytest.raises(errors.NotFound, match="has no intake yet"):
        desk.do("personen_suchen")


def test_names_are_sorted_the_german_way(session):
    names = [
        "Ziegler",
        "Ährens",
        "Adler",
        "Azurro",
        "Müller",
        "Mueller",
        "Muller",
        "Ñandú",
        "Straße",
        "Strasse",
        "ŁukasZ",
    ]
    ordered = session.scalars(
        text(
            "select name from unnest(cast(:names as text[])) as name order by casework.de_sort(name), name"
        ).bindparams(names=names)
    ).all()
    assert ordered == [
        "Adler",
        "Ährens",
        "Azurro",
        "ŁukasZ",
        "Mueller",
        "Muller",
        "Müller",
        "Ñandú",
        "Strasse",
        "Straße",
        "Ziegler",
    ]
