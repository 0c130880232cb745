"""K07: contact lost; outreach, invitations, a call, then the plan rests while benefits run on."""

from app.demo import answers as a
from app.demo.playing import Case

DAYS_AGO = 250
WHO = {**a.THORBEN, "email": "thorben@example.org"}


def play(case: Case) -> None:
    case.apply(WHO).checked().met(7).consulted({**a.PLAN, "taetigkeit_gewuenscht": False})
    goals = [case.goal("Ich gehe jeden Tag hinaus", "gesundheit_seele", 200, confidence=3)]
    steps = [case.step(1, "Zum Treff gehen", 28)]
    case.drafted(goals, [case.stage("Tagesstruktur", 1, 1, 7, 180)], steps, 28).agreed()
    play = case.play
    play.until(case.at(174)).do_all("A5_5_zwischenkontakt", a.CONTACT)
    case.met(176, {**a.MISSED, "psych_hinweis": True})
    play.do("A11_7c_aufsuchen", {"zu_zweit": True, "angetroffen": False})
    play.do("A11_7c_aufsuchen", {"zu_zweit": True, "angetroffen": True})
    case.met(180, a.MISSED)
    play.do_all("A11_7b_anrufen", {**a.CONTACT, "kontaktart": "nicht_erreicht"})
    case.met(184, a.MISSED)
    play.do_all("A11_7c_aufsuchen", {"zu_zweit": True, "angetroffen": True})
    case.met(188, a.MISSED)
