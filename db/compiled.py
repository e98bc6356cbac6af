"""Statements that SQLAlchemy compiled ahead, for `db.early`; written by `make sql`."""

from __future__ import annotations

SCHEMA = "0002"
MARK = 48618349
"""The version of the bases that these statements read; see `db.checks.Version`."""

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
    "convention by id": (
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
    "territoire by id": (
        "SELECT territoire.id, territoire.deleted, territoire.kind, territoire.name, "
        "territoire.code, territoire.insee, territoire.siren, territoire.population, "
        "territoire.total_population, territoire.population_year, territoire.postal_codes, "
        "territoire.longitude, territoire.latitude, territoire.parent FROM territoire WHERE "
        "territoire.deleted IS NOT NULL AND territoire.id IN (SELECT anon_1.value FROM "
        "json_each(?) AS anon_1) ORDER BY territoire.id"
    ),
    "territoire": (
        "SELECT territoire.id, territoire.deleted, territoire.kind, territoire.name, "
        "territoire.code, territoire.insee, territoire.siren, territoire.population, "
        "territoire.total_population, territoire.population_year, territoire.postal_codes, "
        "territoire.longitude, territoire.latitude, territoire.parent FROM territoire WHERE "
        "likely(territoire.deleted = 0) ORDER BY territoire.id"
    ),
}
