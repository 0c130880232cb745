"""A desk at which a case is worked on operation by operation, without a diagram around it."""

import importlib
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.casework.models import CaseFile, Plan
from processes.engine import records
from processes.engine.operations import Context
from processes.people import Person

MONDAY = datetime.fromisoformat("2026-01-12T08:00:00+00:00")

KLARA = Person(id="klara", name="Klara Schulte", roles=frozenset({"kundenzentrum"}))
FALK = Person(id="falk", name="Falk Reiter", roles=frozenset({"fallmanagement"}), teams=frozenset({"t2_west_nord"}))
FINE = Person(id="fine", name="Fine Averbeck", roles=frozenset({"fallmanagement"}), teams=frozenset({"t2_west_nord"}))
TESSA = Person(id="tessa", name="Tessa Lindner", roles=frozenset({"teamleitung"}), teams=frozenset({"t2_west_nord"}))
LEO = Person(id="leo", name="Leo Brandt", roles=frozenset({"leistung"}), teams=frozenset({"t2_west_nord"}))

AYLIN = {
    "kanal": "schalter",
    "eingang_am": "2026-01-12T07:30:00+00:00",
    "bekannt_seit": "2026-01-10",
    "nachname": "Demirci",
    "vorname": "Aylin",
    "geburtsdatum": "1991-05-04",
    "anschrift": "Kristiansandstraße 12, 48159 Münster",
    "ohne_wohnung": False,
    "schutzadresse": False,
    "stadtbezirk": "nord",
    "telefon": "0251 123456",
    "email": "aylin@example.org",
    "sprache": "tr",
    "vertretung": "keine",
    "haushalt": [
        {"person": "Deniz Demirci", "verhaeltnis": "kind", "geburtsdatum": "2021-08-02", "einkommen_ja_nein": False},
        {"person": "Elif Demirci", "verhaeltnis": "kind", "geburtsdatum": "2018-11-20", "einkommen_ja_nein": False},
    ],
}
#: Everything the form asks for.
APPLICATION = {
    **AYLIN,
    "aufenthalt": "muenster",
    "kind_im_haushalt": True,
    "erwerbsfaehig": "nein_befristet",
    "altersgrenze_erreicht": False,
    "lebt_mit_erwerbsfaehiger_person": False,
    "asylblg": False,
    "besondere_schwierigkeiten": False,
    "anliegen_text": "Die Wohnung ist gekündigt, es sind Mieten offen.",
    "mittellos_heute": False,
    "wohnungsverlust_tage": 12,
    "energie_gesperrt": False,
    "gesundheit_akut": False,
    "gewalt_gefahr": False,
    "problemfelder": ["wohnen", "schulden", "gesundheit", "familie", "arbeit"],
    "wunsch_person": "beratung",
    "datenschutz_info": True,
}
F08 = {
    "ziele": [
        {
            "titel": "Ich habe meine Wohnung gesichert",
            "bereich": "wohnen",
            "messgroesse": "Die Kündigung ist zurückgenommen",
            "ausgangswert": 2,
            "zielwert": 7,
            "bis": "2026-06-30",
            "erreichbar": 7,
            "art": "veraendern",
        },
        {
            "titel": "Ich habe meine Schulden geordnet",
            "bereich": "schulden",
            "messgroesse": "Ein Ratenplan läuft",
            "ausgangswert": 3,
            "zielwert": 6,
            "bis": "2026-12-31",
            "erreichbar": 6,
            "art": "klaeren",
        },
    ]
}
F09 = {
    "etappen": [
        {
            "titel": "Mietrückstand klären",
            "ziel_nr": "1",
            "gruppe_nr": 1,
            "beginn": "2026-02-02",
            "ende": "2026-04-30",
            "mein_beitrag": "Ich rufe die Vermieterin an.",
            "beitrag_amt": "Wir klären die Übernahme nach § 36 SGB XII.",
            "kosten": 0,
        },
        {
            "titel": "Schuldnerberatung beginnen",
            "ziel_nr": "2",
            "gruppe_nr": 1,
            "beginn": "2026-02-02",
            "ende": "2026-05-31",
            "mein_beitrag": "Ich sammle meine Briefe.",
            "beitrag_amt": "Wir vereinbaren den ersten Termin.",
            "kosten": 12000,
        },
        {
            "titel": "Raten zahlen",
            "ziel_nr": "2",
            "gruppe_nr": 2,
            "beginn": "2026-06-01",
            "ende": "2026-10-31",
            "mein_beitrag": "Ich zahle die Raten.",
            "beitrag_amt": "Wir rechnen jeden Monat mit Ihnen nach.",
        },
    ],
    "schritte": [
        {"etappe_nr": "1", "was": "Vermieterin anrufen", "wer": "person", "bis": "2026-02-09", "nachweis": ""},
        {"etappe_nr": "1", "was": "Antrag prüfen", "wer": "leistung", "bis": "2026-02-16", "nachweis": ""},
        {"etappe_nr": "2", "was": "Termin ausmachen", "wer": "fallmanagement", "bis": "2026-02-20", "nachweis": ""},
    ],
    "naechster_kontakt": "2026-02-23",
}
F11 = {
    "freiwillig_hinweis": True,
    "unterschrift_person": "papier",
    "unterschrift_fachkraft": "papier",
    "unterschrieben_am": "2026-01-28",
    "ausfertigung": "papier",
}


