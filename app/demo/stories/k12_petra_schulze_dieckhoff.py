"""K12, told with today's law: out by a job, back after the firm closed; this is the first case, in aftercare."""

from app.demo import answers as a
from app.demo.playing import Case

DAYS_AGO = 330
WHO = {
    "nachname": "Schulze Dieckhoff",
    "vorname": "Petra",
    "geburtsdatum": "1977-04-19",
    "anschrift": "Marktallee 50, 48165 Münster",
    "stadtbezirk": "hiltrup",
    "erwerbsfaehig": "nein_befristet",
    "anliegen_text": "Ich habe Schneiderin gelernt und möchte wieder arbeiten.",
    "problemfelder": ["schulden", "arbeit"],
    "email": "petra@example.org",
}


def play(case: Case) -> None:
    case.apply(WHO).checked().met(8).consulted(a.PLAN)
    case.drafted(
        [case.goal("Ich arbeite wieder als Schneiderin", "arbeit", 250)],
        [case.stage("Nähkurs", 1, 1, 10, 120)],
        [case.step(1, "Zum Kurs anmelden", 30)],
        20,
    ).agreed()
    case.play.do("A5_3_schritt_erledigen", a.DONE).do("A5_7_auswerten", a.REACHED)
    case.met(130)
    case.play.do("A8_2_abschlussgespraech", a.LAST_TALK)
    over = {"abschlussgrund": "arbeit", "leistung_ende_am": case.day(150), "ziele_erreicht_prozent": 100}
    case.play.do("A8_3_abschlussbericht", over)
