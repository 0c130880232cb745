"""What the invented people of the domain say and what staff write down, as answers to the shipped forms."""

from typing import Any

#: Common to all: no emergency, lives in Münster, can be reached.
APPLICATION: dict[str, Any] = {
    "kanal": "schalter",
    "sprache": "de",
    "vertretung": "keine",
    "ohne_wohnung": False,
    "schutzadresse": False,
    "aufenthalt": "muenster",
    "kind_im_haushalt": False,
    "lebt_mit_erwerbsfaehiger_person": False,
    "altersgrenze_erreicht": False,
    "asylblg": False,
    "besondere_schwierigkeiten": False,
    "mittellos_heute": False,
    "wohnungsverlust_tage": 999,
    "energie_gesperrt": False,
    "gesundheit_akut": False,
    "gewalt_gefahr": False,
    "wunsch_person": "beratung",
    "datenschutz_info": True,
}
AYLIN = {
    **APPLICATION,
    "nachname": "Demirci",
    "vorname": "Aylin",
    "geburtsdatum": "1991-05-04",
    "anschrift": "Kristiansandstraße 12, 48159 Münster",
    "stadtbezirk": "nord",
    "email": "aylin@example.org",
    "haushalt": [
        {"person": "Deniz Demirci", "verhaeltnis": "kind", "geburtsdatum": "2021-08-02", "einkommen_ja_nein": False},
        {"person": "Elif Demirci", "verhaeltnis": "kind", "geburtsdatum": "2018-11-20", "einkommen_ja_nein": False},
    ],
    "kind_im_haushalt": True,
    "erwerbsfaehig": "nein_befristet",
    "wohnungsverlust_tage": 12,
    "anliegen_text": "Die Wohnung ist gekündigt, in zwölf Tagen müssen wir ausziehen.",
    "problemfelder": ["einkommen", "schulden", "wohnen", "gesundheit", "arbeit"],
}
JUERGEN = {
    **APPLICATION,
    "nachname": "Wessels",
    "vorname": "Jürgen",
    "geburtsdatum": "1954-09-17",
    "anschrift": "Marktallee 3, 48165 Münster",
    "stadtbezirk": "hiltrup",
    "telefon": "02501 123456",
    "erwerbsfaehig": "nein_dauerhaft",
    "altersgrenze_erreicht": True,
    "anliegen_text": "Die Rente reicht nicht für die Miete.",
    "problemfelder": ["einkommen"],
    "wunsch_person": "nur_geld",
}
YUSUF = {
    **APPLICATION,
    "nachname": "Al-Hassan",
    "vorname": "Yusuf",
    "geburtsdatum": "1986-03-02",
    "anschrift": "Wolbecker Straße 200, 48155 Münster",
    "stadtbezirk": "suedost",
    "sprache": "ar",
    "haushalt": [
        {
            "person": "Rima Al-Hassan",
            "verhaeltnis": "partner",
            "geburtsdatum": "1989-06-10",
            "einkommen_ja_nein": False,
        },
        {"person": "Sami Al-Hassan", "verhaeltnis": "kind", "geburtsdatum": "2015-06-10", "einkommen_ja_nein": False},
    ],
    "kind_im_haushalt": True,
    "lebt_mit_erwerbsfaehiger_person": True,
    "erwerbsfaehig": "ja",
    "anliegen_text": "Wir sind letzte Woche nach Münster gezogen und haben kein Einkommen.",
    "email": "yusuf@example.org",
}
THORBEN = {
    **APPLICATION,
    "nachname": "Lütke-Vasen",
    "vorname": "Thorben",
    "geburtsdatum": "2002-11-30",
    "anschrift": "Hammer Straße 99, 48153 Münster",
    "stadtbezirk": "mitte",
    "erwerbsfaehig": "nein_befristet",
    "anliegen_text": "Ich kann gerade nicht arbeiten und brauche Hilfe.",
    "problemfelder": ["gesundheit", "wohnen"],
}
HERE = {"zustaendig": True}
COMPLETE = {
    "staatsangehoerigkeit_gruppe": "deutsch",
    "wohnform": "miete",
    "alleinerziehend": False,
    "einkommen_vorhanden": True,
    "vollstaendig": True,
    "entscheidung_moeglich": True,
}
CAME = {"ergebnis": "erschienen", "versaeumnisse": 0}
MISSED = {
    "ergebnis": "nicht_erschienen",
    "wichtiger_grund": False,
    "psych_hinweis": False,
    "termin_fuer_entscheidung_noetig": False,
}
PREPARED = {"dolmetschung": "nein", "leichte_sprache": False}
TALK = {
    "hinweise_gegeben": ["freiwilligkeit", "datenschutz", "mitwirkung", "rechte", "schweigepflicht"],
    "situation": "Die Lage ist angespannt, vieles ist gleichzeitig zu regeln.",
    "kraefte_mittel": "Kümmert sich um Termine und bittet um Hilfe.",
    "andere_leistungen": ["wohngeld", "kindergeld"],
}
AREA = {
    "wert_person": 4,
    "wert_fachkraft": 4,
    "begruendung": "Das zeigt sich im Alltag.",
    "einwilligung_gesundheit": True,
}
NO_PLAN = {
    "prioritaet_1": "einkommen",
    "plan_gewuenscht": False,
    "taetigkeit_gewuenscht": False,
    "ablehnung_grund": "kein_bedarf",
}
PLAN = {
    "prioritaet_1": "wohnen",
    "prioritaet_2": "schulden",
    "plan_gewuenscht": True,
    "taetigkeit_gewuenscht": True,
    "perspektive": "Wohnen bleiben und wieder ein paar Stunden arbeiten.",
}
DISCUSSED = {"verstanden": "ja", "ergebnis": "einverstanden"}
SIGNED = {
    "freiwillig_hinweis": True,
    "unterschrift_person": "papier",
    "unterschrift_fachkraft": "papier",
    "ausfertigung": "papier",
}
RELEASED = {"pruefpunkte": ["beitrag_amt", "rechtsgrundlage", "kosten"], "entscheidung": "freigegeben"}
DONE = {"status": "erledigt"}
CONTACT = {"kontaktart": "telefon", "hindernis": "keines", "hilfe_noetig": False}
REACHED = {
    "zielerreichung_prozent": 100,
    "wert_nachher_fachkraft": 8,
    "hindernis": "keines",
    "neue_krise": False,
    "person_will_weiter": True,
    "beitrag_amt_geleistet": "ja",
}
REVIEW = {
    "leistungsbezug_ende": False,
    "person_beendet": False,
    "kontakt_verloren": False,
    "ergebnis_text": "Wir haben auf alle Ziele geschaut.",
}
CONFIRMED = {"art": "unveraendert_bestaetigt"}
LAST_TALK = {"vorrang_geprueft": ["wohngeld", "kinderzuschlag"], "nachsorge_einwilligung": True}
FINE = {"erreicht": "ja", "wie_geht_es": 8, "wieder_leistung": "nein", "hilfe_gewuenscht": False}


def goal(title: str, area: str, until: str, confidence: int = 7) -> dict[str, Any]:
    """A goal of F08."""
    return {
        "titel": title, "bereich": area, "art": "veraendern", "messgroesse": "Das sieht man daran.",
        "ausgangswert": 3, "zielwert": 7, "bis": until, "erreichbar": confidence,
    }  # fmt: skip


def stage(title: str, goal_number: int, group: int, begins: str, ends: str) -> dict[str, Any]:
    """A stage of F09."""
    return {
        "titel": title, "ziel_nr": goal_number, "gruppe_nr": group, "beginn": begins, "ende": ends,
        "mein_beitrag": "Ich rufe an.", "beitrag_amt": "Wir klären die Übernahme.",
    }  # fmt: skip


def step(stage_number: int, what: str, until: str, who: str = "person") -> dict[str, Any]:
    """A step of F09."""
    return {"etappe_nr": stage_number, "was": what, "wer": who, "bis": until}
