"""Working days of the city: no Saturdays, Sundays, holidays of North Rhine-Westphalia or closing days."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

#: What the library calls North Rhine-Westphalia.
SUBDIVISION = "NW"


@lru_cache(maxsize=256)
def holidays_of(year: int) -> frozenset[date]:
    """The public holidays of North Rhine-Westphalia in a year (Feiertagsgesetz NW)."""
    import holidays

    return frozenset(holidays.country_holidays("DE", subdiv=SUBDIVISION, years=year))


class Calendar:
    """Which days the city works on. `closing_days` are "YYYY-MM-DD" (once) or "MM-DD" (every year)."""

    def __init__(self, closing_days: Iterable[str] = ()) -> None:
        days = frozenset(closing_days)
        self._once = frozenset(date.fromisoformat(day) for day in days if len(day) > 5)
        self._yearly = frozenset(_month_and_day(day) for day in days if len(day) <= 5)

    def is_working_day(self, day: date) -> bool:
        """Whether the city works on `day`."""
        return not self.is_day_of_rest(day) and day not in self._once and (day.month, day.day) not in self._yearly

    def is_day_of_rest(self, day: date) -> bool:
        """Saturday, Sunday or public holiday: no statutory deadline ends on it (§ 26 Abs. 3 SGB X, § 193 BGB)."""
        return day.weekday() >= 5 or day in holidays_of(day.year)

    def add(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (before it when negative); `day` for 0. Raises OverflowError."""
        step = timedelta(days=1 if count > 0 else -1)
        left = abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days lie after `first` up to and with `last`; negative when `last` is earlier."""
        if last < first:
            return -self.between(last, first)
        return sum(self.is_working_day(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))

    def next_open(self, day: date) -> date:
        """`day`, or the next day that is neither Saturday, Sunday nor public holiday."""
        while self.is_day_of_rest(day):
            day += timedelta(days=1)
        return day


def _month_and_day(text: str) -> tuple[int, int]:
    day = date.fromisoformat(f"2000-{text}")
    return day.month, day.day
