"""One demo case: dates counted from its first day, and the stretches of the way that many cases share."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from app.demo import answers as a
from processes.engine.deadlines import CITY
from processes.rehearsal import Rehearsal


class Case:
    """A case that began `days_ago` before `today` (a moment, aware); all dates of its story count from then."""

    def __init__(self, play: Rehearsal, *, today: datetime) -> None:
        self.play = play
        self.today = today
        self.first_day = play.now.astimezone(CITY).date()

    def day(self, number: int) -> str:
        """The working weekday `number` days after the first, as ISO text."""
        found = self.first_day + timedelta(days=number)
        return (found + timedelta(days=(0, 0, 0, 0, 0, 2, 1)[found.weekday()])).isoformat()

    def at(self, number: int, hour: int = 10) -> datetime:
        """That day at a full hour of the city's time; never later than today."""
        return min(datetime.combine(date.fromisoformat(self.day(number)), time(hour), CITY), self.today)

    def apply(self, who: Mapping[str, Any]) -> "Case":
        """Somebody comes to the counter."""
        now = self.play.now
        received = {"eingang_am": now.isoformat(), "bekannt_seit": now.astimezone(CITY).date().isoformat()}
        self.play.apply({**a.APPLICATION, **received, **who})
        return self

    def checked(self) -> "Case":
        """The benefits clerk finds the office competent and looks at the papers."""
        self.play.do("A2_8_zustaendigkeit_feststellen", a.HERE)
        self.play.do("A2_12_vollstaendigkeit_pruefen", a.COMPLETE)
        return self

    def appointed(self, number: int, hour: int = 10) -> "Case":
        """An appointment is agreed upon for that day, which may still lie ahead."""
        when = datetime.combine(date.fromisoformat(self.day(number)), time(hour), CITY)
        agreed = {"zeitpunkt": when.isoformat(), "dauer_min": 60, "ort": "amt", "erinnerung": "email"}
        self.play.do("A11_2_termin_vereinbaren", agreed)
        return self

    def met(self, number: int, outcome: Mapping[str, Any] = a.CAME, hour: int = 10) -> "Case":
        """An appointment is agreed upon, its day comes, and somebody notes who came."""
        self.appointed(number, hour)
        self.play.until(self.at(number, hour) + timedelta(minutes=15))
        self.play.do("A11_5_erscheinen_erfassen", outcome)
        return self

    def consulted(self, wish: Mapping[str, Any]) -> "Case":
        """The talk: life areas, and what the person wishes."""
        self.play.do("A3_2_beratung_vorbereiten", a.PREPARED).do("A3_3_gespraech_fuehren", a.TALK)
        self.play.do_all("A3_4_lebensbereich_erheben", a.AREA)
        self.play.do("A3_8_gemeinsam_auswerten", wish)
        return self

    def drafted(self, goals: list[Any], stages: list[Any], steps: list[Any], contact: int) -> "Case":
        """Goals, stages and steps are written down together."""
        self.play.do("A4_1_ziele_erarbeiten", {"ziele": goals})
        plan = {"etappen": stages, "schritte": steps, "naechster_kontakt": self.day(contact)}
        self.play.do("A4_2_etappen_planen", plan)
        return self

    def agreed(self) -> "Case":
        """The plan is talked over and signed."""
        self.play.do("A4_5_plan_besprechen", a.DISCUSSED)
        if "A4_8_plan_freigeben" in self.play.open:
            self.play.do("A4_8_plan_freigeben", a.RELEASED)
        self.play.do("A4_9_plan_unterzeichnen", a.SIGNED)
        return self

    def goal(self, title: str, area: str, until: int, confidence: int = 7) -> dict[str, Any]:
        """A goal, to be reached until that day."""
        return a.goal(title, area, self.day(until), confidence)

    def stage(self, title: str, goal_number: int, group: int, begins: int, ends: int, **more: Any) -> dict[str, Any]:
        """A stage from one day to another (at most 180 days)."""
        return {**a.stage(title, goal_number, group, self.day(begins), self.day(ends)), **more}

    def step(self, stage_number: int, what: str, until: int, who: str = "person") -> dict[str, Any]:
        """A step, to be done until that day."""
        return a.step(stage_number, what, self.day(until), who)

    def reviewed(self, goals: int, percent: int, **said: Any) -> "Case":
        """The review talk and the life areas of the plan once more."""
        stand = [{"ziel": n + 1, "erreicht_prozent": percent, "noch_wichtig": True} for n in range(goals)]
        self.play.do(
            "A6_2_ueberpruefungsgespraech",
            {**a.REVIEW, "ziele_stand": stand, "ziele_erreicht_prozent": percent, **said},
        )
        self.play.do_all("A6_3_lebensbereich_einschaetzen", {**a.AREA, "wert_person": 6, "wert_fachkraft": 6})
        return self
