-- 数据包 (docs/package.md): what this instance signs with, whose signature it takes, what it made and what it took.

-- The key of this instance, made once. The private part is sealed with DATA_KEY.
CREATE TABLE "instance_key" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "public_key" TEXT NOT NULL,
    "private_key_sealed" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "instance_key_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "instance_key_one" CHECK ("id" = 1)
);

CREATE TABLE "accepted_signer" (
    "fingerprint" TEXT NOT NULL,
    "public_key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "accepted_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_by" TEXT NOT NULL,

    CONSTRAINT "accepted_signer_pkey" PRIMARY KEY ("fingerprint")
);

-- 版本: counted over everything this instance packs, so it only grows.
CREATE TABLE "made_package" (
    "version" INTEGER NOT NULL,
    "division_code" TEXT NOT NULL,
    "season" TEXT NOT NULL,
    "as_of" DATE NOT NULL,
    "manifest_sha256" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "made_by" TEXT NOT NULL,

    CONSTRAINT "made_package_pkey" PRIMARY KEY ("version")
);
CREATE INDEX "made_package_division_code_idx" ON "made_package"("division_code");
ALTER TABLE "made_package" ADD CONSTRAINT "made_package_division_code_fkey" FOREIGN KEY ("division_code")
  REFERENCES "division"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A division whose records are another instance's. One package at most holds a division.
