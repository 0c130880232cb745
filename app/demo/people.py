"""The people of the demo: at least one for each role, in the teams of the social office. All are invented."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from processes.engine import people_admin
from processes.people import SYSTEM

TEAMS = {
    "t1_mitte": "Team Mitte",
    "t2_west_nord": "Team West und Nord",
    "t3_ost_sued": "Team Ost und Süd",
    "t4_fachstelle": "Fachstelle Wohnungslosenhilfe",
}


@dataclass(frozen=True)
class DemoPerson:
    """Somebody who may sign in to the demo. Without teams a person works for the whole city."""

    login: str
    name: str
    roles: tuple[str, ...]
    teams: tuple[str, ...] = ()


PEOPLE = (
    DemoPerson("kundenzentrum", "Ute Brandhorst", ("kundenzentrum",)),
    DemoPerson("fallmanagement", "Miriam Ostkamp", ("fallmanagement",), tuple(TEAMS)),
    DemoPerson("leistung", "Jörg Pohlmeyer", ("leistung",)),
    DemoPerson("teamleitung", "Sabine Terhorst", ("teamleitung",)),
    DemoPerson("sachgebietsleitung", "Heiner Vosskuhl", ("sachgebietsleitung",)),
    DemoPerson("fachdienst", "Nuray Aksoy", ("fachdienst",)),
    DemoPerson("partner", "Beratungsstelle Lindenhof", ("partner",)),
    DemoPerson("person", "Marta Beispiel", ("person",)),
    DemoPerson("widerspruchsstelle", "Gregor Hüsing", ("widerspruchsstelle",)),
    DemoPerson("moderation", "Lena Wittkamp", ("moderation",)),
    DemoPerson("jury", "Anton Reckfort", ("jury",)),
    DemoPerson("leitung", "Dr. Carola Niehues", ("leitung",)),
    DemoPerson("prozessverantwortung", "Paul Eggersmann", ("prozessverantwortung",)),
    DemoPerson("datenschutz", "Irina Vogt", ("datenschutz",)),
    DemoPerson("revision", "Klaus Tombrink", ("revision",)),
    DemoPerson("administration", "Daniel Averbeck", ("administration",)),
    DemoPerson("ostermann", "Birte Ostermann", ("fallmanagement",), ("t1_mitte",)),
    DemoPerson("yilmaz", "Deniz Yılmaz", ("fallmanagement",), ("t1_mitte",)),
    DemoPerson("kemper", "Frauke Kemper", ("fallmanagement",), ("t2_west_nord",)),
    DemoPerson("nowak", "Tomasz Nowak", ("fallmanagement",), ("t2_west_nord",)),
    DemoPerson("hellweg", "Anke Hellweg", ("fallmanagement",), ("t3_ost_sued",)),
    DemoPerson("rahmani", "Sami Rahmani", ("fallmanagement",), ("t3_ost_sued",)),
    DemoPerson("lammers", "Rieke Lammers", ("fallmanagement",), ("t4_fachstelle",)),
    DemoPerson("teamleitung_mitte", "Uwe Schulze Bertelsbeck", ("teamleitung",), ("t1_mitte",)),
    DemoPerson("teamleitung_west_nord", "Elif Çetin", ("teamleitung",), ("t2_west_nord",)),
    DemoPerson("teamleitung_ost_sued", "Ralf Große Kintrup", ("teamleitung",), ("t3_ost_sued",)),
    DemoPerson("teamleitung_fachstelle", "Wiebke Janning", ("teamleitung",), ("t4_fachstelle",)),
)


def add_missing(session: Session, *, password: str, now: datetime) -> int:
    """Add the demo people who are not there yet, all with the same password; how many were added."""
    session.execute(text("select pg_advisory_xact_lock(4812009)"))  # two processes may start at once
    known = {person.id for person in people_admin.list_people(session)}
    missing = [person for person in PEOPLE if person.login not in known]
    for person in missing:
        people_admin.add(
            session,
            login=person.login,
            name=person.name,
            email=f"{person.login}@sozialamt.example",
            roles=person.roles,
            teams=person.teams,
            password=password,
            by=SYSTEM,
            now=now,
        )
    return len(missing)
