"""Statements that SQLAlchemy compiled ahead, for `db.early`; written by `make sql`."""

from __future__ import annotations

SCHEMA = "0002"
MARK = 48798065
"""The version of the bases that these statements read; see `db.checks.Version`."""

TABLES = {
    "incarnation": (
        "id uuid person structure started_ms publication format convention key nonce "
        "person_salt person_digest continues continues_last knew demonstration signature "
        "whole_until seed imported"
    ),
    "gesture": (
        "id uuid incarnation label author ms counter reason undoes wall_ms author_salt "
        "author_digest reason_salt reason_digest received_ms"
    ),
    "change": (
        "id incarnation sequence gesture entity row field member value previous salt digest "
        "previous_hash hash latest counts"
    ),
    "change_parent": "change incarnation sequence",
    "seal": "incarnation sequence signature",
    "paper": "signature authority told person person_salt",
    "quarantine": "incarnation sequence hash envelope",
    "arrival": "id at_ms carrier name person structure new known refused spans",
    "installation": "id incarnation person structure place demonstration key authority",
    "alembic_version": "version_num",
    "territoire": (
        "id deleted kind name code insee siren population total_population population_year "
        "postal_codes longitude latitude parent"
    ),
    "membership": "id deleted member sivom competence from_on to_on source to_verify",
    "engagement": "id deleted territoire status deliberated_on number document comment",
    "convention": (
        "id deleted title short_title rank first_year last_year signed_on presentation "
        "purpose approach frames method steering commitment results spokesperson word "
        "word_author level1_singular level1_plural level2_singular level2_plural "
        "communes_total communes_engaged local_posts local_fte overall_posts overall_fte "
        "issuer version issued_on"
    ),
    "objective": "id deleted convention title text order",
    "enjeu": "id deleted convention number title text colour order",
    "ambition": "id deleted enjeu number title text colour order",
    "thematique": "id deleted code label active order",
    "public": "id deleted code label active order",
    "linked_frame": "id deleted title text order",
    "key_figure": "id deleted label value unit as_of source order",
    "fiche_cadre": "id deleted number title text order",
    "fiche_cadre_ambitions": "row member",
    "institution": "id deleted name acronym kind address phone email site origin order",
    "signatory": "id deleted convention institution role reason is_new order",
    "contact": (
        "id deleted given_name family_name function service email landline mobile institution "
        "favourite origin structure source verified_on active order erased scrubbed"
    ),
    "contact_territoires": "row member",
    "contact_thematiques": "row member",
    "coordination": "id deleted contact employer fte from_on to_on scope",
    "action": (
        "id deleted reference title main_ambition structure parent description priority "
        "nature fiche_cadre confidential model constat objectifs expected_results "
        "publics_text pilote referent_technique elu_referent partners_text participation "
        "starts_on ends_on calendar recurring status status_reason blocked blocked_reason "
        "completed_on moyens gouvernance title_sort shared search_number"
    ),
    "action_other_ambitions": "row member",
    "action_thematiques": "row member",
    "action_linked_frames": "row member",
    "action_linked_actions": "row member",
    "action_publics": "row member",
    "action_territoires": "row member",
    "action_co_pilotes": "row member",
    "action_structures_pilotes": "row member",
    "action_co_porteurs": "row member",
    "action_partners": "row member",
    "etape": "id deleted action title due_on done_on responsible order",
    "budget_line": "id deleted action label year kind unit planned actual tax precision",
    "financement": (
        "id deleted action year funder funder_text scheme state requested granted paid precision"
    ),
    "indicateur": (
        "id deleted action ambition label definition nature family unit direction "
        "origin_value origin_year target_value target_year source frequency order"
    ),
    "mesure": (
        "id deleted indicateur structure year measured_on value appreciation "
        "appreciation_text comment evidence"
    ),
    "suivi_note": "id deleted action noted_on text author origin corrects",
    "proposal": "id deleted subject_kind subject subject_field proposed reason structure",
    "proposal_answer": "id deleted proposal verdict reason structure",
    "conflict": "row field member entity",
    "search_row": "id entity row",
}
"""The columns of each table; see `db.soundness`."""

