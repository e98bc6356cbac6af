"""Statements that SQLAlchemy compiled ahead, for `db.reading`; written by `make sql`."""

from __future__ import annotations

SCHEMA = "0003"
MARK = 48798065
"""The version of the bases that these statements read; see `db.lifecycle.checks.Version`."""

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
"""The columns of each table; see `db.reading.examination`."""

STATEMENTS = {
    "where": (
        "action.deleted = 0 AND (action.id NOT IN (SELECT kept.id FROM action AS kept WHERE "
        "kept.model = 1 UNION ALL SELECT part.id FROM action AS part JOIN action AS kept ON "
        "part.parent = kept.id WHERE kept.model = 1))"
    ),
    "where statuses": "(action.status IN (:statuses))",
    "where priorities": "(action.priority IN (:priorities))",
    "where structures": "(action.structure IN (:structures))",
    "where pilotes": "(action.pilote IN (:pilotes))",
    "where territoires": (
        '(EXISTS (SELECT * FROM action_territoires WHERE action_territoires."row" = action.id '
        "AND action_territoires.member IN (:territoires)))"
    ),
    "where thematiques": (
        '(EXISTS (SELECT * FROM action_thematiques WHERE action_thematiques."row" = action.id '
        "AND action_thematiques.member IN (:thematiques)))"
    ),
    "where publics": (
        '(EXISTS (SELECT * FROM action_publics WHERE action_publics."row" = action.id AND '
        "action_publics.member IN (:publics)))"
    ),
    "where ambitions": (
        "(action.main_ambition IN (:ambitions) OR (EXISTS (SELECT * FROM "
        'action_other_ambitions WHERE action_other_ambitions."row" = action.id AND '
        "action_other_ambitions.member IN (:ambitions))))"
    ),
    "where enjeux": (
        "(action.main_ambition IN (SELECT ambition.id FROM ambition WHERE ambition.enjeu IN "
        "(:enjeux)))"
    ),
    "where late True": (
        "(coalesce(action.ends_on < :today AND (coalesce(action.status, '') NOT IN "
        "('abandonnee', 'idee', 'realisee')), 0) = 1)"
    ),
    "where late False": (
        "(coalesce(action.ends_on < :today AND (coalesce(action.status, '') NOT IN "
        "('abandonnee', 'idee', 'realisee')), 0) = 0)"
    ),
    "where blocked True": (
        "(coalesce(action.blocked = 1 AND (coalesce(action.status, '') NOT IN ('abandonnee', "
        "'realisee')), 0) = 1)"
    ),
    "where blocked False": (
        "(coalesce(action.blocked = 1 AND (coalesce(action.status, '') NOT IN ('abandonnee', "
        "'realisee')), 0) = 0)"
    ),
    "where confidential True": (
        "(coalesce(coalesce(action.confidential, 0) = 1 OR (EXISTS (SELECT * FROM action AS "
        "whole WHERE whole.id = action.parent AND whole.confidential = 1)), 0) = 1)"
    ),
    "where confidential False": (
        "(coalesce(coalesce(action.confidential, 0) = 1 OR (EXISTS (SELECT * FROM action AS "
        "whole WHERE whole.id = action.parent AND whole.confidential = 1)), 0) = 0)"
    ),
    "where without pilote": (
        "((action.pilote IS NULL OR action.pilote IN (SELECT contact.id FROM contact WHERE "
        "contact.deleted IS NOT 0 OR coalesce(contact.erased, 0) != 0 OR "
        "coalesce(contact.active, 1) != 1)) AND (action.id NOT IN (SELECT "
        'action_structures_pilotes."row" FROM action_structures_pilotes)))'
    ),
    "where without echeance": "(action.ends_on IS NULL)",
    "where without indicateur": (
        "(NOT (EXISTS (SELECT * FROM indicateur WHERE indicateur.action = action.id AND "
        "indicateur.deleted = 0)))"
    ),
    "where without budget": (
        "(NOT (EXISTS (SELECT * FROM budget_line WHERE budget_line.action = action.id AND "
        "budget_line.deleted = 0)))"
    ),
    "where without note": (
        "(NOT (EXISTS (SELECT * FROM suivi_note WHERE suivi_note.action = action.id AND "
        "suivi_note.deleted = 0 AND suivi_note.noted_on >= :note_since)))"
    ),
    "where without mesure": (
        "(EXISTS (SELECT * FROM indicateur WHERE indicateur.action = action.id AND "
        "indicateur.deleted = 0 AND NOT (EXISTS (SELECT * FROM mesure WHERE mesure.indicateur "
        "= indicateur.id AND mesure.deleted = 0 AND (mesure.year = :year OR "
        "mesure.measured_on LIKE :in_year OR coalesce(indicateur.frequency, '') = "
        "'unique')))))"
    ),
    "where without numero": "(action.shared >= '')",
    "where year": (
        "((action.starts_on IS NULL OR action.starts_on <= :closes) AND (coalesce(CASE WHEN "
        "(action.status = 'realisee') THEN action.completed_on END, action.ends_on) IS NULL "
        "OR coalesce(CASE WHEN (action.status = 'realisee') THEN action.completed_on END, "
        "action.ends_on) >= :opens OR action.recurring = 1))"
    ),
    "where statuses by group": '("temp".list_group.value IN (:statuses))',
    "where priorities by group": '("temp".list_group.value IN (:priorities))',
    "where structures by group": '("temp".list_group.value IN (:structures))',
    "where ambitions by group": (
        '("temp".list_group.value IN (:ambitions) OR (EXISTS (SELECT * FROM '
        'action_other_ambitions WHERE action_other_ambitions."row" = action.id AND '
        "action_other_ambitions.member IN (:ambitions))))"
    ),
    "where enjeux by group": (
        '("temp".list_group.value IN (SELECT ambition.id FROM ambition WHERE ambition.enjeu '
        "IN (:enjeux)))"
    ),
    "where pilotes by group": '("temp".list_group.value IN (:pilotes))',
    "where few": (
        "action.search_number IN (SELECT rowid FROM search WHERE search MATCH :words AND "
        "rowid BETWEEN :first AND :last)"
    ),
    "where words": (
        "+action.search_number IN (SELECT rowid FROM search WHERE search MATCH :words AND "
        "rowid BETWEEN :first AND :last)"
    ),
    "lines by reference": (
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
        "kept.model = 1)) ORDER BY action.reference ASC, action.id ASC LIMIT :limit OFFSET "
        ":offset"
    ),
    "ids by reference": (
        "SELECT action.id FROM action WHERE action.deleted = 0 AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1)) "
        "ORDER BY action.reference ASC, action.id ASC LIMIT :limit OFFSET :offset"
    ),
    "lines by reference descending": (
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
        "kept.model = 1)) ORDER BY action.reference DESC, action.id DESC LIMIT :limit OFFSET "
        ":offset"
    ),
    "ids by reference descending": (
        "SELECT action.id FROM action WHERE action.deleted = 0 AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1)) "
        "ORDER BY action.reference DESC, action.id DESC LIMIT :limit OFFSET :offset"
    ),
    "lines by title": (
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
        "kept.model = 1)) ORDER BY action.title_sort ASC, action.id ASC LIMIT :limit OFFSET "
        ":offset"
    ),
    "ids by title": (
        "SELECT action.id FROM action WHERE action.deleted = 0 AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1)) "
        "ORDER BY action.title_sort ASC, action.id ASC LIMIT :limit OFFSET :offset"
    ),
    "lines by title descending": (
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
        "kept.model = 1)) ORDER BY action.title_sort DESC, action.id DESC LIMIT :limit OFFSET "
        ":offset"
    ),
    "ids by title descending": (
        "SELECT action.id FROM action WHERE action.deleted = 0 AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1)) "
        "ORDER BY action.title_sort DESC, action.id DESC LIMIT :limit OFFSET :offset"
    ),
    "lines by starts_on": (
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
        "kept.model = 1)) ORDER BY action.starts_on ASC NULLS LAST, action.id ASC LIMIT "
        ":limit OFFSET :offset"
    ),
    "ids by starts_on": (
        "SELECT action.id FROM action WHERE action.deleted = 0 AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1)) "
        "ORDER BY action.starts_on ASC NULLS LAST, action.id ASC LIMIT :limit OFFSET :offset"
    ),
    "lines by starts_on descending": (
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
        "kept.model = 1)) ORDER BY action.starts_on DESC NULLS LAST, action.id DESC LIMIT "
        ":limit OFFSET :offset"
    ),
    "ids by starts_on descending": (
        "SELECT action.id FROM action WHERE action.deleted = 0 AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1)) "
        "ORDER BY action.starts_on DESC NULLS LAST, action.id DESC LIMIT :limit OFFSET "
        ":offset"
    ),
    "lines by ends_on": (
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
        "kept.model = 1)) ORDER BY action.ends_on ASC NULLS LAST, action.id ASC LIMIT :limit "
        "OFFSET :offset"
    ),
    "ids by ends_on": (
        "SELECT action.id FROM action WHERE action.deleted = 0 AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1)) "
        "ORDER BY action.ends_on ASC NULLS LAST, action.id ASC LIMIT :limit OFFSET :offset"
    ),
    "lines by ends_on descending": (
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
        "kept.model = 1)) ORDER BY action.ends_on DESC NULLS LAST, action.id DESC LIMIT "
        ":limit OFFSET :offset"
    ),
    "ids by ends_on descending": (
        "SELECT action.id FROM action WHERE action.deleted = 0 AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1)) "
        "ORDER BY action.ends_on DESC NULLS LAST, action.id DESC LIMIT :limit OFFSET :offset"
    ),
    "lines by status": (
        "SELECT action.id, action.reference, action.title, action.status, action.priority, "
        "action.blocked, action.confidential, action.starts_on, action.ends_on, "
        "action.completed_on, action.main_ambition, action.structure, action.shared, "
        "structure_row.name AS structure_name, structure_row.kind AS structure_kind, "
        "structure_row.deleted AS structure_deleted, pilote_row.given_name, "
        "pilote_row.family_name, pilote_row.deleted AS pilote_deleted, pilote_row.erased AS "
        "pilote_erased, EXISTS (SELECT * FROM action AS whole WHERE whole.id = action.parent "
        'AND whole.confidential = 1) AS is_covered FROM "temp".list_group JOIN action ON '
        "action.status IS +temp.list_group.value LEFT OUTER JOIN territoire AS structure_row "
        "ON structure_row.id = action.structure LEFT OUTER JOIN contact AS pilote_row ON "
        "pilote_row.id = action.pilote WHERE action.deleted = 0 AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1)) "
        'ORDER BY "temp".list_group.rank, action.reference ASC, action.id ASC LIMIT :limit '
        "OFFSET :offset"
    ),
    "ids by status": (
        'SELECT action.id FROM "temp".list_group JOIN action ON action.status IS '
        "+temp.list_group.value WHERE action.deleted = 0 AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1)) "
        'ORDER BY "temp".list_group.rank, action.reference ASC, action.id ASC LIMIT :limit '
        "OFFSET :offset"
    ),
    "lines by status descending": (
        "SELECT action.id, action.reference, action.title, action.status, action.priority, "
        "action.blocked, action.confidential, action.starts_on, action.ends_on, "
        "action.completed_on, action.main_ambition, action.structure, action.shared, "
        "structure_row.name AS structure_name, structure_row.kind AS structure_kind, "
        "structure_row.deleted AS structure_deleted, pilote_row.given_name, "
        "pilote_row.family_name, pilote_row.deleted AS pilote_deleted, pilote_row.erased AS "
        "pilote_erased, EXISTS (SELECT * FROM action AS whole WHERE whole.id = action.parent "
        'AND whole.confidential = 1) AS is_covered FROM "temp".list_group JOIN action ON '
        "action.status IS +temp.list_group.value LEFT OUTER JOIN territoire AS structure_row "
        "ON structure_row.id = action.structure LEFT OUTER JOIN contact AS pilote_row ON "
        "pilote_row.id = action.pilote WHERE action.deleted = 0 AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1)) "
        'ORDER BY "temp".list_group.rank, action.reference DESC, action.id DESC LIMIT :limit '
        "OFFSET :offset"
    ),
    "ids by status descending": (
        'SELECT action.id FROM "temp".list_group JOIN action ON action.status IS '
        "+temp.list_group.value WHERE action.deleted = 0 AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1)) "
        'ORDER BY "temp".list_group.rank, action.reference DESC, action.id DESC LIMIT :limit '
        "OFFSET :offset"
    ),
    "lines by priority": (
        "SELECT action.id, action.reference, action.title, action.status, action.priority, "
        "action.blocked, action.confidential, action.starts_on, action.ends_on, "
        "action.completed_on, action.main_ambition, action.structure, action.shared, "
        "structure_row.name AS structure_name, structure_row.kind AS structure_kind, "
        "structure_row.deleted AS structure_deleted, pilote_row.given_name, "
        "pilote_row.family_name, pilote_row.deleted AS pilote_deleted, pilote_row.erased AS "
        "pilote_erased, EXISTS (SELECT * FROM action AS whole WHERE whole.id = action.parent "
        'AND whole.confidential = 1) AS is_covered FROM "temp".list_group JOIN action ON '
        "action.priority IS +temp.list_group.value LEFT OUTER JOIN territoire AS "
        "structure_row ON structure_row.id = action.structure LEFT OUTER JOIN contact AS "
        "pilote_row ON pilote_row.id = action.pilote WHERE action.deleted = 0 AND (action.id "
        "NOT IN (SELECT kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT "
        "part.id FROM action AS part JOIN action AS kept ON part.parent = kept.id WHERE "
        'kept.model = 1)) ORDER BY "temp".list_group.rank, action.reference ASC, action.id '
        "ASC LIMIT :limit OFFSET :offset"
    ),
    "ids by priority": (
        'SELECT action.id FROM "temp".list_group JOIN action ON action.priority IS '
        "+temp.list_group.value WHERE action.deleted = 0 AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1)) "
        'ORDER BY "temp".list_group.rank, action.reference ASC, action.id ASC LIMIT :limit '
        "OFFSET :offset"
    ),
    "lines by priority descending": (
        "SELECT action.id, action.reference, action.title, action.status, action.priority, "
        "action.blocked, action.confidential, action.starts_on, action.ends_on, "
        "action.completed_on, action.main_ambition, action.structure, action.shared, "
        "structure_row.name AS structure_name, structure_row.kind AS structure_kind, "
        "structure_row.deleted AS structure_deleted, pilote_row.given_name, "
        "pilote_row.family_name, pilote_row.deleted AS pilote_deleted, pilote_row.erased AS "
        "pilote_erased, EXISTS (SELECT * FROM action AS whole WHERE whole.id = action.parent "
        'AND whole.confidential = 1) AS is_covered FROM "temp".list_group JOIN action ON '
        "action.priority IS +temp.list_group.value LEFT OUTER JOIN territoire AS "
        "structure_row ON structure_row.id = action.structure LEFT OUTER JOIN contact AS "
        "pilote_row ON pilote_row.id = action.pilote WHERE action.deleted = 0 AND (action.id "
        "NOT IN (SELECT kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT "
        "part.id FROM action AS part JOIN action AS kept ON part.parent = kept.id WHERE "
        'kept.model = 1)) ORDER BY "temp".list_group.rank, action.reference DESC, action.id '
        "DESC LIMIT :limit OFFSET :offset"
    ),
    "ids by priority descending": (
        'SELECT action.id FROM "temp".list_group JOIN action ON action.priority IS '
        "+temp.list_group.value WHERE action.deleted = 0 AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1)) "
        'ORDER BY "temp".list_group.rank, action.reference DESC, action.id DESC LIMIT :limit '
        "OFFSET :offset"
    ),
    "lines by structure": (
        "SELECT action.id, action.reference, action.title, action.status, action.priority, "
        "action.blocked, action.confidential, action.starts_on, action.ends_on, "
        "action.completed_on, action.main_ambition, action.structure, action.shared, "
        "structure_row.name AS structure_name, structure_row.kind AS structure_kind, "
        "structure_row.deleted AS structure_deleted, pilote_row.given_name, "
        "pilote_row.family_name, pilote_row.deleted AS pilote_deleted, pilote_row.erased AS "
        "pilote_erased, EXISTS (SELECT * FROM action AS whole WHERE whole.id = action.parent "
        'AND whole.confidential = 1) AS is_covered FROM "temp".list_group JOIN action ON '
        "action.structure IS +temp.list_group.value LEFT OUTER JOIN territoire AS "
        "structure_row ON structure_row.id = action.structure LEFT OUTER JOIN contact AS "
        "pilote_row ON pilote_row.id = action.pilote WHERE action.deleted = 0 AND (action.id "
        "NOT IN (SELECT kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT "
        "part.id FROM action AS part JOIN action AS kept ON part.parent = kept.id WHERE "
        'kept.model = 1)) ORDER BY "temp".list_group.rank, action.reference ASC, action.id '
        "ASC LIMIT :limit OFFSET :offset"
    ),
    "ids by structure": (
        'SELECT action.id FROM "temp".list_group JOIN action ON action.structure IS '
        "+temp.list_group.value WHERE action.deleted = 0 AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1)) "
        'ORDER BY "temp".list_group.rank, action.reference ASC, action.id ASC LIMIT :limit '
        "OFFSET :offset"
    ),
    "lines by structure descending": (
        "SELECT action.id, action.reference, action.title, action.status, action.priority, "
        "action.blocked, action.confidential, action.starts_on, action.ends_on, "
        "action.completed_on, action.main_ambition, action.structure, action.shared, "
        "structure_row.name AS structure_name, structure_row.kind AS structure_kind, "
        "structure_row.deleted AS structure_deleted, pilote_row.given_name, "
        "pilote_row.family_name, pilote_row.deleted AS pilote_deleted, pilote_row.erased AS "
        "pilote_erased, EXISTS (SELECT * FROM action AS whole WHERE whole.id = action.parent "
        'AND whole.confidential = 1) AS is_covered FROM "temp".list_group JOIN action ON '
        "action.structure IS +temp.list_group.value LEFT OUTER JOIN territoire AS "
        "structure_row ON structure_row.id = action.structure LEFT OUTER JOIN contact AS "
        "pilote_row ON pilote_row.id = action.pilote WHERE action.deleted = 0 AND (action.id "
        "NOT IN (SELECT kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT "
        "part.id FROM action AS part JOIN action AS kept ON part.parent = kept.id WHERE "
        'kept.model = 1)) ORDER BY "temp".list_group.rank, action.reference DESC, action.id '
        "DESC LIMIT :limit OFFSET :offset"
    ),
    "ids by structure descending": (
        'SELECT action.id FROM "temp".list_group JOIN action ON action.structure IS '
        "+temp.list_group.value WHERE action.deleted = 0 AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1)) "
        'ORDER BY "temp".list_group.rank, action.reference DESC, action.id DESC LIMIT :limit '
        "OFFSET :offset"
    ),
    "lines by ambition": (
        "SELECT action.id, action.reference, action.title, action.status, action.priority, "
        "action.blocked, action.confidential, action.starts_on, action.ends_on, "
        "action.completed_on, action.main_ambition, action.structure, action.shared, "
        "structure_row.name AS structure_name, structure_row.kind AS structure_kind, "
        "structure_row.deleted AS structure_deleted, pilote_row.given_name, "
        "pilote_row.family_name, pilote_row.deleted AS pilote_deleted, pilote_row.erased AS "
        "pilote_erased, EXISTS (SELECT * FROM action AS whole WHERE whole.id = action.parent "
        'AND whole.confidential = 1) AS is_covered FROM "temp".list_group JOIN action ON '
        "action.main_ambition IS +temp.list_group.value LEFT OUTER JOIN territoire AS "
        "structure_row ON structure_row.id = action.structure LEFT OUTER JOIN contact AS "
        "pilote_row ON pilote_row.id = action.pilote WHERE action.deleted = 0 AND (action.id "
        "NOT IN (SELECT kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT "
        "part.id FROM action AS part JOIN action AS kept ON part.parent = kept.id WHERE "
        'kept.model = 1)) ORDER BY "temp".list_group.rank, action.reference ASC, action.id '
        "ASC LIMIT :limit OFFSET :offset"
    ),
    "ids by ambition": (
        'SELECT action.id FROM "temp".list_group JOIN action ON action.main_ambition IS '
        "+temp.list_group.value WHERE action.deleted = 0 AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1)) "
        'ORDER BY "temp".list_group.rank, action.reference ASC, action.id ASC LIMIT :limit '
        "OFFSET :offset"
    ),
    "lines by ambition descending": (
        "SELECT action.id, action.reference, action.title, action.status, action.priority, "
        "action.blocked, action.confidential, action.starts_on, action.ends_on, "
        "action.completed_on, action.main_ambition, action.structure, action.shared, "
        "structure_row.name AS structure_name, structure_row.kind AS structure_kind, "
        "structure_row.deleted AS structure_deleted, pilote_row.given_name, "
        "pilote_row.family_name, pilote_row.deleted AS pilote_deleted, pilote_row.erased AS "
        "pilote_erased, EXISTS (SELECT * FROM action AS whole WHERE whole.id = action.parent "
        'AND whole.confidential = 1) AS is_covered FROM "temp".list_group JOIN action ON '
        "action.main_ambition IS +temp.list_group.value LEFT OUTER JOIN territoire AS "
        "structure_row ON structure_row.id = action.structure LEFT OUTER JOIN contact AS "
        "pilote_row ON pilote_row.id = action.pilote WHERE action.deleted = 0 AND (action.id "
        "NOT IN (SELECT kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT "
        "part.id FROM action AS part JOIN action AS kept ON part.parent = kept.id WHERE "
        'kept.model = 1)) ORDER BY "temp".list_group.rank, action.reference DESC, action.id '
        "DESC LIMIT :limit OFFSET :offset"
    ),
    "ids by ambition descending": (
        'SELECT action.id FROM "temp".list_group JOIN action ON action.main_ambition IS '
        "+temp.list_group.value WHERE action.deleted = 0 AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1)) "
        'ORDER BY "temp".list_group.rank, action.reference DESC, action.id DESC LIMIT :limit '
        "OFFSET :offset"
    ),
    "lines by pilote": (
        "SELECT action.id, action.reference, action.title, action.status, action.priority, "
        "action.blocked, action.confidential, action.starts_on, action.ends_on, "
        "action.completed_on, action.main_ambition, action.structure, action.shared, "
        "structure_row.name AS structure_name, structure_row.kind AS structure_kind, "
        "structure_row.deleted AS structure_deleted, pilote_row.given_name, "
        "pilote_row.family_name, pilote_row.deleted AS pilote_deleted, pilote_row.erased AS "
        "pilote_erased, EXISTS (SELECT * FROM action AS whole WHERE whole.id = action.parent "
        'AND whole.confidential = 1) AS is_covered FROM "temp".list_group JOIN action ON '
        "action.pilote IS +temp.list_group.value LEFT OUTER JOIN territoire AS structure_row "
        "ON structure_row.id = action.structure LEFT OUTER JOIN contact AS pilote_row ON "
        "pilote_row.id = action.pilote WHERE action.deleted = 0 AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1)) "
        'ORDER BY "temp".list_group.rank, action.reference ASC, action.id ASC LIMIT :limit '
        "OFFSET :offset"
    ),
    "ids by pilote": (
        'SELECT action.id FROM "temp".list_group JOIN action ON action.pilote IS '
        "+temp.list_group.value WHERE action.deleted = 0 AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1)) "
        'ORDER BY "temp".list_group.rank, action.reference ASC, action.id ASC LIMIT :limit '
        "OFFSET :offset"
    ),
    "lines by pilote descending": (
        "SELECT action.id, action.reference, action.title, action.status, action.priority, "
        "action.blocked, action.confidential, action.starts_on, action.ends_on, "
        "action.completed_on, action.main_ambition, action.structure, action.shared, "
        "structure_row.name AS structure_name, structure_row.kind AS structure_kind, "
        "structure_row.deleted AS structure_deleted, pilote_row.given_name, "
        "pilote_row.family_name, pilote_row.deleted AS pilote_deleted, pilote_row.erased AS "
        "pilote_erased, EXISTS (SELECT * FROM action AS whole WHERE whole.id = action.parent "
        'AND whole.confidential = 1) AS is_covered FROM "temp".list_group JOIN action ON '
        "action.pilote IS +temp.list_group.value LEFT OUTER JOIN territoire AS structure_row "
        "ON structure_row.id = action.structure LEFT OUTER JOIN contact AS pilote_row ON "
        "pilote_row.id = action.pilote WHERE action.deleted = 0 AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1)) "
        'ORDER BY "temp".list_group.rank, action.reference DESC, action.id DESC LIMIT :limit '
        "OFFSET :offset"
    ),
    "ids by pilote descending": (
        'SELECT action.id FROM "temp".list_group JOIN action ON action.pilote IS '
        "+temp.list_group.value WHERE action.deleted = 0 AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1)) "
        'ORDER BY "temp".list_group.rank, action.reference DESC, action.id DESC LIMIT :limit '
        "OFFSET :offset"
    ),
    "lines among": (
        "SELECT action.id, action.reference, action.title, action.status, action.priority, "
        "action.blocked, action.confidential, action.starts_on, action.ends_on, "
        "action.completed_on, action.main_ambition, action.structure, action.shared, "
        "structure_row.name AS structure_name, structure_row.kind AS structure_kind, "
        "structure_row.deleted AS structure_deleted, pilote_row.given_name, "
        "pilote_row.family_name, pilote_row.deleted AS pilote_deleted, pilote_row.erased AS "
        "pilote_erased, EXISTS (SELECT * FROM action AS whole WHERE whole.id = action.parent "
        "AND whole.confidential = 1) AS is_covered FROM action LEFT OUTER JOIN territoire AS "
        "structure_row ON structure_row.id = action.structure LEFT OUTER JOIN contact AS "
        "pilote_row ON pilote_row.id = action.pilote WHERE action.id IN (SELECT anon_1.value "
        "FROM json_each(:ids) AS anon_1)"
    ),
    "values of status": (
        "WITH RECURSIVE found(value) AS (SELECT (SELECT min(action.status) AS min_1 FROM "
        "action WHERE action.deleted = :deleted) AS value UNION ALL SELECT (SELECT "
        "min(action.status) AS min_1 FROM action WHERE action.deleted = :deleted AND "
        "action.status > found.value) AS anon_1 FROM found WHERE found.value IS NOT NULL) "
        "SELECT found.value FROM found WHERE found.value IS NOT NULL"
    ),
    "values of priority": (
        "WITH RECURSIVE found(value) AS (SELECT (SELECT min(action.priority) AS min_1 FROM "
        "action WHERE action.deleted = :deleted) AS value UNION ALL SELECT (SELECT "
        "min(action.priority) AS min_1 FROM action WHERE action.deleted = :deleted AND "
        "action.priority > found.value) AS anon_1 FROM found WHERE found.value IS NOT NULL) "
        "SELECT found.value FROM found WHERE found.value IS NOT NULL"
    ),
    "values of structure": (
        "WITH RECURSIVE found(value) AS (SELECT (SELECT min(action.structure) AS min_1 FROM "
        "action WHERE action.deleted = :deleted) AS value UNION ALL SELECT (SELECT "
        "min(action.structure) AS min_1 FROM action WHERE action.deleted = :deleted AND "
        "action.structure > found.value) AS anon_1 FROM found WHERE found.value IS NOT NULL) "
        "SELECT found.value FROM found WHERE found.value IS NOT NULL"
    ),
    "values of ambition": (
        "WITH RECURSIVE found(value) AS (SELECT (SELECT min(action.main_ambition) AS min_1 "
        "FROM action WHERE action.deleted = :deleted) AS value UNION ALL SELECT (SELECT "
        "min(action.main_ambition) AS min_1 FROM action WHERE action.deleted = :deleted AND "
        "action.main_ambition > found.value) AS anon_1 FROM found WHERE found.value IS NOT "
        "NULL) SELECT found.value FROM found WHERE found.value IS NOT NULL"
    ),
    "values of pilote": (
        "WITH RECURSIVE found(value) AS (SELECT (SELECT min(action.pilote) AS min_1 FROM "
        "action WHERE action.deleted = :deleted) AS value UNION ALL SELECT (SELECT "
        "min(action.pilote) AS min_1 FROM action WHERE action.deleted = :deleted AND "
        "action.pilote > found.value) AS anon_1 FROM found WHERE found.value IS NOT NULL) "
        "SELECT found.value FROM found WHERE found.value IS NOT NULL"
    ),
    "count": (
        "SELECT count(*) AS count_1 FROM action WHERE action.deleted = 0 AND (action.id NOT "
        "IN (SELECT kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id "
        "FROM action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = "
        "1))"
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
    "étapes due": (
        "SELECT etape.id FROM etape WHERE likely(etape.deleted = 0) AND etape.done_on IS NULL "
        "AND etape.due_on BETWEEN :first AND :last AND (EXISTS (SELECT * FROM action WHERE "
        "action.id = etape.action AND action.deleted = 0 AND (action.id NOT IN (SELECT "
        "kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM "
        "action AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1)))) "
        "ORDER BY etape.due_on, etape.id LIMIT :most OFFSET 0"
    ),
    "étapes due, count": (
        "SELECT count(*) AS count_1 FROM (SELECT etape.id AS id FROM etape WHERE "
        "likely(etape.deleted = 0) AND etape.done_on IS NULL AND etape.due_on BETWEEN :first "
        "AND :last AND (EXISTS (SELECT * FROM action WHERE action.id = etape.action AND "
        "action.deleted = 0 AND (action.id NOT IN (SELECT kept.id FROM action AS kept WHERE "
        "kept.model = 1 UNION ALL SELECT part.id FROM action AS part JOIN action AS kept ON "
        "part.parent = kept.id WHERE kept.model = 1))))) AS anon_1"
    ),
    "structures": (
        "SELECT action.structure, action.status, count(*) AS count_1 FROM action WHERE "
        "action.deleted = 0 AND (action.id NOT IN (SELECT kept.id FROM action AS kept WHERE "
        "kept.model = 1 UNION ALL SELECT part.id FROM action AS part JOIN action AS kept ON "
        "part.parent = kept.id WHERE kept.model = 1)) GROUP BY action.status, "
        "action.main_ambition, action.structure"
    ),
}
