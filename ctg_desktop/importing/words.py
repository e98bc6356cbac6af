"""The words by which town halls head their columns and write closed values, beside our labels.

All are folded (`domain.folding.fold`): small letters, no accent, no punctuation.
"""

from __future__ import annotations

from collections.abc import Mapping

TITLES: Mapping[str, Mapping[str, str]] = {
    "action": {
        "intitule": "titre|action|actions|nom de l action|intitule de l action|titre de l action|"
        "projet|nom du projet|libelle|libelle de l action|designation|fiche action",
        "reference": "ref|numero|n|no|code|numero de l action|n action|n fiche|numero de fiche|"
        "reference de l action|code action",
        "ambition": "ambition|axe|axe strategique|orientation|objectif strategique|axe de la ctg|"
        "ambition ctg|axe ctg|n ambition|numero d ambition",
        "structure": "porteur|porteur de l action|porteur du projet|structure|commune|maitre d "
        "ouvrage|maitrise d ouvrage|collectivite|structure referente|commune porteuse",
        "description": "descriptif|description de l action|contenu|contenu de l action|"
        "presentation|modalites|deroulement|modalites de mise en oeuvre|mise en oeuvre",
        "constat": "constats|diagnostic|contexte|etat des lieux|problematique|besoins|"
        "besoins reperes|constat diagnostic",
        "objectifs": "objectif|objectifs operationnels|objectif operationnel|objectifs de l action|"
        "but|finalite|objectifs vises",
        "resultats_attendus": "resultat attendu|effets attendus|impact attendu|plus value attendue|"
        "resultats",
        "priorite": "niveau de priorite|degre de priorite|importance|urgence",
        "nature": "type d action|action nouvelle|nature de l action|nouvelle existante",
        "statut": "etat|avancement|etat d avancement|statut de l action|stade|situation|"
        "etat de l action",
        "thematiques": "thematique|theme|themes|domaine|domaines|champ|champ d intervention",
        "publics": "public|public cible|publics cibles|public vise|publics vises|beneficiaires|"
        "public concerne|publics concernes|cible",
        "territoires": "territoire|territoire concerne|communes concernees|perimetre|secteur|"
        "lieu|quartier|zone concernee|territoire d intervention",
        "pilote": "pilote de l action|responsable|responsable de l action|chef de projet|"
        "referent|referent de l action|pilotage|porte par|nom du pilote|pilotes|qui",
        "referent_technique": "referent technique|technicien|technicien referent|agent referent|"
        "referente technique",
        "elu_referent": "elu|elue|elu referent|elue referente|elu e referent e|elus|elu pilote|"
        "elu en charge",
        "partenaires": "partenaire|partenaires associes|partenaires mobilises|acteurs|"
        "acteurs associes|structures partenaires|partenariat|partenariats",
        "participation": "participation des habitants|implication des habitants|"
        "place des habitants",
        "date_debut": "date de debut|debut|date debut|demarrage|date de demarrage|lancement|"
        "date de lancement|debut prevu|commence le|du",
        "date_fin": "date de fin|fin|date fin|echeance|date d echeance|fin prevue|"
        "date de fin prevue|terme|date limite|au|calendrier",
        "realisee_le": "date de realisation|realise le|termine le|terminee le|date realisee|"
        "realisee en",
        "recurrente": "recurrent|action recurrente|annuelle|reconductible",
        "motif": "motif d abandon|raison de l abandon|motif de l abandon",
        "bloquee": "bloque|blocage|action bloquee",
        "motif_blocage": "raison du blocage|frein|freins|difficultes|points de blocage|"
        "difficultes rencontrees",
        "confidentielle": "confidentiel|confidentialite",
        "fiche_cadre": "fiche cadre|n fiche cadre",
        "publics_precision": "precision sur le public|age|tranche d age",
    },
    "contact": {
        "nom": "nom de famille|nom d usage|nom prenom|nom et prenom|prenom nom|prenom et nom|"
        "contact|personne|agent|interlocuteur|nom du contact",
        "prenom": "prenom|prenoms",
        "fonction": "poste|qualite|titre|metier|mandat|fonction occupee",
        "service": "direction|pole|service direction",
        "courriel": "mail|e mail|email|adresse mail|adresse e mail|adresse electronique|mel|"
        "messagerie|adresse courriel",
        "telephone": "tel|tel fixe|fixe|telephone|telephone fixe|ligne directe|n de telephone|"
        "telephone professionnel|tel pro",
        "mobile": "portable|tel portable|gsm|telephone portable|mobile pro",
        "institution": "organisme|structure|organisation|employeur|collectivite|entreprise|"
        "etablissement|societe",
        "territoires": "territoire|secteur|commune|communes suivies",
        "thematiques": "thematique|domaine|theme",
        "verifie_le": "date de verification|verifie|mis a jour le|mise a jour",
        "actif": "en poste|actif",
        "source": "provenance|origine de la fiche",
    },
    "engagement": {
        "territoire": "commune|communes|structure|collectivite|nom de la commune|ville|sivom|"
        "insee|code insee|code commune",
        "statut": "etat|engagement|situation|avancement|delibere|a delibere|deliberation prise|"
        "statut de la deliberation|etat de la deliberation",
        "deliberation_le": "date de deliberation|date de la deliberation|date|delibere le|"
        "conseil municipal du|date du conseil municipal",
        "deliberation_numero": "numero|n|numero de deliberation|n deliberation|"
        "numero de la deliberation|n de deliberation",
        "document": "lien|fichier|piece",
        "commentaire": "commentaires|observation|observations|remarques|remarque",
    },
    "membership": {
        "membre": "commune|communes|commune membre|communes membres|adherent",
        "sivom": "syndicat|nom du sivom|structure intercommunale",
        "competence": "competences|competence transferee",
        "du": "date d adhesion|adhesion|depuis|adhere depuis|date de debut",
        "au": "date de retrait|jusqu au|retrait|date de fin",
        "a_verifier": "a confirmer",
    },
    "coordination": {
        "contact": "nom|agent|charge de cooperation|charge e de cooperation|coordinateur|"
        "coordonnateur|coordinatrice|personne|nom prenom|prenom nom|titulaire",
        "employeur": "structure|commune|collectivite|employeur",
        "etp": "temps de travail|quotite|equivalent temps plein|nombre d etp|temps",
        "du": "date de debut|depuis|prise de poste|date de prise de poste",
        "au": "date de fin|jusqu au|fin",
        "portee": "perimetre|niveau|territoire",
    },
    "enjeu": {
        "numero": "n|no|axe|enjeu",
        "intitule": "titre|libelle|enjeux",
        "texte": "description|contenu",
    },
    "ambition": {
        "numero": "n|no|ambition",
        "intitule": "titre|libelle|ambitions",
        "texte": "description|contenu",
        "enjeu": "axe|n enjeu",
    },
    "institution": {
        "nom": "organisme|institution|structure|raison sociale|denomination",
        "sigle": "acronyme|abreviation",
        "telephone": "tel|standard",
        "courriel": "mail|e mail|email",
    },
    "etape": {
        "intitule": "etape|etapes|phase|phases|jalon|jalons|taches|tache|titre|etapes de l action",
        "echeance": "date|date prevue|pour le|avant le|date de l etape",
        "faite_le": "fait le|date de realisation|realisee le",
        "responsable": "qui|par qui|pilote",
    },
    "budget_line": {
        "prevu": "budget|budget prevu|budget previsionnel|cout|cout total|cout previsionnel|"
        "montant prevu|depenses previsionnelles|budget total|cout estime|cout de l action|montant|"
        "montant total|cout global",
        "realise": "budget realise|depenses realisees|cout reel|realise|depense|depenses",
        "libelle": "poste de depense|nature de la depense|libelle budget",
        "type": "type de budget|type de depense",
    },
    "financement": {
        "financeur": "financeur|financeurs|cofinanceur|partenaire financier|organisme financeur|"
        "source de financement|sources de financement|financement par",
        "demande": "montant|montant demande|demande|participation|subvention|montant financement|"
        "montant financeur|montant du financement|part|subvention demandee|financement demande|"
        "montant sollicite|sollicite",
        "accorde": "accorde|montant accorde|obtenu|notifie|subvention accordee",
        "verse": "verse|montant verse|percu",
        "dispositif": "dispositif|dispositif mobilise",
    },
    "indicateur": {
        "libelle": "indicateur|indicateurs|indicateur de suivi|indicateurs de suivi|"
        "indicateurs d evaluation|indicateur d evaluation|indicateurs de resultat|"
        "indicateur de resultat|critere d evaluation|criteres d evaluation|evaluation",
        "cible": "cible|valeur cible|objectif chiffre|objectif a atteindre|valeur attendue",
        "unite": "unite de mesure",
        "valeur_origine": "valeur initiale|valeur de depart|valeur de reference",
    },
    "mesure": {
        "valeur": "valeur|resultat|realise|mesure|valeur mesuree|resultat obtenu",
        "commentaire": "commentaires",
    },
    "suivi_note": {
        "texte": "note|notes|commentaire|commentaires|observation|observations|remarque|remarques|"
        "suivi|point d etape|bilan|etat d avancement detaille|historique",
        "date": "date de la note|date du point",
    },
}
"""What heads a column, by entity and key of the field; `|` stands between the words."""

