"""The statements of the relay on a PostgreSQL server; see `resources/relais_postgresql.sql`."""

from __future__ import annotations

_ROW = (
    "number, CAST(extract(epoch FROM received_at) * 1000000 AS bigint), "
    "CAST(incarnation AS text), first, last, hash, copy, octet_length(body)"
)


def _rows(rest: str) -> str:
    """Return the statement that lists rows without their bodies."""
    return " ".join(("SELECT", _ROW, "FROM envelope", rest))


def _told(rest: str) -> str:
    """Return a statement about incarnations, each with a number."""
    return f"WITH told AS MATERIALIZED ({_TOLD}) {rest}"


FROM_ON = _rows("WHERE number >= :start ORDER BY number LIMIT :most")
IS_THERE = (
    "SELECT 1 FROM envelope WHERE number = :number "
    "AND CAST(extract(epoch FROM received_at) * 1000000 AS bigint) = :stamp"
)
END = _rows("ORDER BY number DESC LIMIT 1")
SPECIAL = _rows("WHERE copy > 0 OR last = 0 ORDER BY number")
ALL_OF = _rows(
    "WHERE incarnation = ANY(CAST(:incarnations AS uuid[])) AND last > 0 ORDER BY number"
)
NAMED = _rows("""
JOIN unnest(CAST(:incarnations AS uuid[]), CAST(:lasts AS integer[]), CAST(:hashes AS text[]),
            CAST(:firsts AS integer[]), CAST(:copies AS smallint[]))
  AS asked(incarnation, last, hash, first, copy) USING (incarnation, last, hash, first, copy)
""")
# Lists go as texts: of a thousand of them, pg8000 makes an array in 10 ms, and this in none.
_TOLD = """
SELECT CAST(incarnation AS uuid) AS incarnation, CAST(last AS integer) AS last
FROM unnest(string_to_array(:incarnations, ' '), string_to_array(:lasts, ' '))
  AS told(incarnation, last)
"""
FIRST_BEYOND = _told("""
SELECT least(
  (SELECT min(found.number) FROM told CROSS JOIN LATERAL (
     SELECT number FROM envelope
     WHERE incarnation = told.incarnation AND last > told.last ORDER BY last LIMIT 1
   ) AS found),
  (SELECT min(number) FROM envelope
   WHERE first = 1
     AND NOT EXISTS (SELECT FROM told WHERE told.incarnation = envelope.incarnation))
)
""")
ENDS = _told("""
SELECT CAST(told.incarnation AS text), found.last, found.hash
FROM told CROSS JOIN LATERAL (
  SELECT last, hash FROM envelope
  WHERE incarnation = told.incarnation AND last BETWEEN 1 AND told.last
  ORDER BY last DESC FETCH FIRST 1 ROW WITH TIES
) AS found
""")
BODIES = "SELECT number, body FROM envelope WHERE number = ANY(CAST(:numbers AS bigint[]))"
BODY = """
SELECT body FROM envelope
WHERE (incarnation, last, hash, first, copy)
    = (CAST(:incarnation AS uuid), :last, :hash, :first, :copy)
  AND octet_length(body) <= :most
"""
PUT = "SELECT deposer(CAST(:incarnation AS uuid), :first, :last, :hash, :copy, :body)"
TAKE_OUT = """
DELETE FROM envelope
WHERE (incarnation, last, hash, first, copy)
    = (CAST(:incarnation AS uuid), :last, :hash, :first, :copy)
"""
RIGHTS = """
SELECT CAST(current_setting('server_version_num') AS integer) / 10000, pg_is_in_recovery(),
       to_regnamespace(:schema) IS NOT NULL,
       coalesce(has_schema_privilege(to_regnamespace(:schema), 'USAGE'), false)
"""
RIGHTS_WITHIN = """
SELECT envelope IS NOT NULL, coalesce(has_table_privilege(envelope, 'SELECT'), false),
       coalesce(has_table_privilege(envelope, 'INSERT, UPDATE, DELETE, TRUNCATE'), false),
       deposer IS NOT NULL, coalesce(has_function_privilege(deposer, 'EXECUTE'), false)
FROM (SELECT CAST(to_regclass(:table) AS oid) AS envelope,
             CAST(to_regprocedure(:function) AS oid) AS deposer) AS found
"""
FUNCTION = "deposer(uuid, integer, integer, text, integer, bytea)"
