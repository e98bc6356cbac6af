-- Relais de CTG Desktop pour une convention : un schéma, une table, une fonction, deux rôles.
-- À exécuter dans la base choisie par qui peut y créer des rôles et un schéma ; PostgreSQL 13 ou
-- plus récent. Peut être exécuté plusieurs fois : ce qui est là reste.
--
--   CTG_ROLE            rôle des participants : lit tout, ajoute, ne change et n'efface rien
--   CTG_ROLE_entretien  propriétaire du schéma : ôte les anciens envois d'une personne effacée
--
-- Aucun mot de passe n'est écrit ici. Donnez-les ensuite dans psql (rien n'en reste en clair) :
--
--   SET password_encryption = 'scram-sha-256';
--   \password CTG_ROLE
--   \password CTG_ROLE_entretien
--
-- et n'admettez ces rôles, dans pg_hba.conf, que chiffrés et par SCRAM :
--
--   hostssl  BASE  CTG_ROLE,CTG_ROLE_entretien  RÉSEAU  scram-sha-256

BEGIN;

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'CTG_ROLE') THEN
    CREATE ROLE CTG_ROLE LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'CTG_ROLE_entretien') THEN
    CREATE ROLE CTG_ROLE_entretien LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
  END IF;
END
$$;

-- Nul n'attend longtemps derrière un ordinateur qui s'est tu.
ALTER ROLE CTG_ROLE SET statement_timeout = '60s';
ALTER ROLE CTG_ROLE SET lock_timeout = '20s';
ALTER ROLE CTG_ROLE SET idle_in_transaction_session_timeout = '20s';

-- Qui n'est pas superutilisateur ne crée pour un rôle que s'il en est membre : le temps d'ici.
GRANT CTG_ROLE_entretien TO CURRENT_USER;
CREATE SCHEMA IF NOT EXISTS CTG_ROLE AUTHORIZATION CTG_ROLE_entretien;
SET LOCAL ROLE CTG_ROLE_entretien;

-- Un envoi est un fichier scellé, jamais relu ni compris ici. « number » suit l'ordre des
-- validations ; l'heure exacte distingue un envoi de celui qu'on aurait remis au même numéro.
-- last = 0 : un certificat (incarnation tient son nom), ou l'invitation (incarnation nulle).
CREATE TABLE IF NOT EXISTS CTG_ROLE.envelope (
  number bigint NOT NULL UNIQUE,
  incarnation uuid NOT NULL,
  last integer NOT NULL,
  hash text NOT NULL,
  first integer NOT NULL,
  copy smallint NOT NULL,
  body bytea NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (incarnation, last, hash, first, copy)
);
-- Un zip ne se comprime plus.
ALTER TABLE CTG_ROLE.envelope ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX IF NOT EXISTS envelope_special
  ON CTG_ROLE.envelope (number) WHERE copy > 0 OR last = 0;
CREATE INDEX IF NOT EXISTS envelope_first ON CTG_ROLE.envelope (number) WHERE first = 1;

-- Le seul chemin par lequel un envoi entre. Rend son numéro, ou 0 s'il est déjà là.
CREATE OR REPLACE FUNCTION CTG_ROLE.deposer(
  an_incarnation uuid, a_first integer, a_last integer, a_hash text, a_copy integer, a_body bytea
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  given bigint;
BEGIN
  IF octet_length(a_body) NOT BETWEEN 1 AND 268435456 OR a_copy NOT BETWEEN 0 AND 9999
     OR NOT (a_first = 0 AND a_last = 0 AND a_hash = ''
             OR 1 <= a_first AND a_first <= a_last AND a_hash ~ '^[0-9a-f]{16}$')
     OR a_body IS NULL OR an_incarnation IS NULL
  THEN
    RAISE EXCEPTION 'no envelope' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  -- Perdre un envoi ne perd rien, il est remis : inutile d'attendre le disque.
  PERFORM set_config('synchronous_commit', 'off', true);
  -- Un seul à la fois, jusqu'à sa validation : qui lit par numéro n'en saute aucun.
  PERFORM pg_advisory_xact_lock('CTG_ROLE.envelope'::regclass::oid::bigint);
  IF EXISTS (SELECT FROM CTG_ROLE.envelope
             WHERE (incarnation, last, hash, first, copy)
                 = (an_incarnation, a_last, a_hash, a_first, a_copy))
  THEN
    RETURN 0;
  END IF;
  IF a_first > 1 AND NOT EXISTS (SELECT FROM CTG_ROLE.envelope
                                 WHERE incarnation = an_incarnation AND last >= a_first - 1)
  THEN
    RAISE EXCEPTION 'a gap' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  SELECT coalesce(max(number), 0) + 1 INTO given FROM CTG_ROLE.envelope;
  INSERT INTO CTG_ROLE.envelope (number, incarnation, last, hash, first, copy, body, received_at)
  VALUES (given, an_incarnation, a_last, a_hash, a_first, a_copy, a_body, clock_timestamp());
  RETURN given;
END
$$;

REVOKE ALL ON FUNCTION CTG_ROLE.deposer(uuid, integer, integer, text, integer, bytea) FROM PUBLIC;
GRANT USAGE ON SCHEMA CTG_ROLE TO CTG_ROLE;
GRANT SELECT ON CTG_ROLE.envelope TO CTG_ROLE;
GRANT EXECUTE ON FUNCTION CTG_ROLE.deposer(uuid, integer, integer, text, integer, bytea)
  TO CTG_ROLE;

RESET ROLE;
REVOKE CTG_ROLE_entretien FROM CURRENT_USER;

COMMIT;
