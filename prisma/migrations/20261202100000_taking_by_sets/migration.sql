-- The digest of a row of facts, as history_digest(jsonb_strip_nulls(to_jsonb(f))) gives it: the text of JSONB has its keys by length, then
-- by bytes, and leaves out here what has no value. Written out, because sorting 54 keys twice for each row took ten times as long. A
-- column that is added to household_facts is added here (tests/server/upkeep/facts-digest.test.ts).
CREATE FUNCTION facts_digest(f household_facts) RETURNS BYTEA LANGUAGE sql STABLE AS
  'SELECT sha256(convert_to(
    concat(''{"b": '', f.b, '', "c": '', f.c, '', "e": '', f.e, '', "h": '', f.h, '', "i": '', f.i, '', "p": '', f.p, '', "q": '', f.q,
      '', "r": '', f.r, '', "s": '', f.s, '', "u": '', f.u, '', "v": '', f.v, '', "x": '', f.x, '', "cv": '', f.cv, '', "ip": '', f.ip, '', "iv": '', f.iv,
      '', "ur": '', f.ur, '', "crv": '', f.crv, '', "due": '', f.due, '', "une": '', f.une, '', "vne": '', f.vne, '', "area": '', f.area,
      '', "cold": '', f.cold, '', "mode": '', to_json(f.mode), '', "paid": '', f.paid, '', "i_gas": '', f.i_gas,
      '', "season": '', to_json(f.season), '', "arrears": '', f.arrears)
    || concat('', "i_other": '', f.i_other, '', "i_solar": '', f.i_solar, '', "answered": '', f.answered, '', "entitled": '', f.entitled,
      '', "let_used": '', f.let_used, '', "unstable": '', f.unstable, '', "visit_id": '' || to_json(f.visit_id)::text,
      '', "i_biomass": '', f.i_biomass, '', "let_rooms": '', f.let_rooms, '', "satisfied": '', f.satisfied,
      '', "changes_on": '' || to_json(f.changes_on)::text, '', "clean_area": '', f.clean_area, '', "let_occupied": '', f.let_occupied,
      '', "paid_in_full": '', f.paid_in_full, '', "village_code": '', to_json(f.village_code), '', "let_connected": '', f.let_connected,
      '', "i_district_heat": '', f.i_district_heat, '', "continuity_never": '', f.continuity_never,
      '', "household_number": '', to_json(f.household_number), '', "continuity_arrears": '', f.continuity_arrears,
      '', "continuity_not_due": '', f.continuity_not_due, '', "continuity_reduced": '', f.continuity_reduced,
      '', "i_electric_household": '', f.i_electric_household, '', "continuity_continuous": '', f.continuity_continuous,
      '', "continuity_interrupted": '', f.continuity_interrupted, '', "i_electric_distributed": '', f.i_electric_distributed,
      '', "continuity_not_applicable": '', f.continuity_not_applicable, ''}''), ''UTF8''))';
CREATE OR REPLACE FUNCTION closed_facts_digest(of_season TEXT, village TEXT) RETURNS BYTEA LANGUAGE sql STABLE SET timezone = 'UTC' AS
  'SELECT sha256(string_agg(facts_digest(f), ''''::bytea ORDER BY f.household_number COLLATE "C"))
   FROM household_facts f WHERE f.season = of_season AND f.village_code = village';

-- A key is made from its visit, in one statement: asking for each of them whether the visit is there was a fifth of making them.
-- (\x3b stands for a semicolon, at which migrations are split.)
ALTER TABLE "review_key" DROP CONSTRAINT "review_key_visit_id_fkey";
CREATE FUNCTION visit_removed_from_review() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  DELETE FROM review_key k USING changed c WHERE k.visit_id = c.id\x3b
  RETURN NULL\x3b
END';
CREATE TRIGGER "visit_review_delete" AFTER DELETE ON "visit" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION visit_removed_from_review();
