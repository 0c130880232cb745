"""The values of casework as people read them: English sentences, translated at the edge."""

from processes.words import N_

CASE_STATUS: dict[str, str] = {
    "neu": N_("new"),
    "in_klaerung": N_("being clarified"),
    "beratung": N_("in consultation"),
    "plan_in_arbeit": N_("plan being drawn up"),
    "plan_aktiv": N_("plan in force"),
    "ohne_plan": N_("accompanied without a plan"),
    "ruhend": N_("plan resting"),
    "abschluss": N_("coming to its end"),
    "nachsorge": N_("in aftercare"),
    "geschlossen": N_("closed"),
    "weitergeleitet": N_("passed on"),
}
INTAKE_STATUS: dict[str, str] = {
    "neu": N_("intake"),
    "zugeordnet": N_("case opened"),
    "weitergeleitet": N_("passed on"),
    "verworfen": N_("discarded"),
}
PLAN_STATUS: dict[str, str] = {
    "entwurf": N_("draft"),
    "zur_freigabe": N_("waiting for release"),
    "freigegeben": N_("released"),
    "vereinbart": N_("agreed"),
    "aktiv": N_("in force"),
    "ruhend": N_("resting"),
    "abgelehnt": N_("declined"),
    "ersetzt": N_("replaced by a newer version"),
    "beendet": N_("ended"),
}
GOAL_STATUS: dict[str, str] = {
    "offen": N_("open"),
    "erreicht": N_("reached"),
    "teilweise": N_("partly reached"),
    "aufgegeben": N_("given up"),
}
STAGE_STATUS: dict[str, str] = {
    "geplant": N_("planned"),
    "aktiv": N_("under way"),
    "faellig": N_("to be evaluated"),
    "verlaengert": N_("extended"),
    "erreicht": N_("reached"),
    "angepasst": N_("adapted"),
    "abgebrochen": N_("broken off"),
}
STEP_STATUS: dict[str, str] = {
    "offen": N_("open"),
    "erledigt": N_("done"),
    "teilweise": N_("partly done"),
    "nicht_moeglich": N_("was not possible"),
    "verschoben": N_("put off"),
    "entfallen": N_("dropped"),
}
DOERS: dict[str, str] = {
    "person": N_("the person"),
    "fallmanagement": N_("help planning"),
    "leistung": N_("benefits unit"),
    "partner": N_("partner"),
}
APPOINTMENT_STATUS: dict[str, str] = {
    "vorgeschlagen": N_("proposed"),
    "gebucht": N_("booked"),
    "bestaetigt": N_("confirmed"),
    "verlegt": N_("moved"),
    "abgesagt": N_("cancelled"),
    "erschienen": N_("came"),
    "nicht_erschienen": N_("did not come"),
}
OCCASIONS: dict[str, str] = {
    "erstberatung": N_("first consultation"),
    "folgeberatung": N_("further consultation"),
    "ueberpruefung": N_("review"),
    "abschluss": N_("closing talk"),
    "unterlagen": N_("documents"),
    "klaerung": N_("clarification"),
    "sonstiges": N_("other"),
}
PLACES: dict[str, str] = {
    "amt": N_("at the office"),
    "hausbesuch": N_("home visit"),
    "telefon": N_("by telephone"),
    "video": N_("by video"),
    "treffpunkt": N_("meeting point"),
}
WAYS: dict[str, str] = {
    "email": N_("by e-mail"),
    "brief": N_("by letter"),
    "abholung": N_("ready to be handed over"),
    "amt": N_("to another office"),
}
CONTACT_KINDS: dict[str, str] = {
    "telefon": N_("telephone"),
    "treffen": N_("meeting"),
    "nachricht": N_("message"),
    "hausbesuch": N_("home visit"),
    "nicht_erreicht": N_("not reached"),
}
AFTERCARE_STATUS: dict[str, str] = {
    "geplant": N_("planned"),
    "gefuehrt": N_("done"),
    "nicht_erreicht": N_("not reached"),
    "entfallen": N_("not wanted"),
}
URGENCIES: dict[str, str] = {
    "normal": N_("normal"),
    "dringend": N_("urgent"),
    "notfall": N_("emergency"),
}
BENEFITS: dict[str, str] = {
    "hlu": N_("assistance towards living costs"),
    "grusi_alter": N_("basic income support in old age"),
    "grusi_em": N_("basic income support with reduced earning capacity"),
    "hilfe_67": N_("help in special social difficulties"),
    "vorlaeufig": N_("provisional benefit"),
    "bshg_hlu": N_("assistance towards living costs (2001)"),
}
CLOSING_REASONS: dict[str, str] = {
    "arbeit": N_("work"),
    "ausbildung": N_("training"),
    "rente": N_("pension"),
    "vorrangige_leistung": N_("another benefit comes first"),
    "unterhalt_partner": N_("maintenance or partner's income"),
    "wechsel_jobcenter": N_("moved on to the Jobcenter"),
    "einrichtung": N_("moved into an institution"),
    "wegzug": N_("moved away"),
    "ziele_erreicht_leistung_laeuft": N_("goals reached, benefit goes on"),
    "wunsch_person": N_("at the person's wish"),
    "kontakt_verloren": N_("contact lost"),
    "tod": N_("death"),
    "sonstiges": N_("other"),
}


def words(table: dict[str, str], value: str | None) -> str:
    """The label of a value; the value itself where there is none, nothing for nothing."""
    return table.get(value, value) if value else ""
