"""What is filled in when a case is led through the procedure: Aylin's answers (K01), changed where a test needs it."""

from collections.abc import Mapping
from typing import Any

from processes.casework.areas import PROTECTED
from processes.engine.models import Task
from tests.casework.player import Answers, Player

LOW = {"wohnen": 2, "schulden": 3, "einkommen": 4, "gesundheit_seele": 4}


def area(player: Player, task: Task) -> Mapping[str, Any]:
    asked = player.data_of(task)["bereich"]
    value = LOW.get(asked, 7)
    answers = {
        "bereich": asked,
        "keine_angabe": False,
        "wert_person": value,
        "wert_fachkraft": value,
        "begruendung": f"KANARIE {asked}: zeigt sich im Alltag.",
        "dringend": False,
    }
    if asked in PROTECTED:
        answers["einwilligung_gesundheit"] = True
    if asked == "familie":
        answers |= {"kindeswohl_hinweis": False, "gewalt_hinweis": False}
    if asked == "gesundheit_seele":
        answers["suizid_hinweis"] = False
    return answers


def goals(player: Player, task: Task) -> Mapping[str, Any]:
    shared = {"zielwert": 7, "erreichbar": 7}
    return {
        "ziele": [
            {
                "titel": "Ich habe meine Wohnung gesichert",
                "bereich": "wohnen",
                "art": "veraendern",
                "messgroesse": "Die Kündigung ist zurückgenommen",
                "ausgangswert": 2,
                "bis": player.day(150),
                **shared,
            },
            {
                "titel": "Ich habe meine Schulden geordnet",
                "bereich": "schulden",
                "art": "klaeren",
                "messgroesse": "Ein Ratenplan läuft",
                "ausgangswert": 3,
                "bis": player.day(300),
                **shared,
            },
        ]
    }


def stages(player: Player, task: Task) -> Mapping[str, Any]:
    def stage(title: str, goal: int, group: int, start: int, end: int, **more: Any) -> dict[str, Any]:
        return {
            "titel": title,
            "ziel_nr": goal,
            "gruppe_nr": group,
            "beginn": player.day(start),
            "ende": player.day(end),
            "mein_beitrag": "Ich kümmere mich.",
            "beitrag_amt": "Wir helfen dabei.",
            **more,
        }

    return {
        "etappen": [
            stage("Mietrückstand klären", 1, 1, 7, 90),
            stage("Schuldnerberatung beginnen", 2, 1, 7, 120, kosten=12000),
            stage("Raten zahlen", 2, 2, 121, 250),
        ],
        "schritte": [
            {"etappe_nr": 1, "was": "Vermieterin anrufen", "wer": "person", "bis": player.day(14)},
            {"etappe_nr": 2, "was": "Termin ausmachen", "wer": "fallmanagement", "bis": player.day(30)},
            {"etappe_nr": 3, "was": "Dauerauftrag einrichten", "wer": "person", "bis": player.day(140)},
        ],
        "naechster_kontakt": player.day(21),
    }


def appointment(player: Player, task: Task) -> Mapping[str, Any]:
    return {
        "anlass": player.data_of(task).get("anlass") or "erstberatung",
        "zeitpunkt": player.moment(3),
        "dauer_min": 90,
        "ort": "amt",
        "erinnerung": "email",
    }


def talk(player: Player, task: Task) -> Mapping[str, Any]:
    return {
        "datum": player.moment(0, 8),
        "anwesend": [{"name": "Aylin Demirci", "rolle": "person"}],
        "hinweise_gegeben": ["freiwilligkeit", "datenschutz", "mitwirkung", "rechte", "schweigepflicht"],
        "situation": "KANARIE Die Wohnung ist gekündigt, drei Mieten sind offen.",
        "kraefte_mittel": "Eine Freundin hilft bei den Kindern.",
        "andere_leistungen": ["wohngeld", "kindergeld"],
    }