STATEMENTS = {
    "lines": (
        "SELECT action.id, action.reference, action.title, action.status, action.priority, "
        "action.blocked, action.confidential, action.starts_on, action.ends_on, "
        "action.completed_on, action.main_ambition, action.structure, action.shared, "
        "structure_row.name AS structure_name, structure_row.kind AS structure_kind, "
        "structure_row.deleted AS structure_deleted, pilote_row.given_name, "
        "pilote_row.family_name, pilote_row.deleted AS pilote_deleted, pilote_row.erased AS "
        "pilote_erased, EXISTS (SELECT * FROM action AS whole WHERE whole.id = action.parent "
        "AND whole.confidential = 1) AS is_covered FROM action LEFT OUTER JOIN territoire AS "
        "structure_row ON structure_row.id = action.structure LEFT OUTER JOIN contact AS "
        "pilote_row ON pilote_row.id = action.pilote WHERE action.deleted = 0 AND (action.id "
        "NOT IN (SELECT kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT "
        "part.id FROM action AS part JOIN action AS kept ON part.parent = kept.id WHERE "
        "kept.model = 1)) ORDER BY action.reference ASC, action.id ASC LIMIT ? OFFSET 0"
    ),
    "lines descending": (
        "SELECT action.id, action.reference, action.title, action.status, action.priority, "
        "action.blocked, action.confidential, action.starts_on, action.ends_on, "
        "action.completed_on, action.main_ambition, action.structure, action.shared, "
        "structure_row.name AS structure_name, structure_row.kind AS structure_kind, "
        "structure_row.deleted AS structure_deleted, pilote_row.given_name, "
        "pilote_row.family_name, pilote_row.deleted AS pilote_deleted, pilote_row.erased AS "
        "pilote_erased, EXISTS (SELECT * FROM action AS whole WHERE whole.id = action.parent "
        "AND whole.confidential = 1) AS is_covered FROM action LEFT OUTER JOIN territoire AS "
        "structure_row ON structure_row.id = action.structure LEFT OUTER JOIN contact AS "
        "pilote_row ON pilote_row.id = action.pilote WHERE action.deleted = 0 AND (action.id "
        "NOT IN (SELECT kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT "
        "part.id FROM action AS part JOIN action AS kept ON part.parent = kept.id WHERE "
        "kept.model = 1)) ORDER BY action.reference DESC, action.id DESC LIMIT ? OFFSET 0"
    ),
    "progress": (
        "SELECT action.main_ambition, action.status, count(*) AS count_1, count(*) FILTER "
        "(WHERE action.ends_on < :today) AS anon_1, count(*) FILTER (WHERE action.blocked = "
        "1) AS anon_2 FROM action WHERE action.deleted = 0 AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1)) "
        "GROUP BY action.main_ambition, action.status"
    ),
    "contributions": (
        "SELECT action_other_ambitions.member, count(*) AS count_1 FROM "
        'action_other_ambitions JOIN action ON action.id = action_other_ambitions."row" WHERE '
        "action.main_ambition IS NOT action_other_ambitions.member AND likely(action.deleted "
        "= 0) AND (action.id NOT IN (SELECT kept.id FROM action AS kept WHERE kept.model = 1 "
        "UNION ALL SELECT part.id FROM action AS part JOIN action AS kept ON part.parent = "
        "kept.id WHERE kept.model = 1)) GROUP BY action_other_ambitions.member"
    ),
    "budget": (
        "SELECT budget_line.unit, budget_line.year, budget_line.planned, budget_line.actual "
        "FROM budget_line JOIN action ON action.id = budget_line.action WHERE "
        "likely(budget_line.deleted = 0) AND likely(action.deleted = 0) AND (action.id NOT IN "
        "(SELECT kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id "
        "FROM action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = "
        "1))"
    ),
    "financements": (
        "SELECT financement.requested, financement.granted, financement.paid FROM financement "
        "JOIN action ON action.id = financement.action WHERE likely(financement.deleted = 0) "
        "AND likely(action.deleted = 0) AND (action.id NOT IN (SELECT kept.id FROM action AS "
        "kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM action AS part JOIN action "
        "AS kept ON part.parent = kept.id WHERE kept.model = 1))"
    ),
    "count statuses en_cours without note": (
        "SELECT count(*) AS count_1 FROM action WHERE action.deleted = 0 AND action.status IN "
        "('en_cours') AND NOT (EXISTS (SELECT * FROM suivi_note WHERE suivi_note.action = "
        "action.id AND suivi_note.deleted = 0 AND suivi_note.noted_on >= :note_since)) AND "
        "(action.id NOT IN (SELECT kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL "
        "SELECT part.id FROM action AS part JOIN action AS kept ON part.parent = kept.id "
        "WHERE kept.model = 1))"
    ),
    "count statuses en_cours without mesure": (
        "SELECT count(*) AS count_1 FROM action WHERE action.deleted = 0 AND action.status IN "
        "('en_cours') AND (EXISTS (SELECT * FROM indicateur WHERE indicateur.action = "
        "action.id AND indicateur.deleted = 0 AND NOT (EXISTS (SELECT * FROM mesure WHERE "
        "mesure.indicateur = indicateur.id AND mesure.deleted = 0 AND (mesure.year = :year OR "
        "mesure.measured_on LIKE :in_year OR coalesce(indicateur.frequency, '') = "
        "'unique'))))) AND (action.id NOT IN (SELECT kept.id FROM action AS kept WHERE "
        "kept.model = 1 UNION ALL SELECT part.id FROM action AS part JOIN action AS kept ON "
        "part.parent = kept.id WHERE kept.model = 1))"
    ),
    "count statuses a_venir, en_cours without pilote": (
        "SELECT count(*) AS count_1 FROM action WHERE action.deleted = 0 AND action.status IN "
        "('a_venir', 'en_cours') AND (action.pilote IS NULL OR action.pilote IN (SELECT "
        "contact.id FROM contact WHERE contact.deleted IS NOT 0 OR coalesce(contact.erased, "
        "0) != 0 OR coalesce(contact.active, 1) != 1)) AND (action.id NOT IN (SELECT "
        'action_structures_pilotes."row" FROM action_structures_pilotes)) AND (action.id NOT '
        "IN (SELECT kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id "
        "FROM action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = "
        "1))"
    ),
    "count statuses a_venir, en_cours without echeance": (
        "SELECT count(*) AS count_1 FROM action WHERE action.deleted = 0 AND action.status IN "
        "('a_venir', 'en_cours') AND action.ends_on IS NULL AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1))"
    ),
    "count without numero": (
        "SELECT count(*) AS count_1 FROM action WHERE likely(action.deleted = 0) AND "
        "action.shared >= '' AND (action.id NOT IN (SELECT kept.id FROM action AS kept WHERE "
        "kept.model = 1 UNION ALL SELECT part.id FROM action AS part JOIN action AS kept ON "
        "part.parent = kept.id WHERE kept.model = 1))"
    ),
    "étapes due statuses a_venir, en_cours, en_pause": (
        "SELECT etape.id FROM etape WHERE likely(etape.deleted = 0) AND etape.done_on IS NULL "
        "AND etape.due_on BETWEEN :first AND :last AND (EXISTS (SELECT * FROM action WHERE "
        "action.id = etape.action AND action.deleted = 0 AND action.status IN ('a_venir', "
        "'en_cours', 'en_pause') AND (action.id NOT IN (SELECT kept.id FROM action AS kept "
        "WHERE kept.model = 1 UNION ALL SELECT part.id FROM action AS part JOIN action AS "
        "kept ON part.parent = kept.id WHERE kept.model = 1)))) ORDER BY etape.due_on, "
        "etape.id LIMIT :most OFFSET 0"
    ),
    "étapes due, count statuses a_venir, en_cours, en_pause": (
        "SELECT count(*) AS count_1 FROM (SELECT etape.id AS id FROM etape WHERE "
        "likely(etape.deleted = 0) AND etape.done_on IS NULL AND etape.due_on BETWEEN :first "
        "AND :last AND (EXISTS (SELECT * FROM action WHERE action.id = etape.action AND "
        "action.deleted = 0 AND action.status IN ('a_venir', 'en_cours', 'en_pause') AND "
        "(action.id NOT IN (SELECT kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL "
        "SELECT part.id FROM action AS part JOIN action AS kept ON part.parent = kept.id "
        "WHERE kept.model = 1))))) AS anon_1"
    ),
    "progress of one structure": (
        "SELECT action.main_ambition, action.status, count(*) AS count_1, count(*) FILTER "
        "(WHERE action.ends_on < :today) AS anon_1, count(*) FILTER (WHERE action.blocked = "
        "1) AS anon_2 FROM action WHERE action.deleted = 0 AND action.structure IN "
        "(:structures) AND (action.id NOT IN (SELECT kept.id FROM action AS kept WHERE "
        "kept.model = 1 UNION ALL SELECT part.id FROM action AS part JOIN action AS kept ON "
        "part.parent = kept.id WHERE kept.model = 1)) GROUP BY action.main_ambition, "
        "action.status"
    ),
    "contributions of one structure": (
        "SELECT action_other_ambitions.member, count(*) AS count_1 FROM "
        'action_other_ambitions JOIN action ON action.id = action_other_ambitions."row" WHERE '
        "action.main_ambition IS NOT action_other_ambitions.member AND action.deleted = 0 AND "
        "action.structure IN (:structures) AND (action.id NOT IN (SELECT kept.id FROM action "
        "AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM action AS part JOIN "
        "action AS kept ON part.parent = kept.id WHERE kept.model = 1)) GROUP BY "
        "action_other_ambitions.member"
    ),
    "budget of one structure": (
        "SELECT budget_line.unit, budget_line.year, budget_line.planned, budget_line.actual "
        "FROM budget_line JOIN action ON action.id = budget_line.action WHERE "
        "likely(budget_line.deleted = 0) AND action.deleted = 0 AND action.structure IN "
        "(:structures) AND (action.id NOT IN (SELECT kept.id FROM action AS kept WHERE "
        "kept.model = 1 UNION ALL SELECT part.id FROM action AS part JOIN action AS kept ON "
        "part.parent = kept.id WHERE kept.model = 1))"
    ),
    "financements of one structure": (
        "SELECT financement.requested, financement.granted, financement.paid FROM financement "
        "JOIN action ON action.id = financement.action WHERE likely(financement.deleted = 0) "
        "AND action.deleted = 0 AND action.structure IN (:structures) AND (action.id NOT IN "
        "(SELECT kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id "
        "FROM action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = "
        "1))"
    ),
    "count statuses en_cours of one structure without note": (
        "SELECT count(*) AS count_1 FROM action WHERE action.deleted = 0 AND action.status IN "
        "('en_cours') AND action.structure IN (:structures) AND NOT (EXISTS (SELECT * FROM "
        "suivi_note WHERE suivi_note.action = action.id AND suivi_note.deleted = 0 AND "
        "suivi_note.noted_on >= :note_since)) AND (action.id NOT IN (SELECT kept.id FROM "
        "action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM action AS part "
        "JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1))"
    ),
    "count statuses en_cours of one structure without mesure": (
        "SELECT count(*) AS count_1 FROM action WHERE action.deleted = 0 AND action.status IN "
        "('en_cours') AND action.structure IN (:structures) AND (EXISTS (SELECT * FROM "
        "indicateur WHERE indicateur.action = action.id AND indicateur.deleted = 0 AND NOT "
        "(EXISTS (SELECT * FROM mesure WHERE mesure.indicateur = indicateur.id AND "
        "mesure.deleted = 0 AND (mesure.year = :year OR mesure.measured_on LIKE :in_year OR "
        "coalesce(indicateur.frequency, '') = 'unique'))))) AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1))"
    ),
    "count statuses a_venir, en_cours of one structure without pilote": (
        "SELECT count(*) AS count_1 FROM action WHERE action.deleted = 0 AND action.status IN "
        "('a_venir', 'en_cours') AND action.structure IN (:structures) AND (action.pilote IS "
        "NULL OR action.pilote IN (SELECT contact.id FROM contact WHERE contact.deleted IS "
        "NOT 0 OR coalesce(contact.erased, 0) != 0 OR coalesce(contact.active, 1) != 1)) AND "
        '(action.id NOT IN (SELECT action_structures_pilotes."row" FROM '
        "action_structures_pilotes)) AND (action.id NOT IN (SELECT kept.id FROM action AS "
        "kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM action AS part JOIN action "
        "AS kept ON part.parent = kept.id WHERE kept.model = 1))"
    ),
    "count statuses a_venir, en_cours of one structure without echeance": (
        "SELECT count(*) AS count_1 FROM action WHERE action.deleted = 0 AND action.status IN "
        "('a_venir', 'en_cours') AND action.structure IN (:structures) AND action.ends_on IS "
        "NULL AND (action.id NOT IN (SELECT kept.id FROM action AS kept WHERE kept.model = 1 "
        "UNION ALL SELECT part.id FROM action AS part JOIN action AS kept ON part.parent = "
        "kept.id WHERE kept.model = 1))"
    ),
    "count of one structure without numero": (
        "SELECT count(*) AS count_1 FROM action WHERE likely(action.deleted = 0) AND "
        "action.structure IN (:structures) AND action.shared >= '' AND (action.id NOT IN "
        "(SELECT kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id "
        "FROM action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = "
        "1))"
    ),
    "étapes due statuses a_venir, en_cours, en_pause of one structure": (
        "SELECT etape.id FROM etape WHERE likely(etape.deleted = 0) AND etape.done_on IS NULL "
        "AND etape.due_on BETWEEN :first AND :last AND (EXISTS (SELECT * FROM action WHERE "
        "action.id = etape.action AND action.deleted = 0 AND action.status IN ('a_venir', "
        "'en_cours', 'en_pause') AND action.structure IN (:structures) AND (action.id NOT IN "
        "(SELECT kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id "
        "FROM action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = "
        "1)))) ORDER BY etape.due_on, etape.id LIMIT :most OFFSET 0"
    ),
    "étapes due, count statuses a_venir, en_cours, en_pause of one structure": (
        "SELECT count(*) AS count_1 FROM (SELECT etape.id AS id FROM etape WHERE "
        "likely(etape.deleted = 0) AND etape.done_on IS NULL AND etape.due_on BETWEEN :first "
        "AND :last AND (EXISTS (SELECT * FROM action WHERE action.id = etape.action AND "
        "action.deleted = 0 AND action.status IN ('a_venir', 'en_cours', 'en_pause') AND "
        "action.structure IN (:structures) AND (action.id NOT IN (SELECT kept.id FROM action "
        "AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM action AS part JOIN "
        "action AS kept ON part.parent = kept.id WHERE kept.model = 1))))) AS anon_1"
    ),
    "convention any by id": (
        "SELECT convention.id, convention.deleted, convention.title, convention.short_title, "
        "convention.rank, convention.first_year, convention.last_year, convention.signed_on, "
        "convention.presentation, convention.purpose, convention.approach, convention.frames, "
        "convention.method, convention.steering, convention.commitment, convention.results, "
        "convention.spokesperson, convention.word, convention.word_author, "
        "convention.level1_singular, convention.level1_plural, convention.level2_singular, "
        "convention.level2_plural, convention.communes_total, convention.communes_engaged, "
        "convention.local_posts, convention.local_fte, convention.overall_posts, "
        "convention.overall_fte, convention.issuer, convention.version, convention.issued_on "
        "FROM convention WHERE convention.deleted IS NOT NULL AND convention.id IN (SELECT "
        "anon_1.value FROM json_each(?) AS anon_1) ORDER BY convention.id"
    ),
    "territoire any by id": (
        "SELECT territoire.id, territoire.deleted, territoire.kind, territoire.name, "
        "territoire.code, territoire.insee, territoire.siren, territoire.population, "
        "territoire.total_population, territoire.population_year, territoire.postal_codes, "
        "territoire.longitude, territoire.latitude, territoire.parent FROM territoire WHERE "
        "territoire.deleted IS NOT NULL AND territoire.id IN (SELECT anon_1.value FROM "
        "json_each(?) AS anon_1) ORDER BY territoire.id"
    ),
    "convention": (
        "SELECT convention.id, convention.deleted, convention.title, convention.short_title, "
        "convention.rank, convention.first_year, convention.last_year, convention.signed_on, "
        "convention.presentation, convention.purpose, convention.approach, convention.frames, "
        "convention.method, convention.steering, convention.commitment, convention.results, "
        "convention.spokesperson, convention.word, convention.word_author, "
        "convention.level1_singular, convention.level1_plural, convention.level2_singular, "
        "convention.level2_plural, convention.communes_total, convention.communes_engaged, "
        "convention.local_posts, convention.local_fte, convention.overall_posts, "
        "convention.overall_fte, convention.issuer, convention.version, convention.issued_on "
        "FROM convention WHERE likely(convention.deleted = 0) ORDER BY convention.id"
    ),
    "territoire": (
        "SELECT territoire.id, territoire.deleted, territoire.kind, territoire.name, "
        "territoire.code, territoire.insee, territoire.siren, territoire.population, "
        "territoire.total_population, territoire.population_year, territoire.postal_codes, "
        "territoire.longitude, territoire.latitude, territoire.parent FROM territoire WHERE "
        "likely(territoire.deleted = 0) ORDER BY territoire.id"
    ),
    "objective": (
        "SELECT objective.id, objective.deleted, objective.convention, objective.title, "
        'objective.text, objective."order" FROM objective WHERE likely(objective.deleted = 0) '
        'ORDER BY objective."order" IS NULL, objective."order", objective.id'
    ),
    "signatory": (
        "SELECT signatory.id, signatory.deleted, signatory.convention, signatory.institution, "
        'signatory.role, signatory.reason, signatory.is_new, signatory."order" FROM signatory '
        'WHERE likely(signatory.deleted = 0) ORDER BY signatory."order" IS NULL, '
        'signatory."order", signatory.id'
    ),
    "enjeu": (
        "SELECT enjeu.id, enjeu.deleted, enjeu.convention, enjeu.number, enjeu.title, "
        'enjeu.text, enjeu.colour, enjeu."order" FROM enjeu WHERE likely(enjeu.deleted = 0) '
        'ORDER BY enjeu."order" IS NULL, enjeu."order", enjeu.id'
    ),
    "ambition": (
        "SELECT ambition.id, ambition.deleted, ambition.enjeu, ambition.number, "
        'ambition.title, ambition.text, ambition.colour, ambition."order" FROM ambition WHERE '
        'likely(ambition.deleted = 0) ORDER BY ambition."order" IS NULL, ambition."order", '
        "ambition.id"
    ),
    "linked_frame": (
        "SELECT linked_frame.id, linked_frame.deleted, linked_frame.title, linked_frame.text, "
        'linked_frame."order" FROM linked_frame WHERE likely(linked_frame.deleted = 0) ORDER '
        'BY linked_frame."order" IS NULL, linked_frame."order", linked_frame.id'
    ),
    "key_figure": (
        "SELECT key_figure.id, key_figure.deleted, key_figure.label, key_figure.value, "
        'key_figure.unit, key_figure.as_of, key_figure.source, key_figure."order" FROM '
        'key_figure WHERE likely(key_figure.deleted = 0) ORDER BY key_figure."order" IS NULL, '
        'key_figure."order", key_figure.id'
    ),
    "contact": (
        "SELECT contact.id, contact.deleted, contact.given_name, contact.family_name, "
        "contact.function, contact.service, contact.email, contact.landline, contact.mobile, "
        "contact.institution, contact.favourite, contact.origin, contact.structure, "
        'contact.source, contact.verified_on, contact.active, contact."order", '
        "contact.erased, contact.scrubbed FROM contact WHERE likely(contact.deleted = 0) "
        'ORDER BY contact."order" IS NULL, contact."order", contact.id'
    ),
    "contact.territoires": (
        'SELECT contact_territoires."row", contact_territoires.member FROM '
        'contact_territoires WHERE contact_territoires."row" IN (SELECT anon_1.value FROM '
        'json_each(?) AS anon_1) ORDER BY contact_territoires."row", '
        "contact_territoires.member"
    ),
    "contact.thematiques": (
        'SELECT contact_thematiques."row", contact_thematiques.member FROM '
        'contact_thematiques WHERE contact_thematiques."row" IN (SELECT anon_1.value FROM '
        'json_each(?) AS anon_1) ORDER BY contact_thematiques."row", '
        "contact_thematiques.member"
    ),
    "coordination": (
        "SELECT coordination.id, coordination.deleted, coordination.contact, "
        "coordination.employer, coordination.fte, coordination.from_on, coordination.to_on, "
        "coordination.scope FROM coordination WHERE likely(coordination.deleted = 0) ORDER BY "
        "coordination.id"
    ),
    "institution any": (
        "SELECT institution.id, institution.deleted, institution.name, institution.acronym, "
        "institution.kind, institution.address, institution.phone, institution.email, "
        'institution.site, institution.origin, institution."order" FROM institution WHERE '
        'institution.deleted IS NOT NULL ORDER BY institution."order" IS NULL, '
        'institution."order", institution.id'
    ),
    "territoire any": (
        "SELECT territoire.id, territoire.deleted, territoire.kind, territoire.name, "
        "territoire.code, territoire.insee, territoire.siren, territoire.population, "
        "territoire.total_population, territoire.population_year, territoire.postal_codes, "
        "territoire.longitude, territoire.latitude, territoire.parent FROM territoire WHERE "
        "territoire.deleted IS NOT NULL ORDER BY territoire.id"
    ),
    "thematique any": (
        "SELECT thematique.id, thematique.deleted, thematique.code, thematique.label, "
        'thematique.active, thematique."order" FROM thematique WHERE thematique.deleted IS '
        'NOT NULL ORDER BY thematique."order" IS NULL, thematique."order", thematique.id'
    ),
    "contact any": (
        "SELECT contact.id, contact.deleted, contact.given_name, contact.family_name, "
        "contact.function, contact.service, contact.email, contact.landline, contact.mobile, "
        "contact.institution, contact.favourite, contact.origin, contact.structure, "
        'contact.source, contact.verified_on, contact.active, contact."order", '
        "contact.erased, contact.scrubbed FROM contact WHERE contact.deleted IS NOT NULL "
        'ORDER BY contact."order" IS NULL, contact."order", contact.id'
    ),
    "enjeu deleted": (
        "SELECT enjeu.id, enjeu.deleted, enjeu.convention, enjeu.number, enjeu.title, "
        'enjeu.text, enjeu.colour, enjeu."order" FROM enjeu WHERE enjeu.deleted = 1 ORDER BY '
        'enjeu."order" IS NULL, enjeu."order", enjeu.id'
    ),
    "engagement status": (
        "SELECT engagement.id, engagement.deleted, engagement.territoire, engagement.status, "
        "engagement.deliberated_on, engagement.number, engagement.document, "
        "engagement.comment FROM engagement WHERE likely(engagement.deleted = 0) AND "
        "engagement.status IS ? ORDER BY engagement.id"
    ),
    "action any confidential": (
        "SELECT action.id, action.deleted, action.reference, action.title, "
        "action.main_ambition, action.structure, action.parent, action.description, "
        "action.priority, action.nature, action.fiche_cadre, action.confidential, "
        "action.model, action.constat, action.objectifs, action.expected_results, "
        "action.publics_text, action.pilote, action.referent_technique, action.elu_referent, "
        "action.partners_text, action.participation, action.starts_on, action.ends_on, "
        "action.calendar, action.recurring, action.status, action.status_reason, "
        "action.blocked, action.blocked_reason, action.completed_on, action.moyens, "
        "action.gouvernance, action.title_sort, action.shared, action.search_number FROM "
        "action WHERE action.deleted IS NOT NULL AND action.confidential IS ? ORDER BY "
        "action.id"
    ),
    "action.other_ambitions": (
        'SELECT action_other_ambitions."row", action_other_ambitions.member FROM '
        'action_other_ambitions WHERE action_other_ambitions."row" IN (SELECT anon_1.value '
        'FROM json_each(?) AS anon_1) ORDER BY action_other_ambitions."row", '
        "action_other_ambitions.member"
    ),
    "action.thematiques": (
        'SELECT action_thematiques."row", action_thematiques.member FROM action_thematiques '
        'WHERE action_thematiques."row" IN (SELECT anon_1.value FROM json_each(?) AS anon_1) '
        'ORDER BY action_thematiques."row", action_thematiques.member'
    ),
    "action.linked_frames": (
        'SELECT action_linked_frames."row", action_linked_frames.member FROM '
        'action_linked_frames WHERE action_linked_frames."row" IN (SELECT anon_1.value FROM '
        'json_each(?) AS anon_1) ORDER BY action_linked_frames."row", '
        "action_linked_frames.member"
    ),
    "action.linked_actions": (
        'SELECT action_linked_actions."row", action_linked_actions.member FROM '
        'action_linked_actions WHERE action_linked_actions."row" IN (SELECT anon_1.value FROM '
        'json_each(?) AS anon_1) ORDER BY action_linked_actions."row", '
        "action_linked_actions.member"
    ),
    "action.publics": (
        'SELECT action_publics."row", action_publics.member FROM action_publics WHERE '
        'action_publics."row" IN (SELECT anon_1.value FROM json_each(?) AS anon_1) ORDER BY '
        'action_publics."row", action_publics.member'
    ),
    "action.territoires": (
        'SELECT action_territoires."row", action_territoires.member FROM action_territoires '
        'WHERE action_territoires."row" IN (SELECT anon_1.value FROM json_each(?) AS anon_1) '
        'ORDER BY action_territoires."row", action_territoires.member'
    ),
    "action.co_pilotes": (
        'SELECT action_co_pilotes."row", action_co_pilotes.member FROM action_co_pilotes '
        'WHERE action_co_pilotes."row" IN (SELECT anon_1.value FROM json_each(?) AS anon_1) '
        'ORDER BY action_co_pilotes."row", action_co_pilotes.member'
    ),
    "action.structures_pilotes": (
        'SELECT action_structures_pilotes."row", action_structures_pilotes.member FROM '
        'action_structures_pilotes WHERE action_structures_pilotes."row" IN (SELECT '
        'anon_1.value FROM json_each(?) AS anon_1) ORDER BY action_structures_pilotes."row", '
        "action_structures_pilotes.member"
    ),
    "action.co_porteurs": (
        'SELECT action_co_porteurs."row", action_co_porteurs.member FROM action_co_porteurs '
        'WHERE action_co_porteurs."row" IN (SELECT anon_1.value FROM json_each(?) AS anon_1) '
        'ORDER BY action_co_porteurs."row", action_co_porteurs.member'
    ),
    "action.partners": (
        'SELECT action_partners."row", action_partners.member FROM action_partners WHERE '
        'action_partners."row" IN (SELECT anon_1.value FROM json_each(?) AS anon_1) ORDER BY '
        'action_partners."row", action_partners.member'
    ),
    "action any model": (
        "SELECT action.id, action.deleted, action.reference, action.title, "
        "action.main_ambition, action.structure, action.parent, action.description, "
        "action.priority, action.nature, action.fiche_cadre, action.confidential, "
        "action.model, action.constat, action.objectifs, action.expected_results, "
        "action.publics_text, action.pilote, action.referent_technique, action.elu_referent, "
        "action.partners_text, action.participation, action.starts_on, action.ends_on, "
        "action.calendar, action.recurring, action.status, action.status_reason, "
        "action.blocked, action.blocked_reason, action.completed_on, action.moyens, "
        "action.gouvernance, action.title_sort, action.shared, action.search_number FROM "
        "action WHERE action.deleted IS NOT NULL AND action.model IS ? ORDER BY action.id"
    ),
    "action any with parent": (
        "SELECT action.id, action.deleted, action.reference, action.title, "
        "action.main_ambition, action.structure, action.parent, action.description, "
        "action.priority, action.nature, action.fiche_cadre, action.confidential, "
        "action.model, action.constat, action.objectifs, action.expected_results, "
        "action.publics_text, action.pilote, action.referent_technique, action.elu_referent, "
        "action.partners_text, action.participation, action.starts_on, action.ends_on, "
        "action.calendar, action.recurring, action.status, action.status_reason, "
        "action.blocked, action.blocked_reason, action.completed_on, action.moyens, "
        "action.gouvernance, action.title_sort, action.shared, action.search_number FROM "
        "action WHERE action.deleted IS NOT NULL AND action.parent IS NOT NULL ORDER BY "
        "action.id"
    ),
    "territoire deleted": (
        "SELECT territoire.id, territoire.deleted, territoire.kind, territoire.name, "
        "territoire.code, territoire.insee, territoire.siren, territoire.population, "
        "territoire.total_population, territoire.population_year, territoire.postal_codes, "
        "territoire.longitude, territoire.latitude, territoire.parent FROM territoire WHERE "
        "territoire.deleted = 1 ORDER BY territoire.id"
    ),
    "proposal": (
        "SELECT proposal.id, proposal.deleted, proposal.subject_kind, proposal.subject, "
        "proposal.subject_field, proposal.proposed, proposal.reason, proposal.structure FROM "
        "proposal WHERE likely(proposal.deleted = 0) ORDER BY proposal.id"
    ),
    "action by id": (
        "SELECT action.id, action.deleted, action.reference, action.title, "
        "action.main_ambition, action.structure, action.parent, action.description, "
        "action.priority, action.nature, action.fiche_cadre, action.confidential, "
        "action.model, action.constat, action.objectifs, action.expected_results, "
        "action.publics_text, action.pilote, action.referent_technique, action.elu_referent, "
        "action.partners_text, action.participation, action.starts_on, action.ends_on, "
        "action.calendar, action.recurring, action.status, action.status_reason, "
        "action.blocked, action.blocked_reason, action.completed_on, action.moyens, "
        "action.gouvernance, action.title_sort, action.shared, action.search_number FROM "
        "action WHERE likely(action.deleted = 0) AND action.id IN (SELECT anon_1.value FROM "
        "json_each(?) AS anon_1) ORDER BY action.id"
    ),
    "etape by id": (
        "SELECT etape.id, etape.deleted, etape.action, etape.title, etape.due_on, "
        'etape.done_on, etape.responsible, etape."order" FROM etape WHERE '
        "likely(etape.deleted = 0) AND etape.id IN (SELECT anon_1.value FROM json_each(?) AS "
        'anon_1) ORDER BY etape."order" IS NULL, etape."order", etape.id'
    ),
    "membership any by id": (
        "SELECT membership.id, membership.deleted, membership.member, membership.sivom, "
        "membership.competence, membership.from_on, membership.to_on, membership.source, "
        "membership.to_verify FROM membership WHERE membership.deleted IS NOT NULL AND "
        "membership.id IN (SELECT anon_1.value FROM json_each(?) AS anon_1) ORDER BY "
        "membership.id"
    ),
    "engagement any by id": (
        "SELECT engagement.id, engagement.deleted, engagement.territoire, engagement.status, "
        "engagement.deliberated_on, engagement.number, engagement.document, "
        "engagement.comment FROM engagement WHERE engagement.deleted IS NOT NULL AND "
        "engagement.id IN (SELECT anon_1.value FROM json_each(?) AS anon_1) ORDER BY "
        "engagement.id"
    ),
    "objective any by id": (
        "SELECT objective.id, objective.deleted, objective.convention, objective.title, "
        'objective.text, objective."order" FROM objective WHERE objective.deleted IS NOT NULL '
        "AND objective.id IN (SELECT anon_1.value FROM json_each(?) AS anon_1) ORDER BY "
        'objective."order" IS NULL, objective."order", objective.id'
    ),
    "enjeu any by id": (
        "SELECT enjeu.id, enjeu.deleted, enjeu.convention, enjeu.number, enjeu.title, "
        'enjeu.text, enjeu.colour, enjeu."order" FROM enjeu WHERE enjeu.deleted IS NOT NULL '
        "AND enjeu.id IN (SELECT anon_1.value FROM json_each(?) AS anon_1) ORDER BY "
        'enjeu."order" IS NULL, enjeu."order", enjeu.id'
    ),
    "ambition any by id": (
        "SELECT ambition.id, ambition.deleted, ambition.enjeu, ambition.number, "
        'ambition.title, ambition.text, ambition.colour, ambition."order" FROM ambition WHERE '
        "ambition.deleted IS NOT NULL AND ambition.id IN (SELECT anon_1.value FROM "
        'json_each(?) AS anon_1) ORDER BY ambition."order" IS NULL, ambition."order", '
        "ambition.id"
    ),
    "thematique any by id": (
        "SELECT thematique.id, thematique.deleted, thematique.code, thematique.label, "
        'thematique.active, thematique."order" FROM thematique WHERE thematique.deleted IS '
        "NOT NULL AND thematique.id IN (SELECT anon_1.value FROM json_each(?) AS anon_1) "
        'ORDER BY thematique."order" IS NULL, thematique."order", thematique.id'
    ),
    "public any by id": (
        "SELECT public.id, public.deleted, public.code, public.label, public.active, "
        'public."order" FROM public WHERE public.deleted IS NOT NULL AND public.id IN (SELECT '
        'anon_1.value FROM json_each(?) AS anon_1) ORDER BY public."order" IS NULL, '
        'public."order", public.id'
    ),
    "linked_frame any by id": (
        "SELECT linked_frame.id, linked_frame.deleted, linked_frame.title, linked_frame.text, "
        'linked_frame."order" FROM linked_frame WHERE linked_frame.deleted IS NOT NULL AND '
        "linked_frame.id IN (SELECT anon_1.value FROM json_each(?) AS anon_1) ORDER BY "
        'linked_frame."order" IS NULL, linked_frame."order", linked_frame.id'
    ),
    "key_figure any by id": (
        "SELECT key_figure.id, key_figure.deleted, key_figure.label, key_figure.value, "
        'key_figure.unit, key_figure.as_of, key_figure.source, key_figure."order" FROM '
        "key_figure WHERE key_figure.deleted IS NOT NULL AND key_figure.id IN (SELECT "
        'anon_1.value FROM json_each(?) AS anon_1) ORDER BY key_figure."order" IS NULL, '
        'key_figure."order", key_figure.id'
    ),
    "fiche_cadre any by id": (
        "SELECT fiche_cadre.id, fiche_cadre.deleted, fiche_cadre.number, fiche_cadre.title, "
        'fiche_cadre.text, fiche_cadre."order" FROM fiche_cadre WHERE fiche_cadre.deleted IS '
        "NOT NULL AND fiche_cadre.id IN (SELECT anon_1.value FROM json_each(?) AS anon_1) "
        'ORDER BY fiche_cadre."order" IS NULL, fiche_cadre."order", fiche_cadre.id'
    ),
    "fiche_cadre.ambitions": (
        'SELECT fiche_cadre_ambitions."row", fiche_cadre_ambitions.member FROM '
        'fiche_cadre_ambitions WHERE fiche_cadre_ambitions."row" IN (SELECT anon_1.value FROM '
        'json_each(?) AS anon_1) ORDER BY fiche_cadre_ambitions."row", '
        "fiche_cadre_ambitions.member"
    ),
    "institution any by id": (
        "SELECT institution.id, institution.deleted, institution.name, institution.acronym, "
        "institution.kind, institution.address, institution.phone, institution.email, "
        'institution.site, institution.origin, institution."order" FROM institution WHERE '
        "institution.deleted IS NOT NULL AND institution.id IN (SELECT anon_1.value FROM "
        'json_each(?) AS anon_1) ORDER BY institution."order" IS NULL, institution."order", '
        "institution.id"
    ),
    "signatory any by id": (
        "SELECT signatory.id, signatory.deleted, signatory.convention, signatory.institution, "
        'signatory.role, signatory.reason, signatory.is_new, signatory."order" FROM signatory '
        "WHERE signatory.deleted IS NOT NULL AND signatory.id IN (SELECT anon_1.value FROM "
        'json_each(?) AS anon_1) ORDER BY signatory."order" IS NULL, signatory."order", '
        "signatory.id"
    ),
    "contact any by id": (
        "SELECT contact.id, contact.deleted, contact.given_name, contact.family_name, "
        "contact.function, contact.service, contact.email, contact.landline, contact.mobile, "
        "contact.institution, contact.favourite, contact.origin, contact.structure, "
        'contact.source, contact.verified_on, contact.active, contact."order", '
        "contact.erased, contact.scrubbed FROM contact WHERE contact.deleted IS NOT NULL AND "
        "contact.id IN (SELECT anon_1.value FROM json_each(?) AS anon_1) ORDER BY "
        'contact."order" IS NULL, contact."order", contact.id'
    ),
    "coordination any by id": (
        "SELECT coordination.id, coordination.deleted, coordination.contact, "
        "coordination.employer, coordination.fte, coordination.from_on, coordination.to_on, "
        "coordination.scope FROM coordination WHERE coordination.deleted IS NOT NULL AND "
        "coordination.id IN (SELECT anon_1.value FROM json_each(?) AS anon_1) ORDER BY "
        "coordination.id"
    ),
    "action any by id": (
        "SELECT action.id, action.deleted, action.reference, action.title, "
        "action.main_ambition, action.structure, action.parent, action.description, "
        "action.priority, action.nature, action.fiche_cadre, action.confidential, "
        "action.model, action.constat, action.objectifs, action.expected_results, "
        "action.publics_text, action.pilote, action.referent_technique, action.elu_referent, "
        "action.partners_text, action.participation, action.starts_on, action.ends_on, "
        "action.calendar, action.recurring, action.status, action.status_reason, "
        "action.blocked, action.blocked_reason, action.completed_on, action.moyens, "
        "action.gouvernance, action.title_sort, action.shared, action.search_number FROM "
        "action WHERE action.deleted IS NOT NULL AND action.id IN (SELECT anon_1.value FROM "
        "json_each(?) AS anon_1) ORDER BY action.id"
    ),
    "etape any by id": (
        "SELECT etape.id, etape.deleted, etape.action, etape.title, etape.due_on, "
        'etape.done_on, etape.responsible, etape."order" FROM etape WHERE etape.deleted IS '
        "NOT NULL AND etape.id IN (SELECT anon_1.value FROM json_each(?) AS anon_1) ORDER BY "
        'etape."order" IS NULL, etape."order", etape.id'
    ),
    "budget_line any by id": (
        "SELECT budget_line.id, budget_line.deleted, budget_line.action, budget_line.label, "
        "budget_line.year, budget_line.kind, budget_line.unit, budget_line.planned, "
        "budget_line.actual, budget_line.tax, budget_line.precision FROM budget_line WHERE "
        "budget_line.deleted IS NOT NULL AND budget_line.id IN (SELECT anon_1.value FROM "
        "json_each(?) AS anon_1) ORDER BY budget_line.id"
    ),
    "financement any by id": (
        "SELECT financement.id, financement.deleted, financement.action, financement.year, "
        "financement.funder, financement.funder_text, financement.scheme, financement.state, "
        "financement.requested, financement.granted, financement.paid, financement.precision "
        "FROM financement WHERE financement.deleted IS NOT NULL AND financement.id IN (SELECT "
        "anon_1.value FROM json_each(?) AS anon_1) ORDER BY financement.id"
    ),
    "indicateur any by id": (
        "SELECT indicateur.id, indicateur.deleted, indicateur.action, indicateur.ambition, "
        "indicateur.label, indicateur.definition, indicateur.nature, indicateur.family, "
        "indicateur.unit, indicateur.direction, indicateur.origin_value, "
        "indicateur.origin_year, indicateur.target_value, indicateur.target_year, "
        'indicateur.source, indicateur.frequency, indicateur."order" FROM indicateur WHERE '
        "indicateur.deleted IS NOT NULL AND indicateur.id IN (SELECT anon_1.value FROM "
        'json_each(?) AS anon_1) ORDER BY indicateur."order" IS NULL, indicateur."order", '
        "indicateur.id"
    ),
    "mesure any by id": (
        "SELECT mesure.id, mesure.deleted, mesure.indicateur, mesure.structure, mesure.year, "
        "mesure.measured_on, mesure.value, mesure.appreciation, mesure.appreciation_text, "
        "mesure.comment, mesure.evidence FROM mesure WHERE mesure.deleted IS NOT NULL AND "
        "mesure.id IN (SELECT anon_1.value FROM json_each(?) AS anon_1) ORDER BY mesure.id"
    ),
    "suivi_note any by id": (
        "SELECT suivi_note.id, suivi_note.deleted, suivi_note.action, suivi_note.noted_on, "
        "suivi_note.text, suivi_note.author, suivi_note.origin, suivi_note.corrects FROM "
        "suivi_note WHERE suivi_note.deleted IS NOT NULL AND suivi_note.id IN (SELECT "
        "anon_1.value FROM json_each(?) AS anon_1) ORDER BY suivi_note.id"
    ),
    "proposal any by id": (
        "SELECT proposal.id, proposal.deleted, proposal.subject_kind, proposal.subject, "
        "proposal.subject_field, proposal.proposed, proposal.reason, proposal.structure FROM "
        "proposal WHERE proposal.deleted IS NOT NULL AND proposal.id IN (SELECT anon_1.value "
        "FROM json_each(?) AS anon_1) ORDER BY proposal.id"
    ),
    "proposal_answer any by id": (
        "SELECT proposal_answer.id, proposal_answer.deleted, proposal_answer.proposal, "
        "proposal_answer.verdict, proposal_answer.reason, proposal_answer.structure FROM "
        "proposal_answer WHERE proposal_answer.deleted IS NOT NULL AND proposal_answer.id IN "
        "(SELECT anon_1.value FROM json_each(?) AS anon_1) ORDER BY proposal_answer.id"
    ),
}
