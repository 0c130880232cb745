"""An office whose people work in a real browser: the plays of `tests/bpmn`, typed and clicked."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from processes import clock
from processes.casework.models import Intake
from processes.engine import people_admin
from processes.engine.deadlines import CITY
from processes.people import Person
from tests.bpmn.office import STAFF, Office
from tests.browser.conftest import ADA, PASSWORD

FIRST = "A2_1_antrag_aufnehmen"


class Desk(Office):
    """Plays one case; each of the staff has a browser of their own."""

    def __init__(self, session: Session, now: str, *, address: str, new_context: Callable[[], BrowserContext]) -> None:
        super().__init__(session, now)
        for person in STAFF.values():
            people_admin.set_password(session, login=person.id, password=PASSWORD, by=ADA, now=self.now)
        session.commit()
        self.address = address
        self.new_context = new_context
        self.pages: dict[str, Page] = {}

    def begin(self, **data: str) -> "Desk":
        """Nothing yet: the case begins when the application is sent from the counter."""
        return self

    def do(self, element_id: str, answers: Mapping[str, Any] | None = None, **item: Any) -> "Desk":
        """Complete an open task on its page: what is proposed there, changed by `answers`."""
        self._settle()
        if element_id == FIRST:
            self._apply(answers or {})
        else:
            task = self.task(element_id, **item)
            page = self._open_page(STAFF[task.lane or ""], f"/aufgaben/{task.id}")
            self._hand_in(page, answers or {})
        self.session.expire_all()
        self.work()
        self._settle()
        return self

    def tell(self, name: str, **keys: str) -> "Desk":
        """As in the office; what was read before must not hide what the browsers changed."""
        self._settle()
        super().tell(name, **keys)
        self._settle()
        return self

    def until(self, when: str) -> "Desk":
        """Let time pass, also for the browsers."""
        self._settle()
        super().until(when)
        self._settle()
        return self

    def _settle(self) -> None:
        self.session.commit()
        self.session.expire_all()
        clock.set_ahead(self.now - datetime.now(UTC))

    def _apply(self, answers: Mapping[str, Any]) -> None:
        page = self._open_page(STAFF["kundenzentrum"], "/neuer-antrag")
        self._hand_in(page, answers)
        self.root_id = self.session.scalars(select(Intake.root_id).order_by(Intake.created_at.desc())).first()

    def _open_page(self, person: Person, path: str) -> Page:
        """The page at `path` in the browser of this person, who signs in again after a night."""
        if person.id not in self.pages:
            self.pages[person.id] = self.new_context().new_page()
        page = self.pages[person.id]
        page.goto(self.address + path)
        if "/anmelden" in page.url:
            page.fill("#anmeldename", person.id)
            page.fill("#passwort", PASSWORD)
            page.press("#passwort", "Enter")
            page.wait_for_url(self.address + path)
        return page

    def _hand_in(self, page: Page, answers: Mapping[str, Any]) -> None:
        fill(page, answers)
        page.locator("[data-completes]").click()
        page.wait_for_load_state()
        found = page.locator(".error-summary, .alert-danger")
        assert found.count() == 0, found.first.inner_text()
        expect(page.get_by_role("status").first).to_be_visible()


def fill(page: Page, answers: Mapping[str, Any], prefix: str = "") -> None:
    """Type and click these answers, like somebody who goes through the form from above."""
    for name, value in answers.items():
        path = prefix + name
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            surplus = page.locator(f'button[name=_remove][value="{path}[{len(value)}]"]')
            while surplus.count():
                rows = page.locator(f'[data-rows="{path}"] > .form-row').count()
                surplus.click()
                expect(page.locator(f'[data-rows="{path}"] > .form-row')).to_have_count(rows - 1)
            for number, row in enumerate(value):
                if page.locator(f'[name^="{path}[{number}]."]').count() == 0:
                    page.locator(f'button[name=_add][value="{path}"]').click()
                    page.wait_for_selector(f'[name^="{path}[{number}]."]')
                fill(page, row, f"{path}[{number}].")
        else:
            answer(page.locator(f'[name="{path}"]'), value)


def answer(controls: Locator, value: Any) -> None:
    """Answer one question. What the page does not ask for now is left out: it follows from something else."""
    if controls.count() == 0 or not controls.first.is_visible():
        return
    first = controls.first
    kind = first.evaluate("element => element.type")
    if kind == "radio":
        chosen(controls, value).check()
    elif kind == "checkbox" and not isinstance(value, list):
        first.set_checked(bool(value))
    elif kind == "checkbox":
        for control in controls.all():
            control.set_checked(control.get_attribute("value") in {str(one) for one in value})
    elif kind == "select-one":
        first.select_option("ja" if value is True else "nein" if value is False else str(value))
    else:
        first.fill(as_typed(value))


def chosen(controls: Locator, value: Any) -> Locator:
    """The radio button that stands for `value`."""
    wanted = (
        {True: ("ja", "true", "on"), False: ("nein", "false", "off")}.get(value) if isinstance(value, bool) else None
    )
    for control in controls.all():
        if control.get_attribute("value") in (wanted or (str(value),)):
            return control
    raise AssertionError(f"there is no choice {value}")


def as_typed(value: Any) -> str:
    """A stored value as a German types it: dates with dots, times of the city, a comma in numbers."""
    text = str(value)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text).strftime("%d.%m.%Y")
    if re.match(r"\d{4}-\d\d-\d\dT", text):
        return datetime.fromisoformat(text).astimezone(CITY).strftime("%d.%m.%Y %H:%M")
    return text.replace(".", ",") if isinstance(value, float) else text