class Desk:
    """One root instance: hand in forms, do operations, look at the rows."""

    def __init__(self, session: Session, by: Person = FALK) -> None:
        self.session = session
        self.by = by
        self.now = MONDAY
        self.root_id = uuid.uuid4()
        self.instance_id = self.root_id
        self.data: dict[str, Any] = {}

    def at(self, moment: str | timedelta) -> "Desk":
        self.now = self.now + moment if isinstance(moment, timedelta) else datetime.fromisoformat(moment)
        return self

    def new_instance(self) -> uuid.UUID:
        """From here on as if another called process ran."""
        self.instance_id = uuid.uuid4()
        return self.instance_id

    def hand_in(self, form: str, answers: Mapping[str, Any] | None = None, **more: Any) -> "Desk":
        records.write(
            self.session,
            root_id=self.root_id,
            instance_id=self.instance_id,
            task_id=uuid.uuid4(),
            element_id=f"task_{form}",
            form=form,
            definition_id=0,
            answers={**(answers or {}), **more},
            by=self.by.id,
            at=self.now,
        )
        return self

    def context(self, token_id: uuid.UUID | None = None) -> Context:
        token = token_id or uuid.uuid4()
        return Context(
            session=self.session,
            root_id=self.root_id,
            instance_id=self.instance_id,
            token_id=token,
            element_id="element",
            business_key=None,
            record=records.view(self.session, root_id=self.root_id, lineage=[self.instance_id, self.root_id]),
            data=self.data,
            by=self.by,
            now=self.now,
            key=f"{self.instance_id}:{token}",
        )

    def do(self, operation: str, *, token_id: uuid.UUID | None = None, **params: Any) -> dict[str, Any]:
        module = importlib.import_module(f"processes.services.{operation}")
        results = module.run(self.context(token_id), **params) or {}
        self.session.flush()
        self.data |= results
        return results

    def send(self, operation: str, *, token_id: uuid.UUID | None = None, **params: Any) -> Any:
        """Do an outside operation as a job does: prepare, act, settle."""
        module = importlib.import_module(f"processes.services.{operation}")
        context = self.context(token_id)
        payload = module.prepare(context, **params)
        result = module.act(payload, context.key)
        settle = getattr(module, "settle", None)
        if settle is not None:
            result = settle(context, payload, result)
        self.session.flush()
        return result

    def case(self) -> CaseFile:
        return self.session.scalars(select(CaseFile).where(CaseFile.root_id == self.root_id)).one()

    def plan(self) -> Plan:
        return self.session.scalars(
            select(Plan).join(CaseFile).where(CaseFile.root_id == self.root_id).order_by(Plan.version.desc()).limit(1)
        ).one()

    # ------------------------------------------------------------------------------------------ whole stretches

    def open_case(self, application: Mapping[str, Any] = AYLIN, team: str = "t2_west_nord") -> "Desk":
        self.hand_in("F01", application)
        self.do("eingang_anlegen")
        self.do("personen_suchen")
        self.do("fall_anlegen", team=team, dringlichkeit="dringend", leistungsart="hlu")
        return self

    def draft(self, *, f08: Mapping[str, Any] = F08, f09: Mapping[str, Any] = F09, kind: str = "hilfeplan") -> str:
        self.new_instance()
        self.hand_in("F07", perspektive="Ich will mit meinen Kindern in Ruhe wohnen.", plan_gewuenscht=True)
        self.hand_in("F08", f08).hand_in("F09", f09)
        return str(self.do("plan_entwurf", planart=kind)["plan_id"])

    def active_plan(self, *, months: int = 3) -> str:
        plan_id = self.draft()
        self.do("plan_status", plan_id=plan_id, status="freigegeben")
        self.hand_in("F11", F11)
        self.do("plan_unterschreiben", plan_id=plan_id)
        self.do("plan_aktivieren", plan_id=plan_id, monate=months)
        return plan_id
