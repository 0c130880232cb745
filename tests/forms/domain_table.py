"""The forms of the plan track as the domain describes them: fields, types, whether required, allowed values.

`!` is required, `?` required under a condition. A field that gets lost in a form file is noticed by this table.
"""

FORMS = {
    "F01": """
        kanal enum! = schalter telefon post online fit_connect andere_behoerde gericht krankenhaus
        eingang_am datetime!
        bekannt_seit date!
        nachname text!
        vorname text!
        rufname text
        geburtsdatum date!
        staatsangehoerigkeit enum = …
        anschrift text?
        ohne_wohnung bool!
        schutzadresse bool!
        stadtbezirk enum? = mitte west nord ost suedost hiltrup
        aufenthalt enum! = muenster andere_gemeinde ausland unklar
        telefon text
        email text
        sprache enum! = de leichte_sprache dgs en tr ar uk ru pl fa fr andere
        vertretung enum! = keine bevollmaechtigt betreuung sorgeberechtigt
        haushalt table!
        haushalt.person column
        haushalt.verhaeltnis column
        haushalt.geburtsdatum column
        haushalt.einkommen_ja_nein column
        kind_im_haushalt bool!
        erwerbsfaehig enum! = ja nein_dauerhaft nein_befristet unklar
        altersgrenze_erreicht bool!
        lebt_mit_erwerbsfaehiger_person bool!
        asylblg bool!
        besondere_schwierigkeiten bool!
        anliegen_text textarea!
        mittellos_heute bool!
        wohnungsverlust_tage int!
        energie_gesperrt bool!
        gesundheit_akut bool!
        gewalt_gefahr bool!
        problemfelder multienum = einkommen schulden wohnen gesundheit familie arbeit sprache alleinsein
        wunsch_person enum! = nur_geld beratung intensiv
        datenschutz_info bool!
    """,
    "F02": """
        vorschlag info!
        zustaendig bool!
        traeger enum! = sozialamt jobcenter jobcenter_und_sozialamt anderer_sozialhilfetraeger asylstelle lwl vorlaeufig_sozialamt
        leistungsart enum! = hlu grusi_alter grusi_em hilfe_67 sgb2 sgb2_angehoerige asylblg klaerung_erwerbsfaehigkeit vorlaeufig bshg_hlu keine
        weitere_leistungsarten multienum = hlu grusi_alter grusi_em hilfe_pflege bestattung
        empfaenger_stelle ref?
        zustaendigkeit_begruendung textarea?
    """,
    "F03": """
        unterlagen table!
        unterlagen.art column
        unterlagen.liegt_vor column
        unterlagen.fehlt_erheblich column
        unterlagen.amt_kann_selbst column
        unterlagen.bemerkung column
        vollstaendig bool!
        staatsangehoerigkeit_gruppe enum! = deutsch eu drittstaat
        wohnform enum! = miete eigentum unterkunft einrichtung ohne
        alleinerziehend bool!
        einkommen_vorhanden bool!
        schwanger bool
        entscheidung_moeglich bool!
    """,
    "F04": """
        tiefe enum! = kurz standard intensiv
        dauer_min int!
        dolmetschung enum! = nein vor_ort telefon video dgs
        leichte_sprache bool!
        beistand text
        ort enum! = amt hausbesuch telefon video treffpunkt
        fragen_person textarea
    """,
    "F05": """
        datum datetime!
        anwesend table!
        anwesend.name column
        anwesend.rolle column
        hinweise_gegeben multienum! = freiwilligkeit datenschutz mitwirkung rechte schweigepflicht
        situation textarea!
        kraefte_mittel textarea!
        netzwerk_karte table
        netzwerk_karte.name_oder_stelle column
        netzwerk_karte.wobei column
        andere_leistungen multienum! = wohngeld kinderzuschlag kindergeld unterhalt unterhaltsvorschuss rente krankengeld pflege bafoeg alg1 keine
    """,
    "F06": """
        bereich enum! = einkommen schulden wohnen gesundheit_koerper gesundheit_seele sucht familie pflege bildung arbeit sprache netzwerk recht
        keine_angabe bool!
        wert_person scale10?
        wert_fachkraft scale10?
        begruendung textarea?
        wunsch textarea
        ressourcen textarea
        dringend bool!
        kindeswohl_hinweis bool?
        suizid_hinweis bool?
        gewalt_hinweis bool?
        einwilligung_gesundheit bool?
    """,
    "F07": """
        profil info!
        prioritaet_1 enum! = einkommen schulden wohnen gesundheit_koerper gesundheit_seele sucht familie pflege bildung arbeit sprache netzwerk recht
        prioritaet_2 enum = einkommen schulden wohnen gesundheit_koerper gesundheit_seele sucht familie pflege bildung arbeit sprache netzwerk recht
        prioritaet_3 enum = einkommen schulden wohnen gesundheit_koerper gesundheit_seele sucht familie pflege bildung arbeit sprache netzwerk recht
        perspektive textarea?
        plan_gewuenscht bool!
        taetigkeit_gewuenscht bool!
        ablehnung_grund enum = kein_bedarf keine_zeit kein_vertrauen schon_woanders spaeter keine_angabe
    """,
    "F08": """
        ziele table!
        ziele.titel text!
        ziele.bereich enum! = einkommen schulden wohnen gesundheit_koerper gesundheit_seele sucht familie pflege bildung arbeit sprache netzwerk recht
        ziele.messgroesse text!
        ziele.ausgangswert scale10!
        ziele.zielwert scale10!
        ziele.bis date!
        ziele.erreichbar scale10!
        ziele.art enum! = veraendern erhalten klaeren
    """,
    "F09": """
        etappen table!
        etappen.titel text!
        etappen.ziel_nr ref!
        etappen.gruppe_nr int!
        etappen.beginn date!
        etappen.ende date!
        etappen.mein_beitrag textarea!
        etappen.beitrag_amt textarea!
        etappen.partner ref
        etappen.kosten money
        schritte table!
        schritte.etappe_nr column
        schritte.was column
        schritte.wer column
        schritte.bis column
        schritte.nachweis column
        naechster_kontakt date!
    """,
    "F10": """
        entwurf_ausgehaendigt_am date!
        ergebnis enum! = einverstanden aenderung uneinig abgelehnt
        aenderungswunsch textarea?
        verstanden enum! = ja mit_hilfe nein
        ablehnung_grund enum = kein_bedarf keine_zeit kein_vertrauen schon_woanders spaeter keine_angabe
    """,
    "F11": """
        freiwillig_hinweis bool!
        unterschrift_person signature!
        unterschrift_vertretung signature?
        unterschrift_fachkraft signature!
        unterschrieben_am date!
        ausfertigung enum! = papier postfach beides
    """,
    "F12": """
        pruefpunkte multienum! = beitrag_amt rechtsgrundlage kosten datenschutz verstaendlichkeit
        entscheidung enum! = freigegeben zurueck
        grund textarea?
        freigeber_ungleich_ersteller info!
    """,
    "F13": """
        status enum! = erledigt teilweise nicht_moeglich verschoben entfallen
        erledigt_am date?
        nachweis file
        neues_datum date?
        bemerkung textarea
    """,
    "F14": """
        kontaktart enum! = telefon treffen nachricht hausbesuch nicht_erreicht
        wie_laeuft_es scale10
        hindernis enum! = keines krankheit partner_warteliste motivation lebensereignis ziel_passt_nicht
        absprache textarea
        hilfe_noetig bool!
    """,
    "F15": """
        neues_ende date!
        grund enum! = keines krankheit partner_warteliste motivation lebensereignis ziel_passt_nicht
        person_einverstanden bool!
    """,
    "F16": """
        zielerreichung_prozent int!
        wert_nachher_person scale10
        wert_nachher_fachkraft scale10!
        hindernis enum! = keines krankheit partner_warteliste motivation lebensereignis ziel_passt_nicht
        neue_krise bool!
        person_will_weiter bool!
        beitrag_amt_geleistet enum! = ja verspaetet nein
        gelernt textarea
    """,
    "F17": """
        ziele_stand table!
        ziele_stand.ziel column
        ziele_stand.erreicht_prozent column
        ziele_stand.noch_wichtig column
        ziele_erreicht_prozent int!
        zusammenarbeit scale10
        leistungsbezug_ende bool!
        person_beendet bool!
        kontakt_verloren bool!
        ergebnis_text textarea!
    """,
    "F18": """
        art enum! = unveraendert_bestaetigt fortgeschrieben
        aenderungen table?
        aenderungen.ziel_oder_etappe column
        aenderungen.alt column
        aenderungen.neu column
        ueberpruefung_monate int!
    """,
    "F23": """
        bereiche_endwerte table
        bereiche_endwerte.bereich column
        bereiche_endwerte.wert_person column
        bereiche_endwerte.wert_fachkraft column
        was_half textarea
        was_fehlte textarea
        vorrang_geprueft multienum! = wohngeld kinderzuschlag rente unterhalt krankenversicherung keine_noetig
        nachsorge_einwilligung bool!
    """,
    "F24": """
        abschlussgrund enum! = arbeit ausbildung rente vorrangige_leistung unterhalt_partner wechsel_jobcenter einrichtung wegzug ziele_erreicht_leistung_laeuft wunsch_person kontakt_verloren tod sonstiges
        leistung_ende_am date?
        ziele_erreicht_prozent int!
        offene_punkte textarea
        uebergabe_an ref
    """,
    "F25": """
        erreicht enum! = ja nein moechte_nicht
        wie_geht_es scale10
        wieder_leistung enum! = nein sozialhilfe jobcenter weiss_nicht
        hilfe_gewuenscht bool!
    """,
    "F32": """
        anlass enum! = erstberatung folgeberatung ueberpruefung abschluss unterlagen klaerung sonstiges
        zeitpunkt datetime!
        dauer_min int!
        ort enum! = amt hausbesuch telefon video treffpunkt
        erinnerung enum! = keine sms email brief anruf
        kinderbetreuung bool
    """,
    "F33": """
        ergebnis enum! = erschienen verspaetet nicht_erschienen abgesagt
        wartezeit_min int?
        versaeumnisse int!
        wichtiger_grund bool!
        termin_fuer_entscheidung_noetig bool!
        psych_hinweis bool!
    """,
    "F34": """
        ort text!
        zu_zweit bool!
        angetroffen bool!
        ergebnis textarea
    """,
    "F50": """
        grund enum! = kein_termin versaeumt person_ueberlegt uneinig krankheit ueberlast kein_plan_gewuenscht
        naechster_schritt textarea!
        bis date!
    """,
    "F51": """
        interesse enum! = ja nein spaeter
        wieder_fragen_am date?
    """,
    "F52": """
        art multienum! = einkommen vermoegen haushalt miete gesundheit schwangerschaft arbeit anschrift sonstiges
        ab_wann date!
        planrelevant bool!
    """,
    "F53": """
        todestag date!
        quelle enum! = standesamt angehoerige partner sonstige
        bestaetigt bool!
        angehoerige_info bool!
        haushalt_weiter bool!
    """,
    "F54": """
        neue_gemeinde text!
        umzug_am date!
        innerhalb_stadt bool!
        uebergabe_gewuenscht bool!
    """,
    "F55": """
        grund enum! = verwandt bekannt nachbarschaft konflikt sonstiges
        neue_fachkraft ref!
    """,
    "F56": """
        schutzweg enum! = jugendamt krisendienst gewaltschutz soforthilfe keiner
        zweite_fachkraft ref!
        person_informiert bool!
        begruendung textarea!
    """,
}
