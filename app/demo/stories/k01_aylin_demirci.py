"""K01: from the counter to a life without assistance, aftercare included; the case is over."""

from app.demo import answers as a
from app.demo.playing import Case

DAYS_AGO = 540
WHO = a.AYLIN


def play(case: Case) -> None:
    case.apply(WHO).checked().met(3).consulted(a.PLAN)
    case.drafted(
        [
            case.goal("Ich habe meine Wohnung gesichert", "wohnen", 160),
            case.goal("Meine Schulden sind geordnet", "schulden", 330),
        ],
        [
            case.stage("Mietrückstand klären", 1, 1, 7, 80),
            case.stage("Schuldnerberatung", 2, 1, 7, 80),
            case.stage("Stundenweise arbeiten", 2, 2, 165, 280),
        ],
        [
            case.step(1, "Vermieterin anrufen", 21),
            case.step(2, "Termin bei der Schuldnerberatung ausmachen", 28),
            case.step(3, "Bewerbung schreiben", 200),
        ],
        21,
    ).agreed()
    play = case.play
    play.do("A5_3_schritt_erledigen", a.DONE).do("A5_7_auswerten", a.REACHED)
    play.until(case.at(84)).do_all("A5_5_zwischenkontakt", a.CONTACT)
    play.do("A5_7_auswerten", {**a.REACHED, "zielerreichung_prozent": 30, "hindernis": "partner_warteliste"})
    play.do("A5_9_verlaengern", {"neues_ende": case.day(160), "person_einverstanden": True})
    case.met(93).reviewed(2, 40)
    play.do("A6_7_plan_fortschreiben", a.CONFIRMED)
    play.do_all("A5_5_zwischenkontakt", a.CONTACT).do("A5_3_schritt_erledigen", a.DONE).do("A5_7_auswerten", a.REACHED)
    play.tell("LeistungEnde")
    case.met(110).reviewed(2, 90, leistungsbezug_ende=True)
    case.met(117)
    play.do("A8_2_abschlussgespraech", a.LAST_TALK)
    over = {"abschlussgrund": "arbeit", "leistung_ende_am": case.day(130), "ziele_erreicht_prozent": 90}
    play.do("A8_3_abschlussbericht", over)
    for _ in range(3):
        while not play.open:
            play.until(play.now + (case.today - play.now) / 20)
        play.do("A8_8_nachsorgekontakt", a.FINE)
