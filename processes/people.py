"""Who somebody is and which roles they hold; the role ids are the lane names of the diagrams."""

from dataclasses import dataclass, field

from processes.words import N_

#: Role ids with their names on screen (domain.md 3.1). A lane of a diagram is one of these.
ROLES: dict[str, str] = {
    "person": N_("Person entitled to benefits, or their representative"),
    "kundenzentrum": N_("Customer centre"),
    "fallmanagement": N_("Help planning (case management)"),
    "leistung": N_("Benefits clerk"),
    "teamleitung": N_("Team leader"),
    "sachgebietsleitung": N_("Head of section"),
    "fachdienst": N_("Specialist service"),
    "partner": N_("Partner organisation"),
    "widerspruchsstelle": N_("Objections unit"),
    "moderation": N_("Moderation of feedback and exchange board"),
    "jury": N_("Jury"),
    "leitung": N_("Head of office, controlling"),
    "prozessverantwortung": N_("Process owner"),
    "datenschutz": N_("Data protection officer"),
    "revision": N_("Audit office"),
    "administration": N_("Administration"),
    "system": N_("System"),
}

#: Who may work on tasks of definitions without lanes, and who may deploy (design.md 14).
OPERATORS = frozenset({"administration", "prozessverantwortung"})


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who is signed in: `id` is the sign-in name, `teams` is empty for people who work for the whole city."""

    id: str
    name: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)
    teams: frozenset[str] = field(default_factory=frozenset)

    def has(self, *roles: str) -> bool:
        """Whether the person holds at least one of these roles."""
        return not self.roles.isdisjoint(roles)


NOBODY = Person(id="")
SYSTEM = Person(id="system", name="System", roles=frozenset({"system"}))