VALUES: Mapping[str, Mapping[str, str]] = {
    "statut": {
        "idee": "a discuter|a etudier|en reflexion|en projet|a definir|proposition|envisagee|"
        "en discussion|a l etude|reflexion|projet",
        "a_venir": "prevu|prevue|programme|programmee|planifie|planifiee|non commence|"
        "non commencee|a lancer|non demarre|non demarree|a faire|valide|validee|pas commence|"
        "a demarrer|non debute|non debutee",
        "en_cours": "en cours de realisation|engage|engagee|demarre|demarree|lance|lancee|commence|"
        "commencee|en action|en deploiement|partiellement realise|partiellement realisee|continu|"
        "permanent|permanente|en place",
        "en_pause": "suspendu|suspendue|reporte|reportee|en attente|ajourne|ajournee|differe|"
        "differee|pause",
        "realisee": "termine|terminee|fait|faite|acheve|achevee|fini|finie|clos|close|realise|"
        "cloture|cloturee|100|ok|effectue|effectuee",
        "abandonnee": "abandon|abandonne|annule|annulee|sans suite|non retenu|non retenue|supprime",
    },
    "priorite": {
        "haute": "eleve|elevee|forte|fort|prioritaire|1|urgent|urgente|importante|priorite 1|p1|"
        "tres haute|tres elevee|high",
        "moyenne": "moyen|normale|normal|2|priorite 2|p2|modere|moderee|intermediaire",
        "basse": "faible|3|priorite 3|p3|bas|secondaire|mineure|low",
    },
    "nature": {
        "existante": "existant|en place|deja existante|reconduite|poursuite|reconduction|"
        "a poursuivre|maintien",
        "renforcee": "renforce|a renforcer|developpement|a developper|renforcement|evolution",
        "nouvelle": "nouveau|a creer|creation|innovante|action nouvelle",
    },
    "type": {
        "fonctionnement": "fonct|f|fonctionnement annuel",
        "investissement": "invest|i",
    },
    "portee": {"ensemble": "ensemble|agglomeration|intercommunal|global", "locale": "local"},
}
"""What people write for a closed value, by the key of the field and the code of the value.

The engagement's status has a field of the same key: its words stand in `ENGAGED`.
"""

ENGAGED: Mapping[str, str] = {
    "deliberation_prise": "oui|delibere|deliberee|signe|signee|fait|faite|pris|prise|engage|"
    "engagee|votee|vote|adopte|adoptee",
    "en_attente": "a venir|prevu|prevue|attente|en cours|programme|programmee",
    "non_engage": "non|refus|pas engage|pas engagee|non engagee",
}

LATE = "en retard|retard"
"""What is no status: it follows from the planned end."""

COMPUTED = "en retard|retard|completude|complet|enjeu|enjeux|conflits"
"""Titles of what the program computes by itself."""

WHOSE = "action|reference|fiche|reference de l action|n action"
"""Titles of the column that says on which action a row hangs."""

GROUPS = "axe|enjeu|ambition|orientation|objectif|thematique|volet|domaine|priorite"
"""Words that begin a row which heads those below."""
