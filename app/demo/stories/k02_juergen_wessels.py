"""K02: a pensioner who wants no plan; he will be asked again twelve months later."""

from app.demo import answers as a
from app.demo.playing import Case

DAYS_AGO = 200
WHO = a.JUERGEN


def play(case: Case) -> None:
    case.apply(WHO).checked().met(7).consulted(a.NO_PLAN)
