"""K01, K02, K05 and K07 from the counter to their end, by people who type and click in a browser."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext
from sqlalchemy.orm import Session, sessionmaker

from processes import clock
from tests.bpmn import test_stories as plays
from tests.browser.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def real_time() -> Iterator[None]:
    """The clock of this process goes right again afterwards."""
    before = clock.ahead()
    yield
    clock.set_ahead(before)


@pytest.mark.parametrize(
    "play",
    [
        plays.test_k01_from_the_counter_to_a_life_without_assistance,
        plays.test_k02_no_plan_wished_asked_again_after_twelve_months,
        plays.test_k05_not_competent_forwarded_receipt_date_kept,
        plays.test_k07_contact_lost_and_found_again,
    ],
    ids=lambda play: play.__name__.split("_")[1],
)
def test_a_story_is_played_in_the_browser(
    play: Callable[[Session], None],
    served: str,
    new_context: Callable[..., BrowserContext],
    watched: list[str],
    committed_sessions: sessionmaker[Session],
    monkeypatch: pytest.MonkeyPatch,
    real_time: None,
) -> None:
    contexts: list[BrowserContext] = []

    def another() -> BrowserContext:
        context = new_context()
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context

    def desk(session: Session, now: str) -> Any:
        return Desk(session, now, address=served, new_context=another)

    monkeypatch.setattr(plays, "Office", desk)
    with committed_sessions() as session:
        play(session)
        session.rollback()
    assert contexts, "somebody worked in a browser"