CREATE TABLE "taken_package" (
    "division_code" TEXT NOT NULL,
    "sender" TEXT NOT NULL,
    "season" TEXT NOT NULL,
    "as_of" DATE NOT NULL,
    "version" INTEGER NOT NULL,
    "manifest_sha256" TEXT NOT NULL,
    "manifest" JSONB NOT NULL,
    "taken_at" TIMESTAMPTZ(3) NOT NULL,
    "taken_by" TEXT NOT NULL,

    CONSTRAINT "taken_package_pkey" PRIMARY KEY ("division_code"),
    CONSTRAINT "taken_package_division_code_fkey" FOREIGN KEY ("division_code")
      REFERENCES "division"("code") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "taken_package_sender_fkey" FOREIGN KEY ("sender")
      REFERENCES "accepted_signer"("fingerprint") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "taken_package_sender_idx" ON "taken_package"("sender");

-- A finding that a newer version no longer has leaves the sums.
CREATE FUNCTION finding_sum_left() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  INSERT INTO finding_sum SELECT season, division_code, coalesce(rule, ''''), state, urgent, -count(*) FROM before
  WHERE rule IS NULL OR rule NOT IN (''R01'', ''R02'') GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
  ON CONFLICT (season, division_code, rule, state, urgent) DO UPDATE SET n = finding_sum.n + excluded.n\x3b
  RETURN NULL\x3b
END';
CREATE TRIGGER "finding_sum_delete" AFTER DELETE ON "finding" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION finding_sum_left();

-- Records that were taken are read-only here: whoever writes, only taking a package may change them. A register that took none is asked
-- one question a statement.
CREATE FUNCTION takes_no_package() RETURNS boolean LANGUAGE sql STABLE AS
  'SELECT NOT EXISTS (SELECT 1 FROM taken_package) OR coalesce(current_setting(''package.taking'', true), '''') = ''on''';
CREATE FUNCTION taken_record_kept() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE number text\x3b BEGIN
  IF takes_no_package() THEN RETURN NULL\x3b END IF\x3b
  SELECT h.number INTO number FROM changed c JOIN household h ON h.number = c.household_number WHERE h.source = ''package'' LIMIT 1\x3b
  IF FOUND THEN RAISE EXCEPTION ''taken: %'', number USING ERRCODE = ''QN001'', DETAIL = number\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION taken_household_kept() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE number text\x3b BEGIN
  IF takes_no_package() THEN RETURN NULL\x3b END IF\x3b
  SELECT c.number INTO number FROM changed c JOIN division v ON v.code = c.village_code
  WHERE c.source = ''package'' OR v.path && ARRAY(SELECT division_code FROM taken_package) LIMIT 1\x3b
  IF FOUND THEN RAISE EXCEPTION ''taken: %'', number USING ERRCODE = ''QN001'', DETAIL = number\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION taken_place_kept() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE place text\x3b BEGIN
  IF takes_no_package() THEN RETURN NULL\x3b END IF\x3b
  SELECT v.code INTO place FROM changed c JOIN division v ON v.code = c.division_code
  WHERE v.path && ARRAY(SELECT division_code FROM taken_package) LIMIT 1\x3b
  IF FOUND THEN RAISE EXCEPTION ''taken: %'', place USING ERRCODE = ''QN001'', DETAIL = place\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION taken_village_kept() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE place text\x3b BEGIN
  IF takes_no_package() THEN RETURN NULL\x3b END IF\x3b
  SELECT v.code INTO place FROM changed c JOIN division v ON v.code = c.village_code
  WHERE v.path && ARRAY(SELECT division_code FROM taken_package) LIMIT 1\x3b
  IF FOUND THEN RAISE EXCEPTION ''taken: %'', place USING ERRCODE = ''QN001'', DETAIL = place\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION taken_finding_kept() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE finding text\x3b BEGIN
  IF takes_no_package() THEN RETURN NULL\x3b END IF\x3b
  SELECT c.number INTO finding FROM changed c WHERE c.created_by = ''package'' LIMIT 1\x3b
  IF FOUND THEN RAISE EXCEPTION ''taken: %'', finding USING ERRCODE = ''QN001'', DETAIL = finding\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE TRIGGER "finding_taken_update" AFTER UPDATE ON "finding" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_finding_kept();
CREATE TRIGGER "finding_taken_delete" AFTER DELETE ON "finding" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_finding_kept();
CREATE TRIGGER "household_taken_insert" AFTER INSERT ON "household" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_household_kept();
CREATE TRIGGER "household_taken_update" AFTER UPDATE ON "household" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_household_kept();
CREATE TRIGGER "household_taken_delete" AFTER DELETE ON "household" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_household_kept();
CREATE TRIGGER "conversion_taken_insert" AFTER INSERT ON "conversion" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "conversion_taken_update" AFTER UPDATE ON "conversion" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "conversion_taken_delete" AFTER DELETE ON "conversion" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "room_taken_insert" AFTER INSERT ON "room" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "room_taken_update" AFTER UPDATE ON "room" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "room_taken_delete" AFTER DELETE ON "room" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "visit_taken_insert" AFTER INSERT ON "visit" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "visit_taken_update" AFTER UPDATE ON "visit" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "visit_taken_delete" AFTER DELETE ON "visit" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "visit_draft_taken_insert" AFTER INSERT ON "visit_draft" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "visit_draft_taken_update" AFTER UPDATE ON "visit_draft" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "visit_draft_taken_delete" AFTER DELETE ON "visit_draft" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "meter_usage_taken_insert" AFTER INSERT ON "meter_usage" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "meter_usage_taken_update" AFTER UPDATE ON "meter_usage" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "meter_usage_taken_delete" AFTER DELETE ON "meter_usage" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "entitlement_taken_insert" AFTER INSERT ON "entitlement" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "entitlement_taken_update" AFTER UPDATE ON "entitlement" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "entitlement_taken_delete" AFTER DELETE ON "entitlement" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "payment_taken_insert" AFTER INSERT ON "payment" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "payment_taken_update" AFTER UPDATE ON "payment" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "payment_taken_delete" AFTER DELETE ON "payment" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "head_change_taken_insert" AFTER INSERT ON "head_change" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "head_change_taken_update" AFTER UPDATE ON "head_change" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "head_change_taken_delete" AFTER DELETE ON "head_change" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "household_change_taken_insert" AFTER INSERT ON "household_change" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "household_change_taken_update" AFTER UPDATE ON "household_change" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "household_change_taken_delete" AFTER DELETE ON "household_change" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "spot_check_taken_insert" AFTER INSERT ON "spot_check" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "spot_check_taken_update" AFTER UPDATE ON "spot_check" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "spot_check_taken_delete" AFTER DELETE ON "spot_check" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_record_kept();
CREATE TRIGGER "season_dates_taken_insert" AFTER INSERT ON "season_dates" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_place_kept();
CREATE TRIGGER "season_dates_taken_update" AFTER UPDATE ON "season_dates" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_place_kept();
CREATE TRIGGER "season_dates_taken_delete" AFTER DELETE ON "season_dates" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_place_kept();
CREATE TRIGGER "subsidy_policy_taken_insert" AFTER INSERT ON "subsidy_policy" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_place_kept();
CREATE TRIGGER "subsidy_policy_taken_update" AFTER UPDATE ON "subsidy_policy" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_place_kept();
CREATE TRIGGER "subsidy_policy_taken_delete" AFTER DELETE ON "subsidy_policy" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_place_kept();
CREATE TRIGGER "fund_taken_insert" AFTER INSERT ON "fund" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_place_kept();
CREATE TRIGGER "fund_taken_update" AFTER UPDATE ON "fund" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_place_kept();
CREATE TRIGGER "fund_taken_delete" AFTER DELETE ON "fund" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_place_kept();
CREATE TRIGGER "heat_source_taken_insert" AFTER INSERT ON "heat_source" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_place_kept();
CREATE TRIGGER "heat_source_taken_update" AFTER UPDATE ON "heat_source" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_place_kept();
CREATE TRIGGER "heat_source_taken_delete" AFTER DELETE ON "heat_source" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_place_kept();
CREATE TRIGGER "payment_batch_taken_insert" AFTER INSERT ON "payment_batch" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_place_kept();
CREATE TRIGGER "payment_batch_taken_update" AFTER UPDATE ON "payment_batch" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_place_kept();
CREATE TRIGGER "payment_batch_taken_delete" AFTER DELETE ON "payment_batch" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_place_kept();
CREATE TRIGGER "no_coal_zone_taken_insert" AFTER INSERT ON "no_coal_zone" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_village_kept();
CREATE TRIGGER "no_coal_zone_taken_update" AFTER UPDATE ON "no_coal_zone" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_village_kept();
CREATE TRIGGER "no_coal_zone_taken_delete" AFTER DELETE ON "no_coal_zone" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_village_kept();
CREATE TRIGGER "conversion_plan_taken_insert" AFTER INSERT ON "conversion_plan" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_village_kept();
CREATE TRIGGER "conversion_plan_taken_update" AFTER UPDATE ON "conversion_plan" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_village_kept();
CREATE TRIGGER "conversion_plan_taken_delete" AFTER DELETE ON "conversion_plan" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION taken_village_kept();