ANSWERS: dict[str, Answers] = {
    "F02": {"zustaendig": True, "traeger": "sozialamt", "leistungsart": "hlu"},
    "F03": {
        "unterlagen": [{"art": "identitaet", "liegt_vor": True}],
        "vollstaendig": True,
        "staatsangehoerigkeit_gruppe": "drittstaat",
        "wohnform": "miete",
        "alleinerziehend": True,
        "einkommen_vorhanden": True,
        "entscheidung_moeglich": False,
    },
    "F32": appointment,
    "F33": {
        "ergebnis": "erschienen",
        "wartezeit_min": 5,
        "wichtiger_grund": False,
        "psych_hinweis": False,
        "termin_fuer_entscheidung_noetig": False,
    },
    "F04": {"tiefe": "intensiv", "dauer_min": 90, "dolmetschung": "vor_ort", "leichte_sprache": False, "ort": "amt"},
    "F05": talk,
    "F06": area,
    "F07": {
        "prioritaet_1": "wohnen",
        "prioritaet_2": "schulden",
        "perspektive": "KANARIE Ich will mit meinen Kindern in Ruhe wohnen.",
        "plan_gewuenscht": True,
        "taetigkeit_gewuenscht": True,
    },
    "F08": goals,
    "F09": stages,
    "F10": lambda player, task: {
        "entwurf_ausgehaendigt_am": player.day(0),
        "verstanden": "ja",
        "ergebnis": "einverstanden",
    },
    "F11": lambda player, task: {
        "freiwillig_hinweis": True,
        "unterschrift_person": "papier",
        "unterschrift_person_name": "Aylin Demirci",
        "unterschrift_fachkraft": "papier",
        "unterschrieben_am": player.day(0),
        "ausfertigung": "papier",
    },
    "F12": {
        "pruefpunkte": ["beitrag_amt", "rechtsgrundlage", "kosten", "datenschutz", "verstaendlichkeit"],
        "entscheidung": "freigegeben",
    },
    "F13": lambda player, task: {"status": "erledigt", "erledigt_am": player.day(0)},
    "F14": {"kontaktart": "telefon", "wie_laeuft_es": 6, "hindernis": "keines", "hilfe_noetig": False},
    "F15": lambda player, task: {
        "neues_ende": player.day(56),
        "grund": "partner_warteliste",
        "person_einverstanden": True,
    },
    "F16": {
        "zielerreichung_prozent": 90,
        "wert_nachher_person": 7,
        "wert_nachher_fachkraft": 7,
        "hindernis": "keines",
        "neue_krise": False,
        "person_will_weiter": True,
        "beitrag_amt_geleistet": "ja",
    },
    "F17": {
        "ziele_stand": [
            {"ziel": 1, "titel": "Wohnung", "erreicht_prozent": 100, "noch_wichtig": True},
            {"ziel": 2, "titel": "Schulden", "erreicht_prozent": 60, "noch_wichtig": True},
        ],
        "ziele_erreicht_prozent": 80,
        "leistungsbezug_ende": False,
        "person_beendet": False,
        "kontakt_verloren": False,
        "ergebnis_text": "KANARIE Es geht gut voran.",
    },
    "F18": {
        "art": "unveraendert_bestaetigt",
        "ueberpruefung_monate": 3,
        "abweichung_grund": "So mit der Person vereinbart.",
    },
    "F23": {
        "bereiche_endwerte": [{"bereich": "wohnen", "wert_person": 8, "wert_fachkraft": 8}],
        "vorrang_geprueft": ["wohngeld"],
        "nachsorge_einwilligung": True,
    },
    "F24": lambda player, task: {
        "abschlussgrund": "arbeit",
        "leistung_ende_am": player.day(0),
        "ziele_erreicht_prozent": 95,
    },
    "F25": {"erreicht": "ja", "wie_geht_es": 8, "wieder_leistung": "nein", "hilfe_gewuenscht": False},
    "F34": {"ort": "Wohnung", "zu_zweit": True, "angetroffen": False},
}
