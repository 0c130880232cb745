"""The vocabulary of the help plan: every value a column may hold, in the words of domain.md 4.1."""

CLIENT_STATUS = ("aktiv", "verstorben", "geloescht")
ADDRESS_KINDS = ("wohnung", "post", "erreichbarkeit", "schutz")
CONTACT_KINDS = ("telefon", "email")
REPRESENTATION_KINDS = ("bevollmaechtigt", "betreuung", "sorgeberechtigt", "beistand")
MEMBER_ROLES = ("antragstellend", "partner", "kind", "sonstige")

INTAKE_STATUS = ("neu", "zugeordnet", "weitergeleitet", "verworfen")

LEGAL_PROFILES = ("sgb12", "bshg", "sgb2_info")
CASE_STATUS = (
    "neu",
    "in_klaerung",
    "beratung",
    "plan_in_arbeit",
    "plan_aktiv",
    "ohne_plan",
    "ruhend",
    "abschluss",
    "nachsorge",
    "geschlossen",
    "weitergeleitet",
)
#: A case in one of these is over: nobody is assigned, no plan is active.
CASE_OVER = ("geschlossen", "weitergeleitet")
CLOSING_REASONS = (
    "arbeit",
    "ausbildung",
    "rente",
    "vorrangige_leistung",
    "unterhalt_partner",
    "wechsel_jobcenter",
    "einrichtung",
    "wegzug",
    "ziele_erreicht_leistung_laeuft",
    "wunsch_person",
    "kontakt_verloren",
    "tod",
    "sonstiges",
)
#: Closings that somebody else must release (domain.md 2.5, P08 8.4).
CLOSINGS_TO_RELEASE = ("kontakt_verloren", "wunsch_person", "sonstiges")
ASSIGNMENT_KINDS = ("haupt", "vertretung", "notfall")

CONSULTATION_STATUS = ("geplant", "gefuehrt", "abgebrochen")
OCCASIONS = ("erst", "ueberpruefung", "etappe", "abschluss", "nachsorge")
REVIEW_STATUS = ("geplant", "gefuehrt", "entfallen")

PLAN_KINDS = ("hilfeplan", "kurzplan", "vereinbarung_12", "gesamtplan_68", "hilfeplan_bshg")
PLAN_STATUS = (
    "entwurf",
    "zur_freigabe",
    "freigegeben",
    "vereinbart",
    "aktiv",
    "ruhend",
    "abgelehnt",
    "ersetzt",
    "beendet",
)
GOAL_KINDS = ("veraendern", "erhalten", "klaeren")
GOAL_STATUS = ("offen", "erreicht", "teilweise", "aufgegeben")
STAGE_STATUS = ("geplant", "aktiv", "faellig", "verlaengert", "erreicht", "angepasst", "abgebrochen")
#: A stage in one of these is still to be worked on.
STAGE_OPEN = ("geplant", "aktiv", "faellig", "verlaengert")
STEP_STATUS = ("offen", "erledigt", "teilweise", "nicht_moeglich", "verschoben", "entfallen")
SIGNER_ROLES = ("person", "vertretung", "fachkraft")

APPOINTMENT_STATUS = ("vorgeschlagen", "gebucht", "bestaetigt", "verlegt", "abgesagt", "erschienen", "nicht_erschienen")
DOCUMENT_STATUS = ("neu", "geprueft", "zurueckgegeben", "vernichtet")
AFTERCARE_STATUS = ("geplant", "gefuehrt", "nicht_erreicht", "entfallen")

#: Why somebody looks into a case (domain.md 3.4).
PURPOSES = (
    "beratung",
    "leistung",
    "vertretung",
    "freigabe",
    "widerspruch",
    "revision",
    "auskunft",
    "technik",
    "notfall",
)

#: The most often a stage may be extended (domain.md 2.5, P05 5.9).
MOST_EXTENSIONS = 2
